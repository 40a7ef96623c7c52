from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import stamina
from stamina.instrumentation import RetryDetails, get_on_retry_hooks, set_on_retry_hooks

from auditor.errors import WireError
from auditor.live.pacing import LONGEST_STEP, patiently
from auditor.wire import Reply

NOW = datetime(2026, 11, 25, tzinfo=UTC)


class Server:
    """Gives its answers one after the other; the last one for ever."""

    def __init__(self, *answers: Reply | WireError) -> None:
        self.answers = list(answers)
        self.asked = 0

    def ask(self) -> Reply:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, WireError):
            raise answer
        return answer


def reply(status: int) -> Reply:
    return Reply(status, "", NOW)


def until_good(came: Reply | WireError) -> float | None:
    return None if isinstance(came, Reply) and came.status == 200 else 0.0


@pytest.fixture
def in_no_time() -> Iterator[None]:
    with stamina.set_testing(True, attempts=8):
        yield


@pytest.mark.usefixtures("in_no_time")
def test_a_good_answer_ends_it() -> None:
    server = Server(reply(200))
    assert patiently(server.ask, wait=until_good, patience=60) == reply(200)
    assert server.asked == 1


@pytest.mark.usefixtures("in_no_time")
def test_bad_answers_and_none_are_asked_again() -> None:
    server = Server(reply(503), WireError("timeout", "silence"), reply(200))
    assert patiently(server.ask, wait=until_good, patience=60) == reply(200)
    assert server.asked == 3


@pytest.mark.usefixtures("in_no_time")
def test_the_last_error_is_raised_as_it_came() -> None:
    error = WireError("unreachable", "gone")
    server = Server(error)
    with pytest.raises(WireError) as caught:
        patiently(server.ask, wait=until_good, patience=60)
    assert caught.value is error
    assert server.asked == 8


def test_another_kind_of_error_is_not_swallowed() -> None:
    def broken() -> Reply:
        raise ValueError("a mistake of ours")

    with pytest.raises(ValueError, match="a mistake of ours"):
        patiently(broken, wait=until_good, patience=60)


def test_what_is_final_is_not_asked_again() -> None:
    server = Server(reply(404))
    assert patiently(server.ask, wait=lambda _: None, patience=60) == reply(404)
    assert server.asked == 1


@pytest.mark.parametrize(("asked", "patience"), [(0.0, 0.0), (61.0, 60.0), (1e9, 120.0)])
def test_without_patience_left_the_answer_stands(asked: float, patience: float) -> None:
    server = Server(reply(429), reply(200))
    assert patiently(server.ask, wait=lambda _: asked, patience=patience) == reply(429)
    assert server.asked == 1


@pytest.fixture
def waits() -> Iterator[list[float]]:
    found: list[float] = []

    def note(details: RetryDetails) -> None:
        found.append(details.wait_for)

    before = get_on_retry_hooks()
    set_on_retry_hooks([note])
    yield found
    set_on_retry_hooks(before)


def test_a_pause_is_what_the_server_asks_for_and_never_more_than_our_patience(waits: list[float]) -> None:
    server = Server(reply(429), reply(200))
    patiently(server.ask, wait=lambda came: 0.02 if came == reply(429) else None, patience=0.04)
    assert len(waits) == 1
    assert 0.02 <= waits[0] <= 0.04


def test_a_retry_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    server = Server(reply(429), reply(200))
    patiently(server.ask, wait=until_good, patience=0.01)
    assert server.asked == 2
    assert caplog.records == []


def test_a_step_can_be_as_long_as_the_minute_that_is_counted() -> None:
    assert LONGEST_STEP == 60
