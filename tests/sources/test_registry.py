from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from auditor.model import (
    AnswerClass,
    Answered,
    Gap,
    GapReason,
    NoRegistration,
    Registration,
    Table,
    Unknown,
)
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources._observing import observation
from auditor.sources._registry import Plan, Server, plan
from auditor.tables import Tables
from tests.builders import TABLES, known, unknown

WHOIS, RDAP = "127.0.0.1:4343", "http://127.0.0.1:8080/"
FIELDS = {f.name for f in fields(Registration)} - {"referral"}
CNNIC = Server("whois", "whois.cnnic.cn:43", 1.0)
VERISIGN = Server("rdap", "https://rdap.verisign.com/com/v1/"), Server("whois", "whois.verisign-grs.com:43")
OWN_WHOIS, OWN_RDAP = Server("whois", WHOIS), Server("rdap", RDAP)
SECOND_LEVELS = (
    *("ac", "com", "edu", "gov", "mil", "net", "org", "政务", "公益", "公司", "网络"),
    *("bj", "tj", "sh", "cq", "he", "sx", "nm", "ln", "jl", "hl", "js", "zj", "ah", "fj", "jx", "sd", "ha", "hb", "hn"),
    *("gd", "gx", "hi", "sc", "gz", "yn", "xz", "sn", "gs", "qh", "nx", "xj", "tw", "hk", "mo"),
)
"""Of `.cn`: functional, and one for each province (CNNIC's list)."""


def asked(name: str, tables: Tables = TABLES, **servers: Any) -> tuple[Server, ...]:
    return plan(parse(name), replace(Settings(), **servers), tables).servers


def refreshed(**servers: str) -> Tables:
    """The tables with a refreshed bootstrap of these servers."""
    return Tables(bootstrap=lambda: (Table("rdap-bootstrap", date(2026, 11, 20)), servers))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example.com", VERISIGN),
        ("example.cn", (CNNIC,)),
        ("example.com.cn", (CNNIC,)),
        ("示例.公司.cn", (CNNIC,)),
        ("示例.中国", (CNNIC,)),
        ("示例.中國", (CNNIC,)),
        ("example.edu.cn", (Server("whois", "whois.edu.cn:43"),)),
        ("example.hk", (Server("whois", "whois.hkirc.hk:43"),)),
        ("example.frobnicate", ()),
    ],
)
def test_the_table_says_whom_to_ask_by_the_longest_suffix(name: str, expected: tuple[Server, ...]) -> None:
    assert asked(name) == expected


@pytest.mark.parametrize("suffix", [each for each in SECOND_LEVELS if each != "edu"])
def test_every_second_level_of_cn_is_cnnics(suffix: str) -> None:
    for name in (f"example.{suffix}.cn", f"www.example.{suffix}.cn"):
        assert asked(name) == (CNNIC,)


def test_every_suffix_that_can_be_filed_has_somebody_to_ask() -> None:
    approved = [suffix for suffix, row in TABLES.suffixes.items() if row.status == "approved"]
    assert len(approved) == 156
    assert [suffix for suffix in approved if not asked(f"example.{suffix}")] == []


def test_rdap_falls_back_on_whois_and_whois_on_nobody() -> None:
    for suffix, row in TABLES.registries.items():
        found = plan(parse(f"example.{suffix}"), Settings(), TABLES)
        kinds = [server.protocol for server in found.servers]
        assert kinds == ["rdap"] * (row.protocol == "rdap") + ["whois"] * bool(row.whois), suffix
        assert (found.suffix, found.origin, found.thin) == (suffix, "registries", row.thin)
        for server in found.servers:
            assert re.fullmatch(
                r"https://[\w./-]+/" if server.protocol == "rdap" else r"[a-z0-9.-]+:43", server.address
            )
            assert not server.hearsay


