"""One at a time, please: turns at servers that want to be asked slowly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class _Desk:
    """One server's desk: who holds `taken` is being served; `left_at` is when the last one went (monotonic seconds)."""

    def __init__(self) -> None:
        self.taken = Lock()
        self.left_at = float("-inf")


class Turns:
    """The turns at all servers, shared by all threads.

    Args:
        clock: monotonic seconds.
        sleep: waits so many seconds.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._guard = Lock()
        self._desks: dict[str, _Desk] = {}

    @contextmanager
    def turn(self, server: str, pause: float) -> Iterator[None]:
        """One conversation with `server`; its body runs when its turn has come.

        With a `pause` above 0, no two conversations run at the same time and at least `pause` seconds pass between the
        end of one, however it ended, and the beginning of the next. With 0, nobody waits for anybody.
        """
        if pause <= 0:
            yield
            return
        with self._guard:
            desk = self._desks.setdefault(server, _Desk())
        with desk.taken:
            left = desk.left_at + pause - self._clock()
            if left > 0:
                self._sleep(left)
            try:
                yield
            finally:
                desk.left_at = self._clock()
