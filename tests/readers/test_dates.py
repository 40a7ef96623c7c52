from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import BEIJING
from auditor.readers import dates
from tests.readers.asked import utc


@pytest.mark.parametrize(
    ("printed", "instant"),
    [
        ("2027-03-17T12:48:36Z", "2027-03-17T12:48:36Z"),
        ("2027-03-17T12:48:36.0Z", "2027-03-17T12:48:36Z"),
        ("2027-03-17T12:48:36.123456789Z", "2027-03-17T12:48:36Z"),
        ("2027-03-17T12:48:36.000+0000", "2027-03-17T12:48:36Z"),
        ("2027-03-17T12:48:36-0700", "2027-03-17T19:48:36Z"),
        ("2027-03-17T12:48:36+08:00", "2027-03-17T04:48:36Z"),
        ("2027-03-17 12:48:36 UTC", "2027-03-17T12:48:36Z"),
        ("2027-03-17 12:48:36 (UTC+8)", "2027-03-17T04:48:36Z"),
        ("2027/03/17 12:48:36 (JST)", ""),
        ("2027/03/17 12:48:36 JST", "2027-03-17T03:48:36Z"),
        ("17-Mar-2027 12:48:36 UTC", "2027-03-17T12:48:36Z"),
        ("17-mar-2027", "2027-03-17T00:00:00Z"),
        ("17 March 2027", "2027-03-17T00:00:00Z"),
        ("Wed, 17 Mar 2027 12:48:36 GMT", "2027-03-17T12:48:36Z"),
        ("Wed Mar 17 12:48:36 GMT 2027", "2027-03-17T12:48:36Z"),
        ("March 17, 2027", "2027-03-17T00:00:00Z"),
        ("2027-03-17", "2027-03-17T00:00:00Z"),
        ("2027-3-7", "2027-03-07T00:00:00Z"),
        ("2027. 03. 17.", "2027-03-17T00:00:00Z"),
        ("20270317", "2027-03-17T00:00:00Z"),
        ("2027年3月17日", "2027-03-17T00:00:00Z"),
        ("2027-03-17T00:00:00", "2027-03-17T00:00:00Z"),
        ("2027-03-17 (YYYY-MM-DD)", "2027-03-17T00:00:00Z"),
        ("17/03/2027", "2027-03-17T00:00:00Z"),
        ("03/17/2027", "2027-03-17T00:00:00Z"),
        ("03/04/2027 (dd/mm/yyyy)", "2027-04-03T00:00:00Z"),
        ("03.03.2027", "2027-03-03T00:00:00Z"),
    ],
)
def test_every_layout_that_registries_use_is_read(printed: str, instant: str) -> None:
    read = dates.instant(printed)
    assert read == utc(instant) if instant else isinstance(read, str)


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("03/04/2027", "day and month cannot be told apart"),
        ("2027-03-17 12:48:36", "no time zone is stated"),
        ("2027-03-17T12:48:36", "no time zone is stated"),
        ("2027-03-17 12:48:36 CST", "the time zone CST means more than one"),
        ("Wed Mar 17 12:48:36 EST 2027", "the time zone EST means more than one"),
        ("2027-03-17T12:48:36+23:00", "no such time zone"),
        ("0000-00-00", "no day in the calendar"),
        ("2027-02-30", "no day in the calendar"),
        ("2027-03-17T24:01:00Z", "no day in the calendar"),
        ("0001-01-01T00:00:00Z", "not a year in which domains are registered"),
        ("1984-12-31", "not a year in which domains are registered"),
        ("9999-12-31T23:59:59Z", "not a year in which domains are registered"),
        ("before Aug-1996", "not a date"),
        ("9" * 64, "not a date"),
        ("9" * 60_000, "not a date"),
        ("2027-03-17\x00", "not a date"),
        ("", "not a date"),
        ("１９９９-03-17T00:00:00Z\u2028", "not a date"),
    ],
)
def test_what_is_no_instant_says_why(printed: str, why: str) -> None:
    assert dates.instant(printed) == why


def test_the_first_year_of_domains_is_one() -> None:
    assert dates.instant("1985-03-15T05:00:00Z") == utc("1985-03-15T05:00:00Z")


def test_the_registrys_zone_holds_for_times_and_days() -> None:
    assert dates.instant("2027-03-17 12:48:36", BEIJING) == utc("2027-03-17T04:48:36Z")
    assert dates.instant("2027-03-17", BEIJING) == utc("2027-03-16T16:00Z")
    assert dates.instant("2027-03-17T12:48:36Z", BEIJING) == utc("2027-03-17T12:48:36Z")


@given(st.datetimes(datetime(1985, 1, 2), datetime(2199, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_an_iso_instant_comes_back_in_utc(stated: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    text = f"{stated.replace(microsecond=0).isoformat()}{sign}{hours:02}:{rest:02}"
    assert dates.instant(text) == datetime.fromisoformat(text).astimezone(UTC)


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_none(text: str) -> None:
    read = dates.instant(text)
    assert isinstance(read, str) or read.tzinfo is UTC
