"""No change of the domain's holder is under way.

Why:
    While the holder is being changed, what MIIT has of the domain is the old one or nothing, and the days until it has
    the verified real name start again afterwards. Only the Domain service of the account that holds a name says so.

How to fix:
    Wait until the change is done and the new holder's real name is verified, then 3 to 7 days more.

Examples:
    >>> check(domain(holder_change="NORMAL"))
    pass: no change of the holder is under way: NORMAL
    >>> check(domain(holder_change="PENDING"))
    warn: a change of the holder is under way: PENDING
    >>> check(domain(holder_change="CHANGED"))
    unknown: CHANGED is not a known state of a change of the holder
    >>> check(domain(real_name_status="SUCCEED", holder_change=unknown("the answer has no RegistrantUpdatingStatus")))
    unknown: the answer has no RegistrantUpdatingStatus
    >>> check(domain())
    not-applicable: no Domain service speaks for example.cn, and nobody else tells of a change of the holder
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
    need,
    not_applicable,
    passed,
    undetermined,
    warned,
)

AUTHORITY = Authority("Alibaba Cloud", "https://github.com/AlibabaCloudDocs/icp", date(2026, 11, 23))
UNKNOWN_FIX = "Look up in the Alibaba Cloud Domains console whether the holder is being changed."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Judge by the two words that the API documents.

    No Domain service speaks for a name if this fact and the real-name status, which stands in the same answer, are both
    unknown without evidence: nobody was asked, or the name is in no audited account.
    """
    name = Known(domain.name, (Evidence("user", "domain", domain.name, ctx.now),))
    if domain.flaw:
        return not_applicable("{name} has no holder: {flaw}", name, name=domain.name, flaw=domain.flaw)
    if not (domain.holder_change.evidence or domain.real_name_status.evidence):
        return not_applicable(
            "no Domain service speaks for {name}, and nobody else tells of a change of the holder",
            name,
            name=domain.name,
        )
    change = need(domain.holder_change)
    if change.value == "NORMAL":
        return passed("no change of the holder is under way: {word}", change, word=change.value)
    if change.value == "PENDING":
        return warned(
            "a change of the holder is under way: {word}",
            change,
            word=change.value,
            fix="Wait until the change is done and the new holder's real name is verified, then 3 to 7 days more.",
        )
    return undetermined(
        "{word} is not a known state of a change of the holder", change, word=change.value, fix=UNKNOWN_FIX
    )
