"""The subscription has not expired on the day that is judged.

Why:
    An expired instance is stopped and then released with its address, and a site that leads nowhere loses its filing.
    Pay-as-you-go instances do not expire; `instance-subscription` judges them.

How to fix:
    Renew now, before the instance and its public address are released.

Examples:
    >>> check(instance(expires_at="2026-11-24T16:01Z"))
    pass: the subscription ends 2026-11-25 00:01 Beijing time
    >>> check(instance(expires_at="2026-11-24T16:00Z"))
    fail: the subscription ended 2026-11-25 00:00 Beijing time
    >>> check(instance(charge_type="PostPaid", expires_at="2099-12-31T15:59Z"))
    not-applicable: a pay-as-you-go instance does not expire
    >>> check(instance(expires_at="2099-12-31T15:59Z"))
    unknown: 2099-12-31 15:59 UTC cannot be the end of a subscription
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
    failed,
    need,
    not_applicable,
    passed,
    undetermined,
)

AUTHORITY = Authority("Alibaba Cloud", "https://github.com/AlibabaCloudDocs/icp", date(2026, 11, 23))
UNKNOWN_FIX = "Look up the instance's expiry in the ECS console."


def check(instance: Instance, ctx: Context) -> Ruling:
    """Compare the expiry with the instant that is judged; an expiry that no subscription can have proves nothing."""
    charge = need(instance.charge_type)
    if charge.value == "PostPaid":
        return not_applicable("a pay-as-you-go instance does not expire", charge)
    expires = need(instance.expires_at)
    first = datetime.combine(ctx.policy.earliest_creation, time.min, BEIJING)
    endless = datetime.combine(ctx.policy.endless_from, time.min, BEIJING)
    if not first <= expires.value < endless:
        return undetermined(
            "{expires:%Y-%m-%d %H:%M} UTC cannot be the end of a subscription",
            expires,
            expires=expires.value,
            fix=UNKNOWN_FIX,
        )
    end = expires.value.astimezone(BEIJING)
    if end <= ctx.as_of:
        return failed(
            "the subscription ended {end:%Y-%m-%d %H:%M} Beijing time",
            expires,
            end=end,
            fix="Renew the instance now, before it and its public address are released.",
        )
    return passed("the subscription ends {end:%Y-%m-%d %H:%M} Beijing time", expires, end=end)
