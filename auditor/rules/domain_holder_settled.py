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
    not-applicable: no Domain service speaks for example.cn (not asked), and nobody else tells of a change of the holder
"""

from __future__ import annotations

from datetime import date

from auditor.model import (
    Authority,
    Context,
    Domain,
    Ruling,
    Unknown,
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

    No Domain service speaks for the name (nobody was asked, none answered, it is in no audited account) if its facts are
    one and the same `Unknown`; an `Unknown` of its own is what a service left out or garbled of a name that it holds.
    """
    change = domain.holder_change
    name = domain.quoted(ctx)
    if isinstance(change, Unknown) and change == domain.real_name_status:
        return not_applicable(
            "no Domain service speaks for {name} ({reason}), and nobody else tells of a change of the holder",
            *(name, change),
            name=domain.name,
            reason=change.reason,
        )
    said = need(change)
    if said.value == "NORMAL":
        return passed("no change of the holder is under way: {word}", said, word=said.value)
    if said.value == "PENDING":
        return warned(
            "a change of the holder is under way: {word}",
            said,
            word=said.value,
            fix="Wait until the change is done and the new holder's real name is verified, then 3 to 7 days more.",
        )
    return undetermined("{word} is not a known state of a change of the holder", said, word=said.value, fix=UNKNOWN_FIX)
