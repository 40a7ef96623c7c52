"""WHOIS: the registration of a domain whose registry has no RDAP, on port 43 (RFC 3912)."""

from __future__ import annotations

from auditor.model import Gap, GapReason, Observation
from auditor.names import Name
from auditor.settings import Settings
from auditor.sources._observing import observation, observed
from auditor.sources._registry import WHOIS, plan
from auditor.tables import Tables
from auditor.wire import Wire

SOURCE = WHOIS


def observe(name: Name, wire: Wire, settings: Settings, tables: Tables) -> Observation | None:
    """What the registry says; None for a suffix that is asked by RDAP. Says so if no registry is known at all."""
    planned = plan(name, settings, tables)
    if not planned.servers:
        detail = f"no registry of .{name.suffix} is known to ask; set one under [rdap] or [whois] in the settings"
        return observation(SOURCE, name.id, Gap(SOURCE, name.id, GapReason.NOT_FOUND, detail))
    return observed(name, planned, wire) if planned.protocol == SOURCE else None
