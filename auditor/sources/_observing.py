"""The servers' answers → what the pipeline takes from them: RDAP, WHOIS where RDAP gave no answer, the registrar's after it.

A question that the second server answered is answered, and the remark says why the first was not enough. A question that
nobody answered is one gap, which names every reason. The registrar's server is no question of its own: the registry's answer
stands without it, so its failure is the reason of the fact that is missing, and a remark, but no gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from auditor.model import (
    AnswerClass,
    Answered,
    Fact,
    Gap,
    GapReason,
    NoRegistration,
    Observation,
    Registration,
    Unknown,
)
from auditor.names import Name
from auditor.sources._following import followed
from auditor.sources._registry import Found, Plan, Server, ask, why
from auditor.wire import Wire

_GAPS = {  # the classes of answers that leave the question open; the others are answers
    AnswerClass.RATE_LIMITED: GapReason.THROTTLED,
    AnswerClass.REFUSED: GapReason.REFUSED,
    AnswerClass.GARBLED: GapReason.GARBLED,
    AnswerClass.MISMATCHED: GapReason.GARBLED,
    AnswerClass.UNRECOGNISED: GapReason.GARBLED,
    AnswerClass.TIMEOUT: GapReason.TIMEOUT,
}
_FINAL = (AnswerClass.NOT_FOUND, AnswerClass.RESERVED)  # as good as a registration: nobody else is asked
_FACTS = tuple(f.name for f in fields(Registration) if f.name != "referral")

_Failures = Sequence[tuple[Server, NoRegistration | Gap]]


def observed(name: Name, planned: Plan, wire: Wire) -> Observation:
    """What the first server that answers says; if none does, why not."""
    failures: list[tuple[Server, NoRegistration | Gap]] = []
    for server in planned.servers:
        found = ask(server, name, wire)
        if isinstance(found, Registration):
            found, remark = followed(name, found, server, planned, wire)
            return observation(server.protocol, name.id, found, _remark(server, failures, remark))
        if isinstance(found, NoRegistration) and found.kind in _FINAL:
            return observation(server.protocol, name.id, found, _remark(server, failures))
        failures.append((server, found))
    return _unanswered(name, failures)


def observation(source: str, target: str, found: Found, remark: str = "") -> Observation:
    """What the pipeline takes from an answer: its facts, or the same reason for each of them."""
    if isinstance(found, Registration):
        facts: dict[str, Fact[object]] = {name: getattr(found, name) for name in _FACTS}
        return Observation(facts, (Answered(source, target, remark),))
    gap = found if isinstance(found, Gap) else _gap(source, target, found)
    return Observation(dict.fromkeys(_FACTS, _unknown(found)), (gap or Answered(source, target, remark),))


def _unanswered(name: Name, failures: _Failures) -> Observation:
    """One observation for all that failed; an answer that keeps everything back is still an answer."""
    server, found = next(
        (f for f in failures if isinstance(f[1], NoRegistration) and f[1].kind not in _GAPS), failures[0]
    )
    others = [(other, answer) for other, answer in failures if other is not server]
    seen = observation(server.protocol, name.id, found, _remark(server, others))
    if not others or not isinstance(seen.asked[0], Gap):
        return seen
    more = "; ".join(f"{other} gave no answer either: {why(answer)}" for other, answer in others)
    gap = seen.asked[0]
    reason = Unknown(
        f"{_unknown(found).reason}; {more}", tuple(e for _, answer in failures for e in _unknown(answer).evidence)
    )
    return Observation(
        dict.fromkeys(_FACTS, reason), (Gap(gap.source, gap.target, gap.reason, f"{gap.detail}; {more}"),)
    )


def _remark(server: Server, failures: _Failures, more: str = "") -> str:
    """Why the answer is not the planned server's; "" if it is and nothing else is to be said."""
    said = [f"{other} gave no answer, so {server} counts: {why(answer)}" for other, answer in failures]
    return "; ".join([*said, *filter(None, [more])])


def _gap(source: str, target: str, found: NoRegistration) -> Gap | None:
    reason = _GAPS.get(found.kind)
    return Gap(source, target, reason, found.detail) if reason else None


def _unknown(found: NoRegistration | Gap) -> Unknown:
    if isinstance(found, Gap):
        return Unknown(f"{found.reason}: {found.detail}")
    return Unknown(found.detail, found.evidence)
