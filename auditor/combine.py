"""What several sources saw of one thing → one subject. Sources that disagree give `Unknown` with both quotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from auditor.model import BEIJING, Domain, Fact, Known, Observation, Unknown
from auditor.names import Name

_IDENTITY = ("id", "name", "asked", "flaw", "suffix", "owner", "owner_aliases")
_FACTS = tuple(f.name for f in fields(Domain) if f.name not in _IDENTITY)
_FIRST_COUNTS = ("registrar", "name_servers")
"""Not compared: a registrar has a name in each language (its rule compares name and IANA id with the table), and a delegation
may differ for a while between the registry and the zone."""


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
    """One fact of several, the source that counts most first: its value, with the evidence of each that agrees.

    Sources that disagree give `Unknown` with both quotes; of statuses, each that any source names counts.
    """
    facts = list(facts)
    known = [fact for fact in facts if isinstance(fact, Known)]
    if not known:
        reasons = dict.fromkeys(fact.reason for fact in facts if isinstance(fact, Unknown))
        reason = "; ".join(reasons) or (f"not asked: {flaw}" if flaw else "no source was asked")
        return Unknown(reason, tuple(dict.fromkeys(e for fact in facts for e in fact.evidence)))
    first = known[0]
    if field in _FIRST_COUNTS:
        return first
    evidence = tuple(dict.fromkeys(e for fact in known for e in fact.evidence))
    if field == "statuses":
        return Known(tuple(dict.fromkeys(status for fact in known for status in fact.value)), evidence)
    if any(_spelling(fact.value) != _spelling(first.value) for fact in known):
        return Unknown("the sources disagree", evidence)
    return Known(first.value, evidence)


def _spelling(value: Any) -> Any:
    """What two sources must have in common to agree: a name's letters, and of an instant the day in Beijing."""
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).casefold().split())
    return value.astimezone(BEIJING).date() if isinstance(value, datetime) else value
