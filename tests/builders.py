"""Subjects and reports in one line. The examples in the rules' docstrings are written with these.

A plain value becomes a known fact with an evidence that quotes it; `unknown("why")` is an unknown one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from auditor.model import BEIJING, Context, Domain, Evidence, Fact, Instance, Known, Site, Unknown
from auditor.tables import Tables

TABLES = Tables()
_FROM_THE_ACCOUNT: tuple[str, ...] = (
    "real_name_status",
    "real_name_submitted_at",
    "holder_change",
    "transfer_out",
    "privacy",
)
_FROM_THE_ACCOUNT += ("filing", "filing_risks")
SEEN_AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
TODAY = "2026-11-25"


def known(value: Any, quote: str = "", source: str = "test", place: str = "builders") -> Known[Any]:
    return Known(value, (Evidence(source, place, quote or str(value), SEEN_AT),))


def unknown(reason: str) -> Unknown:
    return Unknown(reason)


def at(text: str) -> datetime:
    """`2026-11-25T16:00Z`, or a day: its first moment in Beijing."""
    if len(text) == 10:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), BEIJING).astimezone(UTC)
    return datetime.fromisoformat(text).astimezone(UTC)


def context(as_of: str = TODAY) -> Context:
    return Context(now=SEEN_AT, as_of=at(as_of), policy=TABLES.policy, tables=TABLES)


def _fact(name: str, value: Any) -> Fact[Any]:
    if isinstance(value, Known | Unknown):
        return value
    if name.endswith("_at"):
        return known(at(value), quote=value)
    return known(value)


def _facts(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Fact[Any]]:
    assert set(given) <= set(defaults), set(given) - set(defaults)
    return {name: _fact(name, value) for name, value in {**defaults, **given}.items()}


def instance(id: str = "i-1", name: str = "web", account: str = "default", **facts: Any) -> Instance:
    """An instance that passes every rule, but for the facts given."""
    defaults: dict[str, Any] = {
        "region_id": "cn-hangzhou",
        "charge_type": "PrePaid",
        "spot_strategy": "NoSpot",
        "created_at": "2026-03-01T04:00Z",
        "expires_at": "2027-03-01T16:00Z",
        "public_addresses": ("203.0.113.10",),
        "ipv6_addresses": (),
        "bandwidth_mbps": 5,
        "status": "Running",
        "locks": (),
        "recyclable": False,
    }
    found = _facts(defaults, facts)
    region = found["region_id"].value if isinstance(found["region_id"], Known) else "cn-hangzhou"
    return Instance(id=id, name=name, account=account, region=region, **found)


def domain(
    id: str = "example.cn",
    name: str = "",
    asked: tuple[str, ...] = (),
    flaw: str = "",
    owner_aliases: tuple[str, ...] = (),
    **facts: Any,
) -> Domain:
    """A domain that passes every rule, but for the facts given."""
    defaults: dict[str, Any] = {
        "owner": "示例科技有限公司",
        "registrar": "阿里云计算有限公司（万网）",
        "registrar_iana_id": unknown("not printed by this registry"),
        "registrar_country": unknown("not printed by this registry"),
        "holder": "示例科技有限公司",
        "created_at": "2020-01-01T00:00Z",
        "expires_at": "2028-01-01T00:00Z",
        "statuses": ("ok",),
        "name_servers": ("dns1.hichina.com",),
        "addresses": ("203.0.113.10",),
        **dict.fromkeys(_FROM_THE_ACCOUNT, unknown("not asked")),
    }
    suffix = id.rpartition(".")[2]
    identity: dict[str, Any] = {"id": id, "name": name or id, "asked": asked or (id,), "flaw": flaw, "suffix": suffix}
    given: dict[str, Any] = {**identity, "owner_aliases": owner_aliases, **_facts(defaults, facts)}
    return Domain(**given)


def site(
    domain_: Domain | None = None,
    instance_: Instance | None = None,
    declared: Any = None,
    elsewhere: tuple[str, ...] = (),
) -> Site:
    """A domain on an instance. `declared` is True when the user said so."""
    fact = unknown("not declared") if declared is None else _fact("declared", declared)
    return Site(domain_ or domain(), instance_ or instance(), fact, elsewhere)
