"""`icp-auditor domain`."""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from auditor.commands import _options as o
from auditor.commands._asked import request
from auditor.commands._run import run
from auditor.errors import UsageError

Names = Annotated[list[str] | None, Argument(metavar="NAME…", help="Domains, like example.cn or 示例.中国.")]


@o.reporting
def command(
    names: Names = None, domains_file: o.DomainsFile = None, owner: o.Owner = None, *, common: o.Common
) -> None:
    """Audit domains; needs no Alibaba Cloud account."""
    if not (names or domains_file or common.replay):
        raise UsageError("no domain was named", "write icp-auditor domain example.cn, or use --domains-file")
    run(request(None, names or (), domains_file, None, common.as_of), common, owner=owner)
