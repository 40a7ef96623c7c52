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
    >>> check(domain(holder=unknown("the registry did not answer")))
    unknown: the registry did not answer
"""

from __future__ import annotations

from datetime import date

from auditor.model import (
    Authority,
    Context,
    Domain,
    Evidence,
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
    a name that it holds. A holder that is unknown with evidence is a redaction, or answers that differ: what hides it, if
    anything, cannot be told, and it is no finding.
    """
    privacy = domain.privacy
    if domain.flaw:
        name = Known(domain.name, (Evidence("user", "domain", domain.name, ctx.now),))
        return not_applicable("{name} has no holder: {flaw}", name, name=domain.name, flaw=domain.flaw)
    if isinstance(privacy, Unknown) and privacy == domain.real_name_status:
        return _judge_registry(domain.holder)
    said = need(privacy)
    if said.value:
        return warned(
            "privacy protection is on; Shanghai, Sichuan and Tianjin want it off during the filing",
            said,
            fix="Switch privacy protection off for the time of the filing, if it is made in one of these provinces.",
        )
    return passed("privacy protection is off", said)


def _judge_registry(holder: Known[str] | Unknown) -> Ruling:
    if isinstance(holder, Unknown) and holder.evidence:
        return not_applicable(
            "the public answer shows no holder ({reason}): that is normal, and no sign of a privacy service",
            holder,
            reason=holder.reason,
        )
    shown = need(holder)
    return passed("nothing hides the holder: the registry shows {holder}", shown, holder=shown.value)
