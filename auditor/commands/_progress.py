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

Heard = Callable[[Query, Reply | WireError], None]

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


def _say(query: Query, came: Reply | WireError) -> None:
    where = " ".join(value for key, value in query.parameters if key == "RegionId")
    what = " ".join(filter(None, (query.protocol, query.account, query.server, query.question, where)))
    result = f"{came.reason}: {came}" if isinstance(came, WireError) else f"{came.status}, {len(came.text)} characters"
    echo(visible(f"{what} -> {result}"), err=True)


def _moving(domains: int, *, color: bool) -> Iterator[Heard]:
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    asked: Counter[str] = Counter()
    guard = Lock()
    began = monotonic()
    spinner = Spinner("dots", "asking …")
    console = Console(stderr=True, no_color=not color)
    with Live(spinner, console=console, transient=True, redirect_stdout=False, redirect_stderr=False):

        def heard(query: Query, came: Reply | WireError) -> None:
            with guard:
                asked[query.protocol] += 1
                asked["without an answer"] += isinstance(came, WireError)
                spinner.update(text=line(asked, domains, monotonic() - began))

        yield heard


def line(asked: Mapping[str, int], domains: int, seconds: float) -> str:
    """What has been asked so far; with many domains, how fast it goes and how long the rest will take.

    >>> line({"ecs": 12, "whois": 30}, 0, 10.0)
    'asked 12 ecs, 30 whois'
    >>> line({"whois": 300, "rdap": 60, "dns": 900}, 10_000, 360.0)
    'asked 300 whois, 60 rdap, 900 dns – 360 of 10000 domains, 1.0 a second, 2:40:40 left'
    """
    counts = ", ".join(f"{n} {name}" for name, n in asked.items() if n)
    done = min(asked.get("whois", 0) + asked.get("rdap", 0), domains)
    if domains < _MANY or not done or not seconds:
        return f"asked {counts}"
    rate = done / seconds
    left = timedelta(seconds=round((domains - done) / rate))
    return f"asked {counts} – {done} of {domains} domains, {rate:.1f} a second, {left} left"
