"""The name is under a top-level domain that MIIT approved.

Why:
    Only names under suffixes that the Ministry of Industry and Information Technology (MIIT) approved can be filed. Its
    list grows and an approval can run out, so the day on which the status was seen is said.

How to fix:
    Register a name under an approved suffix, such as .cn or .com.

Examples:
    >>> check(domain("example.cn"))
    pass: .cn is approved by MIIT, as seen on 2022-08-30
    >>> check(domain("example.io"))
    fail: .io is not approved by MIIT, as seen on 2026-08-21
    >>> check(domain("example.hk"))
    unknown: whether MIIT approved .hk is unclear, as seen on 2024-08-17
    >>> check(domain("example.bananas"))
    unknown: .bananas is not in the table of suffixes, so whether MIIT approved it is not known
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from auditor.model import (
    BEIJING,
    Authority,
    Context,
    Domain,
    Evidence,
    Known,
    Ruling,
    failed,
    passed,
    undetermined,
)

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/icp-filing/basic-icp-service/user-guide/prepare-and-check-the-domain-name",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look up the suffix at https://domain.miit.gov.cn/."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Look the suffix up; one that is not in the table may have been approved since the table was made."""
    name = domain.quoted(ctx)
    row = ctx.tables.suffixes.get(domain.suffix)
    if row is None:
        return undetermined(
            ".{suffix} is not in the table of suffixes, so whether MIIT approved it is not known",
            name,
            suffix=domain.suffix,
            fix=UNKNOWN_FIX,
        )
    seen_at = datetime.combine(date.fromisoformat(row.as_of), time.min, BEIJING).astimezone(UTC)
    seen = Known(row, (Evidence("suffixes.toml", f".{row.ascii}", f"{row.status}: {row.source}", seen_at),))
    if row.status == "approved":
        return passed(".{suffix} is approved by MIIT, as seen on {day}", name, seen, suffix=row.name, day=row.as_of)
    if row.status == "not-approved":
        return failed(
            ".{suffix} is not approved by MIIT, as seen on {day}",
            *(name, seen),
            suffix=row.name,
            day=row.as_of,
            fix="Register a name under an approved suffix, such as .cn or .com, and file that.",
        )
    return undetermined(
        "whether MIIT approved .{suffix} is unclear, as seen on {day}",
        *(name, seen),
        suffix=row.name,
        day=row.as_of,
        fix=UNKNOWN_FIX,
    )
