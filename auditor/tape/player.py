"""Answer from a recording."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

from auditor.errors import UsageError, WireError
from auditor.tape.cassette import NoAnswer, load, read_file, unusable
from auditor.tape.recorder import ABOUT, FORMAT
from auditor.tape.request import ALIBABA, Key, request_of
from auditor.tape.scrub import scrub
from auditor.wire import Query, Reply

_Index: TypeAlias = dict[Key, list[Reply | NoAnswer]]


class Player:
    """A wire that answers from the recording in `folder`, with the recorded instants. Any number of threads may ask.

    A question that was asked several times gets its answers in their order, and the last one from then on. Cassettes
    are read when something is asked of their protocol.
    """

    def __init__(self, folder: Path) -> None:
        """Open the recording.

        Raises:
            UsageError: `folder` is missing, holds no recording, or one of another format.
        """
        self._folder = folder
        self._lock = Lock()
        self._indexes: dict[str, _Index] = {}
        self._turns: Counter[Key] = Counter()
        self.about: Mapping[str, Any] = _about(folder)
        """What `run.json` says of the run: `format`, `tool`, `started_at`, `request`."""

    def ask(self, query: Query) -> Reply:
        """The recorded answer.

        Raises:
            WireError: none was recorded (then with the recorded reason), or the question is not on the tape (`not-found`).
            UsageError: a cassette cannot be read.
        """
        key = request_of(query).key
        with self._lock:
            answers = self._index(query.protocol).get(key)
            turn = self._turns[key]
            self._turns[key] += 1
        if answers is None:
            raise WireError("not-found", scrub(f"{query.question} at {query.server} is not on the tape"))
        answer = answers[min(turn, len(answers) - 1)]
        if isinstance(answer, NoAnswer):
            raise WireError(answer.reason, answer.detail)
        return answer

    @property
    def last_received_at(self) -> datetime | None:
        """When the last answer of the whole recording came in; None if none did.

        Raises:
            UsageError: a cassette cannot be read.
        """
        with self._lock:
            indexes = [self._index(protocol) for protocol in (*ALIBABA, "rdap", "whois", "dns")]
        answers = (answer for index in indexes for answers in index.values() for answer in answers)
        return max((answer.received_at for answer in answers if isinstance(answer, Reply)), default=None)

    def _index(self, protocol: str) -> _Index:
        if protocol not in self._indexes:
            index: _Index = {}
            for path in sorted(self._folder.glob(f"{protocol}*.yaml")):
                for key, answer in load(path):
                    index.setdefault(key, []).append(answer)
            self._indexes[protocol] = index
        return self._indexes[protocol]


def _about(folder: Path) -> dict[str, Any]:
    path = folder / ABOUT
    advice = "name the folder that --record wrote"
    try:
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder} to replay", advice)
        if not path.exists():
            raise UsageError(f"{folder} holds no recording ({ABOUT} is missing)", advice)
    except OSError as error:
        raise unusable(folder, error.strerror or "it cannot be opened") from error
    try:
        about = json.loads(read_file(path))
    except (ValueError, RecursionError) as error:
        raise unusable(path, "it is not JSON") from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise unusable(path, f"its format is not {FORMAT}")
    return about
