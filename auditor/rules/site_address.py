"""The domain leads to this instance, or to nothing until the filing is approved.

Why:
    A filed domain must lead to a server in the mainland, at the provider that the filing names; one that leads to Hong Kong,
    abroad or to another provider loses it. Before a first filing the site must be closed, so a domain that the user puts on
    the instance may lead nowhere yet.

How to fix:
    Point the domain's A records at the instance's public address, and take other addresses out.

Examples:
    >>> check(site())
    pass: example.cn leads to 203.0.113.10 of this instance and nowhere else
    >>> check(site(domain(addresses=()), declared=True))
    pass: example.cn leads nowhere yet, as a first filing requires; once it is approved, point it at 203.0.113.10
    >>> check(site(domain(addresses=("198.51.100.7",)), declared=True, elsewhere=("cn-hongkong",)))
    fail: example.cn is put on, or leads to, an instance outside the mainland (cn-hongkong)
    >>> check(site(domain(addresses=("198.51.100.7",)), declared=True, elsewhere=("cn-beijing",)))
    warn: example.cn does not lead to this instance alone: another audited one, in cn-beijing, has its address
    >>> check(site(domain(addresses=("192.0.2.80",)), declared=True))
    unknown: example.cn leads to 192.0.2.80, which is not known to be an audited instance in the mainland
    >>> check(site(domain(addresses=unknown("the resolver did not answer"))))
    unknown: the resolver did not answer
"""

from __future__ import annotations

from datetime import date

from auditor.model import Authority, Context, Known, Ruling, Site, failed, need, passed, undetermined, warned

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/icp-filing/basic-icp-service/product-overview/limits",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Ask a resolver for the domain's A and AAAA records, and compare them with the instance's public address."


def check(site: Site, ctx: Context) -> Ruling:
    """Judge the worst of the places that the domain leads to, or the plan if it leads nowhere yet."""
    region = need(site.instance.region_id)
    outside = [place for place in (region.value, *site.elsewhere) if _area(place, ctx) == "outside"]
    if outside:
        return failed(
            "{name} is put on, or leads to, an instance outside the mainland ({regions})",
            *(region, site.domain.addresses, site.declared),
            name=site.domain.name,
            regions=", ".join(outside),
            fix="Put {name} on an instance in the mainland, and point its DNS records there and nowhere else.",
        )
    leads, ours = need(site.domain.addresses), need(site.instance.public_addresses)
    if leads.value:
        return _judge(site, leads, ours, ctx)
    if isinstance(site.declared, Known) and site.declared.value:
        return passed(
            "{name} leads nowhere yet, as a first filing requires; once it is approved, point it at {target}",
            *(leads, ours, site.declared),
            name=site.domain.name,
            target=", ".join(ours.value) or "the instance's public address",
        )
    return undetermined(
        "{name} leads nowhere, and nobody said that it is to be on this instance",
        *(leads, ours, site.declared),
        name=site.domain.name,
        fix="Say on which instance the site is to be: --site DOMAIN=INSTANCE.",
    )


def _judge(site: Site, leads: Known[tuple[str, ...]], ours: Known[tuple[str, ...]], ctx: Context) -> Ruling:
    ipv6 = site.instance.ipv6_addresses
    here = {*ours.value, *(ipv6.value if isinstance(ipv6, Known) else ())}
    away = [address for address in leads.value if address not in here]
    others = [place for place in site.elsewhere if _area(place, ctx) == "mainland"]
    relied_on = (leads, ours, ipv6, site.declared)
    values = {"name": site.domain.name, "away": ", ".join(away), "others": ", ".join(others)}
    if len(away) > len(others):  # an audited instance accounts for one address
        return undetermined(
            "{name} leads to {away}, which is not known to be an audited instance in the mainland",
            *relied_on,
            **values,
            fix="Find out whose address {away} is: behind a CDN, WAF or load balancer the origin must be this instance; "
            "at another provider the site needs an access filing there.",
        )
    if others:
        return warned(
            "{name} does not lead to this instance alone: another audited one, in {others}, has its address",
            *relied_on,
            **values,
            target=", ".join(ours.value) or "this instance's public address",
            fix="Point {name} at {target}, or file it with the instance that it leads to.",
        )
    return passed(
        "{name} leads to {addresses} of this instance and nowhere else",
        *relied_on,
        **values,
        addresses=", ".join(leads.value),
    )


def _area(region: str, ctx: Context) -> str:
    """The region's area by the table; one that is not listed is outside, unless it may be a new one in the mainland."""
    row = ctx.tables.regions.get(region)
    if row is None:
        return "unlisted" if region.startswith("cn-") else "outside"
    return row.area
