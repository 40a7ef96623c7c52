r"""Report → its versioned JSON document, `icp-auditor/report/1`, whose shape `report.schema.json` describes.

Documents are plain dicts in the order in which they are written; `compact` and `indented` are their text. In that text
every character that a terminal would obey is a `\u` escape, which loses nothing: it reads back as the same string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, Final

from auditor.model import Authority, Evidence, Fact, Finding, Gap, Judged, Report, Unknown
from auditor.printable import ACTING

SCHEMA: Final = "icp-auditor/report/1"

_JSON = json.JSONEncoder(ensure_ascii=False)
_ACTING = re.compile(f"[{ACTING}]")


# --- the document -------------------------------------------------------------------------------------------------------


def encode(report: Report) -> dict[str, Any]:
    """The whole report. Reads `report.subjects` to the end first, as the rest is true only then."""
    subjects = [encode_subject(judged) for judged in report.subjects]
    run = encode_run(report)
    gaps, tables = run.pop("gaps"), run.pop("tables")
    return {**run, "subjects": subjects, "gaps": gaps, "tables": tables}


def encode_run(report: Report) -> dict[str, Any]:
    """Everything but the subjects. True only after the last of them was read. `remarks` is there if there are any."""
    remarks = [{"source": each.source, "target": each.target, "detail": each.remark} for each in report.remarks]
    return {
        "schema": SCHEMA,
        "tool": report.tool,
        "started_at": instant(report.started_at),
        "finished_at": instant(report.finished_at),
        "as_of": report.as_of.isoformat(),
        "verdict": report.verdict.value,
        "complete": report.complete,
        "counts": report.counts,
        "gaps": [_gap(gap) for gap in report.gaps],
        **({"remarks": remarks} if remarks else {}),
        "tables": [{"name": table.name, "read_on": table.read_on.isoformat()} for table in report.tables],
    }


def encode_subject(judged: Judged) -> dict[str, Any]:
    """One subject with its verdict, facts and findings."""
    subject = judged.subject
    return {
        "kind": subject.kind,
        "id": subject.id,
        "name": subject.name,
        "account": subject.account,
        "region": subject.region,
        "verdict": judged.verdict.value,
        "facts": {name: _fact(fact) for name, fact in subject.facts().items()},
        "findings": [_finding(finding) for finding in judged.findings],
    }


@lru_cache(maxsize=1024)  # all that one answer says was seen at one instant
def instant(at: datetime) -> str:
    """An instant as the report writes it: RFC 3339 in UTC, to the second.

    >>> instant(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    '2026-11-25T01:00:00Z'
    """
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _finding(finding: Finding) -> dict[str, Any]:
    ruling = finding.ruling
    return {
        "rule": finding.rule,
        "outcome": ruling.outcome.value,
        "because": str(ruling.because),
        "fix": str(ruling.fix),
        "evidence": [_evidence(evidence) for evidence in ruling.evidence],
        "authority": _authority(finding.authority),
    }


def _evidence(evidence: Evidence) -> dict[str, str]:
    return {
        "source": evidence.source,
        "place": evidence.place,
        "quote": evidence.quote,
        "seen_at": instant(evidence.seen_at),
    }


def _authority(authority: Authority) -> dict[str, str]:
    return {"publisher": authority.publisher, "url": authority.url, "read_on": authority.read_on.isoformat()}


def _fact(fact: Fact[Any]) -> dict[str, Any]:
    if isinstance(fact, Unknown):
        return {"unknown": fact.reason}
    sources = dict.fromkeys(evidence.source for evidence in fact.evidence)  # a value that two agree on names both
    return {"value": _value(fact.value), "source": ", ".join(sources)}


def _value(value: Any) -> Any:
    match value:
        case str() | bool() | int() | None:
            return value
        case tuple() | list():
            return [_value(item) for item in value]
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"a fact cannot be a {type(value).__name__}")


def _gap(gap: Gap) -> dict[str, str]:
    return {"source": gap.source, "target": gap.target, "reason": gap.reason.value, "detail": gap.detail}


# --- its text -----------------------------------------------------------------------------------------------------------


def compact(document: Mapping[str, Any]) -> str:
    """The JSON text of `document` on one line: no character in it ends a line, whoever reads it."""
    return _harmless(_JSON.encode(document))


def indented(document: Any, margin: str = "") -> str:
    """The JSON text of `document`, indented by two; `margin` stands before every line but the first.

    The text is that of `json.dumps(indent=2)` in a third of the time, which counts with ten thousand subjects: the
    standard library builds it in Python, item by item.
    """
    return _harmless(_indented(document, "\n" + margin))


def _indented(document: Any, newline: str) -> str:
    inner = newline + "  "
    match document:
        case dict() if document:
            values = [_item(value, inner) for value in document.values()]
            return _frame(tuple(document), newline) % tuple(values)
        case list() if document:
            return f"[{inner}" + f",{inner}".join([_item(item, inner) for item in document]) + f"{newline}]"
        case _:
            return _JSON.encode(document)


def _item(document: Any, newline: str) -> str:
    return encode_basestring(document) if isinstance(document, str) else _indented(document, newline)


@lru_cache(maxsize=512)
def _frame(keys: tuple[str, ...], newline: str) -> str:
    """An object with these keys as a `%` template: there are many objects and few kinds of them."""
    items = (f"{newline}  {encode_basestring(key).replace('%', '%%')}: %s" for key in keys)
    return "{" + ",".join(items) + newline + "}"


def _harmless(text: str) -> str:
    if text.isascii():
        return text.replace("\x7f", "\\u007f")
    if text.replace("\n", "").isprintable():  # nothing that acts is printable, and this is five times faster
        return text
    return _ACTING.sub(lambda found: json.dumps(found[0])[1:-1], text)


# --- its description ----------------------------------------------------------------------------------------------------


@cache
def schema() -> str:
    """The JSON Schema (2020-12) of the document, as text."""
    return Path(__file__).with_name("report.schema.json").read_text(encoding="utf-8")
