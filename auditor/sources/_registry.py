"""Whom to ask about a domain's registration: the user's servers first, then `config/registries.toml` and IANA's bootstrap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from auditor.model import Gap, NoRegistration, Registration
from auditor.names import Name
from auditor.readers import cnnic
from auditor.readers import rdap as rdap_reader
from auditor.readers import whois as whois_reader
from auditor.settings import Settings
from auditor.tables import Registry, Tables
from auditor.wire import Query, Wire, reading

RDAP, WHOIS = "rdap", "whois"

Found: TypeAlias = Registration | NoRegistration | Gap
"""What comes of asking one server."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server to ask: `protocol` is `rdap` or `whois`, `address` a base URL or `host:port`.

    `pause` is the seconds between two questions to it; `hearsay`: only an answer named it.
    """

    protocol: str
    address: str
    pause: float = 0.0
    hearsay: bool = False

    def __str__(self) -> str:
        return f"{self.protocol.upper()} at {self.address}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The servers to ask about a name, in turn until one answers; none for a suffix that nobody is known to serve.

    `thin`: the holder is at the registrar. `suffix` is the one that decided, `origin` who named the servers: `settings`,
    `registries` (the table) or `rdap-bootstrap`.
    """

    servers: tuple[Server, ...] = ()
    thin: bool = False
    suffix: str = ""
    origin: str = ""

    @property
    def protocol(self) -> str:
        """What is asked first, "" if nobody is."""
        return self.servers[0].protocol if self.servers else ""


def plan(name: Name, settings: Settings, tables: Tables) -> Plan:
    """Whom to ask, by the longest suffix that has a server.

    Where the user named a server, only the user's are asked: one kind alone, whatever the table prefers; with both, the
    table's preference. RDAP falls back on WHOIS where there is one; a registry that is asked by WHOIS has no RDAP.
    """
    for suffix in _suffixes(name):
        row = tables.registries.get(suffix)
        if own := _own(suffix, row, settings):
            return Plan(own, row is not None and row.thin, suffix, "settings")
        refreshed = _refreshed(suffix, row, name, tables)
        if refreshed:
            origin = "registries" if refreshed is row else "rdap-bootstrap"
            return Plan(_servers(refreshed, settings), refreshed.thin, suffix, origin)
    return Plan()


def ask(server: Server, name: Name, wire: Wire) -> Found:
    """What the server says of the domain."""
    if server.protocol == RDAP:
        query = Query(RDAP, server.address, f"domain/{name.id}", hearsay=server.hearsay)
        url = f"{server.address}{query.question}"
        return reading(RDAP, name.id, lambda: rdap_reader.read(name.id, url, wire.ask(query)))
    query = Query(WHOIS, server.address, name.id, hearsay=server.hearsay, pause=server.pause)
    return reading(WHOIS, name.id, lambda: whois_reader.read(name.id, server.address, wire.ask(query)))


def why(found: NoRegistration | Gap) -> str:
    """Why an answer gives no facts: its class and its words."""
    return f"{found.kind if isinstance(found, NoRegistration) else found.reason}: {found.detail}"


def _own(suffix: str, row: Registry | None, settings: Settings) -> tuple[Server, ...]:
    rdap, whois = settings.rdap_servers.get(suffix), settings.whois_servers.get(suffix)
    by_rdap = (Server(RDAP, rdap),) if rdap else ()
    # The user's own server is asked freely, unless the user says otherwise.
    by_whois = (Server(WHOIS, whois, settings.whois_intervals.get(suffix, 0.0)),) if whois else ()
    if by_whois and row and row.protocol == WHOIS:
        return by_whois
    return by_rdap + by_whois


def _refreshed(suffix: str, row: Registry | None, name: Name, tables: Tables) -> Registry | None:
    """The table's row, with IANA's RDAP server where the bootstrap names another one or the only one."""
    if name.suffix in cnnic.SUFFIXES:  # not in the bootstrap; most names are CNNIC's, and nobody else need hear of them
        return row
    url = tables.bootstrap.get(suffix)
    if not url or (row and (row.protocol, row.rdap) == (RDAP, url)):
        return row
    return replace(row or Registry(suffix, RDAP, url, "", False, timedelta()), protocol=RDAP, rdap=url)  # noqa: FBT003


def _servers(row: Registry, settings: Settings) -> tuple[Server, ...]:
    pause = settings.whois_intervals.get(row.suffix, row.interval.total_seconds())
    by_rdap = (Server(RDAP, row.rdap),) if row.protocol == RDAP else ()
    by_whois = (Server(WHOIS, f"{row.whois}:43", pause),) if row.whois else ()
    return by_rdap + by_whois


def _suffixes(name: Name) -> Iterator[str]:
    """`edu.cn`, `cn` for `example.edu.cn`."""
    rest = name.id.partition(".")[2]
    while rest:
        yield rest
        rest = rest.partition(".")[2]
