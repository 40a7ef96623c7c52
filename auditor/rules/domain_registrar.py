"""The domain is with a registrar in the mainland that MIIT licensed.

Why:
    MIIT knows the holder only through its licensed registrars. International Alibaba Cloud (alibabacloud.com: IANA ids
    3775 and 3819) is none, though its name resembles those of the licensed ones (420 and 1599). A registrar is told by its
    IANA id, then by its exact name; a part of a name proves nothing.

How to fix:
    Transfer the domain to a licensed registrar, then verify the real name again; names are locked for 60 days after
    a registration or transfer.

Examples:
    >>> check(domain(registrar="DNSPod, Inc.", registrar_iana_id="1697"))
    pass: DNSPod, Inc. is a licensed mainland registrar (as read on 2026-11-23)
    >>> check(domain(registrar="阿里云计算有限公司（万网）"))
    pass: Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn) is a licensed mainland registrar (as read on 2026-11-23)
    >>> check(domain(registrar="NameSilo, LLC", registrar_iana_id="1479"))
    fail: NameSilo, LLC (seat: US) is not a licensed mainland registrar (as read on 2026-11-23)
    >>> check(domain(registrar="Dominet (HK) Limited", registrar_iana_id="3775"))
    fail: Dominet (HK) Limited is international Alibaba Cloud (alibabacloud.com), not a licensed mainland registrar
    >>> check(domain(registrar="Alibaba Cloud", registrar_iana_id=unknown("not printed")))
    unknown: Alibaba Cloud is in no row of the table of registrars
    >>> check(domain(registrar=unknown("not printed"), registrar_iana_id=unknown("not printed")))
    unknown: not printed
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from auditor.model import (
    BEIJING,
    Authority,
    Context,
    Domain,
    Evidence,
    Known,
    Ruling,
    Unknown,
    failed,
    need,
    passed,
    undetermined,
)

if TYPE_CHECKING:
    from auditor.tables import Registrar

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/icp-filing/basic-icp-service/user-guide/prepare-and-check-the-domain-name",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Ask the registrar whether MIIT licensed it, or look it up at https://domain.miit.gov.cn/."

_INTERNATIONAL_ALIBABA_CLOUD = frozenset({"3775", "3819"})


def check(domain: Domain, ctx: Context) -> Ruling:
    """Find the registrar by id, then by exact name, and judge its row."""
    iana_id, name = said = (domain.registrar_iana_id, domain.registrar)
    if iana_id.evidence:  # if unknown although something was said (ids that differ), the name does not make up for it
        need(iana_id)
    by_id = ctx.tables.registrar_by_id(iana_id.value) if isinstance(iana_id, Known) else None
    by_name = ctx.tables.registrar_by_name(name.value) if isinstance(name, Known) else None
    if by_name and isinstance(iana_id, Known) and by_name.iana_id != iana_id.value:
        return undetermined(
            "the IANA id {iana_id} is not that of the registrar named, {named}",
            *said,
            iana_id=iana_id.value,
            named=by_name.name or by_name.name_zh,
            fix=UNKNOWN_FIX,
        )
    row = by_id or by_name
    if row is None:
        shown = need(name if isinstance(name, Known) or isinstance(iana_id, Unknown) else iana_id)
        return undetermined(
            "{registrar} is in no row of the table of registrars", *said, registrar=shown.value, fix=UNKNOWN_FIX
        )
    return _judge(row, *said)


def _judge(row: Registrar, *said: Known[str] | Unknown) -> Ruling:
    place = row.iana_id or row.name_zh
    seen_at = datetime.combine(row.read_on, time.min, BEIJING).astimezone(UTC)
    seen = Known(row, (Evidence("registrars.toml", place, f"{row.location}, {row.licensed}: {row.evidence}", seen_at),))
    values = {"registrar": row.name or row.name_zh, "seat": row.location, "day": row.read_on}
    if row.iana_id in _INTERNATIONAL_ALIBABA_CLOUD:
        return failed(
            "{registrar} is international Alibaba Cloud (alibabacloud.com), not a licensed mainland registrar",
            *(*said, seen),
            **values,
            fix="Transfer the domain from alibabacloud.com to aliyun.com or another licensed mainland registrar, "
            "then verify the real name again.",
        )
    if row.licensed == "no":
        return failed(
            "{registrar} (seat: {seat}) is not a licensed mainland registrar (as read on {day})",
            *(*said, seen),
            **values,
            fix="Transfer the domain to a licensed mainland registrar, then verify the real name again.",
        )
    if row.licensed == "yes":
        return passed("{registrar} is a licensed mainland registrar (as read on {day})", *said, seen, **values)
    return undetermined(
        "{registrar} is in the mainland, but no licence of it was seen (as read on {day})",
        *(*said, seen),
        **values,
        fix=UNKNOWN_FIX,
    )
