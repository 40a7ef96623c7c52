from __future__ import annotations

from dataclasses import fields

import pytest

from auditor.errors import AuditorError, UsageError, WireError
from auditor.model import Gap, GapReason
from auditor.wire import Query, reading


def test_what_is_read_is_handed_on() -> None:
    assert reading("ecs", "cn-hangzhou", lambda: [1]) == [1]
    assert reading("ecs", "cn-hangzhou", lambda: None) is None


@pytest.mark.parametrize("reason", list(GapReason))
def test_a_wire_error_becomes_a_gap_with_its_reason(reason: GapReason) -> None:
    def read() -> None:
        raise WireError(reason.value, "why")

    assert reading("ecs", "cn-hangzhou", read) == Gap("ecs", "cn-hangzhou", reason, "why")


@pytest.mark.parametrize("error", [AuditorError("x"), UsageError("x"), ValueError("x"), KeyboardInterrupt()])
def test_any_other_error_is_none_of_its_business(error: BaseException) -> None:
    def read() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        reading("ecs", "cn-hangzhou", read)
    assert caught.value is error


def test_a_query_names_an_account_and_has_no_place_for_a_credential() -> None:
    names = {f.name for f in fields(Query)}
    assert names == {"protocol", "server", "question", "parameters", "account", "hearsay", "pause"}
