"""The domain is not on hold, being deleted or on its way elsewhere.

Why:
    A hold takes the name out of the DNS, and is what an unverified real name leads to; a name in redemption or deletion is
    lost. While a transfer or update is under way its data are not settled. The usual prohibitions (clientTransferProhibited
    and the like) protect the name and are normal.

How to fix:
    Lift the hold (verify the real name, pay or appeal), redeem the name, or wait until the change is done.

Examples:
    >>> check(domain(statuses=("ok", "clientTransferProhibited")))
    pass: nothing bars the domain: ok, clientTransferProhibited
    >>> check(domain(statuses=("clientTransferProhibited", "serverHold")))
    fail: the domain is out of use, or going out of use: serverHold
    >>> check(domain(statuses=("pendingTransfer",)))
    warn: something is under way or not settled: pendingTransfer
    >>> check(domain(statuses=("ok", "frobnicated")))
    unknown: the table of statuses does not say what this means: frobnicated
    >>> check(domain(statuses=()))
    unknown: no status is shown, so a hold cannot be excluded
    >>> check(domain(statuses=unknown("the registry did not answer")))
    unknown: the registry did not answer
"""

from __future__ import annotations

from datetime import date

from auditor.model import Authority, Context, Domain, Ruling, failed, need, passed, undetermined, warned

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/dws/user-guide/how-to-complete-domain-name-authentication",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look up the domain's status in the registrar's console."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Judge by the worst status: one that bars, else one that nobody knows, else one that will pass."""
    statuses = need(domain.statuses)
    meant: dict[str, list[str]] = {}
    for status in statuses.value:
        meant.setdefault(ctx.tables.statuses.get(_key(status), "unlisted"), []).append(status)
    said = {meaning: ", ".join(found) for meaning, found in meant.items()}
    if "blocked" in said:
        return failed(
            "the domain is out of use, or going out of use: {blocked}",
            statuses,
            **said,
            fix="Ask the registrar to lift {blocked}: verify the real name, pay, redeem the name or appeal.",
        )
    if "unlisted" in said:
        return undetermined(
            "the table of statuses does not say what this means: {unlisted}",
            statuses,
            **said,
            fix="Ask the registrar what {unlisted} means.",
        )
    if "wait" in said:
        return warned(
            "something is under way or not settled: {wait}",
            statuses,
            **said,
            fix="Wait until {wait} is gone, then check again that the real name is verified.",
        )
    if not said:
        return undetermined("no status is shown, so a hold cannot be excluded", statuses, fix=UNKNOWN_FIX)
    return passed("nothing bars the domain: {normal}", statuses, **said)


def _key(status: str) -> str:
    """A status in the table's spelling: `client hold` and `clientHold https://icann.org/epp#clientHold` are `clienthold`."""
    words = status.split("http", 1)[0].split("(", 1)[0]
    return "".join(c for c in words.casefold() if c.isalnum())
