from __future__ import annotations

import pytest

from auditor.model import AnswerClass
from tests.readers import samples
from tests.readers.asked import found, quotes, reason, refused, utc, value


def test_a_thin_registry_names_registrar_and_its_server() -> None:
    record = found(samples.VERISIGN)
    assert value(record.registrar) == "Example Registrar, Inc."
    assert value(record.registrar_iana_id) == "9990"
    assert value(record.registrar_country) == "CN"
    assert value(record.created_at) == utc("1999-03-15T05:00:00Z")
    assert value(record.expires_at) == utc("2027-03-15T04:00:00Z")
    assert value(record.statuses) == ("clientDeleteProhibited", "clientHold")
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")
    assert record.referral == "whois.registrar.example"
    assert reason(record.holder) == "not printed by this registry"


def test_the_old_thin_form_has_days_for_dates() -> None:
    record = found(samples.VERISIGN_OLD)
    assert value(record.registrar) == "EXAMPLE REGISTRAR, LLC"
    assert value(record.expires_at) == utc("2013-05-26T00:00Z")
    assert value(record.statuses) == ("pendingDelete",)


def test_a_thick_registry_names_the_organisation_beside_redacted_persons() -> None:
    record = found(samples.THICK, "example.top")
    assert value(record.holder) == "Shi Li Ke Ji You Xian Gong Si"
    assert value(record.registrar) == "Example Cloud Computing Ltd. d/b/a ExampleChina (www.example.cn)"
    assert value(record.registrar_country) == "HK"
    assert value(record.expires_at) == utc("2027-09-02T14:14:46Z")
    assert value(record.statuses) == ("ok",)
    assert record.referral == "whois.registrar.example"


def test_a_registrars_answer_has_its_own_expiry_and_zone() -> None:
    record = found(samples.REGISTRAR)
    assert value(record.expires_at) == utc("2027-03-15T00:00:00+08:00")
    assert value(record.holder) == "示例科技有限公司"
    assert value(record.registrar_country) == "CN"
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")


def test_the_older_forms_are_read() -> None:
    afilias = found(samples.AFILIAS_OLD, "example.org")
    assert value(afilias.registrar) == "Example SAS (R42-LROR)"
    assert value(afilias.created_at) == utc("2005-06-19T22:15:59Z")
    assert value(afilias.statuses) == ("OK", "AUTORENEWPERIOD")
    assert value(afilias.holder) == "Example Association"
    neustar = found(samples.NEUSTAR_OLD, "example.biz")
    assert value(neustar.registrar) == "EXAMPLE REGISTRAR, INC."
    assert value(neustar.registrar_iana_id) == "9992"
    assert value(neustar.created_at) == utc("2002-03-27T16:03:44Z")
    assert value(neustar.holder) == "示例科技有限公司"


def test_registry_and_registrar_in_one_answer_complete_each_other() -> None:
    record = found(samples.VERISIGN + samples.REGISTRAR)
    assert value(record.registrar) == "Example Registrar, Inc."  # the same IANA id: one registrar
    assert value(record.created_at) == utc("1999-03-15T05:00:00Z")
    assert value(record.expires_at) == utc("2027-03-15T04:00:00Z")
    assert value(record.holder) == "示例科技有限公司"


def test_the_registry_counts_wherever_its_record_stands() -> None:
    record = found(samples.REGISTRAR + samples.VERISIGN)
    assert value(record.created_at) == utc("1999-03-15T05:00:00Z")


def test_two_registrars_are_unknown_with_both_quotes() -> None:
    other = samples.REGISTRAR.replace("IANA ID: 9990", "IANA ID: 1234")
    record = found(samples.VERISIGN + other)
    assert reason(record.registrar).startswith("two values that differ: «Example Registrar, Inc.»")
    assert reason(record.registrar_iana_id) == "two values that differ: «9990», «1234»"
    assert quotes(record.registrar) == [
        "Registrar: Example Registrar, Inc.",
        "Registrar: Example Registrar Incorporated",
    ]


def test_two_holders_are_unknown() -> None:
    other = samples.REGISTRAR.replace("示例科技有限公司", "另一有限公司")
    assert reason(found(samples.REGISTRAR + other).holder).startswith("two values that differ")


def test_a_key_printed_twice_with_two_values_is_unknown() -> None:
    text = samples.REGISTRAR.replace("Registrar IANA ID: 9990", "Registrar IANA ID: 9990\nRegistrar IANA ID: 9991")
    assert reason(found(text).registrar_iana_id) == "two values that differ: «9990», «9991»"


