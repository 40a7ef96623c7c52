"""What several sources saw of one thing → one subject. Sources that disagree give `Unknown` with both quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from auditor.model import Domain, Fact, Known, Observation, Unknown
from auditor.names import Name

_IDENTITY = ("id", "name", "asked", "flaw", "suffix", "owner", "owner_aliases")
_FACTS = tuple(f.name for f in fields(Domain) if f.name not in _IDENTITY)
_NOT_COMPARED = {
    "name_servers"
}  # a delegation may differ for a while between the registry and the zone: the registry's counts


def domain(
    name: Name, owner: Fact[str], observations: Sequence[Observation], owner_aliases: tuple[str, ...] = ()
) -> Domain:
    """The domain as all sources together know it; `owner` is who will file, as the user says, with other names of theirs."""
    facts: dict[str, Any] = {
        field: merged(field, [o.facts[field] for o in observations if field in o.facts], name.flaw) for field in _FACTS
    }
    return Domain(
        id=name.id,
        name=name.unicode,
        asked=name.asked,
        flaw=name.flaw,
        suffix=name.suffix,
        owner=owner,
        owner_aliases=owner_aliases,
        **facts,
    )


def merged(field: str, facts: Iterable[Fact[Any]], flaw: str = "") -> Fact[Any]:
    """One fact of several: the value they agree on with the evidence of each, or `Unknown` with every reason and quote."""
    facts = list(facts)
    known = [fact for fact in facts if isinstance(fact, Known)]
    if not known:
        reasons = dict.fromkeys(fact.reason for fact in facts if isinstance(fact, Unknown))
        reason = "; ".join(reasons) or (f"not asked: {flaw}" if flaw else "no source was asked")
        return Unknown(reason, tuple(e for fact in facts for e in fact.evidence))
    first = known[0]
    if field in _NOT_COMPARED:
        return first
    evidence = tuple(dict.fromkeys(e for fact in known for e in fact.evidence))
    if any(fact.value != first.value for fact in known):
        return Unknown("the sources disagree", evidence)
    return Known(first.value, evidence)
