"""What a run is doing, on stderr: a line that moves on a terminal, or every question with `--verbose`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock
from time import monotonic

from typer import echo

from auditor.commands._options import Common
from auditor.errors import WireError
from auditor.printable import visible
from auditor.wire import Query, Reply

Heard = Callable[[Query, Reply | WireError | None], None]
"""Told of a question and what came of it; of nothing (None) if an answer was in the cache."""

_MANY = 20


@contextmanager
def listening(common: Common, domains: int = 0, *, moving: bool = True) -> Iterator[Heard]:
    """A listener for `Live`; what it shows is gone when the run ends.

    `domains` is how many are asked for; `moving` is false where a line that moves would run into the report.
    """
    if common.verbose:
        yield _say
    elif common.quiet or not moving or not sys.stderr.isatty():
        yield lambda query, came: None  # noqa: ARG005 - nobody looks
    else:
        yield from _moving(domains, color=not (common.no_color or os.environ.get("NO_COLOR")))


def _say(query: Query, came: Reply | WireError | None) -> None:
    where = " ".join(value for key, value in query.parameters if key == "RegionId")
    what = " ".join(filter(None, (query.protocol, query.account, query.server, query.question, where)))
    if isinstance(came, WireError):
        result = f"{came.reason}: {came}"
    else:
        result = f"{came.status}, {len(came.text)} characters" if came else "in the cache"
    echo(visible(f"{what} -> {result}"), err=True)


def _moving(domains: int, *, color: bool) -> Iterator[Heard]:
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    asked: Counter[str] = Counter()
    done: set[str] = set()
    guard = Lock()
    began = monotonic()
    spinner = Spinner("dots", "asking …")
    console = Console(stderr=True, no_color=not color)
    with Live(spinner, console=console, transient=True, redirect_stdout=False, redirect_stderr=False):

        def heard(query: Query, came: Reply | WireError | None) -> None:
            with guard:
                asked[query.protocol if came else "from the cache"] += 1
                asked["without an answer"] += isinstance(came, WireError)
                if query.protocol in ("whois", "rdap"):
                    done.add(query.question.removeprefix("domain/"))
                spinner.update(text=line(asked, len(done), domains, monotonic() - began))

        yield heard


def line(asked: Mapping[str, int], done: int, domains: int, seconds: float) -> str:
    """What has been asked so far; with many domains, how fast it goes and how long the rest will take.

    The pace is that of the registries: answers from the cache took no time, and the rest will not be there.

    >>> line({"ecs": 12, "whois": 30}, 30, 0, 10.0)
    'asked 12 ecs, 30 whois'
    >>> line({"whois": 300, "rdap": 60, "dns": 900, "from the cache": 40}, 400, 10_000, 360.0)
    'asked 300 whois, 60 rdap, 900 dns, 40 from the cache – 400 of 10000 domains, 1.0 a second, 2:40:00 left'
    """
    counts = ", ".join(f"{n} {name}" for name, n in asked.items() if n)
    fresh = done - asked.get("from the cache", 0)
    if domains < _MANY or fresh <= 0 or not seconds:
        return f"asked {counts}"
    rate = fresh / seconds
    left = timedelta(seconds=round((domains - done) / rate))
    return f"asked {counts} – {done} of {domains} domains, {rate:.1f} a second, {left} left"
