"""The subscription lasts until the filing has been reviewed.

Why:
    The reviews take up to 45 days, and the instance must still be there when they end. Alibaba Cloud names no such limit
    (Tencent Cloud asks for one month that remains), so this warns only. Whether auto-renewal is on is not known here.

How to fix:
    Renew the instance, or make sure that auto-renewal is on.

Examples:
    >>> check(instance(expires_at="2027-01-08T16:00Z"))
    pass: the subscription ends 2027-01-09 00:00 Beijing time, after the review window of 45 days
    >>> check(instance(expires_at="2027-01-08T15:59Z"))
    warn: the subscription ends 2027-01-08 23:59 Beijing time, inside the review window of 45 days, no auto-renewal known
    >>> check(instance(expires_at="2026-11-24T16:00Z"))
    not-applicable: the subscription ended before the review window
    >>> check(instance(charge_type="PostPaid", expires_at="2099-12-31T15:59Z"))
    not-applicable: a pay-as-you-go instance does not expire
    >>> check(instance(expires_at=unknown("the answer did not say")))
    unknown: the answer did not say
"""

from __future__ import annotations

from datetime import date, datetime, time

from auditor.model import (
    BEIJING,
    Authority,
    Context,
    Instance,
    Ruling,
    need,
    not_applicable,
    passed,
    undetermined,
    warned,
)

AUTHORITY = Authority("Tencent Cloud", "https://github.com/tencentyun/qcloud-documents", date(2026, 11, 23))
UNKNOWN_FIX = "Look up the instance's expiry in the ECS console."


def check(instance: Instance, ctx: Context) -> Ruling:
    """Compare the expiry with the end of the review window that begins at the instant that is judged."""
    charge = need(instance.charge_type)
    if charge.value == "PostPaid":
        return not_applicable("a pay-as-you-go instance does not expire", charge)
    expires = need(instance.expires_at)
    if expires.value <= ctx.as_of:
        return not_applicable("the subscription ended before the review window", expires)
    if expires.value >= datetime.combine(ctx.policy.endless_from, time.min, BEIJING):
        return undetermined(
            "{expires:%Y-%m-%d %H:%M} UTC cannot be the end of a subscription",
            expires,
            expires=expires.value,
            fix=UNKNOWN_FIX,
        )
    end, days = expires.value.astimezone(BEIJING), ctx.policy.review_window.days
    if end < ctx.as_of + ctx.policy.review_window:
        return warned(
            "the subscription ends {end:%Y-%m-%d %H:%M} Beijing time, inside the review window of {days} days, "
            "no auto-renewal known",
            expires,
            end=end,
            days=days,
            fix="Renew the instance, or make sure that auto-renewal is on, so that it lasts {days} days from filing.",
        )
    return passed(
        "the subscription ends {end:%Y-%m-%d %H:%M} Beijing time, after the review window of {days} days",
        expires,
        end=end,
        days=days,
    )
