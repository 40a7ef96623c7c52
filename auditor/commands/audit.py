"""`icp-auditor audit`."""

from __future__ import annotations

from auditor.commands import _options as o
from auditor.commands._asked import request, selection
from auditor.commands._run import run


@o.reporting
def command(
    profile: o.Profiles = None,
    region: o.Regions = None,
    exclude_region: o.ExcludedRegions = None,
    instance: o.Instances = None,
    tag: o.Tags = None,
    domain: o.Domains = None,
    domains_file: o.DomainsFile = None,
    site: o.Sites = None,
    owner: o.Owner = None,
    *,
    domains_from_account: o.DomainsFromAccount = False,
    check_filed: o.CheckFiled = False,
    common: o.Common,
) -> None:
    """Audit instances and domains together."""
    chosen = selection(region, exclude_region, instance, tag)
    asked = request(chosen, domain or (), domains_file, site, common.as_of, from_account=domains_from_account)
    run(asked, common, profile, o.flags(owner, check_filed=check_filed, domains_from_account=domains_from_account))
