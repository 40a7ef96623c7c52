"""IANA's list of RDAP servers (RFC 9224): read strictly, kept for a week, and compared with the table that is shipped.

It is a question on the wire like any other, so a recording holds the list that its run used and a replay uses that one.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from auditor.errors import WireError
from auditor.model import Gap, Table
from auditor.wire import Query, Reply, Wire, reading

if TYPE_CHECKING:
    from auditor.tables import Bootstrap, Registry

WEEK = timedelta(days=7)
"""So long a list is good. IANA publishes one whenever a registry's server changes: some a month."""

PATIENCE = 3.0
"""Seconds that a run waits for a newer list; the one it has is good enough."""

NAME = "rdap-bootstrap"
"""The table's name in a report, and the file's in the cache."""

_LARGEST = 512 * 1024  # characters; the list of 2026-07-23 has 71,095
_MOST_SUFFIXES, _MOST_URLS = 5000, 10  # 1,200 and 1 in the same
_OK = 200
_LABELS = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII
)
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/?", re.ASCII)
_AT_HOME = ("localhost", "local", "internal", "lan", "home", "corp", "arpa", "test", "invalid", "example", "onion")


@dataclass(frozen=True, slots=True)
class Published:
    """The list as IANA published it: base URLs, each with a slash at its end, by suffix (A-label)."""

    servers: Mapping[str, str]
    published_on: date


def question(url: str) -> Query:
    """The list at `url`, as a question on the wire."""
    base, _, file = url.rpartition("/") if urlsplit(url).path else (url, "", "")
    return Query("rdap", base, file)


