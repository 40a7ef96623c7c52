"""`icp-auditor registries`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option, echo

from auditor.errors import AuditorError, UsageError, WireError
from auditor.model import Table
from auditor.names import Name, to_ascii, to_unicode
from auditor.printable import visible
from auditor.settings import Settings, find_file, load
from auditor.sources import _bootstrap as bootstrap
from auditor.sources._registry import Plan, plan
from auditor.tables import Tables

_FEW = 8


class Action(StrEnum):
    """What to do with them."""

    LIST = "list"
    REFRESH = "refresh"


What = Annotated[Action, Argument(help="Show whom a suffix is asked at, or fetch IANA's list of RDAP servers.")]
Suffixes = Annotated[list[str] | None, Argument(metavar="SUFFIX…", help="Only these, like cn com.cn 中国 (for list).")]
Config = Annotated[Path | None, Option("--config", metavar="FILE", help="Settings (as AUDITOR_CONFIG).")]


def command(action: What, suffixes: Suffixes = None, config: Config = None) -> None:
    """List the registries that are asked, or refresh their RDAP servers from IANA."""
    from platformdirs import user_config_path

    settings = load({}, os.environ, find_file(config, os.environ, user_config_path("icp-auditor")))
    if action is Action.LIST:
        _list(suffixes or (), settings)
    elif suffixes:
        raise UsageError("refresh takes no suffix", "IANA publishes all of them in one list")
    else:
        _refresh(settings)


# --- list ---------------------------------------------------------------------------------------------------------------


def _list(suffixes: Sequence[str], settings: Settings) -> None:
    from rich.console import Console
    from rich.table import Table as Grid

    kept = bootstrap.read(bootstrap.place()) if settings.rdap_bootstrap_url else None
    said = (Table(bootstrap.NAME, kept[1].published_on), kept[1].servers) if kept else None
    tables = Tables(bootstrap=lambda: said)
    own = {*settings.rdap_servers, *settings.whois_servers}
    labels = [_label(suffix) for suffix in suffixes] or sorted({*tables.registries, *own})
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("suffix", "asked", "server", "then", "thin", "source", "date"):
        grid.add_column(title, overflow="fold")
    for label in labels:
        grid.add_row(*map(visible, _row(label, settings, tables)))
    Console(file=sys.stdout, width=240, highlight=False, markup=False).print(grid)
    more = len(said[1].keys() - {*labels}) if said else 0
    if more and not suffixes:
        echo(f"\nSuffixes that only IANA's list has: {more}. Name one to see its server.")


def _label(suffix: str) -> str:
    label = to_ascii(suffix)
    if not label:
        raise UsageError(f"{suffix!r} is not a suffix", "write one like cn, com.cn or 中国")
    return label


def _row(label: str, settings: Settings, tables: Tables) -> Iterator[str]:
    found = plan(Name(f"example.{label}", "", label.rpartition(".")[2], ()), settings, tables)
    yield label if to_unicode(label) == label else f"{label} ({to_unicode(label)})"
    if not found.servers:
        yield from ("nobody is known", "", "", "", "", "")
        return
    first, *rest = found.servers
    yield from (first.protocol, first.address, " ".join(map(str, rest)), "thin" if found.thin else "")
    yield from _origin(found, settings, tables)


def _origin(found: Plan, settings: Settings, tables: Tables) -> tuple[str, str]:
    """Who says so, and when that was read."""
    if found.origin == "settings":
        where = dict.fromkeys(settings.origins.get(f"{server.protocol}_servers", "") for server in found.servers)
        return " ".join(where), ""
    read_on = {table.name: table.read_on.isoformat() for table in tables.used}
    source = tables.registries[found.suffix].source if found.origin == "registries" else "IANA RDAP bootstrap"
    return source, read_on.get(found.origin, "")


# --- refresh ------------------------------------------------------------------------------------------------------------


def _refresh(settings: Settings) -> None:
    from auditor.commands._run import now
    from auditor.live import Live

    url = settings.rdap_bootstrap_url
    if not url:
        raise UsageError("rdap.bootstrap_url is switched off", "set it, or unset it for IANA's own")
    path = bootstrap.place()
    try:
        found = bootstrap.write(path, Live(settings, now).ask(bootstrap.question(url)))
    except WireError as error:
        raise AuditorError(f"{url} gave no list, and nothing was changed: {error}", "try again later") from error
    except OSError as error:
        raise AuditorError(f"{path} cannot be written: {error.strerror}", "make room there") from error
    echo(f"IANA's list of {found.published_on}: {len(found.servers)} suffixes, kept in {visible(str(path))}")
    shipped = Tables().registries
    changes = bootstrap.changes(shipped, found.servers)
    echo("Compared with the table that icp-auditor is shipped with:")
    echo(_changed("new", [f"{suffix} {found.servers[suffix]}" for suffix in changes.new]))
    moved = [f"{suffix} {shipped[suffix].rdap} → {found.servers[suffix]}" for suffix in changes.moved]
    echo(_changed("moved", moved))
    echo(_changed("gone", [f"{suffix} {shipped[suffix].rdap} (still asked)" for suffix in changes.gone]))


def _changed(what: str, lines: Sequence[str]) -> str:
    shown = [f"    {line}" for line in lines[:_FEW]]
    more = [f"    and {len(lines) - _FEW} more"] if len(lines) > _FEW else []
    return "\n".join([f"  {what}: {len(lines) or 'none'}", *shown, *more])
