"""Answers about filings: whether a domain is filed (CDN), and what an account has filed, with what threatens it (companyreg)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import WireError
from auditor.model import Evidence, Fact, GapReason, Known, Unknown
from auditor.names import parse
from auditor.readers.ecs import document
from auditor.wire import Reply

SOURCE = "filing"
FILED, NOT_FILED = "filed", "not-filed"

CANNOT_TELL = ("-124", "CheckDomainICPFail")
"""The error codes of CheckCdnDomainICP that say nothing of the domain: it is not this account's; the look-up failed."""

_STATUS = {"DomainIsRegistration": FILED, "DomainNotRegistration": NOT_FILED}
_LONGEST_QUOTE, _LONGEST_NAME = 300, 253
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Filing:
    """A domain on a site that is filed: the words that say so, and what threatens the filing, each with its deadline."""

    evidence: tuple[Evidence, ...]
    risks: Fact[tuple[str, ...]]


def state(identity: str, reply: Reply, account: str) -> Known[str]:
    """Whether the domain is filed, as CheckCdnDomainICP says.

    Raises:
        WireError: it is a refusal, or not the documented shape.
    """
    said = document(reply).get("Status")
    if not isinstance(said, str) or said not in _STATUS:
        raise WireError(GapReason.GARBLED, "the answer does not say whether the domain is filed")
    return Known(
        _STATUS[said], (Evidence(SOURCE, f"CheckCdnDomainICP {account} {identity} Status", said, reply.received_at),)
    )


def filings(reply: Reply, account: str) -> dict[str, tuple[Filing, ...]]:
    """What QuerySuccessIcpData says the account has filed, by the A-label of the registrable domain.

    Raises:
        WireError: it is a refusal, or not the documented shape.
    """
    found = document(reply)
    if found.get("Success") is not True:
        raise _refusal(found.get("ErrorCode"))
    by_domain: dict[str, tuple[Filing, ...]] = {}
    for entity in _rows(found, "BaSuccessDataWithRiskList", may_lack=True):
        risks = _risks(entity, account, reply)
        for site in _rows(entity, "WebsiteList", may_lack=True):
            place = f"QuerySuccessIcpData {account} {_plain(site.get('SiteRecordNum'))}".strip()
            for name in _names(site):
                filing = Filing((Evidence(SOURCE, f"{place} DomainList", name, reply.received_at),), risks)
                identity = parse(name).id
                by_domain[identity] = (*by_domain.get(identity, ()), filing)
    return by_domain


def _refusal(code: Any) -> WireError:
    """The API says no with HTTP 200. Its message is not repeated: it may quote anything."""
    said = str(code) if isinstance(code, str | int) else ""
    shown = f" ({said})" if re.fullmatch(r"[\w.-]{1,80}", said) else ""
    if said.startswith(("NoPermission", "Forbidden", "Unauthorized")):
        return WireError(GapReason.DENIED, f"this identity has no permission: see README, “Permissions”{shown}")
    return WireError(GapReason.REFUSED, f"the question was refused{shown}")


def _rows(whole: Mapping[str, Any], name: str, *, may_lack: bool = False) -> list[dict[str, Any]]:
    rows = whole.get(name)
    if rows is None and may_lack:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WireError(GapReason.GARBLED, f"the answer has no list {name}")
    return rows


def _names(site: Mapping[str, Any]) -> list[str]:
    names = site.get("DomainList")
    if names is None:
        return []
    if not isinstance(names, list) or not all(map(_is_a_name, names)):
        raise WireError(GapReason.GARBLED, "a filed site has no proper DomainList")
    return names


def _is_a_name(name: Any) -> bool:
    return isinstance(name, str) and name.isprintable() and 0 < len(name) <= _LONGEST_NAME


def _risks(entity: Mapping[str, Any], account: str, reply: Reply) -> Fact[tuple[str, ...]]:
    place = f"QuerySuccessIcpData {account} {_plain(entity.get('IcpNumber'))}".strip() + " RiskList"
    if "RiskList" not in entity:
        return Unknown("the answer has no RiskList")
    said = entity["RiskList"]
    quoted = tuple(
        Evidence(SOURCE, place, json.dumps(each, ensure_ascii=False)[:_LONGEST_QUOTE], reply.received_at)
        for each in (said if isinstance(said, list) and said else [said])
    )
    try:
        return Known(
            tuple(dict.fromkeys(each for risk in _rows(entity, "RiskList") for each in _sentences(risk))), quoted
        )
    except WireError as error:
        return Unknown(str(error), quoted)


def _sentences(risk: Mapping[str, Any]) -> Iterator[str]:
    """`by 2026-12-01: what is wrong (what to do)`, for each detail of a risk."""
    deadline = _plain(risk.get("DeadLine"))
    when = f"by {deadline}" if deadline else "no deadline is given"
    details = _rows(risk, "RiskDetailList", may_lack=True)
    for detail in details or [{}]:
        advice = detail.get("RectifySuggestList") or detail.get("RectifySuggest") or detail.get("rectifySuggest") or []
        steps = [_plain(step) for step in (advice if isinstance(advice, list) else [advice])]
        todo = "; ".join(filter(None, steps))
        what = _plain(detail.get("RiskSource")) or "a risk that is not described"
        yield f"{when}: {what} ({todo})" if todo else f"{when}: {what}"


def _plain(value: Any) -> str:
    """A text without the HTML that the API puts into it, on one line; "" for anything else."""
    if not isinstance(value, str):
        return ""
    text = html.unescape(_TAG.sub(" ", value[: 10 * _LONGEST_QUOTE]))
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return " ".join(words)[:_LONGEST_QUOTE]
