from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from auditor.model import AnswerClass, NoRegistration, Registration
from tests.readers.asked import SEEN_AT, URL, ask_rdap, found_rdap, quotes, reason, utc, value


def card(**properties: Any) -> list[Any]:
    rows = [[name.rstrip("_"), {}, "text", content] for name, content in properties.items()]
    return ["vcard", [["version", {}, "text", "4.0"], *rows]]


ADDRESS = ["", "", "1 Example Street", "Beijing", "", "100000", "CN"]
REGISTRAR: dict[str, Any] = {
    "objectClassName": "entity",
    "handle": "9990",
    "roles": ["registrar"],
    "publicIds": [{"type": "IANA Registrar ID", "identifier": "9990"}],
    "vcardArray": card(fn="Example Registrar, Inc.", adr=ADDRESS),
    "entities": [{"roles": ["abuse"], "vcardArray": card(fn="", tel="tel:+86.1012345678")}],
}
REGISTRANT: dict[str, Any] = {"roles": ["registrant"], "vcardArray": card(fn="示例人", org="示例科技有限公司")}
DOCUMENT: dict[str, Any] = {
    "objectClassName": "domain",
    "handle": "1_DOMAIN_COM-VRSN",
    "ldhName": "EXAMPLE.COM",
    "links": [
        {"rel": "self", "href": URL, "type": "application/rdap+json"},
        {"rel": "related", "href": "https://registrar.example/", "type": "text/html"},
        {
            "rel": "related",
            "href": "https://rdap.registrar.example/domain/EXAMPLE.COM",
            "type": "application/rdap+json",
        },
    ],
    "status": ["client transfer prohibited", "client hold"],
    "events": [
        {"eventAction": "registration", "eventDate": "1999-06-25T05:27:48Z"},
        {"eventAction": "expiration", "eventDate": "2032-06-25T05:27:48Z"},
        {"eventAction": "last update of RDAP database", "eventDate": "2026-09-19T03:44:36Z"},
    ],
    "nameservers": [{"ldhName": "NS1.EXAMPLE.NET"}, {"ldhName": "ns2.example.net."}],
    "entities": [REGISTRAR, REGISTRANT],
}


def document(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(DOCUMENT), **changes}


def with_registrar(**changes: Any) -> dict[str, Any]:
    return document(entities=[{**REGISTRAR, **changes}, REGISTRANT])


def with_registrant(*redacted: str, **changes: Any) -> dict[str, Any]:
    listed = [{"name": {"description": name}, "method": "removal"} for name in redacted]
    return document(entities=[REGISTRAR, {**REGISTRANT, **changes}], redacted=listed)


def refused_rdap(answer: Any, domain: str = "example.com", status: int = 200) -> NoRegistration:
    said = ask_rdap(answer, domain, status)
    assert isinstance(said, NoRegistration), said
    return said


def test_every_field_of_an_answer_is_read() -> None:
    record = found_rdap(DOCUMENT)
    assert value(record.registrar) == "Example Registrar, Inc."
    assert value(record.registrar_iana_id) == "9990"
    assert value(record.registrar_country) == "CN"
    assert value(record.holder) == "示例科技有限公司"
    assert value(record.created_at) == utc("1999-06-25T05:27:48Z")
    assert value(record.expires_at) == utc("2032-06-25T05:27:48Z")
    assert value(record.statuses) == ("client transfer prohibited", "client hold")
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")
    assert record.referral == "https://rdap.registrar.example/domain/EXAMPLE.COM"


def test_evidence_is_the_value_with_its_path() -> None:
    evidence = found_rdap(DOCUMENT).expires_at.evidence[0]
    assert (evidence.source, evidence.place) == ("rdap", f"{URL} events[expiration].eventDate")
    assert (evidence.quote, evidence.seen_at) == ("2032-06-25T05:27:48Z", SEEN_AT)


def test_the_registrys_expiry_outranks_the_registrars() -> None:
    registrars = {"eventAction": "registrar expiration", "eventDate": "2031-01-01T00:00:00Z"}
    both = document(events=[registrars, *DOCUMENT["events"]])
    assert value(found_rdap(both).expires_at) == utc("2032-06-25T05:27:48Z")
    assert value(found_rdap(document(events=[registrars])).expires_at) == utc("2031-01-01T00:00:00Z")


