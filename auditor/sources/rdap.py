"""RDAP: the registration of a domain, where its registry has it (RFC 9082, RFC 9083)."""

from __future__ import annotations

from auditor.model import Observation
from auditor.names import Name
from auditor.readers import rdap as reader
from auditor.settings import Settings
from auditor.sources._registry import lookup, observation
from auditor.tables import Tables
from auditor.wire import Query, Wire, reading

SOURCE = "rdap"


def observe(name: Name, wire: Wire, settings: Settings, tables: Tables) -> Observation | None:
    """What the registry says; None for a suffix that is not asked by RDAP."""
    where = lookup(name, settings, tables)
    if where.protocol != SOURCE:
        return None
    query = Query(SOURCE, where.server, f"domain/{name.id}")
    url = f"{where.server}{query.question}"
    found = reading(SOURCE, name.id, lambda: reader.read(name.id, url, wire.ask(query)))
    return observation(SOURCE, name.id, found)
