"""A subject and the rules that are about its kind → findings. The rules are the modules of `auditor/rules/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

from auditor.model import Authority, Context, Finding, Judged, Message, NotKnown, Outcome, Ruling, Subject, Verdict
from auditor.plugins import modules


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its module says it: `kind` is what it is about, `doc` the module's docstring."""

    id: str
    kind: str
    check: Callable[[Any, Context], Ruling]
    authority: Authority
    unknown_fix: str
    doc: str

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return self.doc.strip().partition("\n")[0]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id."""
    found = []
    for identity, module in modules("rules").items():
        check = module.check
        subject = next(iter(get_type_hints(check).values()))
        rule = Rule(identity, subject.kind, check, module.AUTHORITY, module.UNKNOWN_FIX, module.__doc__ or "")
        found.append(rule)
    return tuple(found)


@cache
def _rules_of(kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.kind == kind)


def judge(subject: Subject, ctx: Context, halves: tuple[Verdict, ...] = ()) -> Judged:
    """The subject with what every rule of its kind says; `halves` are the verdicts of a site's domain and instance."""
    findings = (Finding(rule.id, _ruling(rule, subject, ctx), rule.authority) for rule in _rules_of(subject.kind))
    return Judged(subject, tuple(findings), halves)


def _ruling(rule: Rule, subject: Subject, ctx: Context) -> Ruling:
    try:
        return rule.check(subject, ctx)
    except NotKnown as ended:
        unknown = ended.unknown
        because = Message("{reason}", {"reason": unknown.reason})
        return Ruling(Outcome.UNKNOWN, because, unknown.evidence, Message("{fix}", {"fix": rule.unknown_fix}))