def test_an_event_of_the_registrar_is_not_the_domains() -> None:
    answer = document(events=[])
    answer["entities"][0]["events"] = [{"eventAction": "expiration", "eventDate": "2031-01-01T00:00:00Z"}]
    assert reason(found_rdap(answer).expires_at) == "not in this registry's answer"


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("2032-06-25T05:27:48", "no time zone is stated"),
        ("2032-06-25 05:27:48", "no time zone is stated"),
        ("0001-01-01T00:00:00Z", "not a year in which domains are registered"),
        ("9" * 5000, "not a date"),
    ],
)
def test_a_date_that_is_none_is_unknown(date: str, why: str) -> None:
    record = found_rdap(document(events=[{"eventAction": "expiration", "eventDate": date}]))
    assert reason(record.expires_at).startswith(why)


def test_two_expirations_are_unknown() -> None:
    second = {"eventAction": "Expiration", "eventDate": "2033-06-25T05:27:48Z"}
    record = found_rdap(document(events=[*DOCUMENT["events"], second]))
    assert reason(record.expires_at).startswith("two values that differ")
    assert quotes(record.expires_at) == ["2032-06-25T05:27:48Z", "2033-06-25T05:27:48Z"]


def test_a_registrar_may_be_given_by_its_organisation() -> None:
    record = found_rdap(with_registrar(vcardArray=card(org=["Example Registrar, Inc.", "Domains"])))
    assert value(record.registrar) == "Example Registrar, Inc."


def test_a_handle_is_no_name() -> None:
    bare = document(entities=[{"handle": "REG-X", "roles": ["registrar"]}, {"handle": "SB:X", "roles": ["registrant"]}])
    record = found_rdap(bare)
    assert reason(record.registrar) == "not in this registry's answer"
    assert reason(record.registrar_iana_id) == "not in this registry's answer"
    assert reason(record.holder) == "not in this registry's answer"


def test_two_registrars_are_unknown_with_both_quotes() -> None:
    other = {**REGISTRAR, "vcardArray": card(fn="Another Registrar")}
    record = found_rdap(document(entities=[REGISTRAR, other]))
    assert quotes(record.registrar) == ["Example Registrar, Inc.", "Another Registrar"]
    assert reason(record.registrar).startswith("two values that differ")


@pytest.mark.parametrize(
    ("identifier", "known"), [("9990", True), (9990, True), (True, False), ("x1", False), (None, False)]
)
def test_an_iana_id_is_digits(identifier: Any, known: bool) -> None:  # noqa: FBT001
    record = found_rdap(with_registrar(publicIds=[{"type": "IANA Registrar ID", "identifier": identifier}]))
    assert value(record.registrar_iana_id) == "9990" if known else reason(record.registrar_iana_id)


@pytest.mark.parametrize(
    ("adr", "tel", "country"),
    [
        (ADDRESS, "tel:+86.10123456", "CN"),
        ([*ADDRESS[:6], "China"], "", "CN"),
        ([*ADDRESS[:6], "US"], "+1.2025550100", "US"),
        ([*ADDRESS[:6], ""], "+852.12345678", "HK"),
        (["1 Example Street", "85034"], "+1.2025550100", "+1"),
        ([*ADDRESS[:6], "SG"], "+86.10123456", ""),
        ([*ADDRESS[:6], "Atlantis"], "400-123", ""),
    ],
)
def test_the_registrars_country_is_by_address_and_telephone(adr: list[str], tel: str, country: str) -> None:
    record = found_rdap(with_registrar(vcardArray=card(fn="X", adr=adr, tel=tel), entities=[]))
    assert value(record.registrar_country) == country if country else reason(record.registrar_country)


def test_the_country_code_parameter_counts() -> None:
    address = ["adr", {"cc": "SG"}, "text", ["", "", "", "", "", "", ""]]
    record = found_rdap(with_registrar(vcardArray=["vcard", [address]], entities=[]))
    assert value(record.registrar_country) == "SG"


def test_a_person_holds_what_no_organisation_does() -> None:
    assert value(found_rdap(with_registrant(vcardArray=card(fn="示例人"))).holder) == "示例人"


@pytest.mark.parametrize("words", ["REDACTED FOR PRIVACY", "Privacy service provided by Withheld for Privacy ehf"])
def test_a_redaction_or_a_proxy_is_never_a_holder(words: str) -> None:
    holder = found_rdap(with_registrant(vcardArray=card(fn="示例人", org=words))).holder
    assert reason(holder) == f"redacted: «{words}»"
    assert quotes(holder) == [words]


def test_a_privacy_service_beside_an_organisation_holds_for_both() -> None:
    holder = found_rdap(
        with_registrant(vcardArray=card(fn="Example Private Registration", org="Example Hosting"))
    ).holder
    assert reason(holder) == "redacted: «Example Private Registration»"


