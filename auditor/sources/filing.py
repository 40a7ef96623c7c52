"""Filings (备案) that there are already: whether a domain is filed anywhere, and what the accounts themselves have filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from auditor.model import Answered, Evidence, Fact, Gap, Known, Observation, Unknown
from auditor.names import Name
from auditor.readers import filing as reader
from auditor.readers.aliyun_domain import error_code
from auditor.settings import Settings
from auditor.sources.aliyun_domain import spellings
from auditor.tables import Tables
from auditor.wire import Query, Wire, reading

SOURCE = reader.SOURCE


@dataclass(frozen=True, slots=True)
class Observer:
    """Looks up one domain after the other, for any number of threads. Made by `observer`, once for a run.

    `filed` is what each account has filed, by domain; `asked` whether the accounts answered that.
    """

    wire: Wire
    settings: Settings
    filed: Mapping[str, tuple[reader.Filing, ...]]
    asked: tuple[Answered | Gap, ...]

    def observe(self, name: Name) -> Observation:
        """Whether the domain is filed, and what threatens the filing."""
        state, asked = _state(name, self.wire, self.settings)
        own = self.filed.get(name.id, ())
        facts: dict[str, Fact[Any]] = {"filing": _agreed(state, own), "filing_risks": self._risks(own)}
        return Observation(facts, asked)

    def _risks(self, own: tuple[reader.Filing, ...]) -> Fact[tuple[str, ...]]:
        if not own:
            gaps = [f"{gap.reason}: {gap.detail}" for gap in self.asked if isinstance(gap, Gap)]
            return Unknown("; ".join(dict.fromkeys(gaps)) or "no account that was asked has filed this domain")
        evidence = _evidence(filing.risks for filing in own)
        for filing in own:
            if isinstance(filing.risks, Unknown):
                return Unknown(filing.risks.reason, evidence)
        risks = (risk for filing in own if isinstance(filing.risks, Known) for risk in filing.risks.value)
        return Known(tuple(dict.fromkeys(risks)), evidence)


def observer(wire: Wire, settings: Settings) -> Observer | None:
    """Asks each account what it has filed; None unless filings are to be checked."""
    if not settings.check_filed:
        return None
    filed: dict[str, tuple[reader.Filing, ...]] = {}
    asked: list[Answered | Gap] = []
    for account in settings.accounts:
        target = f"{account.name} filings"
        found = reading(SOURCE, target, partial(_filings, wire, settings.filing_companyreg_url, account.name))
        asked.append(found if isinstance(found, Gap) else Answered(SOURCE, target))
        if not isinstance(found, Gap):
            filed |= {name: (*filed.get(name, ()), *filings) for name, filings in found.items()}
    return Observer(wire, settings, filed, tuple(asked))


def observe(name: Name, wire: Wire, settings: Settings, tables: Tables) -> Observation | None:  # noqa: ARG001 - every source is asked alike
    """The same for one domain alone: the accounts are asked for it."""
    looking = observer(wire, settings)
    if looking is None:
        return None
    seen = looking.observe(name)
    return Observation(seen.facts, (*looking.asked, *seen.asked))


def _filings(wire: Wire, server: str, account: str) -> dict[str, tuple[reader.Filing, ...]]:
    query = Query("aliyun", server, "QuerySuccessIcpData", (("Caller", "skill"),), account)
    return reader.filings(wire.ask(query), account)


def _state(name: Name, wire: Wire, settings: Settings) -> tuple[Fact[str], tuple[Answered | Gap, ...]]:
    """What the first of the accounts that can tell says. One that cannot has answered all the same: that it cannot."""
    asked: list[Answered | Gap] = []
    reasons: list[Unknown] = []
    for account in settings.accounts:
        target = f"{account.name} {name.id}"
        found = reading(SOURCE, target, partial(_check, name, wire, settings.filing_cdn_url, account.name))
        if isinstance(found, Known):
            return found, (Answered(SOURCE, target),)
        asked.append(found if isinstance(found, Gap) else Answered(SOURCE, target))
        reasons.append(Unknown(f"{found.reason}: {found.detail}") if isinstance(found, Gap) else found)
    why = "; ".join(dict.fromkeys(reason.reason for reason in reasons))
    return Unknown(why, _evidence(reasons)), tuple(asked)


def _check(name: Name, wire: Wire, server: str, account: str) -> Fact[str]:
    for spelling in spellings(name):
        reply = wire.ask(Query("aliyun", server, "CheckCdnDomainICP", (("DomainName", spelling),), account))
        code = error_code(reply)
        if code not in reader.CANNOT_TELL:
            return reader.state(name.id, reply, account)
    said = Evidence(SOURCE, f"CheckCdnDomainICP {account} {name.id}", code, reply.received_at)
    return Unknown("Alibaba Cloud does not tell this account whether the domain is filed", (said,))


def _agreed(state: Fact[str], own: tuple[reader.Filing, ...]) -> Fact[str]:
    """What an account has filed is filed; not to be among it says nothing, for it may be filed elsewhere."""
    if not own:
        return state
    evidence = tuple(each for filing in own for each in filing.evidence)
    if isinstance(state, Known):
        evidence = (*evidence, *state.evidence)
        if state.value != reader.FILED:
            return Unknown("the sources disagree", evidence)
    return Known(reader.FILED, evidence)


def _evidence(facts: Iterable[Fact[Any]]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(each for fact in facts for each in fact.evidence))
