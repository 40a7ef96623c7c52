"""`make bench`: print what was measured beside its goal."""

from __future__ import annotations

import sys

from tests.bench import domains


def main() -> None:
    """A table: what, measured, goal."""
    for part in (domains.parsing, domains.look_ups, domains.memory):
        for what, measured, goal in part():
            sys.stdout.write(f"{what:<64} {measured:>10}  {goal}\n")
            sys.stdout.flush()


main()
