"""The report as a Markdown page: verdict, coverage and gaps first, then every subject with what is to be done.

Nothing from outside acts. Names, quotes and places stand in code spans, which no dialect looks into; sentences are
escaped, and the words in them that some dialect would obey (tags, addresses, mentions, issue numbers) are code spans too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from auditor.codec import instant
from auditor.model import Evidence, Finding, Gap, Judged, Outcome, Report
from auditor.outputs import PRESSING, Options, alarms, by_kind, coverage, halves, parted, tallies
from auditor.printable import short, visible

SUFFIXES = (".md", ".markdown")
STREAMS = False

_NAME, _TEXT = 100, 600  # characters shown of a long name, of a long sentence or quotation

_ESCAPED = re.compile(r"[\\`*_{}\[\]<>|~&$#!]")
_WORD = re.compile(r"[!-~]+")
_ACTING = re.compile(r"<[A-Za-z/!?]|\]\(|[@#]|\w\.\w|:/|www\.|:\w+:|(?:mailto|xmpp):", re.ASCII | re.IGNORECASE)
_TAG_OR_LINK = re.compile(r"(<(?=[A-Za-z/!?])|\](?=\())")


def write(report: Report, out: TextIO, options: Options) -> None:
    """Write the page, line by line. `options.statuses` says which findings are shown in full; the others are summed up."""
    out.writelines(f"{line}\n" for line in _page(report, options.statuses or PRESSING))


def code(text: str, limit: int | None = None) -> str:
    r"""`text` as a code span, fenced by more backticks than it holds.

    A tag or a link in it is parted by an escape, so that it stays dead even where code spans are not understood.

    >>> print(code("a`b"), code("<b>[x](y)"))
    ``a`b`` \<`b>[x`\]`(y)`
    """
    shown = visible(text) if limit is None else short(text, limit)
    parts = _TAG_OR_LINK.split(shown)
    return "".join(f"\\{part}" if i % 2 else _span(part) for i, part in enumerate(parts))


def sentence(text: str) -> str:
    r"""`text` as prose in which nothing acts.

    >>> print(sentence("*See* https://example.cn or ask @you"))
    \*See\* `https://example.cn` or ask `@you`
    """
    return _WORD.sub(_word, short(text, _TEXT))


def _span(text: str) -> str:
    if not text:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.strip(" ") and (text[0] in " `" or text[-1] in " `") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _word(found: re.Match[str]) -> str:
    word = found[0]
    core = word.rstrip(".,;:?)") if _ACTING.search(word) else ""  # the sentence's own punctuation is prose
    return code(core) + _ESCAPED.sub(r"\\\g<0>", word.removeprefix(core))


def _page(report: Report, shown: frozenset[Outcome]) -> Iterator[str]:
    groups = by_kind(report)
    yield "# ICP filing eligibility"
    yield from ("", f"**Verdict: {report.verdict.value}**")
    for alarm in alarms(report):
        yield from ("", f"**{alarm}**")
    yield ""
    yield from (f"- {line}" for line in tallies(report))
    yield f"- {sentence(coverage(report))}"
    yield f"- judged as on {report.as_of.isoformat()}"
    yield f"- {code(report.tool, _NAME)}, {instant(report.started_at)} to {instant(report.finished_at)}"
    if report.gaps:
        yield from ("", f"## Gaps ({len(report.gaps)})", "")
        yield from map(_gap, report.gaps)
    if report.remarks:
        yield from ("", f"## Remarks ({len(report.remarks)})", "")
        yield from (f"- {code(r.source)} {code(r.target)}: {sentence(r.remark)}" for r in report.remarks)
    for kind, group in groups.items():
        yield from ("", f"## {kind.capitalize()}s")
        for judged in group:
            yield from _subject(judged, shown)
    if report.tables:
        yield from ("", "## Reference tables", "")
        yield from (f"- {code(table.name, _NAME)}, read on {table.read_on.isoformat()}" for table in report.tables)


def _gap(gap: Gap) -> str:
    where = " ".join(code(text) for text in (gap.source, gap.target) if text)
    return f"- **{gap.reason.value}**: {where}" + (f": {sentence(gap.detail)}" if gap.detail else "")


def _subject(judged: Judged, shown: frozenset[Outcome]) -> Iterator[str]:
    subject = judged.subject
    yield from ("", f"### {judged.verdict.value}: {code(subject.id)}")
    names = {"name": subject.name, "region": subject.region, "account": subject.account}
    named = [f"{label} {code(text, _NAME)}" for label, text in names.items() if text and text != subject.id]
    yield from ("", ", ".join(named)) if named else ()
    full, rest = parted(judged.findings, shown)
    lines = [line for finding in full for line in _finding(finding)]
    lines += [f"- {outcome.value} ({len(rules)}): {_rules(rules)}" for outcome, rules in rest.items()]
    lines += [f"- {halves(judged)}"] if halves(judged) else []
    yield from ("", *(lines or ["- no rule was applied"]))


def _rules(rules: Iterable[str]) -> str:
    return ", ".join(map(code, rules))


def _finding(finding: Finding) -> Iterator[str]:
    ruling, authority = finding.ruling, finding.authority
    yield f"- **{finding.outcome.value}** {code(finding.rule)}: {sentence(str(ruling.because))}"
    fix = str(ruling.fix)
    if fix:
        yield f"  - to do: {sentence(fix)}"
    yield from map(_evidence, ruling.evidence)
    yield f"  - according to {sentence(authority.publisher)}, {code(authority.url)}, read on {authority.read_on.isoformat()}"


def _evidence(evidence: Evidence) -> str:
    said = code(evidence.quote, _TEXT) or "nothing"
    where = " ".join(code(text, _TEXT) for text in (evidence.source, evidence.place) if text)
    return f"  - {where} said {said} ({instant(evidence.seen_at)})"
