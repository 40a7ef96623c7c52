"""`config/*.toml` → typed reference tables. Numbers and lists live there, with publisher, URL and the day they were read.

Every file begins with `[table]` (`read_on`, `publisher`, `url`, `note`); the rest is its rows. A table is read when it is
first used, so a command pays only for what it asks.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from auditor.errors import AuditorError
from auditor.model import Table


@dataclass(frozen=True, slots=True)
class Region:
    """An ECS region. `area` is `mainland`, `outside`, `special` (finance, government) or `partner`."""

    id: str
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Registrar:
    """A registrar and whether it is licensed by MIIT.

    `location` is `CN-mainland`, a country or region code, or `unknown`; `licensed` is `yes`, `probable`, `unknown` or `no`.
    `iana_id` is "" for those that sponsor `.cn` names only.
    """

    iana_id: str
    name: str
    name_zh: str
    former_names: tuple[str, ...]
    brand: str
    location: str
    licensed: str
    evidence: str
    note: str
    read_on: date


@dataclass(frozen=True, slots=True)
class Suffix:
    """A top-level domain (A-label) and whether MIIT approved it: `approved`, `not-approved` or `unclear`, as seen on `as_of`."""

    ascii: str
    name: str
    status: str
    as_of: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Registry:
    """Where a suffix is looked up. `protocol` is the one to ask (`rdap` or `whois`); `thin`: the holder is at the registrar."""

    suffix: str
    protocol: str
    rdap: str
    whois: str
    thin: bool
    interval: timedelta
    source: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds, each with its source in `config/policy.toml`."""

    term_months: int
    review_window: timedelta
    domain_expiry_fail: timedelta
    domain_expiry_warn: timedelta
    earliest_creation: date
    endless_from: date
    real_name_fresh: timedelta
    real_name_settled: timedelta
    real_name_loaded_from: date
    real_name_assumed_after: timedelta


Bootstrap: TypeAlias = Callable[[], tuple[Table, Mapping[str, str]] | None]
"""Brings the RDAP servers by suffix, and whose word that is."""