def test_what_rfc_9537_marks_is_redacted() -> None:
    for names, properties, known in (
        (("Registrant Name",), {"fn": ""}, ""),
        (("Registrant Name",), {"fn": "replaced by something"}, ""),
        (("Registrant Organization",), {"fn": "示例人"}, ""),
        (("Registrant Organization",), {"org": "replaced", "fn": "示例人"}, ""),
        (("Registrant Name", "Registrant Email"), {"fn": "", "org": "示例科技有限公司"}, "示例科技有限公司"),
        (("Tech Name", "Admin Organization"), {"fn": "示例人"}, "示例人"),
        (("Registrant Email",), {"fn": "示例人"}, "示例人"),
    ):
        holder = found_rdap(with_registrant(*names, vcardArray=card(**properties))).holder
        assert value(holder) == known if known else reason(holder) == f"redacted: «{names[0]}»"


def test_a_redacted_path_counts_as_a_redacted_name() -> None:
    path = "$.entities[?(@.roles[0]=='registrant')].vcardArray[1][?(@[0]=='fn')]"
    replaced = {**REGISTRANT, "vcardArray": card(fn="put in its place")}
    for entities in ([REGISTRAR], [REGISTRAR, replaced]):
        holder = found_rdap(document(entities=entities, redacted=[{"postPath": path}])).holder
        assert reason(holder).startswith("redacted: «$.entities[")


def test_a_registrant_that_is_gone_altogether_is_redacted() -> None:
    answer = document(entities=[REGISTRAR], redacted=[{"name": {"type": "Registrant Contact"}}])
    assert reason(found_rdap(answer).holder) == "redacted: «Registrant Contact»"


def test_a_remark_explains_an_empty_registrant() -> None:
    remark = {"title": "REDACTED FOR PRIVACY", "description": ["Some of the data has been removed"]}
    assert reason(found_rdap(with_registrant(vcardArray=card(fn=""), remarks=[remark])).holder) == (
        "redacted: «REDACTED FOR PRIVACY»"
    )
    assert value(found_rdap(with_registrant(remarks=[remark])).holder) == "示例科技有限公司"


def test_no_name_servers_is_an_answer_and_no_list_is_none() -> None:
    assert value(found_rdap(document(nameservers=[])).name_servers) == ()
    assert reason(found_rdap(document(nameservers=None)).name_servers) == "not in this registry's answer"
    assert reason(found_rdap(document(nameservers=[{"ldhName": 1}])).name_servers).startswith("garbled")


@pytest.mark.parametrize(
    ("link", "followed"),
    [
        ({"rel": "related", "type": "application/rdap+json", "href": "https://x.example/domain/a"}, True),
        ({"rel": "related", "type": "application/rdap+json;charset=utf-8", "href": "http://x.example/domain/a"}, True),
        ({"rel": "related", "type": "text/html", "href": "https://x.example/"}, False),
        ({"rel": "self", "type": "application/rdap+json", "href": "https://x.example/domain/a"}, False),
        ({"rel": "related", "type": "application/rdap+json", "href": URL}, False),
        ({"rel": "related", "type": "application/rdap+json", "href": "file:///etc/passwd"}, False),
        ({"rel": "related", "type": "application/rdap+json", "href": "https://x.example/a b"}, False),
        ({"rel": "related", "type": "application/rdap+json", "href": "https://x.example/\r\nHost: y"}, False),
        ({"rel": "related", "type": "application/rdap+json", "href": "https://x.example/" + "a" * 2000}, False),
        ({"rel": ["related"], "type": 1, "href": {}}, False),
    ],
)
def test_only_a_related_rdap_link_is_a_referral(link: dict[str, Any], followed: bool) -> None:  # noqa: FBT001
    assert found_rdap(document(links=["x", link])).referral == (link["href"] if followed else "")


@pytest.mark.parametrize(
    ("ldh", "unicode", "asked"),
    [
        ("Example.Com.", None, "example.com"),
        ("xn--fsq092h.xn--55qx5d", "示例.公司", "xn--fsq092h.xn--55qx5d"),
        (None, "示例.公司", "xn--fsq092h.xn--55qx5d"),
        ("示例.公司", None, "xn--fsq092h.xn--55qx5d"),
    ],
)
def test_a_name_is_the_same_in_every_spelling(ldh: str | None, unicode: str | None, asked: str) -> None:
    assert isinstance(ask_rdap(document(ldhName=ldh, unicodeName=unicode), asked), Registration)


def test_an_answer_about_another_domain_is_mismatched() -> None:
    answer = refused_rdap(document(ldhName="other.com", unicodeName="example.com"))
    assert answer.kind is AnswerClass.MISMATCHED
    assert "«other.com»" in answer.detail


