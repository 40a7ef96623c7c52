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
    names: Names = None,
    domains_file: o.DomainsFile = None,
    profile: o.Profiles = None,
    owner: o.Owner = None,
    *,
    domains_from_account: o.DomainsFromAccount = False,
    check_filed: o.CheckFiled = False,
    common: o.Common,
) -> None:
    """Audit domains; needs no Alibaba Cloud account."""
    if not (names or domains_file or domains_from_account or common.replay):
        raise UsageError("no domain was named", "write icp-auditor domain example.cn, or use --domains-file")
    asked = request(None, names or (), domains_file, None, common.as_of, from_account=domains_from_account)
    run(asked, common, profile, o.flags(owner, check_filed=check_filed, domains_from_account=domains_from_account))
