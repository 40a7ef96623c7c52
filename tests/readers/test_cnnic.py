from __future__ import annotations

import pytest

from auditor.model import AnswerClass
from tests.readers import samples
from tests.readers.asked import SEEN_AT, SERVER, found, quotes, reason, refused, utc, value


def test_every_field_of_a_record_is_read() -> None:
    record = found(samples.CNNIC, "example.cn")
    assert value(record.registrar) == "示例域名注册有限公司"
    assert value(record.holder) == "示例科技有限公司"
    assert value(record.statuses) == ("clientDeleteProhibited", "clientTransferProhibited")
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")
    assert record.referral == ""


def test_times_are_beijing_times() -> None:
    record = found(samples.CNNIC, "example.cn")
    assert value(record.created_at) == utc("2020-03-17T12:20:05+08:00")
    assert value(record.expires_at) == utc("2027-03-17T12:48:36+08:00")


def test_beijing_had_summer_time_once() -> None:
    text = samples.CNNIC.replace("2020-03-17 12:20:05", "1990-07-01 12:00:00")
    assert value(found(text, "example.cn").created_at) == utc("1990-07-01T12:00:00+09:00")


def test_the_holder_is_not_the_contact_id_nor_the_email() -> None:
    text = samples.CNNIC.replace("Registrant: 示例科技有限公司\n", "")
    assert reason(found(text, "example.cn").holder) == "not printed by this registry"


def test_the_old_form_has_organisation_and_person() -> None:
    record = found(samples.CNNIC_OLD, "example.com.cn")
    assert value(record.holder) == "示例陶艺制造（示例）有限公司"
    assert value(record.created_at) == utc("2002-03-06T00:00+08:00")
    assert value(record.name_servers) == ("ns1.example.com.cn", "ns2.example.com.cn")


@pytest.mark.parametrize("asked", ["xn--fsq092h.xn--fiqs8s", "xn--fsq092h.xn--fiqz9s"])
def test_names_under_zhongguo_are_printed_in_both_spellings(asked: str) -> None:
    record = found(samples.CNNIC_IDN, asked)
    assert value(record.holder) == "示例科技有限公司"
    assert value(record.expires_at) == utc("2028-08-08T22:27:10+08:00")


def test_a_name_printed_as_u_label_only_is_the_same_name() -> None:
    text = "".join(line for line in samples.CNNIC_IDN.splitlines(keepends=True) if not line.startswith("Puny"))
    assert value(found(text, "xn--fsq092h.xn--fiqs8s").registrar) == "示例域名注册有限公司"


def test_a_name_that_lost_its_characters_is_known_by_its_puny_name() -> None:
    text = samples.CNNIC_IDN.replace("示例.中国", "??.??").replace("示例.中國", "??.??")
    assert value(found(text, "xn--fsq092h.xn--fiqs8s").registrar) == "示例域名注册有限公司"


def test_what_is_not_printed_is_unknown() -> None:
    record = found(samples.CNNIC, "example.cn")
    assert reason(record.registrar_iana_id) == "not printed by this registry"
    assert reason(record.registrar_country) == "not printed by this registry"


def test_a_record_of_another_name_is_none_of_this_one() -> None:
    answer = refused(samples.CNNIC, "other.cn")
    assert answer.kind is AnswerClass.MISMATCHED
    assert "«Domain Name: example.cn»" in answer.detail


def test_of_two_records_in_one_answer_neither_is_believed() -> None:
    both = samples.CNNIC + samples.CNNIC.replace("example.cn", "other.cn").replace("示例科技有限公司", "另一有限公司")
    record = found(both, "example.cn")  # each under its own name
    assert value(record.holder) == "示例科技有限公司"
    assert reason(record.created_at).startswith("no time zone is stated")


def test_evidence_is_the_line_with_its_number() -> None:
    evidence = found(samples.CNNIC, "example.cn").holder.evidence[0]
    assert (evidence.source, evidence.place) == ("whois", f"{SERVER} example.cn line 6")
    assert evidence.quote == "Registrant: 示例科技有限公司"
    assert evidence.seen_at == SEEN_AT


def test_a_line_break_smuggled_into_a_name_makes_no_second_row() -> None:
    for smuggled in ("\r", "\x0b", "\x85", "\u2028"):
        text = samples.CNNIC.replace("示例科技有限公司", f"甲{smuggled}Sponsoring Registrar: 假冒注册商")
        record = found(text, "example.cn")
        assert value(record.registrar) == "示例域名注册有限公司"
        assert reason(record.holder).startswith("garbled")
        assert quotes(record.holder) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("No matching record.", AnswerClass.NOT_FOUND),
        ("Queried interval is too short.", AnswerClass.RATE_LIMITED),
        ("Your access is too fast,please try again later.", AnswerClass.RATE_LIMITED),
        ("Sorry, The domain you requested is in the reserved list.", AnswerClass.RESERVED),
        (
            "the Domain Name you apply can not be registered online. Please consult your Domain Name registrar",
            AnswerClass.RESERVED,
        ),
        ("Invalid parameter", AnswerClass.REFUSED),
        ("查询过于频繁，请稍后再试", AnswerClass.RATE_LIMITED),
        ("域名不存在", AnswerClass.NOT_FOUND),
    ],
)
def test_what_cnnic_says_instead_of_a_record(words: str, kind: AnswerClass) -> None:
    answer = refused(words + "\r\n", "example.cn")
    assert answer.kind is kind
    assert answer.detail == f"{SERVER} says: «{words}»"
    assert [evidence.quote for evidence in answer.evidence] == [words]
