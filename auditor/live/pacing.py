"""Ask again while it may help: as long as the server asks us to wait, within the patience of one question."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import count

import stamina
from stamina.instrumentation import set_on_retry_hooks

from auditor.errors import WireError
from auditor.wire import Reply

FIRST_STEP = 0.5
LONGEST_STEP = 60.0
"""Seconds. Alibaba Cloud counts calls by the minute: who is throttled in one minute may ask again in the next."""

set_on_retry_hooks(())  # stamina would write each retry to stderr


class Final(WireError):  # noqa: N818 - its parent is called an error already
    """There is no answer, and asking again will not bring one: no credential, a certificate that cannot be trusted."""


class _Again(Exception):  # noqa: N818 - not an error: how an answer that is not final goes round the loop
    def __init__(self, came: Reply | WireError) -> None:
        super().__init__()
        self.came = came


def patiently(ask: Callable[[], Reply], *, wait: Callable[[Reply | WireError], float | None], patience: float) -> Reply:
    """The answer of `ask`, asked again as long as `wait` thinks it worth while.

    Between two attempts pass the seconds that `wait` returns plus our own backoff: exponential, with full jitter, a
    step at most `LONGEST_STEP`. A server that wants more than is left of our patience is not waited for.

    Args:
        ask: one attempt.
        wait: what to do about what came: the seconds the server asks for, 0.0 if it names none, None if it is final.
        patience: seconds that all attempts and pauses may take together, the last attempt's own duration not counted.

    Raises:
        WireError: the last attempt's, when it had no answer.
    """
    gives_up_at = time.monotonic() + patience
    steps = count()

    def pause(error: Exception) -> float | bool:
        asked = wait(error.came) if isinstance(error, _Again) else None
        left = gives_up_at - time.monotonic()
        if asked is None or left <= 0 or asked > left:
            return False
        step = min(LONGEST_STEP, FIRST_STEP * 2 ** min(next(steps), 10))
        return min(asked + random.uniform(0, step), left)  # noqa: S311 - jitter, not a secret

    try:
        for attempt in stamina.retry_context(on=pause, attempts=None, timeout=None):
            with attempt:
                return _attempt(ask)
    except _Again as last:
        if isinstance(last.came, Reply):
            return last.came
        raise last.came from None
    raise AssertionError("stamina ends with an answer or an error")  # pragma: no cover


def _attempt(ask: Callable[[], Reply]) -> Reply:
    try:
        reply = ask()
    except WireError as error:
        raise _Again(error) from None
    raise _Again(reply)
