"""The name is a domain that can be registered, not a host in one, a public suffix or an IP address.

Why:
    A filing is made for the registrable domain; its host names follow. A site that has only an IP address cannot be filed.

How to fix:
    File the registrable domain (`example.cn` for `www.example.cn`); register one where there is none.

Examples:
    >>> check(domain("example.cn"))
    pass: example.cn is a registrable domain
    >>> check(domain("example.cn", asked=("example.cn", "www.example.cn")))
    warn: www.example.cn is a host name; its domain example.cn is what can be filed, and is judged
    >>> check(domain("192.0.2.1", flaw="an IP address"))
    fail: 192.0.2.1 is not a registrable domain: an IP address
    >>> check(domain("com.cn", flaw="a public suffix"))
    fail: com.cn is not a registrable domain: a public suffix
    >>> check(domain("a..cn", flaw="malformed: an empty label"))
    unknown: which domain is meant by "a..cn" cannot be told: malformed: an empty label
"""

from __future__ import annotations

import re
from datetime import date

from auditor.model import Authority, Context, Domain, Evidence, Known, Ruling, failed, passed, undetermined, warned

AUTHORITY = Authority("Alibaba Cloud", "https://github.com/AlibabaCloudDocs/icp", date(2026, 11, 23))
JUDGES_FLAWS = True  # the other rules are not asked about what is no domain
UNKNOWN_FIX = "Write the domain as it was registered, such as example.cn."

_DOT = re.compile("[.。．｡]")


def check(domain: Domain, ctx: Context) -> Ruling:
    """Judge the names as they were written; a host name has more labels than its domain, whatever the spelling."""
    asked = Known(domain.asked, (Evidence("user", "domain", " ".join(domain.asked), ctx.now),))
    if domain.flaw in {"an IP address", "a public suffix"}:
        return failed(
            "{name} is not a registrable domain: {flaw}",
            asked,
            name=domain.name,
            flaw=domain.flaw,
            fix="Name the domain as it was registered, such as example.cn, or register one.",
        )
    if domain.flaw:  # a slip of the pen says nothing about the domain that was meant
        return undetermined(
            'which domain is meant by "{name}" cannot be told: {flaw}',
            asked,
            name=domain.name,
            flaw=domain.flaw,
            fix=UNKNOWN_FIX,
        )
    hosts = [name for name in asked.value if _labels(name) > _labels(domain.id)]
    if hosts:
        return warned(
            "{hosts} is a host name; its domain {name} is what can be filed, and is judged",
            asked,
            hosts=", ".join(hosts),
            name=domain.name,
            fix="File {name}; its host names need no filing of their own.",
        )
    return passed("{name} is a registrable domain", asked, name=domain.name)


def _labels(name: str) -> int:
    return sum(1 for label in _DOT.split(name.strip()) if label)
