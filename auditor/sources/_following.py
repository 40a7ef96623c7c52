"""Where the registry has no holder, the registrar may: one step further, to the server that the registry's answer names.

That server is hearsay. It is asked by RDAP over https or by WHOIS, each at its own port, about the same domain and nothing
else; never the server that named it, and never a second step. `live` asks hearsay only at a public address.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from auditor.model import Evidence, Fact, Gap, Known, Registration, Unknown
from auditor.names import Name
from auditor.sources._registry import RDAP, WHOIS, Plan, Server, ask, why
from auditor.tables import name_key
from auditor.wire import Wire

PAUSE = 1.0
"""Seconds between two questions to a registrar's WHOIS server: nobody told us its limits, so we ask it as we ask CNNIC."""

_DISAGREE = "the sources disagree"
_REDACTED = "redacted"
_MISSING = (
    "not in this",
    "not printed",
    "printed without",
    _REDACTED,
)  # the readers' reasons for a field with nothing in it
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+", re.ASCII)
_HTTPS, _LONGEST = 443, 500


def followed(name: Name, found: Registration, by: Server, planned: Plan, wire: Wire) -> tuple[Registration, str]:
    """What the registry and its registrar say together, and a remark if the registrar could not be asked.

    Asked are the registrar of a thin registry, and the one that an RDAP answer without a holder names.

    Args:
        name: the domain.
        found: the registry's answer.
        by: the server that gave it.
        planned: the servers that the answer may not lead back to.
        wire: whom to ask.
    """
    if not (planned.thin or (by.protocol == RDAP and _is_missing(found.holder))):
        return found, ""
    if not found.referral:
        return _without(found, "the registry names no server of the registrar") if planned.thin else found, ""
    server = registrars(found.referral, name, planned)
    if isinstance(server, str):
        return _without(found, server), server
    answer = ask(server, name, wire)
    if isinstance(answer, Registration):
        return completed(found, answer), ""
    if isinstance(answer, Gap):
        remark = f"the registrar's server {server.address} could not be asked: {why(answer)}"
        return _without(found, remark), remark
    remark = f"the registrar's server {server.address} does not tell: {why(answer)}"
    return _without(found, remark, answer.evidence), remark


def registrars(referral: str, name: Name, planned: Plan) -> Server | str:
    """The server that a referral (an RDAP URL or a WHOIS host) means, or why it is not asked."""
    said = referral.strip()
    scheme, slashes, rest = said.partition("://")
    if slashes and scheme.lower() not in ("whois", "rwhois"):
        server = _by_https(said, name)
    else:
        server = _by_whois(rest if slashes else said)
    if isinstance(server, Server) and _host(server) in {_host(each) for each in planned.servers}:
        server = f"{_host(server)} is the registry's own"
    return server if isinstance(server, Server) else f"the server that the registry names is not asked: {server}"


def completed(registry: Registration, registrar: Registration) -> Registration:
    """The registry's answer with what only the registrar says. Two holders are none; two names of one IANA id are one."""
    ids = registry.registrar_iana_id, registrar.registrar_iana_id
    is_one = isinstance(ids[0], Known) and isinstance(ids[1], Known) and ids[0].value == ids[1].value
    return replace(
        registry,
        registrar=(_first if is_one else _agreed)(registry.registrar, registrar.registrar),
        registrar_iana_id=_agreed(*ids),
        registrar_country=_agreed(registry.registrar_country, registrar.registrar_country),
        holder=_holder(registry.holder, registrar.holder),
        created_at=_first(registry.created_at, registrar.created_at),
        expires_at=_first(registry.expires_at, registrar.expires_at),
        statuses=_first(registry.statuses, registrar.statuses),
        name_servers=_first(registry.name_servers, registrar.name_servers),
    )


def _by_https(url: str, name: Name) -> Server | str:
    """The base URL that a link to `…/domain/NAME` begins with; a link without that is taken for the base itself."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _HTTPS
    except ValueError:
        return "not an address"
    if parts.scheme != "https":
        return "only https is trusted"
    if not _HOST.fullmatch(host) or "@" in parts.netloc or len(url) > _LONGEST:
        return "not the address of a server"
    if port != _HTTPS or parts.query or parts.fragment:
        return f"not the address of an RDAP server: {host}"
    base, about, named = parts.path.rpartition("/domain/")
    if about and named.rstrip("/").rstrip(".").lower() != name.id:
        return f"the link is about another domain: {host}"
    path = base if about else parts.path.rstrip("/")
    return Server(RDAP, f"https://{host}{path}/", hearsay=True)


def _by_whois(text: str) -> Server | str:
    host = text.rstrip("/").lower().removesuffix(":43").removesuffix(".")
    return Server(WHOIS, f"{host}:43", PAUSE, hearsay=True) if _HOST.fullmatch(host) else "not the name of a host"


def _host(server: Server) -> str:
    try:
        return urlsplit(server.address if server.protocol == RDAP else f"//{server.address}").hostname or ""
    except ValueError:
        return ""


def _without(found: Registration, reason: str, evidence: tuple[Evidence, ...] = ()) -> Registration:
    """The registry's answer, saying why the registrar adds no holder to it."""
    holder = found.holder
    if not isinstance(holder, Unknown) or not _is_missing(holder):
        return found
    return replace(found, holder=Unknown(f"{holder.reason}; {reason}", (*holder.evidence, *evidence)))


def _is_missing(fact: Fact[Any]) -> bool:
    """Whether the field is not there, empty or taken out; one that is there and cannot be told is not missing."""
    return isinstance(fact, Unknown) and fact.reason.startswith(_MISSING)


def _first(registry: Fact[Any], registrar: Fact[Any]) -> Fact[Any]:
    return registrar if _is_missing(registry) and isinstance(registrar, Known) else registry


def _agreed(registry: Fact[str], registrar: Fact[str]) -> Fact[str]:
    """The text that both say, or the only one."""
    if not (isinstance(registry, Known) and isinstance(registrar, Known)):
        return _first(registry, registrar)
    same = _letters(registry.value) == _letters(registrar.value)
    evidence = _both(registry, registrar)
    return Known(registry.value, evidence) if same else Unknown(_DISAGREE, evidence)


def _holder(registry: Fact[str], registrar: Fact[str]) -> Fact[str]:
    """The same of the holder; of two that are unknown, both reasons."""
    if not (isinstance(registry, Unknown) and isinstance(registrar, Unknown)):
        return _agreed(registry, registrar)
    silent = _is_missing(registrar) and not registrar.reason.startswith(_REDACTED)
    more = "the registrar does not say it either" if silent else f"at the registrar: {registrar.reason}"
    return Unknown(f"{registry.reason}; {more}", _both(registry, registrar))


def _both(registry: Fact[str], registrar: Fact[str]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys((*registry.evidence, *registrar.evidence)))


def _letters(value: str) -> str:
    return name_key(value) or value
