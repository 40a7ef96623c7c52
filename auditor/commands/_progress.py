"""What a run is doing, on stderr: a line that moves on a terminal, or every question with `--verbose`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from typer import echo

from auditor.commands._options import Common
from auditor.errors import WireError
from auditor.printable import visible
from auditor.wire import Query, Reply

Heard = Callable[[Query, Reply | WireError], None]


@contextmanager
def listening(common: Common) -> Iterator[Heard]:
    """A listener for `Live`; what it shows is gone when the run ends."""
    if common.verbose:
        yield _say
    elif common.quiet or not sys.stderr.isatty():
        yield lambda query, came: None  # noqa: ARG005 - nobody looks
    else:
        yield from _moving(color=not common.no_color)


def _say(query: Query, came: Reply | WireError) -> None:
    where = " ".join(value for key, value in query.parameters if key == "RegionId")
    what = " ".join(filter(None, (query.protocol, query.account, query.server, query.question, where)))
    result = f"{came.reason}: {came}" if isinstance(came, WireError) else f"{came.status}, {len(came.text)} characters"
    echo(visible(f"{what} -> {result}"), err=True)


def _moving(*, color: bool) -> Iterator[Heard]:
    from rich.console import Console

    asked: Counter[str] = Counter()
    guard = Lock()
    console = Console(stderr=True, no_color=not color)
    with console.status("asking …") as status:

        def heard(query: Query, came: Reply | WireError) -> None:
            with guard:
                asked[query.protocol] += 1
                asked["without an answer"] += isinstance(came, WireError)
                counts = ", ".join(f"{n} {name}" for name, n in asked.items() if n)
                status.update(f"asked {counts}")

        yield heard
