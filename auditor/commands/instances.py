"""`icp-auditor instances`."""

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
    *,
    common: o.Common,
) -> None:
    """Audit the instances of the account(s)."""
    run(request(selection(region, exclude_region, instance, tag), None, None, None, common.as_of), common, profile)
