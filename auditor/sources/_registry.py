"""Which server knows a domain's registration: the user's settings first, then `config/registries.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

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
from auditor.settings import Settings
from auditor.tables import Tables

_GAPS = {  # the classes of answers that leave the question open; the others are answers
    AnswerClass.RATE_LIMITED: GapReason.THROTTLED,
    AnswerClass.REFUSED: GapReason.REFUSED,
    AnswerClass.GARBLED: GapReason.GARBLED,
    AnswerClass.MISMATCHED: GapReason.GARBLED,
    AnswerClass.UNRECOGNISED: GapReason.GARBLED,
    AnswerClass.TIMEOUT: GapReason.TIMEOUT,
}
_FIELDS = tuple(f.name for f in fields(Registration) if f.name != "referral")


@dataclass(frozen=True, slots=True)
class Lookup:
    """`protocol` (`rdap`, `whois`, or "" when nobody is known), the server, and the seconds between two questions to it."""

    protocol: str
    server: str
    pause: float = 0.0


def lookup(name: Name, settings: Settings, tables: Tables) -> Lookup:
    """Where to ask. A suffix for which the user set only one kind of server is asked there, whatever the table prefers."""
    for suffix in _suffixes(name):
        rdap, whois = settings.rdap_servers.get(suffix, ""), settings.whois_servers.get(suffix, "")
        row = tables.registries.get(suffix)
        if not (rdap or whois or row):
            continue
        prefers = row.protocol if row else "rdap"
        protocol = prefers if bool(rdap) == bool(whois) else "rdap" if rdap else "whois"
        if protocol == "rdap":
            return Lookup("rdap", rdap or (row.rdap if row else ""))
        pause = 0.0 if whois or not row else row.interval.total_seconds()  # the user's own server is asked freely
        return Lookup("whois", whois or (f"{row.whois}:43" if row else ""), settings.whois_intervals.get(suffix, pause))
    return Lookup("", "")


def observation(source: str, target: str, found: Registration | NoRegistration | Gap) -> Observation:
    """What the pipeline takes from an answer: its facts, or the same reason for each of them."""
    if isinstance(found, Registration):
        facts: dict[str, Fact[object]] = {name: getattr(found, name) for name in _FIELDS}
        return Observation(facts, (Answered(source, target),))
    if isinstance(found, Gap):
        return Observation(dict.fromkeys(_FIELDS, Unknown(f"{found.reason}: {found.detail}")), (found,))
    gap = _GAPS.get(found.kind)
    asked = Gap(source, target, gap, found.detail) if gap else Answered(source, target)
    return Observation(dict.fromkeys(_FIELDS, Unknown(found.detail, found.evidence)), (asked,))


def _suffixes(name: Name) -> Iterator[str]:
    """`edu.cn`, `cn` for `example.edu.cn`."""
    rest = name.id.partition(".")[2]
    while rest:
        yield rest
        rest = rest.partition(".")[2]
