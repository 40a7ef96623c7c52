"""`icp-auditor explain`."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, echo

from auditor.commands._asked import nearest
from auditor.errors import UsageError
from auditor.judge import rules

RuleId = Annotated[str, Argument(metavar="RULE", help="A rule as `icp-auditor rules` lists it, like instance-term.")]


def command(rule: RuleId) -> None:
    """Explain a rule: why, how to fix, who says so."""
    known = {each.id: each for each in rules()}
    if rule not in known:
        raise UsageError(f"there is no rule {rule!r}{nearest(rule, known)}", "see icp-auditor rules")
    found = known[rule]
    said = found.authority
    echo(f"{found.id} (about: {found.kind})\n\n{found.doc.strip()}\n")
    echo(f"When unknown:\n    {found.unknown_fix}\n")
    echo(f"Who says so:\n    {said.publisher}, read on {said.read_on}\n    {said.url}")
