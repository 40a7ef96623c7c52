from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from auditor.live.turns import Turns


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def turns() -> tuple[Time, Turns]:
    time = Time()
    return time, Turns(clock=time.clock, sleep=time.sleep)


def test_the_first_conversation_waits_for_nothing() -> None:
    time, waiting = turns()
    with waiting.turn("a", 2.0):
        assert time.slept == []


def test_the_pause_counts_from_the_end_of_the_conversation_before() -> None:
    time, waiting = turns()
    with waiting.turn("a", 2.0):
        time.now += 5.0
    time.now += 0.5
    with waiting.turn("a", 2.0):
        assert time.slept == [1.5]


def test_a_server_that_was_left_alone_long_enough_is_asked_at_once() -> None:
    time, waiting = turns()
    with waiting.turn("a", 2.0):
        pass
    time.now += 2.0
    with waiting.turn("a", 2.0):
        assert time.slept == []


def test_each_server_has_turns_of_its_own() -> None:
    time, waiting = turns()
    with waiting.turn("a", 2.0), waiting.turn("b", 2.0):
        assert time.slept == []


def test_a_conversation_that_fails_counts_too() -> None:
    time, waiting = turns()
    with pytest.raises(ValueError, match="broken"), waiting.turn("a", 2.0):
        raise ValueError("broken")
    with waiting.turn("a", 2.0):
        assert time.slept == [2.0]


def test_an_interrupted_wait_leaves_the_turn_to_the_next() -> None:
    time = Time()
    interrupted: list[Callable[[float], None]] = [time.sleep]

    def sleep(seconds: float) -> None:
        if interrupted:
            interrupted.pop()
            raise KeyboardInterrupt
        time.sleep(seconds)

    waiting = Turns(clock=time.clock, sleep=sleep)
    with waiting.turn("a", 2.0):
        pass
    with pytest.raises(KeyboardInterrupt), waiting.turn("a", 2.0):
        pytest.fail("the turn had not come")
    with waiting.turn("a", 2.0):
        assert time.slept == [2.0]


def test_threads_have_one_conversation_at_a_time_each_after_its_pause() -> None:
    time, waiting = turns()
    inside: list[int] = []
    busiest: list[int] = []

    def talk(n: int) -> None:
        with waiting.turn("a", 1.0):
            inside.append(n)
            busiest.append(len(inside))
            inside.remove(n)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, range(20)))
    assert busiest == [1] * 20
    assert time.slept == [1.0] * 19


def test_with_a_pause_nobody_comes_in_while_somebody_is_inside() -> None:
    _, waiting = turns()
    both = threading.Barrier(2, timeout=0.1)

    def talk(_n: int) -> None:
        with waiting.turn("a", 1.0), pytest.raises(threading.BrokenBarrierError):
            both.wait()  # passes, and raises nothing, if the other one comes in meanwhile

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(talk, range(2)))
    assert both.broken


def test_without_a_pause_conversations_run_side_by_side() -> None:
    _, waiting = turns()
    both = threading.Barrier(2, timeout=10)

    def talk(_n: int) -> int:
        with waiting.turn("a", 0.0):
            return both.wait()  # passes only if the other one is inside at the same time

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(talk, range(2))) == [0, 1]
