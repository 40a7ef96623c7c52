"""The holder's real name is verified.

Why:
    MIIT knows only names whose holder was verified, and a filing is compared with what it knows. The Domain service of the
    account that holds a name says so (`RealNameStatus`; the review of the name itself is another thing). Of a name
    elsewhere nobody says it, but an unverified one is put on hold: at a licensed mainland registrar a name that is older
    than 30 days and not on hold will be verified, which is a warning, since it is concluded and not said.

How to fix:
    Verify the real name in the registrar's console, or ask the registrar whether it is verified.

Examples:
    >>> check(domain(real_name_status="SUCCEED"))
    pass: the Domain service says of the real name: SUCCEED
    >>> check(domain(real_name_status="AUDITING"))
    warn: the real name is still being reviewed: AUDITING
    >>> check(domain(real_name_status="NONAUDIT"))
    fail: the real name is not verified: NONAUDIT
    >>> check(domain(real_name_status="Verified"))
    unknown: Verified is not a known state of a real-name verification
    >>> check(domain(created_at="2026-10-25"))
    warn: no Domain service speaks for example.cn (not asked), but with Alibaba Cloud Computing Ltd. d/b/a HiChina
    (www.net.cn), a licensed registrar, since 2026-10-25 an unverified name would be on hold, and it is not
    >>> check(domain(created_at="2026-10-26"))
    unknown: registered 2026-10-26, no more than 30 days ago: an unverified name need not be on hold yet
    >>> check(domain(real_name_status=unknown("the answer has no RealNameStatus"), holder_change="NORMAL"))
    unknown: the answer has no RealNameStatus
    >>> check(domain(registrar="NameSilo, LLC"))
    unknown: whether the real name is verified is not known: not asked
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from auditor.model import (
    BEIJING,
    Authority,
    Context,
    Domain,
    Evidence,
    Known,
    Ruling,
    Unknown,
    failed,
    need,
    passed,
    undetermined,
    warned,
)

if TYPE_CHECKING:
    from auditor.tables import Registrar

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/dws/user-guide/how-to-complete-domain-name-authentication",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look up the real-name status in the registrar's console, or ask the registrar."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Judge what the Domain service says; conclude where none speaks for the name.

    None does (nobody was asked, none answered, the name is in no audited account) if all its facts are one and the same
    `Unknown`. An `Unknown` that differs from that of its neighbour is what a service left out or garbled of a name that
    it holds, and no conclusion makes up for it.
    """
    status = domain.real_name_status
    if isinstance(status, Known):
        return _judge_said(status)
    if status != domain.holder_change:
        need(status)
    row = _licensed(domain, ctx)
    if row is None:
        return undetermined(
            "whether the real name is verified is not known: {reason}",
            *(status, domain.registrar_iana_id, domain.registrar),
            reason=status.reason,
            fix=UNKNOWN_FIX,
        )
    return _conclude(domain, status, row, ctx)


def _judge_said(status: Known[str]) -> Ruling:
    if status.value == "SUCCEED":
        return passed("the Domain service says of the real name: {status}", status, status=status.value)
    if status.value == "AUDITING":
        return warned(
            "the real name is still being reviewed: {status}",
            status,
            status=status.value,
            fix="Wait until the review has succeeded, and 3 to 7 days more until MIIT has it.",
        )
    if status.value in {"NONAUDIT", "FAILED"}:
        return failed(
            "the real name is not verified: {status}",
            status,
            status=status.value,
            fix="Verify the real name in the Alibaba Cloud Domains console, then wait until MIIT has it.",
        )
    return undetermined(
        "{status} is not a known state of a real-name verification", status, status=status.value, fix=UNKNOWN_FIX
    )


def _conclude(domain: Domain, silent: Unknown, row: Known[Registrar], ctx: Context) -> Ruling:
    """Of a name at a licensed registrar: old enough for a hold, and not on hold?"""
    created, statuses = need(domain.created_at), need(domain.statuses)
    relied_on = (silent, domain.registrar_iana_id, domain.registrar, row, created, statuses)
    if created.value > ctx.now:
        return undetermined(
            "{created:%Y-%m-%d} cannot be the day of the registration",
            *relied_on,
            created=created.value,
            fix=UNKNOWN_FIX,
        )
    day, enough = created.value.astimezone(BEIJING).date(), ctx.policy.real_name_assumed_after
    if ctx.today - day <= enough:
        return undetermined(
            "registered {day}, no more than {days} days ago: an unverified name need not be on hold yet",
            *relied_on,
            day=day,
            days=enough.days,
            fix=UNKNOWN_FIX,
        )
    meant = [ctx.tables.status_meaning(status) for status in statuses.value]
    if not meant or {*meant} - {"normal", "wait"}:
        return undetermined(
            "the statuses shown do not exclude a hold, which an unverified name is put on: {shown}",
            *relied_on,
            shown=", ".join(statuses.value) or "none",
            fix=UNKNOWN_FIX,
        )
    return warned(
        "no Domain service speaks for {name} ({reason}), but with {registrar}, a licensed registrar, since {day} an "
        "unverified name would be on hold, and it is not",
        *relied_on,
        name=domain.name,
        reason=silent.reason,
        registrar=row.value.name or row.value.name_zh,
        day=day,
        fix="Ask the registrar whether the real name is verified: an unverified name is put on hold.",
    )


def _licensed(domain: Domain, ctx: Context) -> Known[Registrar] | None:
    """The registrar's row, if it is licensed beyond doubt: found by IANA id, else by exact name, as `domain-registrar` does."""
    iana_id, name = domain.registrar_iana_id, domain.registrar
    row = by_name = ctx.tables.registrar_by_name(name.value) if isinstance(name, Known) else None
    if isinstance(iana_id, Known):
        row = ctx.tables.registrar_by_id(iana_id.value)
    if row is None or row.licensed != "yes" or (by_name or row) != row or _contradicts_itself(iana_id):
        return None
    seen_at = datetime.combine(row.read_on, time.min, BEIJING).astimezone(UTC)
    quote = f"{row.location}, {row.licensed}: {row.evidence}"
    return Known(row, (Evidence("registrars.toml", row.iana_id or row.name_zh, quote, seen_at),))


def _contradicts_itself(iana_id: Known[str] | Unknown) -> bool:
    return isinstance(iana_id, Unknown) and bool(iana_id.evidence)
