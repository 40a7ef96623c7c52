"""The generated parts of README.md: `make docs` writes them anew, the gate checks that they are up to date.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from auditor.cli import EXIT_CODES
from auditor.judge import rules

README = Path(__file__).parent.parent / "README.md"
_PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_LINES = 13


def command(*arguments: str) -> str:
    """What `icp-auditor ARGUMENTS` prints, at 100 columns."""
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=README.parent,
        env={"COLUMNS": "100", "LANG": "C.UTF-8", "HOME": "/nonexistent", "TERMINAL_WIDTH": "100"},
    )
    assert not done.stderr, done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.rstrip("\n").split("\n"))


def session() -> str:
    """The beginning and the end of the demo, as it prints them."""
    lines = command("demo").splitlines()
    return fenced(
        "$ icp-auditor demo",
        *lines[:_LINES],
        "…",
        *lines[next(n for n, line in enumerate(lines) if line.startswith("Gaps")) :],
    )


def help_text() -> str:
    """`icp-auditor --help`, without the exit codes."""
    return fenced("$ icp-auditor --help", command("--help").partition("Exit codes:")[0].rstrip())


def rule_table() -> str:
    """What is checked."""
    rows = [f"| `{rule.id}` | {rule.kind} | {rule.title} | {rule.authority.publisher} |" for rule in rules()]
    return "\n".join(["| rule | about | what is required | source |", "| --- | --- | --- | --- |", *rows])


def exit_codes() -> str:
    """The table of exit codes."""
    rows = re.findall(r"^ +(\d+) +(.+)$", EXIT_CODES, re.MULTILINE)
    return "\n".join(["| code | meaning |", "| --- | --- |", *(f"| {code} | {meaning} |" for code, meaning in rows)])


def fenced(*lines: str) -> str:
    """Lines as a block of text."""
    return "\n".join(["```text", *lines, "```"])


PARTS = {
    "session": session,
    "help": help_text,
    "rules": rule_table,
    "exit-codes": exit_codes,
}


def renewed(text: str) -> str:
    """README.md with every generated part as it should be."""
    return _PART.sub(lambda part: f"{part[1]}{PARTS[part[2]]()}\n{part[3]}", text)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
