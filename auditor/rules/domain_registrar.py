"""The domain is with a registrar in the mainland that MIIT licensed.

Why:
    MIIT knows the holder only through its licensed registrars. International Alibaba Cloud (alibabacloud.com: IANA ids
    3775 and 3819) is none, though its name resembles those of the licensed ones (420 and 1599). A registrar is told by its
    IANA id, then by its exact name; a part of a name proves nothing. One in no row of the table is judged by the country
    of the contact that is published of it: any but China is outside, and Hong Kong, Macao and Taiwan are too; China proves
    nothing, as firms of Hong Kong give addresses there. A mainland firm of the table that CNNIC shows as sponsoring
    registrar of a .cn or .中国 name is accredited there, which presupposes the licence: a warning, where the table saw no
    licence. Overseas firms sponsor .cn names too and stay outside.

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
    >>> check(domain(registrar=known("西部数码国际有限公司", "Sponsoring Registrar: 西部数码国际有限公司")))
    fail: West263 International Limited (seat: HK) is not a licensed mainland registrar (as read on 2026-11-23)
    >>> check(domain(registrar="Dominet (HK) Limited", registrar_iana_id="3775"))
    fail: Dominet (HK) Limited is international Alibaba Cloud (alibabacloud.com), not a licensed mainland registrar
    >>> check(domain(registrar=known("赛尔网络有限公司", "Sponsoring Registrar: 赛尔网络有限公司")))
    warn: no licence of 赛尔网络有限公司 was seen (as read on 2026-11-23), but it is in the mainland and sponsors
    this name at CNNIC, which presupposes one
    >>> check(domain("example.com", registrar="Hangzhou AiMing Network Co., Ltd.", registrar_iana_id="1465"))
    unknown: Hangzhou AiMing Network Co., Ltd. is in the mainland, but no licence of it was seen (as read on 2026-11-23)
    >>> check(domain("example.com", registrar="Nobody Ltd", registrar_iana_id="9999", registrar_country="HK"))
    fail: Nobody Ltd is in no row of the table of registrars, and its published contact is outside the mainland (HK)
    >>> check(domain("example.com", registrar="Nobody Ltd", registrar_iana_id="9999", registrar_country="CN"))
    unknown: Nobody Ltd is in no row of the table of registrars, and no licence follows from a contact in China
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
    warned,
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
_CNNIC = frozenset({"cn", "xn--fiqs8s", "xn--fiqz9s"})  # .cn, .中国, .中國
_LOOK_UP = "Look the licence up at https://domain.miit.gov.cn/."
_TRANSFER = "Transfer the domain to a licensed mainland registrar, then verify the real name again."


def check(domain: Domain, ctx: Context) -> Ruling:
    """Find the registrar by id, then by exact name, and judge its row; one in no row by what is published of it."""
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
        return _judge_published(domain)
    if row.licensed in {"yes", "no"}:
        return _judge_row(row, *said)
    # CNNIC accredited the firm it names: if only the id leads to the row, that may be another.
    return _judge_unseen(row, domain, sponsors=by_name is not None and _is_sponsor(domain))


def _judge_row(row: Registrar, *said: Known[str] | Unknown) -> Ruling:
    values = {"registrar": row.name or row.name_zh, "seat": row.location, "day": row.read_on}
    if row.iana_id in _INTERNATIONAL_ALIBABA_CLOUD:
        return failed(
            "{registrar} is international Alibaba Cloud (alibabacloud.com), not a licensed mainland registrar",
            *(*said, _seen(row)),
            **values,
            fix="Transfer the domain from alibabacloud.com to aliyun.com or another licensed mainland registrar, "
            "then verify the real name again.",
        )
    if row.licensed == "no":
        return failed(
            "{registrar} (seat: {seat}) is not a licensed mainland registrar (as read on {day})",
            *(*said, _seen(row)),
            **values,
            fix=_TRANSFER,
        )
    return passed("{registrar} is a licensed mainland registrar (as read on {day})", *said, _seen(row), **values)


def _judge_unseen(row: Registrar, domain: Domain, *, sponsors: bool) -> Ruling:
    """A mainland firm of which no licence was seen."""
    relied_on = (domain.registrar_iana_id, domain.registrar, domain.registrar_country, _seen(row))
    values = {"registrar": row.name or row.name_zh, "day": row.read_on}
    if sponsors and not _is_outside(domain.registrar_country):
        return warned(
            "no licence of {registrar} was seen (as read on {day}), but it is in the mainland and sponsors this name "
            "at CNNIC, which presupposes one",
            *relied_on,
            **values,
            fix=_LOOK_UP,
        )
    return undetermined(
        "{registrar} is in the mainland, but no licence of it was seen (as read on {day})",
        *relied_on,
        **values,
        fix=UNKNOWN_FIX,
    )


def _judge_published(domain: Domain) -> Ruling:
    """A registrar in no row. Its name is no evidence: firms of Hong Kong and Taiwan have Chinese names, too."""
    iana_id, name, country = said = (domain.registrar_iana_id, domain.registrar, domain.registrar_country)
    registrar = need(name if isinstance(name, Known) or isinstance(iana_id, Unknown) else iana_id).value
    if isinstance(country, Unknown):
        return undetermined(
            "{registrar} is in no row of the table of registrars", *said, registrar=registrar, fix=UNKNOWN_FIX
        )
    if _is_outside(country):
        return failed(
            "{registrar} is in no row of the table of registrars, and its published contact is outside the mainland "
            "({country})",
            *said,
            registrar=registrar,
            country=country.value,
            fix=_TRANSFER,
        )
    return undetermined(
        "{registrar} is in no row of the table of registrars, and no licence follows from a contact in China",
        *said,
        registrar=registrar,
        fix=UNKNOWN_FIX,
    )


def _is_sponsor(domain: Domain) -> bool:
    """Whether CNNIC's own answer names the registrar, as the line that was read says."""
    quotes = [evidence.quote.lower() for evidence in domain.registrar.evidence]
    return domain.suffix in _CNNIC and any(quote.startswith("sponsoring registrar") for quote in quotes)


def _is_outside(country: Known[str] | Unknown) -> bool:
    """Whether a contact outside the mainland is published: a country, HK, MO or TW, or a code that some share (+1)."""
    return isinstance(country, Known) and country.value != "CN"


def _seen(row: Registrar) -> Known[Registrar]:
    seen_at = datetime.combine(row.read_on, time.min, BEIJING).astimezone(UTC)
    quote = f"{row.location}, {row.licensed}: {row.evidence}"
    return Known(row, (Evidence("registrars.toml", row.iana_id or row.name_zh, quote, seen_at),))
