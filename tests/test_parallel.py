"""`in_order`: fast, in order, bounded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from auditor.parallel import in_order


def several(n: int) -> Iterator[tuple[int, int]]:
    for k in range(3):
        yield n, k


@pytest.mark.parametrize("workers", [1, 3, 16])
def test_items_come_in_the_order_of_their_jobs(workers: int) -> None:
    jobs = [partial(several, n) for n in range(100)]
    assert list(in_order(jobs, workers=workers, window=20)) == [(n, k) for n in range(100) for k in range(3)]


def test_jobs_run_at_the_same_time() -> None:
    all_there = threading.Barrier(4, timeout=20)

    def job(n: int) -> Iterator[int]:
        all_there.wait()  # passes only when four jobs are here at once
        yield n

    assert list(in_order([partial(job, n) for n in range(4)], workers=4)) == [0, 1, 2, 3]


def test_only_a_window_of_jobs_is_begun_ahead_of_the_reader() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[Callable[[], Iterator[int]]]:
        for n in range(1000):
            taken.append(n)
            yield partial(iter, [n])

    items = in_order(jobs(), workers=2, window=10)
    assert [next(items) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert len(taken) <= 15


def test_a_job_waits_for_its_reader() -> None:
    made: list[int] = []

    def job() -> Iterator[int]:
        for n in range(1000):
            made.append(n)
            yield n

    items = in_order([job], workers=1, ahead=3)
    assert next(items) == 0
    assert len(made) <= 6
    assert list(items) == list(range(1, 1000))


def test_an_error_of_a_job_is_raised_in_its_place() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ArithmeticError("of the job")

    def fine(n: int) -> Iterator[int]:
        yield n

    jobs: list[Callable[[], Iterator[int]]] = [partial(fine, 0), broken, partial(fine, 2)]
    items = in_order(jobs, workers=3)
    assert [next(items), next(items)] == [0, 1]
    with pytest.raises(ArithmeticError, match="of the job"):
        next(items)


def test_a_reader_that_goes_away_stops_the_jobs() -> None:
    ended = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            ended.set()

    items = in_order([endless], workers=1, ahead=2)
    assert next(items) == 1
    items.close()  # type: ignore[attr-defined]
    assert ended.wait(20)


def test_no_jobs_no_items() -> None:
    assert list(in_order([], workers=4)) == []
