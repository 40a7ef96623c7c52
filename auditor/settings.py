"""The user's own file, environment and flags → Settings; names the wrong key.

A flag outranks the environment (`AUDITOR_*`), the environment the file, the file the default. `KEYS` is the one list of what
can be set: the file's keys, the environment's variables and the example in `config/auditor.example.toml` follow from it.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from auditor import values as v
from auditor.errors import UsageError


@dataclass(frozen=True, slots=True)
class Account:
    """An Alibaba Cloud account to audit: a name for the report, and where its credential comes from (never the credential).

    Without `profile` the default chain is used (environment, OIDC, configuration files); `role_arn` is then assumed with it.
    `ram_role` is the RAM role of the ECS instance that the program runs on.
    """

    name: str
    profile: str = ""
    role_arn: str = ""
    external_id: str = ""
    ram_role: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Durations in seconds.

    `origins` tells for each field that is not the default where it was set: `"--timeout"`, `"AUDITOR_TIMEOUT"` or a path.
    """

    accounts: tuple[Account, ...] = (Account("default"),)
    owner: str = ""
    owner_aliases: tuple[str, ...] = ()
    timeout: float = 10.0
    concurrency: int = 8
    ecs_endpoint_url: str = ""
    ecs_patience: float = 120.0
    sts_endpoint: str = ""
    whois_servers: Mapping[str, str] = field(default_factory=dict)
    whois_intervals: Mapping[str, float] = field(default_factory=dict)
    rdap_servers: Mapping[str, str] = field(default_factory=dict)
    rdap_bootstrap_url: str = "https://data.iana.org/rdap/dns.json"
    dns_nameservers: tuple[str, ...] = ()
    domain_service: bool = False
    domain_endpoint_url: str = "https://domain.aliyuncs.com"
    check_filed: bool = False
    filing_cdn_url: str = "https://cdn.aliyuncs.com"
    filing_companyreg_url: str = "https://companyreg.aliyuncs.com"
    cache_ttl: timedelta = timedelta(hours=6)
    origins: Mapping[str, str] = field(default_factory=dict)


KEYS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "owner": ("owner", v.name),
    "owner_aliases": ("owner_aliases", v.texts),
    "timeout": ("timeout", v.number(0.1, 600)),
    "concurrency": ("concurrency", v.count),
    "ecs.endpoint_url": ("ecs_endpoint_url", v.url),
    "ecs.patience": ("ecs_patience", v.number(0, 3600)),
    "sts.endpoint": ("sts_endpoint", v.host_port(443)),
    "whois.servers": ("whois_servers", v.by_suffix(v.host_port(43))),
    "whois.intervals": ("whois_intervals", v.by_suffix(v.number(0, 3600))),
    "rdap.servers": ("rdap_servers", v.by_suffix(v.base_url)),
    "rdap.bootstrap_url": ("rdap_bootstrap_url", v.url_or_nothing),
    "dns.nameservers": ("dns_nameservers", v.nameservers),
    "domain.service": ("domain_service", v.switch),
    "domain.endpoint_url": ("domain_endpoint_url", v.url),
    "filing.check": ("check_filed", v.switch),
    "filing.cdn_url": ("filing_cdn_url", v.url),
    "filing.companyreg_url": ("filing_companyreg_url", v.url),
    "cache.ttl": ("cache_ttl", v.duration),
}
_SECTIONS = {key.partition(".")[0] for key in KEYS if "." in key}
_ACCOUNT_KEYS = tuple(f.name for f in fields(Account))


def variable(key: str) -> str:
    """The environment variable of a key: `whois.servers` → `AUDITOR_WHOIS_SERVERS`."""
    return "AUDITOR_" + key.replace(".", "_").upper()