def test_an_answer_that_names_no_domain_is_not_recognised() -> None:
    assert refused_rdap(document(ldhName=None)).kind is AnswerClass.UNRECOGNISED
    assert refused_rdap({"objectClassName": "domain", "ldhName": "example.com"}).kind is AnswerClass.UNRECOGNISED


def test_a_reserved_name_is_reserved() -> None:
    answer = refused_rdap({"ldhName": "example.com", "status": ["Reserved"]})
    assert answer.kind is AnswerClass.RESERVED
    assert [evidence.quote for evidence in answer.evidence] == ["Reserved"]


def test_a_domain_of_which_everything_is_kept_back_is_redacted() -> None:
    bare = {"ldhName": "example.com", "entities": [{**REGISTRANT, "vcardArray": card(fn="REDACTED")}]}
    assert refused_rdap(bare).kind is AnswerClass.REDACTED


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, {"errorCode": 404, "title": "Not Found", "description": ["no such object"]}, AnswerClass.NOT_FOUND),
        (404, "", AnswerClass.NOT_FOUND),
        (404, "<html>404</html>", AnswerClass.UNRECOGNISED),
        (200, {"errorCode": 404, "title": "Not Found"}, AnswerClass.NOT_FOUND),
        (200, {"errorCode": "404"}, AnswerClass.UNRECOGNISED),
        (429, {"errorCode": 429, "title": "Too Many Requests"}, AnswerClass.RATE_LIMITED),
        (429, "", AnswerClass.RATE_LIMITED),
        (403, {"title": "Rate limit exceeded"}, AnswerClass.RATE_LIMITED),
        (403, "", AnswerClass.REFUSED),
        (401, "", AnswerClass.REFUSED),
        (503, "Service Unavailable", AnswerClass.REFUSED),
        (500, "[" * 100_000, AnswerClass.REFUSED),
        (400, {"title": "Bad Request"}, AnswerClass.UNRECOGNISED),
        (301, "", AnswerClass.UNRECOGNISED),
        (200, "", AnswerClass.GARBLED),
        (200, "<html>", AnswerClass.GARBLED),
        (200, "[]", AnswerClass.GARBLED),
        (200, "[" * 100_000, AnswerClass.GARBLED),
        (200, '{"a":' * 50_000, AnswerClass.GARBLED),
        (200, '{"ldhName": ' + "9" * 10_000 + "}", AnswerClass.GARBLED),
        (200, "1" * 2_000_000, AnswerClass.GARBLED),
    ],
)
def test_every_refusal_has_its_class(status: int, body: Any, kind: AnswerClass) -> None:
    answer = refused_rdap(body, status=status)
    assert answer.kind is kind, answer
    assert len(answer.detail) < 300


def test_an_endless_answer_is_not_parsed() -> None:
    assert refused_rdap(document(notices=["x" * 1_000_000])).kind is AnswerClass.GARBLED


def test_a_key_that_is_there_twice_with_two_values_has_none() -> None:
    text = json.dumps(DOCUMENT)[:-1] + ', "status": ["ok"]}'
    assert reason(found_rdap(text).statuses) == "not in this registry's answer"
    twice_the_same = json.dumps(DOCUMENT)[:-1] + f', "status": {json.dumps(DOCUMENT["status"])}}}'
    assert value(found_rdap(twice_the_same).statuses) == ("client transfer prohibited", "client hold")


@pytest.mark.parametrize("bad", ["a\x1b[31mb", "a\u202eb", f"a{chr(0xD800)}b", "a\ufffdb", "x" * 300])
def test_a_name_with_characters_that_no_name_has_is_unknown(bad: str) -> None:
    record = found_rdap(with_registrar(vcardArray=card(fn=bad)))
    assert reason(record.registrar).startswith("garbled")
    assert all("\x1b" not in quote for quote in quotes(record.registrar))
    assert reason(found_rdap(document(status=[bad])).statuses).startswith("garbled")


def test_malformed_contacts_give_no_facts() -> None:
    for broken in (
        ["vcard", ["version", {}, "text", "4.0"], ["fn", {}, "text", "X"]],
        ["vcard", {"fn": "X"}],
        {"fn": "X"},
        ["vcard", [["fn", "{}", "text", "X"], ["fn", {}], ["fn", {}, "text", {"a": 1}], [1, {}, "text", "X"], "fn"]],
    ):
        assert reason(found_rdap(with_registrar(vcardArray=broken)).registrar) == "not in this registry's answer"
