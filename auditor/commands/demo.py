"""`icp-auditor demo`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditor.commands import _options as o
from auditor.commands._asked import request, selection
from auditor.commands._run import run


@o.reporting
def command(owner: o.Owner = None, *, common: o.Common) -> None:
    """Audit the sample account: no credentials, no network."""
    common = replace(common, replay=common.replay or sample())
    run(request(selection(None, None, None, None), (), None, None, common.as_of), common, flags=o.flags(owner))


def sample() -> Path:
    """Where the recorded conversations of the sample account are: inside the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "cassettes" / "demo"
    return inside if inside.is_dir() else package.parent / "cassettes" / "demo"
