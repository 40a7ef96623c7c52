from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from auditor.errors import WireError
from auditor.model import Answered, Gap, GapReason, Known, Observation, Unknown
from auditor.names import Name, parse, parse_all
from auditor.settings import Settings
from auditor.sources.dns import observe
from auditor.wire import Query
from tests.builders import SEEN_AT, TABLES
from tests.fakes import Fake, named, reply

NAME = parse("example.cn")
A = "example.cn. 600 IN A 203.0.113.10"


def look(
    zone: Mapping[str, Sequence[str]] | None = None, name: Name = NAME, wire: Fake | None = None, **settings: Any
) -> Observation:
    seen = observe(name, wire or Fake(zone=zone or {}), replace(Settings(), **settings), TABLES)
    assert seen is not None
    return seen


def addresses(zone: Mapping[str, Sequence[str]], name: Name = NAME) -> Any:
    fact = look(zone, name).facts["addresses"]
    return fact.value if isinstance(fact, Known) else fact


def test_the_domain_is_asked_for_its_addresses_and_name_servers() -> None:
    wire = Fake()
    seen = look(wire=wire)
    assert wire.asked == [Query("dns", "system", f"example.cn {kind}") for kind in ("A", "AAAA", "NS")]
    assert seen.asked == tuple(Answered("dns", f"example.cn {kind}") for kind in ("A", "AAAA", "NS"))


def test_every_host_that_was_asked_for_is_asked_and_all_their_addresses_count() -> None:
    (name,) = parse_all(["www.example.cn", "api.example.cn", "example.cn"])
    zone = {
        "example.cn A": [A],
        "www.example.cn A": ["www.example.cn. 600 IN A 203.0.113.11", "www.example.cn. 600 IN A 203.0.113.10"],
        "api.example.cn AAAA": ["api.example.cn. 600 IN AAAA 2001:db8::1"],
    }
    assert addresses(zone, name) == ("203.0.113.10", "203.0.113.11", "2001:db8::1")
    assert len(look(zone, name).asked) == 7


def test_the_evidence_is_the_line_of_each_record_and_the_first_line_of_an_empty_answer() -> None:
    fact = look({"example.cn A": [A]}).facts["addresses"]
    assert [(e.source, e.place, e.quote, e.seen_at) for e in fact.evidence] == [
        ("dns", "system example.cn A", A, SEEN_AT),
        ("dns", "system example.cn AAAA", "rcode NOERROR", SEEN_AT),
    ]


def test_an_alias_is_followed_to_its_addresses_and_quoted() -> None:
    lines = [
        "example.cn. 600 IN CNAME A.cdn.example.",
        "a.CDN.example. 600 IN CNAME b.cdn.example.",
        "b.cdn.example. 600 IN A 198.51.100.7",
    ]
    fact = look({"example.cn A": lines}).facts["addresses"]
    assert isinstance(fact, Known)
    assert fact.value == ("198.51.100.7",)
    assert [e.quote for e in fact.evidence][:3] == lines


def test_records_of_other_owners_and_other_kinds_are_not_the_domains() -> None:
    lines = [
        "other.example. 600 IN A 198.51.100.1",
        "www.example.cn. 600 IN A 198.51.100.2",
        "example.cn.evil. 600 IN A 198.51.100.3",
        "other.example. 600 IN CNAME example.cn.",
        "example.cn. 600 IN TXT 198.51.100.4",
        "example.cn. 600 IN AAAA 2001:db8::1",
        "EXAMPLE.cn. 600 IN a 203.0.113.10",
        "short line",
        "",
    ]
    assert addresses({"example.cn A": lines}) == ("203.0.113.10",)


def test_a_name_that_does_not_exist_leads_nowhere() -> None:
    wire = Fake(faults=[(lambda query: query.protocol == "dns", reply("rcode NXDOMAIN\n"))])
    seen = look(wire=wire)
    assert isinstance(seen.facts["addresses"], Known)
    assert seen.facts["addresses"].value == ()
    assert [e.quote for e in seen.facts["addresses"].evidence] == ["rcode NXDOMAIN"] * 2
    assert isinstance(seen.facts["name_servers"], Unknown)
    assert all(isinstance(asked, Answered) for asked in seen.asked)


def test_an_alias_to_a_name_without_addresses_leads_nowhere() -> None:
    assert addresses({"example.cn A": ["example.cn. 600 IN CNAME gone.example."]}) == ()


@pytest.mark.parametrize("length", [17, 30])
def test_a_chain_too_long_to_follow_is_not_known_to_lead_nowhere(length: int) -> None:
    """`site-address` passes a declared domain that leads nowhere yet; this one leads to an address."""
    names = ["example.cn.", *(f"n{n}.example." for n in range(length))]
    lines = [f"{a} 600 IN CNAME {b}" for a, b in itertools.pairwise(names)]
    found = addresses({"example.cn A": [*lines, f"{names[-1]} 600 IN A 198.51.100.7"]})
    assert found == ("198.51.100.7",) or isinstance(found, Unknown)


def test_aliases_in_a_circle_are_not_known_to_lead_nowhere() -> None:
    lines = ["example.cn. 600 IN CNAME a.example.", "a.example. 600 IN CNAME example.cn."]
    assert isinstance(addresses({"example.cn A": lines}), Unknown)


