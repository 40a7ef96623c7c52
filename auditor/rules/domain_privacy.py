"""No privacy service stands between the domain and its holder.

Why:
    Shanghai, Sichuan and Tianjin ask that privacy protection be off during the filing; elsewhere there is no such rule, and
    MIIT compares its own data, not WHOIS. That a registry shows no holder is normal (data protection) and no finding.

How to fix:
    Switch privacy protection off for the time of the filing.

Examples:
    >>> check(domain(privacy=False))
    pass: privacy protection is off
    >>> check(domain(privacy=True))
    warn: privacy protection is on; Shanghai, Sichuan and Tianjin want it off during the filing
    >>> check(domain(holder="示例科技有限公司"))
    pass: nothing hides the holder: the registry shows 示例科技有限公司
    >>> check(domain(real_name_status="SUCCEED", privacy=unknown("the answer has no DomainNameProxyService")))
    unknown: the answer has no DomainNameProxyService
    >>> check(domain(holder=unknown("not in this registry's answer")))
    not-applicable: no public answer shows a holder (not in this registry's answer), which is no sign of a privacy service
"""

from __future__ import annotations

from datetime import date

from auditor.model import (
    Authority,
    Context,
    Domain,
    Known,
    Ruling,
    Unknown,
    need,
    not_applicable,
    passed,
    warned,
)

AUTHORITY = Authority("Alibaba Cloud", "https://github.com/AlibabaCloudDocs/icp", date(2026, 11, 23))
UNKNOWN_FIX = "Look up in the registrar's console whether privacy protection is on."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Judge what the Domain service says; where none speaks for the name, a holder that is shown is not hidden.

    None does if its facts are one and the same `Unknown`; an `Unknown` of its own is what a service left out or garbled of
    a name that it holds. A holder that no public answer shows is redacted, or was not read, which `domain-holder`
    says: it is no finding here.
    """
    privacy = domain.privacy
    name = domain.quoted(ctx)
    if isinstance(privacy, Unknown) and privacy == domain.real_name_status:
        return _judge_registry(name, domain.holder)
    said = need(privacy)
    if said.value:
        return warned(
            "privacy protection is on; Shanghai, Sichuan and Tianjin want it off during the filing",
            said,
            fix="Switch privacy protection off for the time of the filing, if it is made in one of these provinces.",
        )
    return passed("privacy protection is off", said)


def _judge_registry(name: Known[str], holder: Known[str] | Unknown) -> Ruling:
    if isinstance(holder, Unknown):
        return not_applicable(
            "no public answer shows a holder ({reason}), which is no sign of a privacy service",
            *(name, holder),
            reason=holder.reason,
        )
    return passed("nothing hides the holder: the registry shows {holder}", holder, holder=holder.value)
