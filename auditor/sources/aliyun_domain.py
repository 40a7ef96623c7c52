"""The Domain service of the accounts: what it knows of a domain that one of them holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from auditor.model import Answered, Evidence, Fact, Gap, GapReason, Known, Observation, Unknown
from auditor.names import Name
from auditor.readers import aliyun_domain as reader
from auditor.settings import Settings
from auditor.tables import Tables
from auditor.wire import Query, Wire, reading

SOURCE = reader.SOURCE
RANK = 1
"""Above the registries (0): of facts that are not compared this source's counts, and of those that are it comes first."""

_ONLY_HERE = ("real_name_status", "real_name_submitted_at", "holder_change", "transfer_out", "privacy")
_PAGE = 100


@dataclass(frozen=True, slots=True)
class _NotHeld:
    """The words by which an account said that it does not hold the name."""

    evidence: Evidence


def observe(name: Name, wire: Wire, settings: Settings, tables: Tables) -> Observation | None:  # noqa: ARG001 - every source is asked alike
    """What the first of the accounts that holds the domain knows of it; None unless the Domain service is to be asked.

    An account that could not be asked leaves a gap, unless another one holds the domain: then nothing was missed.
    """
    if not settings.domain_service:
        return None
    asked: list[Answered | Gap] = []
    others: list[Evidence] = []
    for account in settings.accounts:
        target = f"{account.name} {name.id}"
        found = reading(SOURCE, target, partial(_look_up, name, wire, settings.domain_endpoint_url, account.name))
        if isinstance(found, dict):
            return _held(name, wire, settings.domain_endpoint_url, account.name, found)
        asked.append(found if isinstance(found, Gap) else Answered(SOURCE, target))
        others += [found.evidence] if isinstance(found, _NotHeld) else []
    gaps = [f"{gap.reason}: {gap.detail}" for gap in asked if isinstance(gap, Gap)]
    why = "; ".join(dict.fromkeys(gaps)) or "no account that was asked holds this domain"
    return Observation(dict.fromkeys(_ONLY_HERE, Unknown(why, tuple(others))), tuple(asked))


def held(wire: Wire, account: str, settings: Settings) -> Iterator[str | Answered | Gap]:
    """The names of all domains that an account holds, page after page; then that it answered, or a gap."""
    target = f"{account} domains"
    seen: set[str] = set()
    number = 1
    while True:
        parameters = (("PageNum", str(number)), ("PageSize", str(_PAGE)))
        query = Query("aliyun", settings.domain_endpoint_url, "QueryDomainList", parameters, account)
        page = reading(SOURCE, target, lambda query=query: reader.page(wire.ask(query)))  # type: ignore[misc]
        if isinstance(page, Gap):
            yield Gap(SOURCE, target, page.reason, f"{page.detail}, after {len(seen)} domains" if seen else page.detail)
            return
        new = [name for name in dict.fromkeys(page.names) if name not in seen]
        seen.update(new)
        yield from new
        if page.more and not new:
            detail = f"page {number} of the domains names none that was not read before: the rest is not known"
            yield Gap(SOURCE, target, GapReason.GARBLED, detail)
            return
        if not page.more:
            break
        number += 1
    if page.total is not None and page.total > len(seen):
        yield Gap(SOURCE, target, GapReason.GARBLED, f"of {page.total} domains only {len(seen)} are listed")
        return
    yield Answered(SOURCE, target)


def spellings(name: Name) -> tuple[str, ...]:
    """The names to ask by: a domain that is not ASCII is listed as people read it, and documented as neither."""
    return tuple(dict.fromkeys((name.unicode, name.id)))


def _look_up(name: Name, wire: Wire, server: str, account: str) -> dict[str, Fact[Any]] | _NotHeld:
    for spelling in spellings(name):
        reply = wire.ask(_query(server, "QueryDomainByDomainName", spelling, account))
        code = reader.error_code(reply)
        if code not in reader.NOT_HELD:
            return reader.facts(name.id, reply, account)
    return _NotHeld(Evidence(SOURCE, f"QueryDomainByDomainName {account} {name.id}", code, reply.received_at))


def _held(name: Name, wire: Wire, server: str, account: str, facts: dict[str, Fact[Any]]) -> Observation:
    target = f"{account} {name.id}"
    asked: list[Answered | Gap] = [Answered(SOURCE, target)]
    status = facts["real_name_status"]
    if isinstance(status, Known) and status.value == "NONAUDIT":
        submitted: Fact[Any] = Unknown("nothing was submitted: the real name is not verified", status.evidence)
    else:
        target += " real name"
        found = reading(SOURCE, target, partial(_submitted, name, wire, server, account))
        submitted = Unknown(f"{found.reason}: {found.detail}") if isinstance(found, Gap) else found
        asked.append(found if isinstance(found, Gap) else Answered(SOURCE, target))
    return Observation({**facts, "real_name_submitted_at": submitted}, tuple(asked))


def _submitted(name: Name, wire: Wire, server: str, account: str) -> Fact[Any]:
    for spelling in spellings(name):
        reply = wire.ask(
            _query(server, "QueryDomainRealNameVerificationInfo", spelling, account, ("FetchImage", "false"))
        )
        if reader.error_code(reply) not in reader.NOT_HELD:
            break
    return reader.submitted_at(name.id, reply, account)


def _query(server: str, action: str, name: str, account: str, *more: tuple[str, str]) -> Query:
    return Query("aliyun", server, action, (("DomainName", name), *more), account)
