"""`python -m tests.fuzz [NAME …] [--seconds N] [--found FOLDER]`: look for inputs that break the targets, all of them by default.

What breaks one is written into its corpus as `broke-…`. What only reached new code goes to `--found`, by target, if given:
put the few that are worth it into the corpus.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz import CORPUS, NAMES

_LARGEST = 16_384
"""Bytes of an input."""
_TOO_LONG, _TOO_LARGE = 60, 2_048
"""Seconds and megabytes after which an input counts as one that breaks the target."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz the readers.")
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(NAMES)}")
    asked.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    asked.add_argument("--found", type=Path, help="keep the inputs that reached new code in this folder")
    given = asked.parse_args()
    if strange := sorted(set(given.names) - set(NAMES)):
        asked.error(f"there is no target {strange[0]}; there are {', '.join(NAMES)}")
    broken = [name for name in given.names or NAMES if fuzz(name, given.seconds, given.found) != 0]
    sys.stdout.write(f"broken: {', '.join(broken)}\n" if broken else "nothing broke\n")
    return 1 if broken else 0


def fuzz(name: str, seconds: int, found: Path | None) -> int:
    """libFuzzer's exit code: 0 if nothing broke."""
    sys.stdout.write(f"{name}: {seconds} s\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as scratch:
        new = (found or Path(scratch) / "found") / name
        new.mkdir(parents=True, exist_ok=True)
        arguments = [
            str(new),
            str(CORPUS / name),
            f"-max_total_time={seconds}",
            f"-artifact_prefix={CORPUS / name / 'broke-'}",
            f"-max_len={_LARGEST}",
            f"-timeout={_TOO_LONG}",
            f"-report_slow_units={_TOO_LONG}",
            f"-rss_limit_mb={_TOO_LARGE}",
            "-verbosity=0",
        ]
        command = [sys.executable, "-m", "tests.fuzz.run", name, *arguments]
        return subprocess.run(command, env={**os.environ, "TMPDIR": scratch}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
