"""The verified real name has had the days it takes to reach MIIT.

Why:
    What a registrar verified reaches MIIT's database in 3 to 7 days; a filing sent in before is refused as "not in the
    registrars' database". Days are counted between dates in Beijing, from the day the papers were submitted; a transfer of
    holder or registrar starts them again. What was verified before 2018 may never have been handed on.

How to fix:
    Wait until seven days have gone by since the papers were submitted; verify again what was verified before 2018.

Examples:
    >>> check(domain(real_name_status="SUCCEED", real_name_submitted_at="2026-11-18"))
    pass: submitted 2026-11-18 and verified: MIIT has had 7 days or more to take it in
    >>> check(domain(real_name_status="SUCCEED", real_name_submitted_at="2026-11-19"))
    warn: submitted 2026-11-19: MIIT may not have it before 2026-11-26
    >>> check(domain(real_name_status="SUCCEED", real_name_submitted_at="2026-11-22"))
    warn: submitted 2026-11-22: MIIT may not have it before 2026-11-29
    >>> check(domain(real_name_status="SUCCEED", real_name_submitted_at="2026-11-23"))
    fail: submitted 2026-11-23: MIIT does not have it before 2026-11-26
    >>> check(domain(real_name_status="SUCCEED", real_name_submitted_at="2017-12-31"))
    warn: submitted 2017-12-31: what was verified before 2018-01-01 may never have reached MIIT
    >>> check(domain(real_name_status="SUCCEED", real_name_submitted_at=unknown("the answer has no SubmissionDate")))
    unknown: the answer has no SubmissionDate
    >>> check(domain(real_name_status="FAILED", real_name_submitted_at="2026-11-01"))
    not-applicable: the real name is not verified (FAILED), so nothing is on its way to MIIT
    >>> check(domain())
    not-applicable: no Domain service speaks for example.cn (not asked); what can be concluded, domain-real-name says
"""

from __future__ import annotations

from datetime import date, datetime, time

from auditor.model import (
    BEIJING,
    Authority,
    Context,
    Domain,
    Known,
    Ruling,
    Unknown,
    failed,
    need,
    not_applicable,
    passed,
    undetermined,
    warned,
)

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/zh/icp-filing/basic-icp-service/support/for-the-record-domain-faq",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look up when the real name was submitted in the Alibaba Cloud Domains console."

_LATER = "Send the filing in from {settled} on."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Judge a name for which a Domain service speaks.

    None does (nobody was asked, none answered, the name is in no audited account) if its facts are one and the same
    `Unknown`; an `Unknown` of its own is what a service left out or garbled of a name that it holds.
    """
    status, submitted = domain.real_name_status, domain.real_name_submitted_at
    name = domain.quoted(ctx)
    if isinstance(submitted, Unknown) and submitted == status:
        return not_applicable(
            "no Domain service speaks for {name} ({reason}); what can be concluded, domain-real-name says",
            *(name, submitted),
            name=domain.name,
            reason=submitted.reason,
        )
    said = need(status)
    if said.value in {"NONAUDIT", "FAILED"}:
        return not_applicable(
            "the real name is not verified ({status}), so nothing is on its way to MIIT", said, status=said.value
        )
    if said.value not in {"SUCCEED", "AUDITING"}:
        return undetermined(
            "{status} is not a known state of a real-name verification", said, status=said.value, fix=UNKNOWN_FIX
        )
    return _judge(said, need(submitted), ctx)


def _judge(said: Known[str], submitted: Known[datetime], ctx: Context) -> Ruling:
    """Count the days from the submission to the day that is judged, both in Beijing."""
    earliest = datetime.combine(ctx.policy.earliest_creation, time.min, BEIJING)
    if not earliest <= submitted.value <= ctx.now:
        return undetermined(
            "{at:%Y-%m-%d %H:%M} UTC cannot be when the real name was submitted",
            *(said, submitted),
            at=submitted.value,
            fix=UNKNOWN_FIX,
        )
    day, fresh = submitted.value.astimezone(BEIJING).date(), ctx.policy.real_name_fresh
    if ctx.today - day < fresh:
        return failed(
            "submitted {day}: MIIT does not have it before {earliest}",
            *(said, submitted),
            day=day,
            earliest=day + fresh,
            settled=day + ctx.policy.real_name_settled,
            fix=_LATER,
        )
    if said.value == "AUDITING":
        return warned(
            "submitted {day} and still being reviewed ({status}): nothing is on its way to MIIT yet",
            *(said, submitted),
            day=day,
            status=said.value,
            days=ctx.policy.real_name_settled.days,
            fix="Wait until the review has succeeded, and {days} days more.",
        )
    return _judge_verified(said, submitted, day, ctx)


def _judge_verified(said: Known[str], submitted: Known[datetime], day: date, ctx: Context) -> Ruling:
    """Verified, and submitted long enough ago that MIIT may have it."""
    settled, loaded_from = ctx.policy.real_name_settled, ctx.policy.real_name_loaded_from
    if ctx.today - day < settled:
        return warned(
            "submitted {day}: MIIT may not have it before {settled}",
            *(said, submitted),
            day=day,
            settled=day + settled,
            fix=_LATER,
        )
    if day < loaded_from:
        return warned(
            "submitted {day}: what was verified before {loaded_from} may never have reached MIIT",
            *(said, submitted),
            day=day,
            loaded_from=loaded_from,
            fix="Verify the real name again if the filing is refused because the domain is in no registrar's database.",
        )
    return passed(
        "submitted {day} and verified: MIIT has had {days} days or more to take it in",
        *(said, submitted),
        day=day,
        days=settled.days,
    )
