"""The instance is in a region in the Chinese mainland.

Why:
    A filing is made for a server in the mainland. Hong Kong and regions abroad need none and can have none; `cn-hongkong`
    begins like a mainland region and is not one. About finance, government and partner clouds no rule is published.

How to fix:
    Buy or migrate to an instance in a mainland region. For a finance, government or partner region ask by ticket.

Examples:
    >>> check(instance(region_id="cn-hangzhou"))
    pass: cn-hangzhou (华东1（杭州）) is a region in the Chinese mainland
    >>> check(instance(region_id="cn-hongkong"))
    fail: cn-hongkong is outside the Chinese mainland, where no filing is needed and none is possible
    >>> check(instance(region_id="cn-shanghai-finance-1"))
    unknown: cn-shanghai-finance-1 is a special region, about which no filing rule is published
    >>> check(instance(region_id="cn-atlantis"))
    unknown: cn-atlantis is not in the table of regions, so whether it is an ordinary mainland region is not known
    >>> check(instance(region_id=unknown("the answer did not say")))
    unknown: the answer did not say
"""

from __future__ import annotations

from datetime import date

from auditor.model import Authority, Context, Instance, Ruling, failed, need, passed, undetermined

AUTHORITY = Authority("Alibaba Cloud", "https://www.alibabacloud.com/help/doc-detail/36891.htm", date(2026, 11, 23))
UNKNOWN_FIX = "Look up the instance's region in the ECS console."


def check(instance: Instance, ctx: Context) -> Ruling:
    """Judge the region by the table; every mainland region begins with `cn-`, and not only they."""
    region = need(instance.region_id)
    row = ctx.tables.regions.get(region.value)
    if row is None and region.value.startswith("cn-"):
        return undetermined(
            "{region} is not in the table of regions, so whether it is an ordinary mainland region is not known",
            region,
            region=region.value,
            fix="Ask Alibaba Cloud by ticket whether instances in {region} can be filed.",
        )
    if row is None or row.area == "outside":
        return failed(
            "{region} is outside the Chinese mainland, where no filing is needed and none is possible",
            region,
            region=region.value,
            fix="Buy or migrate to an instance in a mainland region, such as cn-hangzhou.",
        )
    if row.area == "mainland":
        return passed(
            "{region} ({name}) is a region in the Chinese mainland", region, region=region.value, name=row.name
        )
    return undetermined(
        "{region} is a {area} region, about which no filing rule is published",
        region,
        region=region.value,
        area=row.area,
        fix="Ask Alibaba Cloud by ticket whether instances in {region} can be filed.",
    )
