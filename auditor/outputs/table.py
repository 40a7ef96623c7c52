"""What a person acts on, for a terminal: the verdict, every subject, what is wrong with it and what to do about it.

Lines are wrapped, never cut. Only names, sentences and quotations that go on and on are shortened, and then say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from auditor.codec import instant
from auditor.model import Evidence, Finding, Gap, Judged, Outcome, Report
from auditor.outputs import PRESSING, Options, alarms, by_kind, coverage, halves, parted, tallies
from auditor.printable import short, visible

SUFFIXES = (".txt",)
STREAMS = False

_NAME, _TEXT = 80, 400  # characters shown of a long name, of a long sentence or quotation
_NARROWEST = 20  # columns; a narrower terminal gets lines of this width
_GAP = "  "

_STYLES = {
    "ineligible": "bold red",
    "undetermined": "bold yellow",
    "eligible": "bold green",
    "fail": "red",
    "unknown": "yellow",
    "warn": "yellow",
    "pass": "green",
}

Line = tuple[int, Text]
"""An indentation in columns and what stands behind it; where it must be wrapped, the rest is indented by two more."""


def write(report: Report, out: TextIO, options: Options) -> None:
    """Write lines of at most `options.width` columns, with colours if `options.color`.

    All subjects are listed; `options.statuses` says which findings are shown in full, the others are only counted.
    """
    width = max(options.width, _NARROWEST)
    console = Console(
        file=out,
        width=width,
        height=25,  # means nothing, but without it every line asks the system for the size of the terminal
        color_system="standard" if options.color else None,
        no_color=not options.color,
        legacy_windows=False,
        highlight=False,
    )
    for indent, text in _report(report, options.statuses or PRESSING, width):
        console.print(_wrapped(console, indent, text), soft_wrap=True)


def _wrapped(console: Console, indent: int, text: Text) -> Text:
    parts = text.wrap(console, console.width - indent - 2, overflow="fold")
    for part in parts:
        part.rstrip()
    return Text(" " * indent) + Text("\n" + " " * (indent + 2)).join(parts)


def _report(report: Report, shown: frozenset[Outcome], width: int) -> Iterator[Line]:
    yield from _head(report)
    for kind, group in by_kind(report).items():
        yield from _title(f"{kind.capitalize()}s")
        rows = _rows(group)
        columns = _columns([row for row, _ in rows], width)
        for row, judged in rows:
            yield 0, _row(row, columns)
            yield from _details(judged, shown)
    if report.gaps:
        yield from _title(f"Gaps ({len(report.gaps)})")
        yield from map(_gap, report.gaps)
    if report.remarks:
        yield from _title(f"Remarks ({len(report.remarks)})")
        yield from (
            (2, Text(f"{visible(r.source)} {visible(r.target)}: {short(r.remark, _TEXT)}")) for r in report.remarks
        )
    yield from _title("Coverage")
    yield from ((2, Text(line)) for line in (*tallies(report), visible(coverage(report))))
    if report.tables:
        yield (
            2,
            Text("tables read on: " + ", ".join(f"{visible(t.name)} {t.read_on.isoformat()}" for t in report.tables)),
        )


def _head(report: Report) -> Iterator[Line]:
    verdict = report.verdict.value
    yield 0, Text.assemble(("Verdict: ", "bold"), (verdict, _STYLES[verdict]))
    for alarm in alarms(report):
        yield 0, Text(alarm, "bold red")
    yield (
        0,
        Text(f"judged as on {report.as_of.isoformat()} by {short(report.tool, _NAME)}, {instant(report.started_at)}"),
    )


def _title(text: str) -> Iterator[Line]:
    yield 0, Text()
    yield 0, Text(text, "bold")


# --- subjects -----------------------------------------------------------------------------------------------------------


def _rows(group: Sequence[Judged]) -> list[tuple[list[str], Judged]]:
    accounts = {judged.subject.account for judged in group}
    return [(_cells(judged, several=len(accounts) > 1), judged) for judged in group]


def _cells(judged: Judged, *, several: bool) -> list[str]:
    subject = judged.subject
    name = "" if subject.name == subject.id else short(subject.name, _NAME)
    account = short(subject.account, _NAME) if several else ""
    return [judged.verdict.value, visible(subject.id), name, visible(subject.region), account]


def _columns(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The width of each column if all of them fit side by side; otherwise only the verdicts are aligned."""
    columns = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    fits = sum(columns) + len(_GAP) * len(columns) <= width
    return columns if fits else [columns[0], *(0 for _ in columns[1:])]


def _row(cells: Sequence[str], columns: Sequence[int]) -> Text:
    padded = [cell + " " * (column - cell_len(cell)) for cell, column in zip(cells, columns, strict=True)]
    verdict, identity, *rest = [cell + _GAP if cell else "" for cell in padded]
    return Text.assemble((verdict, _STYLES[cells[0]]), (identity, "bold"), *rest)


def _details(judged: Judged, shown: frozenset[Outcome]) -> Iterator[Line]:
    full, rest = parted(judged.findings, shown)
    for finding in full:
        yield from _finding(finding)
    if halves(judged):
        yield 2, Text(halves(judged))
    counted = ", ".join(f"{len(rules)} {outcome.value}" for outcome, rules in rest.items())
    if counted or not full:
        yield 2, Text(counted or "no rule was applied", "dim")


def _finding(finding: Finding) -> Iterator[Line]:
    outcome, ruling = finding.outcome.value, finding.ruling
    said = f"{_GAP}{visible(finding.rule)}: {short(str(ruling.because), _TEXT)}"
    yield 2, Text.assemble((outcome, _STYLES.get(outcome, "")), said)
    fix = str(ruling.fix)
    if fix:
        yield 4, Text.assemble(("to do: ", "bold"), short(fix, _TEXT))
    for evidence in ruling.evidence:
        yield 4, _evidence(evidence)


def _evidence(evidence: Evidence) -> Text:
    where = " ".join(short(text, _TEXT) for text in (evidence.source, evidence.place) if text)
    return Text(f"{where}: «{short(evidence.quote, _TEXT)}» {instant(evidence.seen_at)}", "dim")


def _gap(gap: Gap) -> Line:
    where = " ".join(visible(text) for text in (gap.source, gap.target) if text)
    detail = f": {short(gap.detail, _TEXT)}" if gap.detail else ""
    return 2, Text.assemble((gap.reason.value, "red"), f"{_GAP}{where}{detail}")
