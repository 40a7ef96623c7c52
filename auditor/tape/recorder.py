"""Keep what the wire answers, and write it down at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeAlias

from auditor import __version__
from auditor.errors import AuditorError, UsageError, WireError
from auditor.tape.cassette import NoAnswer, dump
from auditor.tape.request import ALIBABA, Request, fingerprint, label, request_of
from auditor.tape.scrub import scrub
from auditor.wire import Query, Reply, Wire

FORMAT = "icp-auditor/tape/1"
ABOUT = "run.json"

_PART = 8_000_000  # characters of text in one cassette: a larger conversation is continued in another file
_PLAIN_NAME = re.compile(r"(?!.*-[0-9a-f]{12}$)[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


_Said: TypeAlias = tuple[Request, Reply | NoAnswer]


class Recorder:
    """A wire that keeps what `wire` answers, and writes it to `folder` when it is closed. Any number of threads may ask.

    Only what was answered (or failed with a `WireError`) before `close` is on the tape: the tape of a run that was
    interrupted holds what was known by then.
    """

    def __init__(self, wire: Wire, folder: Path, about: Mapping[str, Any]) -> None:
        """Prepare `folder`, so that a place that cannot be written to is noticed before anything is asked.

        Args:
            wire: whom to ask.
            folder: where the recording goes; made if it is not there.
            about: the run, for `run.json`: `tool`, `started_at` (RFC 3339), `request`; JSON values only.

        Raises:
            UsageError: `folder` holds a recording already, or is no folder.
            AuditorError: `folder` cannot be written to.
        """
        self._wire = wire
        self._folder = folder
        self._about = {"format": FORMAT, "tool": f"icp-auditor {__version__}", **about}
        self._lock = Lock()
        self._kept: list[tuple[Query, Reply | NoAnswer]] = []
        self._closed = False
        try:
            _refuse_a_second_recording(folder)
            folder.mkdir(parents=True, exist_ok=True)
            _beside(folder, ABOUT).touch()
            _beside(folder, ABOUT).unlink()
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(f"{folder} is not a folder", "name a folder with --record") from error
        except OSError as error:
            raise _unwritable(folder, error) from error

    def ask(self, query: Query) -> Reply:
        """What the wire answers.

        Raises:
            WireError: the wire has no answer; that is kept, too.
        """
        try:
            reply = self._wire.ask(query)
        except WireError as error:
            self._keep(query, NoAnswer(str(error.reason), str(error)))
            raise
        self._keep(query, reply)
        return reply

    def _keep(self, query: Query, answer: Reply | NoAnswer) -> None:
        with self._lock:
            if not self._closed:
                self._kept.append((query, answer))

    def close(self) -> None:
        """Write the recording: all of it, or nothing. Once closed, the recorder still asks but keeps nothing.

        Raises:
            UsageError: another run has written its recording to the same folder meanwhile.
            AuditorError: the disk refuses.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
        _write(self._folder, self._files())
        self._kept.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content, one at a time, the sheet that makes it a recording last."""
        day = "".join(str(self._about.get("started_at", "")).split())[:10] or "an unknown day"
        remark = f"A recording made by icp-auditor {__version__} on {day}. Replay it with --replay."
        for name, said in _cassettes(self._kept):
            yield name, dump(said, remark)
        yield ABOUT, scrub(json.dumps(self._about, ensure_ascii=False, indent=2)).encode() + b"\n"


def _cassettes(kept: Iterable[tuple[Query, Reply | NoAnswer]]) -> Iterator[tuple[str, list[_Said]]]:
    """The interactions by file, in an order that no thread can change: by question, answers to one question as they came."""
    said = sorted(((_stem(query), request_of(query), answer) for query, answer in kept), key=itemgetter(0, 1))
    for stem, of_file in groupby(said, key=itemgetter(0)):
        part: list[_Said] = []
        size, number = 0, 1
        for _, of_question in groupby(of_file, key=itemgetter(1)):
            answers = [(request, answer) for _, request, answer in of_question]
            more = sum(len(answer.text if isinstance(answer, Reply) else answer.detail) for _, answer in answers)
            if part and size + more > _PART:
                yield _file_name(stem, number), part
                part, size, number = [], 0, number + 1
            part += answers
            size += more
        yield _file_name(stem, number), part


def _stem(query: Query) -> str:
    """`rdap`, `whois`, `dns`, or `ecs-` (`aliyun-`) and what can be shown of the account's name in any file system."""
    if query.protocol not in ALIBABA:
        return query.protocol
    name = label(query.account)
    if _PLAIN_NAME.fullmatch(name):
        return f"{query.protocol}-{name}"
    shown = re.sub(r"[^a-z0-9]+", "-", name.lower())[:40].strip("-") or "account"
    return f"{query.protocol}-{shown}-{fingerprint(query.account)}"


def _file_name(stem: str, number: int) -> str:
    return f"{stem}.yaml" if number == 1 else f"{stem}_{number:04}.yaml"


def _refuse_a_second_recording(folder: Path) -> None:
    if folder.is_dir() and ((folder / ABOUT).exists() or any(folder.glob("*.yaml"))):
        raise UsageError(f"{folder} already holds a recording", "name an empty or a new folder with --record")


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    names: list[str] = []
    with ExitStack() as undo:
        try:
            _refuse_a_second_recording(folder)
            for name, content in files:
                names.append(name)
                undo.callback(_remove, _beside(folder, name))
                _beside(folder, name).write_bytes(content)
            for name in names:
                undo.callback(_remove, folder / name)
                _beside(folder, name).replace(folder / name)
        except OSError as error:
            raise _unwritable(folder, error) from error
        undo.pop_all()


def _beside(folder: Path, name: str) -> Path:
    return folder / f".{name}.part"


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _unwritable(folder: Path, error: OSError) -> AuditorError:
    why = error.strerror or "the disk refuses"
    return AuditorError(
        f"the recording cannot be written to {folder}: {why}", "make room there, or name another folder"
    )
