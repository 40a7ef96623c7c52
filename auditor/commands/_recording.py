"""What a recording must know to be judged again without its flags: the request, and the settings that shaped the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.audit import Request
from auditor.commands._asked import pairs, selection
from auditor.commands._asked import request as made
from auditor.errors import UsageError
from auditor.settings import KEYS, Account, Settings
from auditor.values import WrongValueError

_SERVERS = (
    *("ecs.endpoint_url", "whois.servers", "whois.intervals", "rdap.servers", "rdap.bootstrap_url"),
    "dns.nameservers",
    *("domain.service", "domain.endpoint_url", "filing.check", "filing.cdn_url", "filing.companyreg_url"),
)


def kept(request: Request, settings: Settings) -> dict[str, Any]:
    """The request and the settings as JSON. No credential is in either."""
    chosen = request.selection
    return {
        "with_instances": request.accounts,
        "accounts": [account.name for account in settings.accounts],
        "regions": list(chosen.regions),
        "excluded": list(chosen.excluded),
        "instances": list(chosen.instances),
        "tags": list(pairs(chosen.tags)),
        "domains": list(request.domains),
        "domains_from_account": request.domains_from_account,
        "sites": list(pairs(request.sites)),
        "owner": settings.owner,
        "owner_aliases": list(settings.owner_aliases),
        "owner_from": settings.origins.get("owner", ""),
        "as_of": request.as_of.isoformat() if request.as_of else None,
        "settings": {key: _plain(getattr(settings, KEYS[key][0])) for key in _SERVERS},
    }


def restored(about: Mapping[str, Any], request: Request, settings: Settings) -> tuple[Request, Settings]:
    """What is asked in a replay: what the recording was asked, but for what the flags say now.

    Raises:
        UsageError: the recording's own words cannot be used.
    """
    then = about.get("request")
    if not isinstance(then, Mapping):
        raise UsageError("the recording does not say what was asked", "record it again")
    try:
        recorded = _request(then)
        servers = _servers(then.get("settings", {}))
        accounts = tuple(Account(str(name)) for name in then.get("accounts") or ())
    except (AttributeError, KeyError, TypeError, WrongValueError, UsageError) as error:
        raise UsageError(f"what the recording says was asked cannot be used: {error}", "record it again") from error
    asked = Request(
        accounts=request.accounts and recorded.accounts,
        registrations=request.registrations,
        selection=request.selection if request.selection.narrow else recorded.selection,
        domains=(request.domains or recorded.domains) if request.registrations else (),
        domains_from_account=request.registrations and (request.domains_from_account or recorded.domains_from_account),
        sites=(request.sites or recorded.sites) if request.registrations and request.accounts else (),
        as_of=request.as_of or recorded.as_of,
    )
    origins = dict(settings.origins)
    if not settings.owner and then.get("owner"):
        servers["owner"] = str(then["owner"])
        servers["owner_aliases"] = tuple(_texts(then, "owner_aliases"))
        origins["owner"] = str(then.get("owner_from") or "the recording")
    if origins.get("accounts") != "--profile":
        servers["accounts"] = accounts or settings.accounts
    return asked, replace(settings, **servers, origins=origins)


def _servers(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the settings that shaped the questions: as the recording has them, else as they are by default."""
    found = {KEYS[key][0]: getattr(Settings(), KEYS[key][0]) for key in _SERVERS}
    for key, value in said.items():
        name, parse = KEYS[key]
        found[name] = parse(value) if value else found[name]
    return found


def _request(then: Mapping[str, Any]) -> Request:
    chosen = selection(*(_texts(then, key) for key in ("regions", "excluded", "instances", "tags")))
    as_of = then.get("as_of")
    day = str(as_of) if as_of else None
    held = bool(then.get("domains_from_account"))
    found = made(chosen, _texts(then, "domains"), None, _texts(then, "sites"), day, from_account=held)
    return replace(found, accounts=bool(then["with_instances"]))


def _texts(then: Mapping[str, Any], key: str) -> list[str]:
    return [str(each) for each in then.get(key) or ()]


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value
