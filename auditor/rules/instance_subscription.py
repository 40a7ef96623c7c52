"""The instance is paid by subscription.

Why:
    Only a subscription (PrePaid) instance is given a service code. Pay-as-you-go and spot instances are refused; a savings
    plan or a reserved instance changes the price, not the billing.

How to fix:
    Convert the instance to subscription for three months or more. A spot instance cannot be converted: buy another.

Examples:
    >>> check(instance(charge_type="PrePaid"))
    pass: the instance is paid by subscription (PrePaid)
    >>> check(instance(charge_type="PostPaid"))
    fail: the instance is pay-as-you-go (PostPaid); a subscription (PrePaid) is needed
    >>> check(instance(charge_type="PostPaid", spot_strategy="SpotAsPriceGo"))
    fail: the instance is a spot instance (PostPaid, SpotAsPriceGo); a subscription (PrePaid) is needed
    >>> check(instance(charge_type="AfterPay"))
    unknown: AfterPay is not a known way to pay for an instance
    >>> check(instance(charge_type=unknown("the answer did not say")))
    unknown: the answer did not say
"""

from __future__ import annotations

from datetime import date

from auditor.model import Authority, Context, Instance, Known, Ruling, failed, need, passed, undetermined

AUTHORITY = Authority("Alibaba Cloud", "https://www.alibabacloud.com/help/doc-detail/36891.htm", date(2026, 11, 23))
UNKNOWN_FIX = "Look up the instance's billing method in the ECS console."


def check(instance: Instance, _ctx: Context) -> Ruling:
    """Judge the charge type; a spot instance is pay-as-you-go with another remedy."""
    charge, spot = need(instance.charge_type), instance.spot_strategy
    if charge.value == "PrePaid":
        return passed("the instance is paid by subscription (PrePaid)", charge)
    if charge.value != "PostPaid":
        return undetermined(
            "{charge} is not a known way to pay for an instance", charge, charge=charge.value, fix=UNKNOWN_FIX
        )
    if isinstance(spot, Known) and spot.value.startswith("Spot"):
        return failed(
            "the instance is a spot instance (PostPaid, {strategy}); a subscription (PrePaid) is needed",
            charge,
            spot,
            strategy=spot.value,
            fix="Buy a subscription instance for 3 months or more and move the site there.",
        )
    return failed(
        "the instance is pay-as-you-go (PostPaid); a subscription (PrePaid) is needed",
        charge,
        fix="Convert the instance to subscription for 3 months or more.",
    )
