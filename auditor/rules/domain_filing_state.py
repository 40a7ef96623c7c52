"""It is known which filing the domain needs, and nothing threatens one that it has.

Why:
    A domain that was never filed needs a first filing, or an added site if who files has a filing already. A filed one
    that moves to Alibaba Cloud from another provider needs an access filing, and at Alibaba Cloud itself nothing again.
    The wrong type is refused. A risk that the authorities found costs the filing if its deadline goes by. This is no
    condition of a filing: what could not be told is a warning.

How to fix:
    Ask with --check-filed, choose the filing that applies, and see to each risk before its deadline.

Examples:
    >>> check(domain(filing="not-filed"))
    pass: example.cn is not filed: it needs a first filing, or an added site if who files has a filing already
    >>> check(domain(filing="filed"))
    pass: example.cn is filed: it needs an access filing if it comes from another provider, and none at Alibaba Cloud
    itself; whether that filing is at risk is not known: not asked
    >>> check(domain(filing="filed", filing_risks=("the site does not open (deadline 2026-12-01)",)))
    warn: the filing is at risk: the site does not open (deadline 2026-12-01)
    >>> check(domain(filing="perhaps"))
    unknown: perhaps is not a known state of a filing
    >>> check(domain())
    not-applicable: whether example.cn is filed is known only with --check-filed: not asked
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
    not_applicable,
    passed,
    undetermined,
    warned,
)

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/zh/cdn/developer-reference/api-cdn-2018-05-10-checkcdndomainicp",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look the domain up at https://beian.miit.gov.cn/, and in the Alibaba Cloud ICP filing console."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Risks first, then the state. One and the same `Unknown` for both: nobody was asked, or nobody answered at all."""
    filing, risks = domain.filing, domain.filing_risks
    name = domain.quoted(ctx)
    if isinstance(risks, Known) and risks.value:
        return warned(
            "the filing is at risk: {risks}",
            *(filing, risks),
            risks="; ".join(risks.value),
            fix="See to each risk in the Alibaba Cloud ICP filing console before its deadline.",
        )
    if isinstance(filing, Unknown) and filing == risks:
        return not_applicable(
            "whether {name} is filed is known only with --check-filed: {reason}",
            *(name, filing),
            name=domain.name,
            reason=filing.reason,
        )
    if isinstance(filing, Unknown):
        return warned(
            "whether {name} is filed cannot be told: {reason}",
            *(name, filing, risks),
            name=domain.name,
            reason=filing.reason,
            fix=UNKNOWN_FIX,
        )
    return _judge(domain.name, filing, risks)


def _judge(name: str, filing: Known[str], risks: Known[tuple[str, ...]] | Unknown) -> Ruling:
    if filing.value == "not-filed":
        return passed(
            "{name} is not filed: it needs a first filing, or an added site if who files has a filing already",
            *(filing, risks),
            name=name,
        )
    if filing.value != "filed":
        return undetermined(
            "{state} is not a known state of a filing", filing, risks, state=filing.value, fix=UNKNOWN_FIX
        )
    if isinstance(risks, Unknown) and risks.evidence:
        return warned(
            "{name} is filed, but whether its filing is at risk cannot be told: {reason}",
            *(filing, risks),
            name=name,
            reason=risks.reason,
            fix="Look for risks and their deadlines in the Alibaba Cloud ICP filing console.",
        )
    if isinstance(risks, Unknown):
        return passed(
            "{name} is filed: it needs an access filing if it comes from another provider, and none at Alibaba Cloud "
            "itself; whether that filing is at risk is not known: {reason}",
            *(filing, risks),
            name=name,
            reason=risks.reason,
        )
    return passed(
        "{name} is filed and not at risk: it needs an access filing if it comes from another provider, and none at "
        "Alibaba Cloud itself",
        *(filing, risks),
        name=name,
    )
