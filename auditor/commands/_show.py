"""A report → the outputs that were asked for: which format goes where, files written beside and renamed."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import TextIO

from auditor.commands._asked import nearest
from auditor.errors import AuditorError, UsageError
from auditor.model import Report
from auditor.outputs import Options
from auditor.plugins import modules

_DEFAULT = "table"


@dataclass(frozen=True, slots=True)
class Target:
    """One output: the module of its format, and the file (None: standard output)."""

    format: ModuleType
    file: Path | None


def targets(formats: Sequence[str], files: Sequence[str]) -> list[Target]:
    """What goes where.

    A file whose suffix means a format gets that one; the formats given serve the other files in their order, then standard
    output. Without any, the table goes to standard output.

    Raises:
        UsageError: a format is not known or has no place, or a file has none.
    """
    known = modules("outputs")
    for name in formats:
        if name not in known:
            raise UsageError(f"the format {name!r} is not known{nearest(name, known)}", f"known are {', '.join(known)}")
    left = list(formats)
    found = []
    for file in files:
        meant = next((name for name, module in known.items() if file.endswith(module.SUFFIXES)), None)
        if meant in left or (meant is None and left):
            meant = left.pop(left.index(meant) if meant in left else 0)
        if meant is None and file == "-":
            meant = _DEFAULT
        if meant is None:
            raise UsageError(f"the suffix of {file} means no format", "name one with --format")
        found.append(Target(known[meant], _place(file)))
    if len(left) > 1:
        raise UsageError(f"{len(left)} formats for one standard output", "give each but one a file with --output")
    if left or not found:
        found.append(Target(known[left[0] if left else _DEFAULT], None))
    places = [target.file and target.file.resolve() for target in found]
    if len(set(places)) < len(places):
        twice = next(place for place in places if places.count(place) > 1)
        raise UsageError(f"two reports would go to {twice or 'standard output'}", "give each a place of its own")
    return found


def flows(where: Sequence[Target]) -> bool:
    """Whether the report can be written as it is made: one streaming format is all that is wanted."""
    return len(where) == 1 and bool(where[0].format.STREAMS)


def collected(report: Report) -> Report:
    """The report, read to its end and held in memory."""
    return replace(report, subjects=tuple(report.subjects))


def show(report: Report, where: Sequence[Target], options: Options) -> None:
    """Write the report to each target; one that flows is read to its end.

    Raises:
        AuditorError: a file cannot be written.
    """
    for target in where:
        with _opened(target.file) as out:
            target.format.write(report, out, options)


def _place(file: str) -> Path | None:
    """Where to write. A folder that is not there is said before the audit, not after it."""
    if file == "-":
        return None
    folder = Path(file).parent
    if not folder.is_dir():
        raise UsageError(
            f"{file} cannot be written: there is no folder {folder}", "make it, or name another with --output"
        )
    return Path(file)


@contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears under its name only when it is whole."""
    if file is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    file = file.resolve()  # a link stays a link
    beside: Path | None = None
    try:
        if file.exists() and not file.is_file():  # a device or a pipe: nothing can take its place
            with file.open("w", encoding="utf-8", newline="") as out:
                yield out
            return
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        beside = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
        beside.chmod(0o666 & ~_umask())
        beside.replace(file)
        beside = None
    except OSError as error:
        raise AuditorError(
            f"{file} cannot be written: {error.strerror}", "check the folder, its rights and its space"
        ) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
