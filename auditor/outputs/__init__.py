"""Ways to show a report, one module each: its file name is the format, `write` shows it.

A module has `SUFFIXES` (the file name endings that mean this format), `STREAMS` (True: subjects are written as they
flow and `report.subjects` may be readable once only; False: the caller passes a report whose subjects are a tuple) and
`write(report, out, options)`. Here is what they share: the options, and the sentences that every format must say.

`out` must not translate line ends (`newline=""`): a format writes its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.model import Finding, Judged, Outcome, Report, Verdict

SEVERITY = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WARN, Outcome.WAIVED, Outcome.NOT_APPLICABLE, Outcome.PASS)
"""Outcomes in the order in which a person wants to read them."""

PRESSING = frozenset({Outcome.FAIL, Outcome.UNKNOWN, Outcome.WARN})
"""Outcomes that a person acts on: these are shown in full."""

_WORST_FIRST = (Verdict.INELIGIBLE, Verdict.UNDETERMINED, Verdict.ELIGIBLE)


@dataclass(frozen=True, slots=True)
class Options:
    """How to show a report. `statuses` are the findings to show in full, none means as the format sees fit; `width` is in
    terminal columns, `excel` gives csv a byte order mark.
    """  # noqa: D205 - one paragraph

    statuses: frozenset[Outcome] = frozenset()
    color: bool = False
    width: int = 80
    excel: bool = False


def coverage(report: Report) -> str:
    """The coverage line: `asked 13, answered 12: ecs 4 of 5, whois 8 of 8; 1 gap`. Source names are as they came."""
    by_source = report.coverage
    asked, answered = (sum(pair[i] for pair in by_source.values()) for i in (0, 1))
    sources = ", ".join(f"{source} {got} of {wanted}" for source, (wanted, got) in by_source.items())
    return f"asked {asked}, answered {answered}" + (f": {sources}" if sources else "") + f"; {gaps(report)}"


def gaps(report: Report) -> str:
    """How many gaps: `no gaps`, `1 gap`, `2 gaps`."""
    n = len(report.gaps)
    return f"{n or 'no'} gap{'' if n == 1 else 's'}"


def alarms(report: Report) -> tuple[str, ...]:
    """What must not be overlooked: an incomplete run, an empty one, accounts that did not let themselves be read."""
    said = []
    if not report.complete:
        missing = len(report.gaps)
        said.append(f"INCOMPLETE: {missing} question{'' if missing == 1 else 's'} without an answer")
    if not report.counts:
        said.append("nothing was audited")
    if report.locked_out:
        said.append("every account was refused, or has no credential, before anything of it was read")
    return tuple(said)


def tallies(report: Report) -> tuple[str, ...]:
    """Subjects counted by kind: `instances: 1 ineligible, 3 eligible`."""
    return tuple(
        f"{kind}s: " + ", ".join(f"{counts[v]} {v.value}" for v in _WORST_FIRST if counts.get(v))
        for kind, counts in report.counts.items()
    )


def by_kind(report: Report) -> dict[str, list[Judged]]:
    """The subjects by kind, kinds as they came, the worst verdicts first within each. Reads them all."""
    found: dict[str, list[Judged]] = {}
    for judged in report.subjects:
        found.setdefault(judged.subject.kind, []).append(judged)
    for group in found.values():
        group.sort(key=lambda judged: _WORST_FIRST.index(judged.verdict))  # stable: otherwise as they came
    return found


def halves(judged: Judged) -> str:
    """What the two halves of a site bring to its verdict; "" for a subject that has none."""
    if len(judged.halves) != 2:  # noqa: PLR2004 - a domain and an instance
        return ""
    domain, instance = judged.halves
    return f"its domain is {domain.value}, its instance is {instance.value}"


def parted(findings: Iterable[Finding], shown: frozenset[Outcome]) -> tuple[list[Finding], dict[Outcome, list[str]]]:
    """The findings with an outcome in `shown`, worst first, and the rules of the others by outcome."""
    full: list[Finding] = []
    rest: dict[Outcome, list[str]] = {}
    for finding in sorted(findings, key=lambda f: SEVERITY.index(f.outcome)):
        if finding.outcome in shown:
            full.append(finding)
        else:
            rest.setdefault(finding.outcome, []).append(finding.rule)
    return full, rest
