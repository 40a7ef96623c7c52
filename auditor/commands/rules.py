"""`icp-auditor rules`."""

from __future__ import annotations

import shutil
import sys

from auditor.judge import rules


def command() -> None:
    """List what is checked."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("rule", no_wrap=True)
    table.add_column("about", no_wrap=True)
    table.add_column("what is required", ratio=1)
    for rule in rules():
        table.add_row(rule.id, rule.kind, rule.title)
    width = shutil.get_terminal_size((100, 24)).columns
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)
    sys.stdout.write("\n`icp-auditor explain RULE` says why, how to fix it, and who says so.\n")
