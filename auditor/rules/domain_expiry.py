"""The registration does not run out during the filing, nor within the months that most provinces ask for.

Why:
    Alibaba Cloud refuses a domain with less than 45 days to its expiry, and nearly every province asks for more than three
    months (90 days stand for them). Days are counted between dates in Beijing.

How to fix:
    Renew the domain for a year.

Examples:
    >>> check(domain(expires_at="2027-02-24"))
    pass: the registration ends 2027-02-24, in 91 days; more than 90 are enough everywhere
    >>> check(domain(expires_at="2027-02-23"))
    warn: the registration ends 2027-02-23, in 90 days; nearly every province asks for more than 90
    >>> check(domain(expires_at="2027-01-09"))
    warn: the registration ends 2027-01-09, in 45 days; nearly every province asks for more than 90
    >>> check(domain(expires_at="2027-01-08"))
    fail: the registration ends 2027-01-08, in 44 days; at least 45 are needed
    >>> check(domain(expires_at="2026-11-25"))
    fail: the registration ended 2026-11-25
    >>> check(domain(expires_at=unknown("the registry did not answer")))
    unknown: the registry did not answer
"""

from __future__ import annotations

from datetime import date, datetime, time

from auditor.model import BEIJING, Authority, Context, Domain, Ruling, failed, need, passed, undetermined, warned

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/zh/icp-filing/basic-icp-service/user-guide/prepare-and-check-the-domain-name",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look up the expiry in the registrar's console."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Count the days from the day that is judged to the day of the expiry, both in Beijing."""
    expires = need(domain.expires_at)
    if expires.value >= datetime.combine(ctx.policy.endless_from, time.min, BEIJING):
        return undetermined(
            "{expires:%Y-%m-%d} cannot be the end of a registration", expires, expires=expires.value, fix=UNKNOWN_FIX
        )
    end = expires.value.astimezone(BEIJING).date()
    if expires.value <= ctx.as_of:
        return failed("the registration ended {end}", expires, end=end, fix="Renew or redeem the domain now.")
    left = end - ctx.today
    values = {"end": end, "left": left.days}
    if left < ctx.policy.domain_expiry_fail:
        return failed(
            "the registration ends {end}, in {left} days; at least {needed} are needed",
            expires,
            **values,
            needed=ctx.policy.domain_expiry_fail.days,
            fix="Renew the domain for a year.",
        )
    if left <= ctx.policy.domain_expiry_warn:
        return warned(
            "the registration ends {end}, in {left} days; nearly every province asks for more than {needed}",
            expires,
            **values,
            needed=ctx.policy.domain_expiry_warn.days,
            fix="Renew the domain for a year before filing.",
        )
    return passed(
        "the registration ends {end}, in {left} days; more than {needed} are enough everywhere",
        expires,
        **values,
        needed=ctx.policy.domain_expiry_warn.days,
    )
