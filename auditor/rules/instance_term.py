"""The subscription's total term, renewals included, is at least three calendar months.

Why:
    The term counts from the creation to the expiry; what is left of it does not matter here. Three months are calendar
    months in Beijing (from 30 November to 28 February), not 90 days. The expiry of a pay-as-you-go instance (2099) is no term.

How to fix:
    Renew the subscription until the total term is three months.

Examples:
    >>> check(instance(created_at="2026-08-25T02:00Z", expires_at="2026-11-25T02:00Z"))
    pass: the subscription runs from 2026-08-25 10:00 to 2026-11-25 10:00 Beijing time, at least the 3 months needed
    >>> check(instance(created_at="2026-08-25T02:00Z", expires_at="2026-11-25T01:59Z"))
    fail: the subscription runs from 2026-08-25 10:00 to 2026-11-25 09:59 Beijing time; 3 months end 2026-11-25 10:00
    >>> check(instance(charge_type="PostPaid", expires_at="2099-12-31T15:59Z"))
    fail: the instance has no subscription term; 3 months are needed
    >>> check(instance(expires_at="2099-12-31T15:59Z"))
    unknown: an expiry of 2099-12-31 15:59 UTC is not one of a subscription
    >>> check(instance(created_at=unknown("the answer did not say")))
    unknown: the answer did not say
"""

from __future__ import annotations

from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta

from auditor.model import BEIJING, Authority, Context, Instance, Ruling, failed, need, passed, undetermined

AUTHORITY = Authority("Alibaba Cloud", "https://www.alibabacloud.com/help/doc-detail/36891.htm", date(2026, 11, 23))
UNKNOWN_FIX = (
    "Look up the instance's creation, expiry and orders in the console, and add up the months that were bought."
)


def check(instance: Instance, ctx: Context) -> Ruling:
    """Add the months to the creation in Beijing, month ends clamped, and compare instants."""
    charge = need(instance.charge_type)
    needed = ctx.policy.term_months
    if charge.value == "PostPaid":
        return failed(
            "the instance has no subscription term; {needed} months are needed",
            charge,
            needed=needed,
            fix="Convert the instance to subscription for {needed} months or more.",
        )
    if charge.value != "PrePaid":
        return undetermined("{charge} is not known to have a term", charge, charge=charge.value, fix=UNKNOWN_FIX)
    created, expires = need(instance.created_at), need(instance.expires_at)
    if absurd := _absurd(created.value, expires.value, ctx):
        return undetermined(absurd, created, expires, created=created.value, expires=expires.value, fix=UNKNOWN_FIX)
    begin, end = created.value.astimezone(BEIJING), expires.value.astimezone(BEIJING)
    enough = begin + relativedelta(months=needed)
    if enough <= end:
        return passed(
            "the subscription runs from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} Beijing time, "
            "at least the {needed} months needed",
            *(charge, created, expires),
            begin=begin,
            end=end,
            needed=needed,
        )
    return failed(
        "the subscription runs from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} Beijing time; "
        "{needed} months end {enough:%Y-%m-%d %H:%M}",
        *(charge, created, expires),
        begin=begin,
        end=end,
        needed=needed,
        enough=enough,
        missing=next(n for n in range(1, needed + 2) if end + relativedelta(months=n) >= enough),
        fix="Renew the subscription by at least {missing} more month(s).",
    )


def _absurd(created: datetime, expires: datetime, ctx: Context) -> str:
    """What is wrong with the dates, as a template; instants are compared, as the year 9999 has no time in Beijing."""
    if created < datetime.combine(ctx.policy.earliest_creation, time.min, BEIJING):
        return "a creation at {created:%Y-%m-%d %H:%M} UTC is before there was any instance"
    if created > ctx.now:
        return "a creation at {created:%Y-%m-%d %H:%M} UTC is in the future"
    if expires >= datetime.combine(ctx.policy.endless_from, time.min, BEIJING):
        return "an expiry of {expires:%Y-%m-%d %H:%M} UTC is not one of a subscription"
    if expires < created:
        return "the expiry {expires:%Y-%m-%d %H:%M} UTC is before the creation {created:%Y-%m-%d %H:%M} UTC"
    return ""
