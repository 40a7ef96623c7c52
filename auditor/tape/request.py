"""A query as a request: what stands on the tape, and what a replay looks for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from auditor.tape.scrub import scrub
from auditor.wire import ACTIONS, Query

Key: TypeAlias = tuple[str, str, str, int | None, str, tuple[tuple[str, str], ...], str, str]
"""What a request is found by: method, scheme, host, port, path, query, action, account."""

ALIBABA = ("ecs", "aliyun")
"""The protocols that are Alibaba Cloud's: true HTTP exchanges, kept by account."""

_PORTS = {"whois": 43, "dns": 53}
_RESERVED = "!$%&'()*+,/:;=?@[]~"  # what a URL is made of; everything else is percent-encoded


@dataclass(frozen=True, slots=True, order=True)
class Request:
    """A request as it is written down; `headers` are those that tell requests apart, or make vcrpy's replay true."""

    method: str
    uri: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> Key:
        """What it is found by: `x-acs-action` and `x-account` are all that counts of the headers.

        Raises:
            ValueError: the URI is none.
        """
        headers = dict(self.headers)
        parts = urlsplit(self.uri)
        query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        action, account = headers.get("x-acs-action", ""), headers.get("x-account", "")
        return (self.method, parts.scheme, parts.hostname or "", port, parts.path or "/", query, action, account)


def request_of(query: Query) -> Request:
    """The request that stands for `query`: the true one of Alibaba Cloud's APIs and RDAP, a URI of our own for WHOIS and DNS."""
    request = _request(query, _base(query))
    if _sound(request):
        return request
    # A server that only an answer named may be any text: what gives no URL stands whole, as a host.
    port = _PORTS.get(query.protocol)
    host = quote(scrub(query.server), safe="") or "-"
    return _request(query, f"{query.protocol}://{host}:{port}" if port else f"{query.protocol}://{host}/")


def label(account: str) -> str:
    """The account's name, unless it is itself a credential; then a stand-in that tells it from other accounts."""
    if scrub(account) == account:
        return account
    return f"***-{fingerprint(account)}"


def fingerprint(name: str) -> str:
    """Twelve characters that tell `name` from all others."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _request(query: Query, base: str) -> Request:
    question = scrub(query.question)
    if query.protocol in ALIBABA:
        parameters = urlencode(sorted(_scrubbed(name, value) for name, value in query.parameters), quote_via=quote)
        uri = base.rstrip("/") + "/" + (f"?{parameters}" if parameters else "")
        version = ACTIONS[query.question].version if query.question in ACTIONS else ""
        action = (("x-acs-action", question), ("x-acs-version", version))
        accept, account = ("accept", "application/json"), ("x-account", label(query.account))
        return Request("POST", uri, (_host(uri), *action, accept, account))
    if query.protocol == "rdap":
        uri = f"{base.rstrip('/')}/{quote(question, _RESERVED)}"
        return Request("GET", uri, (_host(uri), ("accept", "application/rdap+json")))
    return Request("GET", f"{base}/{quote(question, safe='')}")


def _scrubbed(name: str, value: str) -> tuple[str, str]:
    value = scrub(value)
    pair = f"{name}={value}"  # the name may be what gives the value away
    return scrub(name), value if scrub(pair) == pair else "***"


def _base(query: Query) -> str:
    if query.protocol not in _PORTS:
        return quote(scrub(query.server), _RESERVED)
    host, colon, port = query.server.rpartition(":")
    if not (colon and port.isascii() and port.isdigit()):
        host, port = query.server, str(_PORTS[query.protocol])
    return f"{query.protocol}://{quote(scrub(host), ':[]')}:{port}"


def _sound(request: Request) -> bool:
    try:
        return all(request.key[1:3])
    except ValueError:
        return False


def _host(uri: str) -> tuple[str, str]:
    return ("host", uri.partition("://")[2].partition("/")[0])