class Tables:
    """The reference tables, each loaded on first use from `folder`; `bootstrap` brings IANA's RDAP servers, if it can."""

    def __init__(self, folder: Path | None = None, bootstrap: Bootstrap = lambda: None) -> None:
        self._folder = folder or config_folder()
        self._bootstrap = bootstrap
        self._used: dict[str, Table] = {}

    @property
    def used(self) -> tuple[Table, ...]:
        """The tables that were read so far, sorted by name."""
        return tuple(self._used[name] for name in sorted(self._used))

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """Regions by id."""
        return {r["id"]: Region(r["id"], r["name"], r["area"]) for r in self._rows("regions", "region")}

    @cached_property
    def suffixes(self) -> Mapping[str, Suffix]:
        """Top-level domains by A-label."""
        return {
            r["ascii"]: Suffix(
                r["ascii"], r["name"], r["status"], r.get("as_of", ""), r.get("source", ""), r.get("note", "")
            )
            for r in self._rows("suffixes", "suffix")
        }

    @cached_property
    def registries(self) -> Mapping[str, Registry]:
        """Lookup servers by suffix (A-label)."""
        return {
            r["suffix"]: Registry(
                suffix=r["suffix"],
                protocol=r["protocol"],
                rdap=r.get("rdap", ""),
                whois=r.get("whois", ""),
                thin=r.get("thin", False),
                interval=timedelta(seconds=r.get("interval_seconds", 0)),
                source=r.get("source", ""),
            )
            for r in self._rows("registries", "registry")
        }

    @cached_property
    def bootstrap(self) -> Mapping[str, str]:
        """IANA's RDAP servers (base URLs) by suffix, newer than `registries`; empty where there is no refreshed list."""
        table, servers = self._bootstrap() or (None, {})
        if table:
            self._used[table.name] = table
        return servers

    @cached_property
    def statuses(self) -> Mapping[str, str]:
        """What a domain status means for a filing: `normal`, `wait` or `blocked`, by `status_key`."""
        return {status_key(r["status"]): r["meaning"] for r in self._rows("statuses", "status")}

    def status_meaning(self, status: str) -> str:
        """What this status means for a filing, in whatever spelling; "" if no row says it."""
        return self.statuses.get(status_key(status), "")

    @cached_property
    def locks(self) -> Mapping[str, str]:
        """What an instance's lock reason means, in words, by reason in lower case."""
        return {r["reason"].lower(): r["meaning"] for r in self._rows("locks", "lock")}

    @cached_property
    def policy(self) -> Policy:
        """The thresholds."""
        values = {row["name"]: row["value"] for row in self._rows("policy", "threshold")}
        return Policy(
            term_months=values["term_months"],
            review_window=timedelta(days=values["review_window_days"]),
            domain_expiry_fail=timedelta(days=values["domain_expiry_fail_days"]),
            domain_expiry_warn=timedelta(days=values["domain_expiry_warn_days"]),
            earliest_creation=values["earliest_creation"],
            endless_from=values["endless_from"],
            real_name_fresh=timedelta(days=values["real_name_fresh_days"]),
            real_name_settled=timedelta(days=values["real_name_settled_days"]),
            real_name_loaded_from=values["real_name_loaded_from"],
            real_name_assumed_after=timedelta(days=values["real_name_assumed_after_days"]),
        )

    @cached_property
    def _registrars(self) -> tuple[dict[str, Registrar], dict[str, Registrar]]:
        by_id: dict[str, Registrar] = {}
        by_name: dict[str, Registrar] = {}
        former: dict[str, Registrar] = {}
        for r in self._rows("registrars", "registrar"):
            row = Registrar(
                iana_id=str(r.get("iana_id", "")),
                name=r.get("name", ""),
                name_zh=r.get("name_zh", ""),
                former_names=tuple(r.get("former_names", ())),
                brand=r.get("brand", ""),
                location=r["location"],
                licensed=r["licensed"],
                evidence=r.get("evidence", ""),
                note=r.get("note", ""),
                read_on=self._used["registrars"].read_on,
            )
            if row.iana_id:
                by_id[row.iana_id] = row
            for name in filter(None, (row.name, row.name_zh)):
                by_name[name_key(name)] = row
            for name in row.former_names:
                former[name_key(name)] = row
        return by_id, {**former, **by_name}  # a current name outranks somebody else's former one

    def registrar_by_id(self, iana_id: str) -> Registrar | None:
        """The registrar with this IANA id."""
        return self._registrars[0].get(iana_id)

    def registrar_by_name(self, name: str) -> Registrar | None:
        """The registrar with exactly this legal name, English or Chinese, current or former; width, case and spacing aside."""
        return self._registrars[1].get(name_key(name))

    def _rows(self, name: str, key: str) -> Iterator[dict[str, Any]]:
        path = self._folder / f"{name}.toml"
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
            self._used[name] = Table(name, document["table"]["read_on"])
            return iter(document[key])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
            raise AuditorError(
                f"the reference table {path.name} cannot be read: {error}", "reinstall icp-auditor"
            ) from error


def config_folder() -> Path:
    """Where `config/` is: inside the package when installed from a wheel, beside it in a checkout."""
    inside = Path(__file__).parent / "config"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "config"


def name_key(name: str) -> str:
    """A company name reduced to what tells it apart: width, case, spaces, brackets and punctuation aside.

    >>> name_key("Alibaba Cloud Computing (Beijing) Co., Ltd.") == name_key("ALIBABA CLOUD COMPUTING（BEIJING）CO.,LTD")
    True
    >>> name_key("甲有限公司") == name_key("甲有限责任公司")
    False
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if c.isalnum())


def status_key(status: str) -> str:
    """A domain status in one spelling: `client hold`, `clientHold https://icann.org/epp#clientHold` → `clienthold`.

    >>> status_key("client transfer prohibited") == status_key("clientTransferProhibited https://icann.org/epp#x")
    True
    """
    words = status.split("http", 1)[0].split("(", 1)[0]
    return "".join(c for c in words.casefold() if c.isalnum())
