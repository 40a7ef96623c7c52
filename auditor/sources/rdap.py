"""RDAP: the registration of a domain, where its registry has it (RFC 9082, RFC 9083); WHOIS where RDAP gives no answer."""

from __future__ import annotations

from auditor.model import Observation
from auditor.names import Name
from auditor.settings import Settings
from auditor.sources._observing import observed
from auditor.sources._registry import RDAP, plan
from auditor.tables import Tables
from auditor.wire import Wire

SOURCE = RDAP


def observe(name: Name, wire: Wire, settings: Settings, tables: Tables) -> Observation | None:
    """What the registry says; None for a suffix that is not asked by RDAP first."""
    planned = plan(name, settings, tables)
    return observed(name, planned, wire) if planned.protocol == SOURCE else None
