from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.errors import WireError
from auditor.model import Answered, Gap, GapReason, Known, Observation, Unknown
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources import rdap, whois
from auditor.wire import Query
from tests.builders import TABLES
from tests.fakes import Fake, named, reply
from tests.sample_account.domains import HICHINA, cnnic
from tests.sample_account.domains import rdap as rdap_answer

CNNIC = cnnic("example.cn", HICHINA, "示例科技有限公司", "2028-03-18 10:05:31")
VERISIGN = rdap_answer("example.com", "420", "Alibaba Cloud Computing (Beijing) Co., Ltd.", "2027-05-20T03:00:00Z")


def by_whois(name: str, wire: Fake, settings: Settings | None = None) -> Observation | None:
    return whois.observe(parse(name), wire, settings or Settings(), TABLES)


def by_rdap(name: str, wire: Fake, settings: Settings | None = None) -> Observation | None:
    return rdap.observe(parse(name), wire, settings or Settings(), TABLES)


def test_whois_is_asked_for_the_registrable_domain_in_ascii_at_the_registrys_pace() -> None:
    wire = Fake(whois={"xn--fsq092h.xn--fiqs8s": "No matching record.\r\n"})
    assert by_whois("WWW.示例.中国.", wire)
    assert wire.asked == [Query("whois", "whois.cnnic.cn:43", "xn--fsq092h.xn--fiqs8s", pause=1.0)]


def test_whois_facts_carry_the_registrys_words() -> None:
    seen = by_whois("example.cn", Fake(whois={"example.cn": CNNIC}))
    assert seen is not None
    assert seen.asked == (Answered("whois", "example.cn"),)
    registrar = seen.facts["registrar"]
    assert isinstance(registrar, Known)
    assert registrar.value == HICHINA
    assert [(e.source, HICHINA in e.quote) for e in registrar.evidence] == [("whois", True)]


def test_rdap_is_asked_for_the_registrable_domain_at_its_registry() -> None:
    wire = Fake(rdap={"example.com": VERISIGN})
    seen = by_rdap("www.EXAMPLE.com", wire)
    assert wire.asked == [Query("rdap", "https://rdap.verisign.com/com/v1/", "domain/example.com")]
    assert seen is not None
    assert seen.asked == (Answered("rdap", "example.com"),)
    iana_id = seen.facts["registrar_iana_id"]
    assert isinstance(iana_id, Known)
    assert iana_id.value == "420"
    assert iana_id.evidence[0].source == "rdap"


@pytest.mark.parametrize("name", ["example.cn", "example.com", "example.edu.cn", "example.frobnicate"])
def test_exactly_one_of_the_two_answers_for_a_suffix(name: str) -> None:
    seen = [by_whois(name, Fake()), by_rdap(name, Fake())]
    assert sum(each is not None for each in seen) == 1


def test_a_suffix_without_a_known_registry_is_a_gap_and_nobody_is_asked() -> None:
    wire = Fake()
    seen = by_whois("example.frobnicate", wire)
    detail = "no registry of .frobnicate is known to ask; set one under [rdap] or [whois] in the settings"
    assert seen is not None
    assert seen.asked == (Gap("whois", "example.frobnicate", GapReason.NOT_FOUND, detail),)
    assert set(seen.facts.values()) == {Unknown(f"not-found: {detail}")}
    assert wire.asked == []


def test_the_users_server_is_asked_without_a_pause() -> None:
    wire = Fake(whois={"example.cn": CNNIC})
    by_whois("example.cn", wire, replace(Settings(), whois_servers={"cn": "127.0.0.1:4343"}))
    assert wire.asked == [Query("whois", "127.0.0.1:4343", "example.cn")]
    wire = Fake(rdap={"example.cn": VERISIGN})
    by_rdap("example.cn", wire, replace(Settings(), rdap_servers={"cn": "http://127.0.0.1:8080/"}))
    assert wire.asked == [Query("rdap", "http://127.0.0.1:8080/", "domain/example.cn")]


OWN = replace(Settings(), rdap_servers={"com": "http://127.0.0.1:8080/"})
"""One server alone: what it does not answer, nobody does."""


@pytest.mark.parametrize("reason", list(GapReason))
def test_a_registry_that_does_not_answer_is_a_gap_and_no_fact(reason: GapReason) -> None:
    for seen, source, name in (
        (by_whois("example.cn", Fake(faults=[(named("example.cn"), WireError(reason, "no"))])), "whois", "example.cn"),
        (by_rdap("a.com", Fake(faults=[(named("domain/a.com"), WireError(reason, "no"))]), OWN), "rdap", "a.com"),
    ):
        assert seen is not None
        assert seen.asked == (Gap(source, name, reason, "no"),)
        assert set(seen.facts.values()) == {Unknown(f"{reason}: no")}


def test_an_answer_about_another_domain_is_a_gap_and_no_fact() -> None:
    seen = by_whois("example.cn", Fake(whois={"example.cn": CNNIC.replace("example.cn", "other.cn")}))
    assert seen is not None
    (gap,) = seen.asked
    assert isinstance(gap, Gap)
    assert gap.reason == GapReason.GARBLED
    assert all(isinstance(fact, Unknown) for fact in seen.facts.values())
    seen = by_rdap("a.com", Fake(rdap={"a.com": VERISIGN}), OWN)
    assert seen is not None
    assert isinstance(seen.asked[0], Gap)
    assert all(isinstance(fact, Unknown) for fact in seen.facts.values())


def test_a_domain_that_is_not_registered_is_answered_and_no_fact() -> None:
    for seen in (by_whois("example.cn", Fake()), by_rdap("example.com", Fake())):
        assert seen is not None
        assert isinstance(seen.asked[0], Answered)
        assert all(isinstance(fact, Unknown) for fact in seen.facts.values())


def test_a_rate_limited_registry_is_a_gap() -> None:
    limit = "Your query rate limit has been exceeded. Please try again later.\r\n"
    seen = by_whois("example.hk", Fake(whois={"example.hk": limit}))
    assert seen is not None
    assert isinstance(seen.asked[0], Gap)
    assert seen.asked[0].reason == GapReason.THROTTLED
    seen = by_rdap("a.com", Fake(faults=[(named("domain/a.com"), reply("", 429))]), OWN)
    assert seen is not None
    assert isinstance(seen.asked[0], Gap)
    assert seen.asked[0].reason == GapReason.THROTTLED
