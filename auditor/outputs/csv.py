"""One row per finding, for a spreadsheet: RFC 4180 (comma, CRLF), UTF-8, with `--excel` a byte order mark.

======  ==============================================================================================================
kind    the row
======  ==============================================================================================================
a kind  a finding of a subject: its rule, outcome, because, fix, authority. The columns source, place, quote and seen_at
        hold one line per evidence: the n-th line of each belongs to the n-th evidence. A subject without findings has
        one row, without a rule.
gap     a question without an answer: its target in `id`, its source in `source`, the reason in `outcome`, the detail in
        `because`.
remark  an answer that took a detour: likewise, without a reason.
run     the last row; without it the report was cut off. The tool in `name`, the verdict, `complete` or `incomplete` in
        `outcome`, the coverage line and what must not be overlooked in `because`, the end of the run in `seen_at`.
======  ==============================================================================================================

With `--status` only the findings with one of these outcomes have a row; gaps and the run always have theirs.

A cell that a spreadsheet would take for a formula begins with an apostrophe. Control and invisible characters are shown
as escapes (tab and line end stay), and a cell that no spreadsheet could hold is shortened: the exact words are in JSON.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import TextIO

from auditor.codec import instant
from auditor.model import Authority, Evidence, Finding, Judged, Outcome, Report
from auditor.outputs import Options, alarms, coverage
from auditor.printable import short

SUFFIXES = (".csv",)
STREAMS = True

COLUMNS = (
    *("kind", "id", "name", "account", "region", "verdict"),
    *("rule", "outcome", "because", "fix"),
    *("source", "place", "quote", "seen_at"),
    *("authority", "url", "read_on"),
)

_LONGEST = 32_000  # characters of a cell; a spreadsheet loses what is beyond 32,767

# What makes a spreadsheet calculate, in every width it understands, also behind blanks that it drops.
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠﹦﹢﹣﹫−]")


def write(report: Report, out: TextIO, options: Options) -> None:
    """Write the rows of each subject as it is read, then the gaps and the run."""
    out.write("\ufeff" if options.excel else "")
    writer = csv.writer(out)  # the default dialect is RFC 4180's
    writer.writerow(COLUMNS)
    for judged in report.subjects:
        writer.writerows(_rows(judged, options.statuses))
    for gap in report.gaps:
        writer.writerow(_aside("gap", gap.source, gap.target, gap.detail, gap.reason.value))
    for each in report.remarks:
        writer.writerow(_aside("remark", each.source, each.target, each.remark))
    writer.writerow(_run(report))


def cell(text: str) -> str:
    """`text` as a spreadsheet shows it and nothing more.

    >>> cell("=1+1"), cell(" ＠SUM(1)"), cell("a=b")
    ("'=1+1", "' ＠SUM(1)", 'a=b')
    """
    if text[:1].isalnum() and text.isprintable() and text.isascii() and len(text) <= _LONGEST:  # nearly all of them
        return text
    return ("'" if _FORMULA.match(text) else "") + short(text, _LONGEST, keep="\t\n")


def _rows(judged: Judged, shown: frozenset[Outcome]) -> Iterator[tuple[str, ...]]:
    subject = judged.subject
    names = (
        subject.kind,
        *map(cell, (subject.id, subject.name, subject.account, subject.region)),
        judged.verdict.value,
    )
    for finding in judged.findings:
        if not shown or finding.outcome in shown:
            yield names + _finding(finding)
    if not shown and not judged.findings:
        yield names + ("",) * (len(COLUMNS) - len(names))


def _finding(finding: Finding) -> tuple[str, ...]:
    ruling = finding.ruling
    said = (finding.rule, finding.outcome.value, cell(str(ruling.because)), cell(str(ruling.fix)))
    return said + _evidence(ruling.evidence) + _authority(finding.authority)


def _evidence(evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
    # A line end inside one of them would shift all that follow: it is shown as an escape.
    said = [(e.source, e.place, e.quote, instant(e.seen_at)) for e in evidence]
    if len(said) > 1:
        columns = zip(*said, strict=True)
        return tuple(cell("\n".join(text.replace("\n", "\\n") for text in column)) for column in columns)
    return tuple(cell(text.replace("\n", "\\n")) for text in (said or [("", "", "", "")])[0])


@cache
def _authority(authority: Authority) -> tuple[str, str, str]:
    return cell(authority.publisher), cell(authority.url), authority.read_on.isoformat()


def _aside(kind: str, source: str, target: str, detail: str, reason: str = "") -> tuple[str, ...]:
    row = dict.fromkeys(COLUMNS, "")
    row |= {"kind": kind, "id": target, "source": source, "outcome": reason, "because": detail}
    return tuple(map(cell, row.values()))


def _run(report: Report) -> tuple[str, ...]:
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "kind": "run",
        "name": report.tool,
        "verdict": report.verdict.value,
        "outcome": "complete" if report.complete else "incomplete",
        "because": "; ".join((*alarms(report), coverage(report))),
        "seen_at": instant(report.finished_at),
    }
    return tuple(map(cell, row.values()))
