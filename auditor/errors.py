"""Every way this program fails, each with its exit code.

::

    AuditorError            exit 1   the run broke
    ├── UsageError          exit 2   a flag, an argument or the settings are wrong
    ├── Interrupted         exit 130 the user or the system asked the program to stop
    └── WireError           (never ends a run: `wire.reading` turns it into a Gap)

What was *found* has exit codes of its own (0, 10, 11, and 12 where every account was refused); see `auditor.commands._run`.
"""

from __future__ import annotations

from typing import ClassVar


class AuditorError(Exception):
    """The run cannot go on. The message is one sentence for a person; `advice` is the next step."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class UsageError(AuditorError):
    """A flag, an argument, an input file or the settings cannot be used as they are."""

    exit_code = 2


class Interrupted(AuditorError):  # noqa: N818 - what happened, not what went wrong
    """Ctrl-C or SIGTERM."""

    exit_code = 130


class WireError(AuditorError):
    """A question got no usable answer. `reason` is a `GapReason` value; the message is its detail, free of secrets."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
