"""A subject and the rules that are about its kind → findings. The rules are the modules of `auditor/rules/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, get_type_hints

from auditor.model import (
    Authority,
    Context,
    Domain,
    Finding,
    Judged,
    Message,
    NotKnown,
    Outcome,
    Ruling,
    Subject,
    Verdict,
    not_applicable,
)
from auditor.plugins import modules


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its module says it: `kind` is what it is about, `doc` the module's docstring.

    Only a rule that `judges_flaws` is asked about a name that is no domain at all.
    """

    id: str
    kind: str
    check: Callable[[Any, Context], Ruling]
    authority: Authority
    unknown_fix: str
    judges_flaws: bool
    doc: str

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return self.doc.strip().partition("\n")[0]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id."""
    return tuple(rule_of(identity, module) for identity, module in modules("rules").items())


def rule_of(identity: str, module: ModuleType) -> Rule:
    """The rule in a module."""
    subject = next(iter(get_type_hints(module.check).values()))
    return Rule(
        id=identity,
        kind=subject.kind,
        check=module.check,
        authority=module.AUTHORITY,
        unknown_fix=module.UNKNOWN_FIX,
        judges_flaws=getattr(module, "JUDGES_FLAWS", False),
        doc=module.__doc__ or "",
    )


@cache
def _rules_of(kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.kind == kind)


def judge(subject: Subject, ctx: Context, halves: tuple[Verdict, ...] = ()) -> Judged:
    """The subject with what every rule of its kind says; `halves` are the verdicts of a site's domain and instance."""
    findings = (Finding(rule.id, ruling(rule, subject, ctx), rule.authority) for rule in _rules_of(subject.kind))
    return Judged(subject, tuple(findings), halves)


def ruling(rule: Rule, subject: Subject, ctx: Context) -> Ruling:
    """What one rule says. A fact that it needs and that is unknown makes it unknown, with how to find out."""
    if isinstance(subject, Domain) and subject.flaw and not rule.judges_flaws:
        name = subject.quoted(ctx)
        return not_applicable("{name} is no domain: {flaw}", name, name=subject.name, flaw=subject.flaw)
    try:
        return rule.check(subject, ctx)
    except NotKnown as ended:
        unknown = ended.unknown
        because = Message("{reason}", {"reason": unknown.reason})
        return Ruling(Outcome.UNKNOWN, because, unknown.evidence, Message("{fix}", {"fix": rule.unknown_fix}))
