"""One run: settings, wire, audit, outputs, exit code."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer import Exit, echo

from auditor.audit import Request, audit
from auditor.commands._asked import choices
from auditor.commands._options import Common
from auditor.commands._progress import listening
from auditor.commands._recording import kept, restored
from auditor.commands._show import collected, flows, show, targets
from auditor.errors import UsageError
from auditor.model import GapReason, Outcome, Report, Verdict
from auditor.outputs import Options
from auditor.printable import visible
from auditor.settings import Settings, find_file, load, unknown_variables, with_profiles
from auditor.sources import _bootstrap as bootstrap
from auditor.tables import Tables
from auditor.wire import Query, Wire

INELIGIBLE, OPEN, LOCKED_OUT = 10, 11, 12


def run(
    request: Request, common: Common, profiles: list[str] | None = None, flags: Mapping[str, Any] | None = None
) -> None:
    """Make the report that is asked for, show it, and end with its exit code. `flags` are settings by key.

    Raises:
        Exit: always, with what was found.
        AuditorError: the run cannot go on.
    """
    fail_on = choices("--fail-on", common.fail_on, Verdict)
    options = Options(choices("--status", common.status, Outcome), _color(common), _width(), common.excel)
    where = targets(common.formats or (), common.outputs or ())
    settings = _settings(common, profiles or (), flags or {})
    flowing = flows(where)
    with _wire(request, settings, common, moving=not (flowing and sys.stdout.isatty())) as (asked, set_, wire, clock):
        tables = Tables(bootstrap=bootstrap.asked(wire, set_.rdap_bootstrap_url))
        report = audit(asked, wire, set_, tables, clock)
        if flowing:
            show(report, where, options)
        else:
            report = collected(report)
    if not flowing:  # here, when nothing moves on the terminal any more
        show(report, where, options)
    _remark(report, common, to_files_only=all(target.file for target in where))
    raise Exit(exit_code(report, fail_on, exit_zero=common.exit_zero))


def exit_code(report: Report, fail_on: frozenset[Verdict], *, exit_zero: bool = False) -> int:
    """0, 10, 11 or 12: see `--help`. 12 outranks 10, and 10 outranks 11; `exit_zero` leaves only 12."""
    verdicts = {verdict for (_, verdict), n in report.tally.counts.items() if n}
    if report.locked_out:
        return LOCKED_OUT
    if exit_zero:
        return 0
    if Verdict.INELIGIBLE in fail_on & verdicts:
        return INELIGIBLE
    is_open = Verdict.UNDETERMINED in verdicts or not report.complete or not verdicts
    return OPEN if is_open and Verdict.UNDETERMINED in fail_on else 0


def _settings(common: Common, profiles: Sequence[str], flags: Mapping[str, Any]) -> Settings:
    from platformdirs import user_config_path

    shared = {"timeout": common.timeout, "concurrency": common.concurrency, "cache.ttl": common.cache_ttl}
    file = find_file(common.config, os.environ, user_config_path("icp-auditor"))
    if not common.quiet:
        for sentence in unknown_variables(os.environ):
            echo(f"icp-auditor: {visible(sentence)}", err=True)
    return with_profiles(load({**flags, **shared}, os.environ, file), profiles)


@contextmanager
def _wire(
    request: Request, settings: Settings, common: Common, *, moving: bool
) -> Iterator[tuple[Request, Settings, Wire, Callable[[], datetime]]]:
    """The wire: a recording, or the network; with it what is asked (a recording knows what was) and the clock."""
    if common.replay is not None:
        if common.record is not None:
            raise UsageError("--record and --replay exclude each other", "leave one out")
        from auditor.tape import Player

        player = Player(common.replay)
        request, settings = restored(player.about, request, settings)
        started_at = _instant(player.about, common.replay)
        instants = iter((started_at, max(player.last_received_at or started_at, started_at)))
        yield request, settings, player, lambda: next(instants)
        return
    from auditor.live import Live

    with ExitStack() as stack:
        heard = stack.enter_context(listening(common, len(request.domains), moving=moving))
        wire: Wire = Live(settings, now, heard)
        if settings.rdap_bootstrap_url:
            hurried = replace(settings, timeout=min(settings.timeout, bootstrap.PATIENCE), ecs_patience=0.0)
            quick = Live(hurried, now, heard)
            wire = bootstrap.Kept(wire, quick, bootstrap.place(), settings.rdap_bootstrap_url, now)
        if request.registrations and not common.no_cache:
            wire = stack.enter_context(_cached(wire, settings, common, lambda query: heard(query, None)))
        started_at = now()
        if common.record is not None:
            from auditor.tape import Recorder

            about = {"started_at": started_at.isoformat(), "request": kept(request, settings)}
            wire = stack.enter_context(Recorder(wire, common.record, about))
        instants = iter((started_at,))
        yield request, settings, wire, lambda: next(instants, None) or now()


@contextmanager
def _cached(wire: Wire, settings: Settings, common: Common, served: Callable[[Query], None]) -> Iterator[Wire]:
    """The wire with the answers of earlier runs before it."""
    from platformdirs import user_cache_path

    from auditor.cache import Cache

    file = user_cache_path("icp-auditor") / "answers.db"
    with Cache(wire, file, ttl=settings.cache_ttl, clock=now, refresh=common.refresh, served=served) as cache:
        yield cache
    if common.quiet:
        return
    if cache.trouble:
        echo(f"icp-auditor: {visible(cache.trouble)}", err=True)
    if cache.oldest:
        age = str(now() - cache.oldest).partition(".")[0]
        answers = "1 answer" if cache.hits == 1 else f"{cache.hits} answers"
        echo(f"icp-auditor: {answers} came from the cache, the oldest {age} old (--refresh asks anew)", err=True)


def now() -> datetime:
    """The time, to the second: the only clock of a run."""
    return datetime.now(UTC).replace(microsecond=0)


def _instant(about: Mapping[str, Any], folder: Path) -> datetime:
    try:
        return datetime.fromisoformat(about["started_at"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"the recording {folder} does not say when it began", "record it again") from None


def _remark(report: Report, common: Common, *, to_files_only: bool) -> None:
    """What belongs on stderr after the report: why nothing could be read, and that files were written."""
    if report.locked_out:
        for gap in report.gaps:
            if gap.reason is GapReason.DENIED:
                echo(f"icp-auditor: {visible(gap.target)}: {visible(gap.detail)}", err=True)
        echo("  next: see README, “Credentials”; `icp-auditor domain NAME` needs none", err=True)
    elif to_files_only and not common.quiet:
        state = "complete" if report.complete else f"incomplete, {len(report.gaps)} gaps"
        echo(f"icp-auditor: wrote {', '.join(common.outputs or ())}: {report.verdict}, {state}", err=True)


def _color(common: Common) -> bool:
    return sys.stdout.isatty() and not common.no_color and not os.environ.get("NO_COLOR")


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns
