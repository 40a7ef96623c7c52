"""The instance's public address has outgoing bandwidth.

Why:
    Public bandwidth must have been bought: with the fixed address, or with the EIP. An instance with an EIP shows 0
    itself; the EIP's bandwidth counts.

How to fix:
    Raise the bandwidth of the fixed address or of the EIP above 0 Mbit/s.

Examples:
    >>> check(instance(bandwidth_mbps=1))
    pass: the public address has 1 Mbit/s of outgoing bandwidth
    >>> check(instance(bandwidth_mbps=0))
    fail: the public address has 0 Mbit/s of outgoing bandwidth; more than 0 is needed
    >>> check(instance(public_addresses=(), bandwidth_mbps=5))
    fail: the instance has no public address that could have bandwidth
    >>> check(instance(bandwidth_mbps=-1))
    unknown: -1 Mbit/s is no bandwidth
    >>> check(instance(bandwidth_mbps=unknown("the EIP could not be read")))
    unknown: the EIP could not be read
"""

from __future__ import annotations

from datetime import date

from auditor.model import Authority, Context, Instance, Known, Ruling, failed, need, passed, undetermined

AUTHORITY = Authority("Alibaba Cloud", "https://www.alibabacloud.com/help/doc-detail/36891.htm", date(2026, 11, 23))
UNKNOWN_FIX = "Look up the bandwidth of the instance's public address or EIP in the console."


def check(instance: Instance, _ctx: Context) -> Ruling:
    """Judge the bandwidth of the address that the instance has; without an address there is none."""
    addresses = need(instance.public_addresses)
    if not addresses.value:
        ipv6 = instance.ipv6_addresses
        if isinstance(ipv6, Known) and ipv6.value:
            return undetermined(
                "the instance has only IPv6, about whose bandwidth no filing rule is published",
                *(addresses, ipv6),
                fix="Bind an EIP with bandwidth to this instance.",
            )
        return failed(
            "the instance has no public address that could have bandwidth",
            *(addresses, ipv6),
            fix="Buy public bandwidth or bind an EIP to this instance.",
        )
    bandwidth = need(instance.bandwidth_mbps)
    if bandwidth.value > 0:
        return passed("the public address has {mbps} Mbit/s of outgoing bandwidth", bandwidth, mbps=bandwidth.value)
    if bandwidth.value == 0:
        return failed(
            "the public address has {mbps} Mbit/s of outgoing bandwidth; more than 0 is needed",
            bandwidth,
            mbps=bandwidth.value,
            fix="Raise the bandwidth of the fixed address or of the EIP to 1 Mbit/s or more.",
        )
    return undetermined("{mbps} Mbit/s is no bandwidth", bandwidth, mbps=bandwidth.value, fix=UNKNOWN_FIX)
