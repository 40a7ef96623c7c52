"""WHOIS: the registration of a domain whose registry has no RDAP, on port 43 (RFC 3912)."""

from __future__ import annotations

from auditor.model import Gap, GapReason, Observation
from auditor.names import Name
from auditor.readers import whois as reader
from auditor.settings import Settings
from auditor.sources._registry import lookup, observation
from auditor.tables import Tables
from auditor.wire import Query, Wire, reading

SOURCE = "whois"


def observe(name: Name, wire: Wire, settings: Settings, tables: Tables) -> Observation | None:
    """What the registry says; None for a suffix that is asked by RDAP. Says so if no registry is known at all."""
    where = lookup(name, settings, tables)
    if not where.protocol:
        detail = f"no registry of .{name.suffix} is known to ask; set one under [rdap] or [whois] in the settings"
        return observation(SOURCE, name.id, Gap(SOURCE, name.id, GapReason.NOT_FOUND, detail))
    if where.protocol != SOURCE:
        return None
    query = Query(SOURCE, where.server, name.id, pause=where.pause)
    found = reading(SOURCE, name.id, lambda: reader.read(name.id, where.server, wire.ask(query)))
    return observation(SOURCE, name.id, found)
