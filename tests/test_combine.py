from __future__ import annotations

from dataclasses import fields
from typing import Any

from auditor.combine import domain, merged
from auditor.model import Domain, Fact, Known, Observation, Unknown
from auditor.names import parse, parse_all
from tests.builders import at, known, unknown


def seen(**facts: Fact[Any]) -> Observation:
    return Observation(facts, ())


def test_a_fact_of_one_source_is_taken_as_it_is() -> None:
    fact = known("阿里云")
    assert merged("registrar", [fact]) == fact
    assert merged("registrar", [unknown("not printed"), fact]) == fact


def test_sources_that_agree_are_all_quoted_and_one_quotation_once() -> None:
    one, other = known("x", source="rdap"), known("x", source="whois")
    assert merged("holder", [one, other, one]) == Known("x", (*one.evidence, *other.evidence))


def test_sources_that_disagree_give_unknown_with_both_quotes() -> None:
    one, other = known("x", source="rdap"), known("y", source="whois")
    assert merged("holder", [one, other]) == Unknown("the sources disagree", (*one.evidence, *other.evidence))
    assert merged("holder", [one, one, other]) == Unknown("the sources disagree", (*one.evidence, *other.evidence))


def test_one_name_in_two_spellings_and_one_day_in_two_precisions_agree() -> None:
    one, other = known("示例（杭州）有限公司", source="whois"), known("示例(杭州) 有限公司", source="account")
    assert merged("holder", [one, other]) == Known(one.value, (*one.evidence, *other.evidence))
    assert isinstance(merged("holder", [known("甲有限公司"), known("甲有限责任公司")]), Unknown)
    day, moment = known(at("2027-03-01")), known(at("2027-03-01T10:05:31+08:00"))
    assert merged("expires_at", [day, moment]) == Known(day.value, (*day.evidence, *moment.evidence))
    assert isinstance(merged("expires_at", [day, known(at("2027-03-02"))]), Unknown)


def test_a_status_that_any_source_names_counts() -> None:
    one, other = known(("ok",), source="whois"), known(("ok", "serverHold"), source="account")
    assert merged("statuses", [one, other]) == Known(("ok", "serverHold"), (*one.evidence, *other.evidence))


def test_a_source_that_does_not_know_does_not_disagree() -> None:
    one = known("x")
    assert merged("holder", [unknown("redacted"), one, unknown("timeout: silence")]) == one


def test_reasons_of_all_sources_are_given_once_each_with_their_quotes() -> None:
    quote = known("REDACTED").evidence
    found = merged("holder", [Unknown("redacted", quote), unknown("timeout: silence"), unknown("redacted")])
    assert found == Unknown("redacted; timeout: silence", quote)


def test_what_nobody_was_asked_about_says_why() -> None:
    assert merged("holder", []) == Unknown("no source was asked")
    assert merged("holder", [], "an IP address") == Unknown("not asked: an IP address")


def test_name_servers_may_differ_between_the_registry_and_the_zone() -> None:
    one, other = known(("ns1.example",), source="whois"), known(("ns2.example",), source="dns")
    assert isinstance(merged("name_servers", [one, other]), Known)


def test_a_domain_takes_each_fact_from_whoever_knows_it() -> None:
    (name,) = parse_all(["www.示例.中国", "示例.中国"])
    facts = {
        "registrar": known("阿里云"),
        "addresses": known(("203.0.113.10",)),
        "name_servers": known(("ns1.example",)),
    }
    owner = known("示例科技有限公司")
    found = domain(name, owner, [seen(registrar=facts["registrar"]), seen(addresses=facts["addresses"]), seen(**facts)])
    assert (found.id, found.name, found.suffix) == ("xn--fsq092h.xn--fiqs8s", "示例.中国", "xn--fiqs8s")
    assert (found.asked, found.flaw, found.owner) == (("www.示例.中国", "示例.中国"), "", owner)
    assert {name: getattr(found, name) for name in facts} == facts
    rest = {f.name for f in fields(Domain)} - {
        "id",
        "name",
        "asked",
        "flaw",
        "suffix",
        "owner",
        "owner_aliases",
        *facts,
    }
    assert {getattr(found, name) for name in rest} == {Unknown("no source was asked")}


def test_a_name_that_is_no_domain_has_no_fact_and_says_why() -> None:
    found = domain(parse("192.0.2.1"), unknown("not asked"), [])
    assert found.flaw == "an IP address"
    assert set(found.facts().values()) == {Unknown("not asked: an IP address")}
