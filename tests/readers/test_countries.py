from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.readers import countries


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+86.1012345678", "CN"),
        ("+86.2812345678 ext 8359", "CN"),
        ("+86 10 1234 5678", "CN"),
        ("tel:+86.95187123", "CN"),
        ("0086-10-12345678", "CN"),
        ("+852.12345678", "HK"),
        ("+853 1234 5678", "MO"),
        ("+886-2-12345678", "TW"),
        ("+33.170000000", "FR"),
        ("+1.2025550100", "+1"),
        ("+7 495 0000000", "+7"),
        ("+44.2000000000", "+44"),
        ("+354.0000000", "IS"),
        ("480-555-0100", ""),
        ("400 123 4567", ""),
        ("86.1012345678", ""),
        ("+7", ""),
        ("+999.123456", ""),
        ("+86.10" + "1" * 100, ""),
        ("", ""),
    ],
)
def test_a_telephone_number_tells_its_country(number: str, country: str) -> None:
    assert countries.of_telephone(number) == country


@pytest.mark.parametrize(
    ("written", "country"),
    [("CN", "CN"), ("cn", "CN"), ("China", "CN"), ("中国", "CN"), ("Hong Kong", "HK"), ("UK", "GB"), ("Atlantis", "")],
)
def test_an_address_tells_its_country(written: str, country: str) -> None:
    assert countries.of_address(written) == country


def test_a_shared_code_agrees_with_all_but_the_chinese_four() -> None:
    assert countries.agree("CA", "+1")
    assert countries.agree("+1", "+1")
    assert not countries.agree("HK", "+1")
    assert not countries.agree("CN", "HK")


@given(st.text(max_size=70))
def test_any_text_is_a_country_or_none(text: str) -> None:
    for country in (countries.of_telephone(text), countries.of_address(text)):
        assert country == "" or country[1:].isdigit() or (len(country) == 2 and country.isupper())
