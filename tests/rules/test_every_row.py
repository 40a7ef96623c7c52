"""Every row of a reference table leads to the outcome that the table's own comment promises."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from auditor import names
from auditor.model import Outcome
from auditor.rules import (
    domain_name,
    domain_registrar,
    domain_status,
    domain_suffix,
    instance_region,
    instance_unlocked,
)
from auditor.tables import config_folder
from tests.builders import domain, instance, unknown
from tests.examples import judge
from tests.rules.cases import sponsor

SILENT = unknown("not said")


def rows(table: str, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((config_folder() / f"{table}.toml").read_text(encoding="utf-8"))[key]
    assert found
    return found


def test_every_region() -> None:
    promised = {"mainland": "pass", "outside": "fail", "special": "unknown", "partner": "unknown"}
    for row in rows("regions", "region"):
        assert judge(instance_region, instance(region_id=row["id"])).outcome == promised[row["area"]], row


def test_every_lock_fails_with_its_meaning() -> None:
    for row in rows("locks", "lock"):
        ruling = judge(instance_unlocked, instance(locks=(row["reason"],)))
        assert (ruling.outcome, row["meaning"] in str(ruling.because)) == (Outcome.FAIL, True), row


def test_every_status_in_every_spelling() -> None:
    promised = {"normal": "pass", "wait": "warn", "blocked": "fail"}
    for row in rows("statuses", "status"):
        status = row["status"]
        for spelling in (status, status.upper(), f"{status} https://icann.org/epp#{status}", f"{status} (a remark)"):
            assert judge(domain_status, domain(statuses=(spelling,))).outcome == promised[row["meaning"]], spelling


def test_every_suffix() -> None:
    promised = {"approved": "pass", "not-approved": "fail", "unclear": "unknown"}
    for row in rows("suffixes", "suffix"):
        ruling = judge(domain_suffix, domain(f"example.{row['ascii']}"))
        assert (ruling.outcome, row["as_of"] in str(ruling.because)) == (promised[row["status"]], True), row


def test_every_registrar_by_its_id_or_its_name() -> None:
    promised = {"yes": "pass", "no": "fail", "probable": "unknown", "unknown": "unknown"}
    for row in rows("registrars", "registrar"):
        if "iana_id" in row:
            ruling = judge(domain_registrar, domain(registrar=SILENT, registrar_iana_id=row["iana_id"]))
            assert ruling.outcome == promised[row["licensed"]], row
        for name in (row.get("name"), row.get("name_zh")):
            if name:
                ruling = judge(domain_registrar, domain(registrar=name, registrar_iana_id=SILENT))
                assert ruling.outcome == promised[row["licensed"]], row


def test_every_registrar_that_cnnic_names_as_sponsor() -> None:
    promised = {"yes": "pass", "no": "fail", "probable": "warn", "unknown": "warn"}
    for row in rows("registrars", "registrar"):
        for name in (row.get("name"), row.get("name_zh")):
            if name:
                ruling = judge(domain_registrar, domain("example.com.cn", registrar=sponsor(name)))
                assert ruling.outcome == promised[row["licensed"]], row


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ("192.0.2.1", "fail"),
        ("2001:db8::1", "fail"),
        ("com.cn", "fail"),
        ("a..cn", "unknown"),
        ("https://example.cn/", "unknown"),
        ("WWW.Example.CN.", "warn"),
        ("www。示例。中国", "warn"),
        ("faß.de", "pass"),
        ("Example.COM.CN.", "pass"),
        ("示例。中国", "pass"),
    ],
)
def test_a_name_as_users_write_it(asked: str, outcome: str) -> None:
    name = names.parse(asked)
    assert judge(domain_name, domain(name.id, name.unicode, (asked,), name.flaw)).outcome == outcome