def test_a_date_printed_twice_is_known_if_both_are_one_instant() -> None:
    line = "Creation Date: 1999-03-15T01:00:00+0800"
    same = samples.REGISTRAR.replace(line, f"{line}\nCreated On: 1999-03-14T17:00:00Z")
    assert value(found(same).created_at) == utc("1999-03-14T17:00:00Z")
    other = samples.REGISTRAR.replace(line, f"{line}\nCreated On: 1999-03-15T17:00:00Z")
    assert reason(found(other).created_at).startswith("two values that differ")


def test_ianas_row_in_front_is_about_the_suffix() -> None:
    record = found(samples.IANA_ROW + samples.THICK, "example.top")
    assert value(record.statuses) == ("ok",)
    assert value(record.created_at) == utc("2023-09-02T14:14:46Z")
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")


def test_of_several_matches_only_the_asked_one_speaks() -> None:
    matches = """\
   Server Name: EXAMPLE.COM.EVIL.EXAMPLE
   Registrar: EVIL REGISTRAR
   Whois Server: whois.evil.example

"""
    other = samples.VERISIGN.replace("EXAMPLE.COM", "EXAMPLE.COM.MX").replace("Example Registrar", "Evil Registrar")
    assert value(found(matches + other + samples.VERISIGN).registrar) == "Example Registrar, Inc."
    record = samples.VERISIGN[: samples.VERISIGN.index(">>>")]
    assert value(found(record + matches).registrar) == "Example Registrar, Inc."


def test_what_stands_behind_the_last_update_is_nobodys() -> None:
    text = samples.VERISIGN + "Registrar: Evil Registrar\nRegistrant Organization: Evil Ltd.\n"
    record = found(text)
    assert value(record.registrar) == "Example Registrar, Inc."
    assert reason(record.holder) == "not printed by this registry"


def test_a_record_of_another_domain_is_mismatched() -> None:
    answer = refused(samples.VERISIGN, "example.net")
    assert answer.kind is AnswerClass.MISMATCHED
    assert [evidence.quote for evidence in answer.evidence] == ["Domain Name: EXAMPLE.COM"]


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("example.com", "Example.COM."),
        ("example.com", "example.com                "),
        ("xn--fsq092h.xn--55qx5d", "示例.公司"),
        ("xn--fsq092h.xn--55qx5d", "xn--fsq092h.xn--55qx5d (示例.公司)"),
        ("xn--fsq092h.xn--io0a7i", "XN--FSQ092H.XN--IO0A7I"),
    ],
)
def test_a_name_is_the_same_in_every_spelling(asked: str, printed: str) -> None:
    text = samples.REGISTRAR.replace("Domain Name: example.com", f"Domain Name: {printed}")
    assert value(found(text, asked).registrar_iana_id) == "9990"


def test_a_record_without_a_name_is_not_recognised() -> None:
    text = samples.REGISTRAR.replace("Domain Name: example.com", "Domain Name:")
    assert refused(text).kind is AnswerClass.UNRECOGNISED


@pytest.mark.parametrize("blank", ["", "-", "N/A", "null", "Not Available From Registry"])
def test_a_field_without_a_value_is_unknown(blank: str) -> None:
    text = samples.REGISTRAR.replace("Example Registrar Incorporated", blank)
    record = found(text)
    assert reason(record.registrar) == "printed without a value by this registry"
    assert quotes(record.registrar) == [f"Registrar: {blank}".strip()]


@pytest.mark.parametrize("number", ["0", "123456789", "12a", "-1", "१२३", "9" * 5000])
def test_an_iana_id_is_a_number_of_at_most_eight_digits(number: str) -> None:
    text = samples.REGISTRAR.replace("IANA ID: 9990", f"IANA ID: {number}")
    assert reason(found(text).registrar_iana_id).split(":")[0] in ("not an IANA id", "garbled")


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("clientHold https://icann.org/epp#clientHold", "clientHold"),
        ("clientHold (http://www.icann.org/epp#clientHold)", "clientHold"),
        ("clientHold -- http://www.icann.org/epp#clientHold", "clientHold"),
        ("CLIENT HOLD", "CLIENT HOLD"),
    ],
)
def test_a_status_is_verbatim_without_its_link(printed: str, status: str) -> None:
    text = samples.REGISTRAR.replace("clientDeleteProhibited (https://icann.org/epp#clientDeleteProhibited)", printed)
    assert value(found(text).statuses) == (status,)


def test_no_name_server_is_an_answer() -> None:
    text = samples.VERISIGN_OLD.replace("NS75.EXAMPLE.NET", "No nameserver").replace(
        "   Name Server: NS76.EXAMPLE.NET\n", ""
    )
    assert value(found(text).name_servers) == ()


