from __future__ import annotations

import pytest

from auditor.model import AnswerClass
from tests.readers import samples
from tests.readers.asked import found, quotes, reason, refused, utc, value

LONG_KEY = "Company English Name (It should be the same as the registered/corporation name on your papers)"


def test_hkirc_writes_the_day_first() -> None:
    record = found(samples.HKIRC, "example.com.hk")
    assert value(record.registrar) == "Example Hong Kong Registration Company Limited"
    assert value(record.registrar_country) == "HK"
    assert value(record.holder) == "EXAMPLE TRADING LIMITED"
    assert value(record.created_at) == utc("2004-03-14T00:00Z")
    assert value(record.expires_at) == utc("2027-04-03T00:00Z")
    assert value(record.statuses) == ("Active",)
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")


def test_the_word_null_is_no_date() -> None:
    record = found(samples.HKIRC.replace("03-04-2027", "null"), "example.com.hk")
    assert reason(record.expires_at) == "printed without a value by this registry"
    assert quotes(record.expires_at) == ["Expiry Date: null"]


def test_a_company_with_names_in_two_languages_is_unknown_with_both() -> None:
    text = samples.HKIRC.replace("Company Chinese name:", "Company Chinese name: 示例貿易有限公司")
    holder = found(text, "example.com.hk").holder
    assert reason(holder) == "printed with an English and a Chinese name"
    assert quotes(holder) == [f"{LONG_KEY}: EXAMPLE TRADING LIMITED", "Company Chinese name: 示例貿易有限公司"]


def test_a_company_with_a_chinese_name_only_has_that() -> None:
    text = samples.HKIRC.replace("EXAMPLE TRADING LIMITED", "-").replace(
        "Company Chinese name:", "Company Chinese name: 示例貿易有限公司"
    )
    assert value(found(text, "example.com.hk").holder) == "示例貿易有限公司"


def test_the_administrative_contact_is_not_the_holder() -> None:
    text = samples.HKIRC.replace(f"{LONG_KEY}: EXAMPLE TRADING LIMITED\n", "")
    text = text.replace("Company name:  ANOTHER COMPANY LIMITED", f"{LONG_KEY}: ANOTHER COMPANY LIMITED")
    assert not quotes(found(text, "example.com.hk").holder)[1:]
    assert reason(found(text, "example.com.hk").holder)


def test_twnic_prints_blocks_and_its_zone() -> None:
    record = found(samples.TWNIC, "example.com.tw")
    assert value(record.registrar) == "Example Registrar Ltd."
    assert value(record.holder) == "範例股份有限公司"
    assert value(record.created_at) == utc("2000-08-29T11:22:33+08:00")
    assert value(record.expires_at) == utc("2027-05-31T00:00+08:00")
    assert value(record.statuses) == ("clientUpdateProhibited", "clientTransferProhibited")
    assert value(record.name_servers) == ("ns1.example.com.tw", "ns2.example.com.tw")


def test_twnics_older_dates_are_days() -> None:
    text = samples.TWNIC.replace("2027-05-31 00:00:00 (UTC+8)", "2027-05-31 (YYYY-MM-DD)")
    assert value(found(text, "example.com.tw").expires_at) == utc("2027-05-31T00:00Z")


def test_a_holder_that_is_not_shown_is_redacted() -> None:
    text = samples.TWNIC.replace("範例股份有限公司", "(Not displayed due to GDPR)")
    assert reason(found(text, "example.com.tw").holder) == "redacted: «(Not displayed due to GDPR)»"


def test_monic_prints_the_same_blocks() -> None:
    text = """\
Domain Name:  EXAMPLE.COM.MO

  Record created on 2001-05-04
  Record expires on 2027-05-04

Registrant:

  示例有限公司

Domain name servers:
-----------------------------------------------------
  NS1.EXAMPLE.NET
  NS2.EXAMPLE.NET
"""
    record = found(text, "example.com.mo")
    assert value(record.holder) == "示例有限公司"
    assert value(record.expires_at) == utc("2027-05-04T00:00Z")
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")
    assert reason(record.registrar) == "not printed by this registry"


@pytest.mark.parametrize(("text", "other"), [(samples.HKIRC, "other.com.hk"), (samples.TWNIC, "other.com.tw")])
def test_another_domains_record_is_mismatched(text: str, other: str) -> None:
    assert refused(text, other).kind is AnswerClass.MISMATCHED
