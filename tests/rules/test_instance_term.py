"""Three calendar months in Beijing, whatever the dates: compared with plain arithmetic on year, month and day."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.model import Outcome, Ruling
from auditor.rules import instance_term
from tests import examples
from tests.builders import SEEN_AT, instance, known

BEIJING = timedelta(hours=8)
minutes = st.integers(min_value=0, max_value=24 * 60 - 1)
month_ends = st.builds(
    lambda year, month: date(year, month, calendar.monthrange(year, month)[1]),
    st.integers(2010, 2026),
    st.integers(1, 10),
)
days = st.dates(date(2009, 9, 11), date(2026, 11, 23)) | month_ends
instants = st.builds(
    lambda day, n: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=n), days, minutes
)
terms = st.builds(lambda n, m: timedelta(days=n, minutes=m), st.integers(0, 95), minutes)


def later(instant: datetime, months: int) -> datetime:
    """So many calendar months later in Beijing, the day clamped to the month's last."""
    local = instant + BEIJING
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day) - BEIJING


def judge(created: datetime, expires: datetime) -> Ruling:
    return examples.judge(instance_term, instance(created_at=known(created), expires_at=known(expires)))


@settings(max_examples=400, deadline=None)
@given(created=instants, term=terms)
@example(created=datetime(2026, 8, 25, 2, 0, tzinfo=UTC), term=timedelta(days=92))
@example(created=datetime(2025, 11, 29, 15, 0, tzinfo=UTC), term=timedelta(hours=2))
def test_a_term_passes_from_the_end_of_its_third_month_on_and_else_is_told_how_many_are_missing(
    created: datetime, term: timedelta
) -> None:
    assert created <= SEEN_AT
    expires, enough = created + term, later(created, 3)
    ruling = judge(created, expires)
    assert ruling.outcome is (Outcome.PASS if expires >= enough else Outcome.FAIL)
    if ruling.outcome is Outcome.FAIL:
        missing = ruling.fix.values["missing"]
        assert isinstance(missing, int)
        assert judge(created, later(expires, missing)).outcome is Outcome.PASS
        assert missing == 1 or judge(created, later(expires, missing - 1)).outcome is Outcome.FAIL


@settings(max_examples=200, deadline=None)
@given(created=instants)
def test_a_minute_decides(created: datetime) -> None:
    enough = later(created, 3)
    assert judge(created, enough).outcome is Outcome.PASS
    assert judge(created, enough - timedelta(minutes=1)).outcome is Outcome.FAIL


@settings(max_examples=200, deadline=None)
@given(
    created=instants,
    charge=st.sampled_from(["PostPaid", "AfterPay", ""]),
    expires=instants | st.just(datetime.max.replace(tzinfo=UTC)),
)
def test_nothing_but_a_subscription_ever_passes(created: datetime, charge: str, expires: datetime) -> None:
    subject = instance(charge_type=charge, created_at=known(created), expires_at=known(expires))
    assert examples.judge(instance_term, subject).outcome in {Outcome.FAIL, Outcome.UNKNOWN}
