"""The instance has a public IPv4 address of its own: a fixed one or an EIP.

Why:
    An instance without a public address is given no service code. A NAT gateway, load balancer or accelerator in front of
    it has an address, but not the instance. Whether IPv6 alone is enough is not published.

How to fix:
    Buy public bandwidth, or bind an EIP to this instance.

Examples:
    >>> check(instance(public_addresses=("203.0.113.10",)))
    pass: the instance has the public address 203.0.113.10
    >>> check(instance(public_addresses=()))
    fail: the instance has no public address
    >>> check(instance(public_addresses=(), ipv6_addresses=("2001:db8::1",)))
    unknown: the instance has only IPv6 (2001:db8::1), about which no filing rule is published
    >>> check(instance(public_addresses=("10.0.0.1",)))
    unknown: 10.0.0.1 is not a public IPv4 address
    >>> check(instance(public_addresses=unknown("the answer did not say")))
    unknown: the answer did not say
"""

from __future__ import annotations

from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from auditor.model import Authority, Context, Instance, Known, Ruling, failed, need, passed, undetermined

AUTHORITY = Authority("Alibaba Cloud", "https://www.alibabacloud.com/help/doc-detail/36891.htm", date(2026, 11, 23))
UNKNOWN_FIX = "Look up the instance's public address or EIP in the ECS console."

# RFC 6890 without the networks for documentation, which samples use as public ones.
_INTERNAL = (
    IPv4Network("0.0.0.0/8"),
    IPv4Network("10.0.0.0/8"),
    IPv4Network("100.64.0.0/10"),
    IPv4Network("127.0.0.0/8"),
    IPv4Network("169.254.0.0/16"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("224.0.0.0/3"),
)


def check(instance: Instance, _ctx: Context) -> Ruling:
    """Look for one public IPv4 address among those that the instance shows."""
    addresses = need(instance.public_addresses)
    public = [address for address in addresses.value if _is_public(address)]
    if public:
        return passed("the instance has the public address {address}", addresses, address=", ".join(public))
    if addresses.value:
        return undetermined(
            "{address} is not a public IPv4 address", addresses, address=", ".join(addresses.value), fix=UNKNOWN_FIX
        )
    ipv6 = instance.ipv6_addresses
    if isinstance(ipv6, Known) and ipv6.value:
        return undetermined(
            "the instance has only IPv6 ({address}), about which no filing rule is published",
            *(addresses, ipv6),
            address=", ".join(ipv6.value),
            fix="Bind an EIP to this instance, or ask Alibaba Cloud by ticket whether IPv6 is enough.",
        )
    return failed(
        "the instance has no public address",
        *(addresses, ipv6),
        fix="Buy public bandwidth or bind an EIP to this instance; the address of a NAT gateway or load balancer "
        "in front of it does not count.",
    )


def _is_public(text: str) -> bool:
    try:
        address = IPv4Address(text)
    except AddressValueError:
        return False
    return not any(address in network for network in _INTERNAL)