def load(flags: Mapping[str, Any], environ: Mapping[str, str], file: Path | None) -> Settings:
    """The settings that apply: `flags` by key (None: not given), the environment, and the file found by `find_file`.

    Raises:
        UsageError: a key or value is wrong; the message names it and where it was set.
    """
    layers: list[tuple[str, Mapping[str, Any]]] = []
    accounts: tuple[Account, ...] = ()
    if file is not None:
        document = _read(file)
        accounts = _accounts(document.pop("account", []), str(file))
        layers.append((str(file), _flat(document, str(file))))
    layers.append(("", {key: environ[variable(key)] for key in KEYS if environ.get(variable(key))}))
    values: dict[str, Any] = {"accounts": accounts} if accounts else {}
    origins = {"accounts": str(file)} if accounts else {}
    layers.append(("--", {key: value for key, value in flags.items() if value is not None}))
    for where, layer in layers:
        for key, value in layer.items():
            name, parse = KEYS[key]
            origin = f"--{key.replace('.', '-')}" if where == "--" else where or variable(key)
            try:
                values[name] = parse(value)
            except v.WrongValueError as problem:
                said = f"{key} in {where}" if where not in ("", "--") else origin
                raise UsageError(f"{said} {problem}{_shown(value)}", "see README, “Settings”") from None
            origins[name] = origin
    return replace(Settings(), **values, origins=origins)


def with_profiles(settings: Settings, profiles: Iterable[str]) -> Settings:
    """The settings with just these accounts: `--profile` names an `[[account]]` of the file, or a profile of Alibaba's files.

    Raises:
        UsageError: a name is empty.
    """
    if not all(profiles := list(profiles)):
        raise UsageError("--profile names no profile", "leave it out for the default credential")
    known = {account.name: account for account in settings.accounts if "accounts" in settings.origins}
    chosen = tuple(known.get(name, Account(name, profile=name)) for name in dict.fromkeys(profiles))
    if not chosen:
        return settings
    return replace(settings, accounts=chosen, origins={**settings.origins, "accounts": "--profile"})


def find_file(flag: Path | None, environ: Mapping[str, str], user_folder: Path) -> Path | None:
    """The settings file: `--config`, `AUDITOR_CONFIG`, `./auditor.toml`, the user's config directory; None if there is none."""
    named = flag or (Path(environ["AUDITOR_CONFIG"]) if environ.get("AUDITOR_CONFIG") else None)
    if named is not None:
        return named
    return next((path for path in (Path("auditor.toml"), user_folder / "auditor.toml") if path.is_file()), None)


def unknown_variables(environ: Iterable[str]) -> list[str]:
    """What is wrong with the environment's `AUDITOR_*` variables: one sentence for each that nothing reads."""
    known = [*map(variable, KEYS), "AUDITOR_CONFIG"]
    strays = sorted(name for name in environ if name.startswith("AUDITOR_") and name not in known)
    return [f"the environment variable {name} is not known{_nearest(name, known)}" for name in strays]


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise UsageError(f"the settings file {file} cannot be read: {error.strerror}", "see --config") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the settings file {file} is not UTF-8 text", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the settings file {file} is not TOML: {error}", "see README, “Settings”") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
        raise UsageError(
            f"the settings file {file} cannot be used: it is nested or long beyond reason", "see --config"
        ) from error


def _flat(document: Mapping[str, Any], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in document.items():
        if key in _SECTIONS:
            if not isinstance(value, dict):
                raise UsageError(f"{key} in {where} wants a table: [{key}]", "see README, “Settings”")
            found.update({f"{key}.{inner}": each for inner, each in value.items()})
        else:
            found[key] = value
    for key in found:
        if key not in KEYS:
            raise UsageError(
                f"unknown key {key} in {where}{_nearest(key, [*KEYS, 'account'])}", "see README, “Settings”"
            )
    return found


def _accounts(rows: Any, where: str) -> tuple[Account, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"account in {where} wants tables: [[account]]", "see README, “Settings”")
    for row in rows:
        for key, value in row.items():
            if key not in _ACCOUNT_KEYS:
                raise UsageError(
                    f"unknown key account.{key} in {where}{_nearest(key, _ACCOUNT_KEYS)}", "see README, “Settings”"
                )
            if not isinstance(value, str) or not value:
                raise UsageError(f"account.{key} in {where} wants a text{_shown(value)}", "see README, “Settings”")
    accounts = tuple(Account(**{"name": row.get("profile") or row.get("role_arn") or "default", **row}) for row in rows)
    names = [account.name for account in accounts]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError(f"two accounts in {where} are called {twice}", "give each a name of its own")
    return accounts


def _shown(value: Any) -> str:
    """`: 'x'`, unless it may hold a password (before an @), or is a number too long to be written."""
    try:
        written = repr(value)
    except ValueError:
        return ""
    return "" if "@" in written else f": {written}"


def _nearest(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
