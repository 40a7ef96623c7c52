"""Jobs in threads, results in order: what makes a run both fast and the same every time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import Full, Queue
from typing import Generic, TypeVar

T = TypeVar("T")
Job = Callable[[], Iterable[T]]

_LOOK_UP = 0.2  # seconds between two looks whether the reader of a full lane has gone away


class _Lane(Generic[T]):
    """The items of one job on their way to the reader: at most `ahead` of them unread."""

    def __init__(self, ahead: int, stopped: threading.Event) -> None:
        self._items: Queue[tuple[T] | None] = Queue(ahead)
        self._stopped = stopped
        self.job: Future[None]

    def fill(self, job: Job[T]) -> None:
        """Run the job; its end is marked whatever becomes of it."""
        try:
            for item in job():
                if not self._put((item,)):
                    return
        finally:
            self._put(None)

    def read(self) -> Iterator[T]:
        """The items; then whatever error the job ended with is raised."""
        while (item := self._items.get()) is not None:
            yield item[0]
        self.job.result()

    def _put(self, item: tuple[T] | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._items.put(item, timeout=_LOOK_UP)
            except Full:
                continue
            return True
        return False


def in_order(jobs: Iterable[Job[T]], *, workers: int, ahead: int = 8, window: int = 64) -> Iterator[T]:
    """What the jobs yield, job after job, while up to `workers` of them run at once.

    At most `window` jobs are begun before the first of them is read to its end, and a job waits when `ahead` of its items
    are unread: memory stays bounded whatever the number of jobs. Jobs are begun in their order, so the one that is being
    read always runs; they are under way as soon as this is called. An exception of a job is raised in its place.
    """
    stopped = threading.Event()
    lanes: deque[_Lane[T]] = deque()
    source = iter(jobs)
    pool = ThreadPoolExecutor(workers)

    def begin(count: int) -> None:
        for job in islice(source, count):
            lane: _Lane[T] = _Lane(ahead, stopped)
            lane.job = pool.submit(lane.fill, job)
            lanes.append(lane)

    def read() -> Iterator[T]:
        try:
            while lanes:
                yield from lanes.popleft().read()
                begin(1)
        finally:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)

    begin(window)
    return read()
