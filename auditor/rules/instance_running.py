"""The instance is running.

Why:
    Only a running instance is given a service code. A stopped one can be started, so this warns only.

How to fix:
    Start the instance before asking for the service code.

Examples:
    >>> check(instance(status="Running"))
    pass: the instance is Running
    >>> check(instance(status="Stopped"))
    warn: the instance is Stopped; only a Running one is given a service code
    >>> check(instance(status="Melted"))
    unknown: Melted is not a known state of an instance
    >>> check(instance(status=unknown("the answer did not say")))
    unknown: the answer did not say
"""

from __future__ import annotations

from datetime import date

from auditor.model import Authority, Context, Instance, Ruling, need, passed, undetermined, warned

AUTHORITY = Authority("Alibaba Cloud", "https://help.aliyun.com/document_detail/143224.html", date(2026, 11, 23))
UNKNOWN_FIX = "Look up the instance's state in the ECS console."


def check(instance: Instance, _ctx: Context) -> Ruling:
    """Judge the state by the values that the API documents."""
    status = need(instance.status)
    if status.value == "Running":
        return passed("the instance is {status}", status, status=status.value)
    if status.value in {"Pending", "Starting", "Stopping", "Stopped"}:
        return warned(
            "the instance is {status}; only a Running one is given a service code",
            status,
            status=status.value,
            fix="Start the instance, and wait until it is Running, before asking for the service code.",
        )
    return undetermined("{status} is not a known state of an instance", status, status=status.value, fix=UNKNOWN_FIX)
