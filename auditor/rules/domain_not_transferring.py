"""The domain is not on its way to another registrar.

Why:
    While a transfer is under way nobody can say which registrar MIIT will know the name from, and at the new one the real
    name has to be verified again. The registry shows a transfer as the status pendingTransfer; the Domain service of the
    account that holds a name knows of one that leaves.

How to fix:
    Let the transfer end, verify the real name at the new registrar and wait until MIIT has it, or cancel the transfer.

Examples:
    >>> check(domain(statuses=("ok",)))
    pass: no status tells of a transfer: ok
    >>> check(domain(statuses=("pendingTransfer",)))
    warn: a transfer is under way: pendingTransfer
    >>> check(domain(transfer_out="NORMAL"))
    pass: the Domain service says of a transfer away: NORMAL
    >>> check(domain(transfer_out="PENDING"))
    warn: the Domain service says of a transfer away: PENDING
    >>> check(domain(statuses=("ok", "frobnicated")))
    unknown: what the registry shows does not exclude a transfer: ok, frobnicated
    >>> check(domain(statuses=unknown("the registry did not answer")))
    unknown: the registry did not answer
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
    passed,
    undetermined,
    warned,
)

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/icp-filing/basic-icp-service/user-guide/prepare-and-check-the-domain-name",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Ask the registrar whether a transfer of the domain is under way."

_FIX = "Let the transfer end, then verify the real name again at the new registrar, or cancel the transfer."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Judge by either of the two that know: one that tells of a transfer is believed.

    If a Domain service spoke of no transfer, the registry speaks alone. An `Unknown` that quotes something, and is not the
    same for all the service's facts (it does not hold the name), is a word that could not be read: nobody overrules it.
    """
    statuses, transfer = domain.statuses, domain.transfer_out
    shown = statuses.value if isinstance(statuses, Known) else ()
    pending = [status for status in shown if _is_pending_transfer(status)]
    if pending:
        return warned("a transfer is under way: {pending}", statuses, transfer, pending=", ".join(pending), fix=_FIX)
    if isinstance(transfer, Known):
        return _judge_said(transfer, statuses)
    if transfer.evidence and transfer != domain.real_name_status:
        need(transfer)
    return _judge_registry(need(statuses), ctx)


def _judge_said(transfer: Known[str], statuses: Known[tuple[str, ...]] | Unknown) -> Ruling:
    if transfer.value == "NORMAL":
        return passed("the Domain service says of a transfer away: {word}", transfer, statuses, word=transfer.value)
    return warned(
        "the Domain service says of a transfer away: {word}", transfer, statuses, word=transfer.value, fix=_FIX
    )


def _judge_registry(statuses: Known[tuple[str, ...]], ctx: Context) -> Ruling:
    unlisted = [status for status in statuses.value if not ctx.tables.status_meaning(status)]
    if unlisted or not statuses.value:
        return undetermined(
            "what the registry shows does not exclude a transfer: {shown}",
            statuses,
            shown=", ".join(statuses.value) or "no status",
            fix=UNKNOWN_FIX,
        )
    return passed("no status tells of a transfer: {shown}", statuses, shown=", ".join(statuses.value))


def _is_pending_transfer(status: str) -> bool:
    """Whatever the spelling, and whatever link or remark stands behind it."""
    return "".join(c for c in status.casefold() if c.isalnum()).startswith("pendingtransfer")