@pytest.mark.parametrize(
    ("name", "servers", "expected"),
    [
        # one kind is set: that kind is asked and nobody else, whatever the table prefers
        ("example.cn", {"whois_servers": {"cn": WHOIS}}, (OWN_WHOIS,)),
        ("example.com", {"rdap_servers": {"com": RDAP}}, (OWN_RDAP,)),
        ("example.com", {"whois_servers": {"com": WHOIS}}, (OWN_WHOIS,)),
        ("example.cn", {"rdap_servers": {"cn": RDAP}}, (OWN_RDAP,)),
        # both are set: the table's preference; RDAP for a suffix that it does not know
        ("example.cn", {"rdap_servers": {"cn": RDAP}, "whois_servers": {"cn": WHOIS}}, (OWN_WHOIS,)),
        ("example.com", {"rdap_servers": {"com": RDAP}, "whois_servers": {"com": WHOIS}}, (OWN_RDAP, OWN_WHOIS)),
        (
            "a.frobnicate",
            {"rdap_servers": {"frobnicate": RDAP}, "whois_servers": {"frobnicate": WHOIS}},
            (OWN_RDAP, OWN_WHOIS),
        ),
        # a suffix that the table does not know
        ("a.frobnicate", {"whois_servers": {"frobnicate": WHOIS}}, (OWN_WHOIS,)),
        # the longest suffix first, and no other suffix's server
        ("example.com.cn", {"whois_servers": {"com.cn": WHOIS, "cn": "x:1"}}, (OWN_WHOIS,)),
        ("example.edu.cn", {"whois_servers": {"edu.cn": WHOIS}}, (OWN_WHOIS,)),
        ("example.com", {"whois_servers": {"cn": WHOIS}}, VERISIGN),
        ("example.cn", {"whois_servers": {"example.cn": WHOIS}}, (CNNIC,)),
        ("示例.中国", {"whois_servers": {"xn--fiqs8s": WHOIS}}, (OWN_WHOIS,)),
        # pauses: the table's, unless the user says otherwise or set the server
        ("example.cn", {"whois_intervals": {"cn": 3.0}}, (replace(CNNIC, pause=3.0),)),
        ("example.cn", {"whois_intervals": {"cn": 0.0}}, (replace(CNNIC, pause=0.0),)),
        ("a.com", {"whois_intervals": {"com": 2.0}}, (VERISIGN[0], replace(VERISIGN[1], pause=2.0))),
        ("a.cn", {"whois_servers": {"cn": WHOIS}, "whois_intervals": {"cn": 2.0}}, (replace(OWN_WHOIS, pause=2.0),)),
    ],
)
def test_the_users_servers_outrank_the_table(name: str, servers: dict[str, Any], expected: tuple[Server, ...]) -> None:
    assert asked(name, **servers) == expected


def test_a_thin_registry_stays_thin_at_the_users_server() -> None:
    settings = replace(Settings(), rdap_servers={"com": RDAP, "top": RDAP})
    assert plan(parse("a.com"), settings, TABLES) == Plan((OWN_RDAP,), thin=True, suffix="com", origin="settings")
    assert not plan(parse("a.top"), settings, TABLES).thin


# --- the refreshed bootstrap ----------------------------------------------------------------------------------------------


def test_a_server_of_the_bootstrap_outranks_the_tables() -> None:
    tables = refreshed(com="https://rdap.example.net/com/")
    settings = Settings()
    first = Server("rdap", "https://rdap.example.net/com/")
    assert plan(parse("a.com"), settings, tables) == Plan(
        (first, VERISIGN[1]), thin=True, suffix="com", origin="rdap-bootstrap"
    )
    assert asked("a.top", tables) == asked("a.top"), "what the list does not have is asked where the table says"


def test_a_suffix_that_came_to_have_rdap_is_asked_by_it_and_by_whois_after_it() -> None:
    tables = refreshed(hk="https://rdap.example.net/hk/")
    hk = (Server("rdap", "https://rdap.example.net/hk/"), Server("whois", "whois.hkirc.hk:43"))
    assert asked("a.hk", tables) == hk
    assert asked("a.com.hk", tables) == hk


def test_a_suffix_that_only_the_bootstrap_has_is_asked() -> None:
    found = plan(parse("a.frobnicate"), Settings(), refreshed(frobnicate="https://rdap.example.net/"))
    assert found == Plan((Server("rdap", "https://rdap.example.net/"),), suffix="frobnicate", origin="rdap-bootstrap")