@pytest.mark.parametrize("data", ["203.0.113.256", "web-1", "203.0.113.10 x"])
def test_an_address_that_is_none_makes_them_all_unknown(data: str) -> None:
    assert isinstance(addresses({"example.cn A": [A, f"example.cn. 600 IN A {data}"]}), Unknown)


@pytest.mark.parametrize("kind", ["A", "AAAA"])
def test_addresses_of_which_half_is_not_known_are_unknown_with_what_was_said(kind: str) -> None:
    silent = (named(f"example.cn {kind}"), WireError("timeout", "no answer within 10 s"))
    zone = {"example.cn A": [A], "example.cn AAAA": ["example.cn. 600 IN AAAA 2001:db8::1"]}
    seen = look(wire=Fake(zone=zone, faults=[silent]))
    fact = seen.facts["addresses"]
    assert isinstance(fact, Unknown)
    assert fact.reason == f"example.cn {kind}: no answer within 10 s"
    assert len(fact.evidence) == 1
    gap = Gap("dns", f"example.cn {kind}", GapReason.TIMEOUT, "no answer within 10 s")
    assert [asked for asked in seen.asked if isinstance(asked, Gap)] == [gap]


def test_a_host_that_is_not_known_makes_the_domains_addresses_unknown() -> None:
    silent = (named("www.example.cn A"), WireError("timeout", "silence"))
    seen = look(name=parse("www.example.cn"), wire=Fake(zone={"example.cn A": [A]}, faults=[silent]))
    assert isinstance(seen.facts["addresses"], Unknown)


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        ("rcode SERVFAIL\n", "unreachable", "system answers SERVFAIL"),
        ("rcode REFUSED\n", "refused", "system answers REFUSED"),
        ("rcode NOTIMP\n", "garbled", "system answers 'rcode NOTIMP'"),
        ("", "garbled", "system answers ''"),
        (f"{A}\n", "garbled", f"system answers '{A}'"),
        ("\x1b[31m" + "x" * 100, "garbled", "system answers '\\x1b[31m" + "x" * 35 + "'"),
    ],
)
def test_an_answer_that_is_none_is_a_gap(text: str, reason: str, detail: str) -> None:
    seen = look(wire=Fake(zone={"example.cn AAAA": []}, faults=[(named("example.cn A"), reply(text))]))
    assert seen.asked[0] == Gap("dns", "example.cn A", GapReason(reason), detail)
    assert isinstance(seen.facts["addresses"], Unknown)


# --- several name servers -------------------------------------------------------------------------------------------------


def anything(query: Query) -> bool:
    return True


TWO = ("192.0.2.1:53", "192.0.2.2:53")


def test_the_second_name_server_is_asked_when_the_first_does_not_answer() -> None:
    for came in (WireError("timeout", "silence"), reply("rcode SERVFAIL\n"), reply("rcode REFUSED\n"), reply("x")):
        first = (lambda query: query.server == TWO[0], came)
        wire = Fake(zone={"example.cn A": [A]}, faults=[first])
        seen = look(wire=wire, dns_nameservers=TWO)
        fact = seen.facts["addresses"]
        assert isinstance(fact, Known)
        assert fact.value == ("203.0.113.10",)
        assert fact.evidence[0].place == "192.0.2.2:53 example.cn A"
        assert all(isinstance(asked, Answered) for asked in seen.asked)
        assert [query.server for query in wire.asked] == list(TWO) * 3


def test_the_second_name_server_is_not_asked_when_the_first_answers_even_that_there_is_nothing() -> None:
    wire = Fake(faults=[(anything, reply("rcode NXDOMAIN\n"))])
    look(wire=wire, dns_nameservers=TWO)
    assert {query.server for query in wire.asked} == {TWO[0]}


def test_name_servers_that_all_are_silent_leave_one_gap_for_each_question() -> None:
    wire = Fake(faults=[(anything, WireError("timeout", "silence"))])
    seen = look(wire=wire, dns_nameservers=TWO)
    assert [type(asked) for asked in seen.asked] == [Gap] * 3
    assert len(wire.asked) == 6


# --- NS -------------------------------------------------------------------------------------------------------------------


def test_name_servers_are_sorted_lower_case_and_without_their_dot() -> None:
    lines = ["example.cn. 1 IN NS NS2.Example.", "example.cn. 1 IN NS ns1.example.", "cn. 1 IN NS a.dns.cn."]
    fact = look({"example.cn NS": lines}).facts["name_servers"]
    assert isinstance(fact, Known)
    assert fact.value == ("ns1.example", "ns2.example")
    assert [e.quote for e in fact.evidence] == lines[:2]


def test_a_zone_without_name_servers_is_unknown() -> None:
    fact = look().facts["name_servers"]
    assert isinstance(fact, Unknown)
    assert fact.reason == "DNS names none"
    silent = (named("example.cn NS"), WireError("timeout", "silence"))
    fact = look(wire=Fake(faults=[silent])).facts["name_servers"]
    assert isinstance(fact, Unknown)
    assert fact.reason == "example.cn NS: silence"
