"""Answers of registries, kept between runs: a wire around another, with a SQLite file beside it.

Only `rdap` and `whois` are kept, since registries count questions; and only what a registry said of a domain: found, not
found, reserved. That is written as soon as it is there, so a run that was killed is taken up where it ended. The cache is a
convenience: whatever is wrong with its file ends in `trouble`, and the wire is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from auditor.cache.file import KEPT_FOR, LARGEST, PATIENCE, File
from auditor.model import AnswerClass, Registration
from auditor.readers import rdap, whois
from auditor.wire import Query, Reply, Wire

__all__ = ["KEPT_FOR", "LARGEST", "PATIENCE", "Cache"]

_CACHED = ("rdap", "whois")
_DEFINITIVE = (AnswerClass.NOT_FOUND, AnswerClass.RESERVED)
_LONGEST_TEXT = 1_000_000  # characters; the live wire gives 256 kB at most
_OK = 200


class Cache:
    """A wire that asks `wire` only what is not known yet. Threads may share it, and processes its file.

    Args:
        wire: whom to ask.
        file: where answers are kept; its folder is made if it is not there. Both are for their owner's eyes only.
        ttl: how old an answer may be to be served, at most `KEPT_FOR`; 0 serves none.
        clock: the time, to tell the age of an answer by.
        refresh: ask everything anew; the answers are kept.
        served: told of every question that a kept answer was served for, from whichever thread asked.
        largest: bytes that the file may have when it is opened and closed.
        patience: seconds that another process may keep us from the file.
    """

    def __init__(
        self,
        wire: Wire,
        file: Path,
        *,
        ttl: timedelta,
        clock: Callable[[], datetime],
        refresh: bool = False,
        served: Callable[[Query], None] = lambda _query: None,
        largest: int = LARGEST,
        patience: float = PATIENCE,
    ) -> None:
        self._wire = wire
        self._ttl = min(ttl, KEPT_FOR)
        self._clock = clock
        self._refresh = refresh
        self._served = served
        self._guard = Lock()
        self._hits = 0
        self._oldest: datetime | None = None
        self._file = File(file, clock(), largest, patience)

    def ask(self, query: Query) -> Reply:
        """A kept answer as it was, with the time it was received at; else what the wire answers.

        Raises:
            WireError: the wire has no answer. That is not kept.
        """
        if query.protocol not in _CACHED:
            return self._wire.ask(query)
        key = _key(query)
        if not self._refresh and (kept := self._kept(key)):
            self._served(query)
            return kept
        reply = self._wire.ask(query)
        if self._file.is_open and _is_definitive(query, reply):
            self._file.put(key, reply)
        return reply

    def _kept(self, key: str) -> Reply | None:
        kept = self._file.get(key)
        if kept is None or not timedelta(0) <= self._clock() - kept.received_at < self._ttl:
            return None
        with self._guard:
            self._hits += 1
            self._oldest = min(self._oldest or kept.received_at, kept.received_at)
        return kept

    @property
    def hits(self) -> int:
        """How many answers were served that nobody was asked for."""
        return self._hits

    @property
    def oldest(self) -> datetime | None:
        """When the oldest of the served answers was received; None if none was served."""
        return self._oldest

    @property
    def trouble(self) -> str:
        """What the user should know of the file: one sentence, "" if all is well.

        Either it was set aside and begun anew, or (`is_on` is False) it cannot be used in this run.
        """
        return self._file.trouble

    @property
    def is_on(self) -> bool:
        """Whether answers are served and kept: the file is usable and not closed."""
        return self._file.is_open

    def close(self) -> None:
        """Prune and close the file. Afterwards the cache only asks."""
        self._file.close(self._clock())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _key(query: Query) -> str:
    """What an answer is found by. A server known by hearsay is asked at public addresses only: its answers stand apart."""
    return json.dumps((query.protocol, query.server, query.question, query.parameters, query.hearsay))


def _is_definitive(query: Query, reply: Reply) -> bool:
    """Whether the reader that the source will use takes the answer for a registry's word on the domain."""
    if len(reply.text) > _LONGEST_TEXT:
        return False
    if query.protocol == "rdap":
        found = rdap.read(query.question.rpartition("/")[2], f"{query.server}{query.question}", reply)
    elif reply.status == _OK:
        found = whois.read(query.question.rpartition(" ")[2], query.server, reply)
    else:
        return False
    return isinstance(found, Registration) or found.kind in _DEFINITIVE