def test_a_server_that_the_table_has_already_is_the_tables() -> None:
    tables = refreshed(com="https://rdap.verisign.com/com/v1/")
    assert plan(parse("a.com"), Settings(), tables) == Plan(VERISIGN, thin=True, suffix="com", origin="registries")


@pytest.mark.parametrize("name", ["example.com", "a.frobnicate"])
def test_the_users_server_outranks_the_bootstrap_and_nobody_fetches_it(name: str) -> None:
    suffix = parse(name).suffix
    assert asked(name, Tables(bootstrap=unwanted), rdap_servers={suffix: RDAP}) == (OWN_RDAP,)
    assert asked(name, Tables(bootstrap=unwanted), whois_servers={suffix: WHOIS}) == (OWN_WHOIS,)


@pytest.mark.parametrize("name", ["a.cn", "a.com.cn", "a.edu.cn", "示例.中国", "示例.中國", "示例.公司.cn"])
def test_cnnics_names_are_asked_by_whois_whatever_the_bootstrap_says_and_nobody_fetches_it(name: str) -> None:
    assert asked(name, Tables(bootstrap=unwanted)) == asked(name)


def unwanted() -> None:
    raise AssertionError("nobody needs the bootstrap here")


def test_the_bootstrap_is_among_the_tables_that_were_used() -> None:
    tables = refreshed(com="https://rdap.example.net/com/")
    assert asked("a.com", tables)
    assert Table("rdap-bootstrap", date(2026, 11, 20)) in tables.used
    assert [table.name for table in TABLES.used if table.name == "rdap-bootstrap"] == []


# --- what the pipeline takes ----------------------------------------------------------------------------------------------

REGISTRATION = Registration(
    registrar=known("r"),
    registrar_iana_id=unknown("not printed"),
    registrar_country=unknown("not printed"),
    holder=known("h"),
    created_at=unknown("not printed"),
    expires_at=unknown("not printed"),
    statuses=known(("ok",)),
    name_servers=known(("ns.example",)),
    referral="whois.example",
)


def test_a_registration_is_an_answer_with_its_facts() -> None:
    seen = observation("whois", "example.cn", REGISTRATION)
    assert seen.facts == {name: getattr(REGISTRATION, name) for name in FIELDS}
    assert seen.asked == (Answered("whois", "example.cn"),)


def test_a_gap_is_the_reason_for_every_fact() -> None:
    gap = Gap("whois", "example.cn", GapReason.TIMEOUT, "no answer within 10 s")
    seen = observation("whois", "example.cn", gap)
    assert seen.facts == dict.fromkeys(FIELDS, Unknown("timeout: no answer within 10 s"))
    assert seen.asked == (gap,)


OPEN = {
    AnswerClass.RATE_LIMITED: GapReason.THROTTLED,
    AnswerClass.REFUSED: GapReason.REFUSED,
    AnswerClass.GARBLED: GapReason.GARBLED,
    AnswerClass.MISMATCHED: GapReason.GARBLED,
    AnswerClass.UNRECOGNISED: GapReason.GARBLED,
    AnswerClass.TIMEOUT: GapReason.TIMEOUT,
}
ANSWERS = {AnswerClass.NOT_FOUND, AnswerClass.RESERVED, AnswerClass.REDACTED}


def test_every_class_of_answers_leaves_the_question_open_or_answers_it() -> None:
    assert {*OPEN, *ANSWERS, AnswerClass.FOUND} == set(AnswerClass)


@pytest.mark.parametrize("kind", sorted({*OPEN, *ANSWERS}))
def test_an_answer_without_a_registration_is_quoted_for_every_fact(kind: AnswerClass) -> None:
    said = NoRegistration(kind, "«says no»", known("x").evidence)
    seen = observation("whois", "example.cn", said)
    assert seen.facts == dict.fromkeys(FIELDS, Unknown("«says no»", said.evidence))
    if kind in OPEN:
        assert seen.asked == (Gap("whois", "example.cn", OPEN[kind], "«says no»"),)
    else:
        assert seen.asked == (Answered("whois", "example.cn"),)