def parsed(reply: Reply) -> Published:
    """The list in an answer. An entry without https is left out; anything else that is wrong condemns the whole.

    Raises:
        WireError: it is not such a list.
    """
    if reply.status != _OK:
        raise WireError("refused", f"HTTP {reply.status} instead of the list of RDAP servers")
    try:
        document = json.loads(reply.text) if len(reply.text) <= _LARGEST else None
        if not isinstance(document, dict) or document.get("version") != "1.0":
            raise _wrong("no list of RDAP servers of version 1.0")
        published_on = datetime.fromisoformat(document["publication"]).date()
        services = document["services"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _wrong("no JSON with a day of publication and services") from None
    entries = list(_entries(services))
    servers = {suffix: url for suffix, url in entries if url}
    if not servers or len({suffix for suffix, _ in entries}) != len(entries):
        raise _wrong("no server in it, or two for one suffix")
    return Published(servers, published_on)


def _entries(services: Any) -> Iterator[tuple[str, str]]:
    """Suffix and base URL, "" for a suffix without https."""
    count = 0
    for service in _listed(services, _MOST_SUFFIXES):
        if not isinstance(service, list) or len(service) != 2:  # noqa: PLR2004 - suffixes, and their servers
            raise _wrong("an entry that is not suffixes and servers")
        urls = [_base_url(url) for url in _listed(service[1], _MOST_URLS)]
        base = next(filter(None, urls), "")
        for suffix in _listed(service[0], _MOST_SUFFIXES):
            count += 1
            if not isinstance(suffix, str) or not _LABELS.fullmatch(suffix.lower()) or count > _MOST_SUFFIXES:
                raise _wrong("a suffix that is none, or too many")
            yield suffix.lower(), base


def _base_url(url: Any) -> str:
    """The URL with a slash at its end; "" if it is not https."""
    try:
        parts = urlsplit(url) if isinstance(url, str) and url.isascii() and url.isprintable() else urlsplit("")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("an address that is none") from None
    sound = parts.scheme in ("http", "https") and "@" not in parts.netloc and not (parts.query or parts.fragment)
    if not sound or port is not None or not _PATH.fullmatch(parts.path) or not _is_public_name(host):
        raise _wrong("an address that is no registry's")
    return f"https://{host}{parts.path.rstrip('/')}/" if parts.scheme == "https" else ""


def _is_public_name(host: str) -> bool:
    last = host.rpartition(".")[2]
    return "." in host and bool(_LABELS.fullmatch(host)) and not last.isdigit() and last not in _AT_HOME


def _listed(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or not 0 < len(value) <= most:
        raise _wrong("a list that is none, empty, or too long")
    return value


def _wrong(what: str) -> WireError:
    return WireError("garbled", f"the answer is not IANA's RDAP bootstrap: {what}")


# --- the file -----------------------------------------------------------------------------------------------------------


def place() -> Path:
    """Where the list is kept: in the user's cache directory."""
    from platformdirs import user_cache_path

    return user_cache_path("icp-auditor") / f"{NAME}.json"


def read(path: Path) -> tuple[Reply, Published] | None:
    """The list that was kept, and when; None if there is none that can be used."""
    try:
        reply = Reply(_OK, path.read_text(encoding="utf-8"), datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except (OSError, ValueError):
        return None
    found = reading("rdap", NAME, lambda: parsed(reply))
    return None if isinstance(found, Gap) else (reply, found)


def write(path: Path, reply: Reply) -> Published:
    """Keep the list in an answer. What is not such a list changes nothing.

    Raises:
        WireError: it is none.
        OSError: the disk refuses.
    """
    found = parsed(reply)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(reply.text, encoding="utf-8")
        os.utime(beside, (reply.received_at.timestamp(),) * 2)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return found


# --- the wire -----------------------------------------------------------------------------------------------------------


class Kept:
    """A wire that answers the question for the list from the file while that is fresh; all other questions pass through.

    Args:
        wire: whom to ask everything else.
        quick: whom to ask for the list: somebody who does not wait long.
        path: the file.
        url: where the list is.
        clock: the time now.
    """

    def __init__(self, wire: Wire, quick: Wire, path: Path, url: str, clock: Callable[[], datetime]) -> None:
        self._wire, self._quick = wire, quick
        self._path = path
        self._question = question(url)
        self._clock = clock

    def ask(self, query: Query) -> Reply:
        """The answer of the wire; the list, as new as it can be had.

        Raises:
            WireError: there is no answer; for the list: neither from IANA nor in the file.
        """
        if query != self._question:
            return self._wire.ask(query)
        kept = read(self._path)
        if kept and timedelta() <= self._clock() - kept[0].received_at < WEEK:
            return kept[0]
        fresh = reading("rdap", NAME, lambda: self._fetched(query))
        if isinstance(fresh, Reply):
            return fresh
        if kept:
            return kept[0]
        raise WireError(fresh.reason, fresh.detail)

    def _fetched(self, query: Query) -> Reply:
        reply = self._quick.ask(query)
        with suppress(OSError):  # a home that cannot be written to: then every run asks
            write(self._path, reply)
        return reply


def asked(wire: Wire, url: str) -> Bootstrap:
    """Brings the list for `Tables`: asked for when it is first needed, once, whichever thread needs it; silent without."""
    guard = Lock()
    said: list[tuple[Table, Mapping[str, str]] | None] = []

    def bring() -> tuple[Table, Mapping[str, str]] | None:
        with guard:
            if not said:
                found = reading("rdap", NAME, lambda: parsed(wire.ask(question(url)))) if url else None
                said.append((Table(NAME, found.published_on), found.servers) if isinstance(found, Published) else None)
            return said[0]

    return bring


# --- what is new --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changes:
    """How a list differs from the table: suffixes (A-labels), sorted. `gone` keep the table's server, which may answer yet."""

    new: tuple[str, ...]
    moved: tuple[str, ...]
    gone: tuple[str, ...]


def changes(shipped: Mapping[str, Registry], servers: Mapping[str, str]) -> Changes:
    """What the list adds to the table, where it names another server, and what it no longer has."""
    table = {suffix: row.rdap for suffix, row in shipped.items() if row.rdap}
    return Changes(
        new=tuple(sorted(servers.keys() - table.keys())),
        moved=tuple(sorted(suffix for suffix in servers.keys() & table.keys() if servers[suffix] != table[suffix])),
        gone=tuple(sorted(table.keys() - servers.keys())),
    )
