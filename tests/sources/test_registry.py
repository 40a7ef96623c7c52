from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from auditor.model import (
    AnswerClass,
    Answered,
    Gap,
    GapReason,
    NoRegistration,
    Registration,
    Unknown,
)
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources._registry import Lookup, lookup, observation
from tests.builders import TABLES, known, unknown

WHOIS, RDAP = "127.0.0.1:4343", "http://127.0.0.1:8080/"
FIELDS = {f.name for f in fields(Registration)} - {"referral"}


def asked(name: str, **servers: Any) -> Lookup:
    return lookup(parse(name), replace(Settings(), **servers), TABLES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example.com", Lookup("rdap", "https://rdap.verisign.com/com/v1/")),
        ("example.cn", Lookup("whois", "whois.cnnic.cn:43", 1.0)),
        ("example.com.cn", Lookup("whois", "whois.cnnic.cn:43", 1.0)),
        ("example.bj.cn", Lookup("whois", "whois.cnnic.cn:43", 1.0)),
        ("示例.公司.cn", Lookup("whois", "whois.cnnic.cn:43", 1.0)),
        ("示例.中国", Lookup("whois", "whois.cnnic.cn:43", 1.0)),
        ("example.edu.cn", Lookup("whois", "whois.edu.cn:43")),
        ("example.hk", Lookup("whois", "whois.hkirc.hk:43")),
        ("example.frobnicate", Lookup("", "")),
    ],
)
def test_the_table_says_whom_to_ask_by_the_longest_suffix(name: str, expected: Lookup) -> None:
    assert asked(name) == expected


@pytest.mark.parametrize(
    ("name", "servers", "expected"),
    [
        # one kind is set: that kind is asked, whatever the table prefers
        ("example.cn", {"whois_servers": {"cn": WHOIS}}, Lookup("whois", WHOIS)),
        ("example.com", {"rdap_servers": {"com": RDAP}}, Lookup("rdap", RDAP)),
        ("example.com", {"whois_servers": {"com": WHOIS}}, Lookup("whois", WHOIS)),
        ("example.cn", {"rdap_servers": {"cn": RDAP}}, Lookup("rdap", RDAP)),
        # both are set: the table's preference; RDAP for a suffix that it does not know
        ("example.cn", {"rdap_servers": {"cn": RDAP}, "whois_servers": {"cn": WHOIS}}, Lookup("whois", WHOIS)),
        ("example.com", {"rdap_servers": {"com": RDAP}, "whois_servers": {"com": WHOIS}}, Lookup("rdap", RDAP)),
        (
            "a.frobnicate",
            {"rdap_servers": {"frobnicate": RDAP}, "whois_servers": {"frobnicate": WHOIS}},
            Lookup("rdap", RDAP),
        ),
        # a suffix that the table does not know
        ("a.frobnicate", {"whois_servers": {"frobnicate": WHOIS}}, Lookup("whois", WHOIS)),
        # the longest suffix first, and no other suffix's server
        ("example.com.cn", {"whois_servers": {"com.cn": WHOIS, "cn": "x:1"}}, Lookup("whois", WHOIS)),
        ("example.edu.cn", {"whois_servers": {"edu.cn": WHOIS}}, Lookup("whois", WHOIS)),
        ("example.com", {"whois_servers": {"cn": WHOIS}}, Lookup("rdap", "https://rdap.verisign.com/com/v1/")),
        ("example.cn", {"whois_servers": {"example.cn": WHOIS}}, Lookup("whois", "whois.cnnic.cn:43", 1.0)),
        ("示例.中国", {"whois_servers": {"xn--fiqs8s": WHOIS}}, Lookup("whois", WHOIS)),
        # pauses: the table's, unless the user says otherwise or set the server
        ("example.cn", {"whois_intervals": {"cn": 3.0}}, Lookup("whois", "whois.cnnic.cn:43", 3.0)),
        ("example.cn", {"whois_intervals": {"cn": 0.0}}, Lookup("whois", "whois.cnnic.cn:43", 0.0)),
        ("example.cn", {"whois_servers": {"cn": WHOIS}, "whois_intervals": {"cn": 2.0}}, Lookup("whois", WHOIS, 2.0)),
    ],
)
def test_the_users_servers_outrank_the_table(name: str, servers: dict[str, Any], expected: Lookup) -> None:
    assert asked(name, **servers) == expected


def test_every_row_of_the_table_can_be_asked() -> None:
    for suffix in TABLES.registries:
        where = asked(f"example.{suffix}")
        assert where.protocol in ("rdap", "whois"), suffix
        assert re.fullmatch(r"https://[\w./-]+|[a-z0-9.-]+:43", where.server), (suffix, where)
        assert where.server.endswith("/" if where.protocol == "rdap" else ":43"), suffix


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


@pytest.mark.parametrize("kind", [*OPEN, *ANSWERS])
def test_an_answer_without_a_registration_is_quoted_for_every_fact(kind: AnswerClass) -> None:
    said = NoRegistration(kind, "«says no»", known("x").evidence)
    seen = observation("whois", "example.cn", said)
    assert seen.facts == dict.fromkeys(FIELDS, Unknown("«says no»", said.evidence))
    if kind in OPEN:
        assert seen.asked == (Gap("whois", "example.cn", OPEN[kind], "«says no»"),)
    else:
        assert seen.asked == (Answered("whois", "example.cn"),)
