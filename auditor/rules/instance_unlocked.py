"""The instance is neither locked nor in the recycle bin.

Why:
    A lock (an overdue payment, a security block, a refund) or the recycle bin stops the instance, and a stopped instance
    is given no service code.

How to fix:
    Remove the cause: settle the bill, clear the security finding, or take the instance out of the recycle bin by renewing.

Examples:
    >>> check(instance(locks=()))
    pass: the instance has no lock and is not in the recycle bin
    >>> check(instance(locks=("financial",)))
    fail: the instance is locked (financial): a payment is overdue
    >>> check(instance(recyclable=True))
    fail: the instance is in the recycle bin
    >>> check(instance(locks=("lunar",)))
    unknown: the instance is locked for a reason that is not in the table: lunar
    >>> check(instance(locks=unknown("the answer did not say")))
    unknown: the answer did not say
"""

from __future__ import annotations

from datetime import date

from auditor.model import Authority, Context, Instance, Known, Ruling, failed, need, passed, undetermined

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look in the ECS console whether the instance is locked or in the recycle bin."


def check(instance: Instance, ctx: Context) -> Ruling:
    """Judge what is certain first: the recycle bin, then a lock in the table, then one that is not."""
    bin_, table = instance.recyclable, ctx.tables.locks
    if isinstance(bin_, Known) and bin_.value:
        return failed("the instance is in the recycle bin", bin_, fix="Renew the instance to take it out.")
    locks = need(instance.locks)
    meant = [reason for reason in locks.value if reason.lower() in table]
    if meant:
        return failed(
            "the instance is locked ({reasons}): {meaning}",
            locks,
            reasons=", ".join(meant),
            meaning=", ".join(table[reason.lower()] for reason in meant),
            fix="Clear what locks it – settle the bill, answer the security finding, replace a spot instance – until the "
            "lock {reasons} is gone.",
        )
    if locks.value:
        return undetermined(
            "the instance is locked for a reason that is not in the table: {reasons}",
            locks,
            reasons=", ".join(locks.value),
            fix="Look in the ECS console, or ask Alibaba Cloud by ticket, what the lock {reasons} means.",
        )
    if not bin_.evidence:  # the field is optional; one that is there must be readable
        return passed("the instance has no lock, and nothing says that it is in the recycle bin", locks)
    return passed("the instance has no lock and is not in the recycle bin", locks, need(bin_))