def test_a_name_server_that_is_none_spoils_the_list() -> None:
    text = samples.VERISIGN_OLD.replace("NS75.EXAMPLE.NET", "<script>")
    assert reason(found(text).name_servers) == "garbled: not the name of a host"


@pytest.mark.parametrize(
    ("printed", "referral"),
    [
        ("whois.registrar.example/", "whois.registrar.example"),
        ("http://whois.registrar.example", "whois.registrar.example"),
        ("rwhois://Whois.Registrar.Example./", "whois.registrar.example"),
        ("www.registrar.example/de/whois", ""),
        ("whois.example", ""),  # the server itself
        ("not defined", ""),
        ("127.0.0.1:22", ""),
        ("", ""),
    ],
)
def test_a_referral_is_a_host_that_was_not_asked_yet(printed: str, referral: str) -> None:
    text = samples.REGISTRAR.replace("WHOIS Server: whois.registrar.example", f"WHOIS Server: {printed}")
    assert found(text).referral == referral


def test_a_handle_is_no_holder() -> None:
    text = "domain: example.cz\nregistrant: SB:EXAMPLE-1\nregistrar: REG-EXAMPLE\nexpire: 30.08.2027\n"
    record = found(text, "example.cz")
    assert reason(record.holder) == "not printed by this registry"
    assert value(record.registrar) == "REG-EXAMPLE"
    named = found(text.replace("SB:EXAMPLE-1", "Example GmbH"), "example.cz")
    assert value(named.holder) == "Example GmbH"


def test_a_person_beside_a_redacted_organisation_is_not_taken() -> None:
    text = samples.REGISTRAR.replace("示例科技有限公司", "REDACTED FOR PRIVACY")
    assert reason(found(text).holder) == "redacted: «REDACTED FOR PRIVACY»"


def test_the_person_holds_what_no_organisation_does() -> None:
    text = samples.REGISTRAR.replace("Registrant Organization: 示例科技有限公司", "Registrant Organization:")
    assert value(found(text).holder) == "示例人"


def test_a_time_of_day_without_a_zone_is_no_instant() -> None:
    text = samples.REGISTRAR.replace("1999-03-15T01:00:00+0800", "1999-03-15 01:00:00")
    record = found(text)
    assert reason(record.created_at) == "no time zone is stated: «1999-03-15 01:00:00»"
    assert quotes(record.created_at) == ["Creation Date: 1999-03-15 01:00:00"]


def test_dates_far_out_of_time_are_unknown() -> None:
    text = samples.REGISTRAR.replace("1999-03-15T01:00:00+0800", "0001-01-01T00:00:00.00Z")
    assert reason(found(text).created_at).startswith("not a year in which domains are registered")


@pytest.mark.parametrize("status", ["No Object Found", "not registered", "AVAILABLE", "free", "Reserved"])
def test_a_status_that_says_no_is_no_record(status: str) -> None:
    kind = AnswerClass.RESERVED if status == "Reserved" else AnswerClass.NOT_FOUND
    assert refused(f"Domain Name: example.com\nDomain Status: {status}\n").kind is kind


def test_a_name_alone_with_everything_redacted_is_redacted() -> None:
    text = "Domain Name: example.com\nRegistrant Name: REDACTED FOR PRIVACY\n"
    answer = refused(text)
    assert answer.kind is AnswerClass.REDACTED
    assert "«REDACTED FOR PRIVACY»" in answer.detail


def test_phone_and_country_that_disagree_are_unknown() -> None:
    text = samples.REGISTRAR.replace("Reseller:", "Registrar Country: SG")
    assert reason(found(text).registrar_country) == "two values that differ: «SG», «CN»"


def test_a_privacy_service_beside_an_organisation_holds_for_both() -> None:
    text = samples.REGISTRAR.replace("示例人", "Example Private Registration")
    assert reason(found(text).holder) == "redacted: «Example Private Registration»"


def test_the_objects_behind_a_ripe_like_record_have_their_own_statuses() -> None:
    text = (
        "domain: example.ua\nstatus: ok\nstatus: clientHold\nregistrar: ua.example\n\ncontact-id: x\nstatus: linked\n"
    )
    assert value(found(text, "example.ua").statuses) == ("ok", "clientHold")


def test_a_province_is_no_status() -> None:
    text = samples.REGISTRAR.replace("Reseller:", "State: Guangdong")
    assert value(found(text).statuses) == ("clientDeleteProhibited",)
