"""What the value of a setting may be, as TOML, an environment variable or a flag gives it.

Each function returns the value, or raises `WrongValueError` with what is wanted instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from auditor.names import to_ascii

_SWITCHES = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


class WrongValueError(ValueError):
    """A value that does not fit its key; says what is wanted."""


def text(value: Any) -> str:
    """A text; white space of any kind is one space."""
    said = " ".join(value.split()) if isinstance(value, str) else "\0"
    if not said.isprintable():
        raise WrongValueError("wants a text")
    return said


def name(value: Any) -> str:
    """A text that is not empty."""
    if not (said := text(value)):
        raise WrongValueError("wants a name")
    return said


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts; in the environment, separated by semicolons, as a company's name may hold a comma."""
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise WrongValueError('wants a list like ["Example Technology Co., Ltd."]')
    return tuple(filter(None, map(text, parts)))


def number(low: float, high: float) -> Callable[[Any], float]:
    """A number in a range, bounds included."""

    def parse(value: Any) -> float:
        try:
            found = float(value) if not isinstance(value, bool) else low - 1
        except (TypeError, ValueError, OverflowError):
            found = low - 1
        if not low <= found <= high:
            raise WrongValueError(f"wants a number from {low:g} to {high:g}")
        return found

    return parse


def count(value: Any) -> int:
    """A whole number from 1 to 64."""
    found = number(1, 64)(value)
    if found != int(found):
        raise WrongValueError("wants a whole number")
    return int(found)


def switch(value: Any) -> bool:
    """True or false."""
    found = _SWITCHES.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise WrongValueError("wants true or false")
    return found


def duration(value: Any) -> timedelta:
    """A duration like `90`, `90s`, `30m`, `6h` or `7d`."""
    said = str(value) if isinstance(value, str) or (isinstance(value, int) and 0 <= value < 10**6) else ""
    found = re.fullmatch(r"\s*([0-9]{1,6})\s*([smhd]?)\s*", said, re.ASCII)
    if found is None:
        raise WrongValueError("wants a duration like 90s, 30m, 6h or 7d")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def url(value: Any) -> str:
    """The address of a server, `http://` or `https://`, without a password; `{region}` may stand in it."""
    said = text(value)
    try:
        parts = urlsplit(said.replace("{region}", "region"))
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0 and " " not in said
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment:
        raise WrongValueError("wants an address like https://host:port")
    if parts.username is not None or parts.password is not None:
        raise WrongValueError("must not hold a user name or a password")
    if re.search(r"[{}]", said.replace("{region}", "")):
        raise WrongValueError("knows {region} only as a placeholder")
    return said.rstrip("/")


def url_or_nothing(value: Any) -> str:
    """The same; `off` (or "", which an environment variable cannot be) switches something off and is ""."""
    return url(value) if value not in ("", "off") else ""


def base_url(value: Any) -> str:
    """The same, as the beginning of further addresses."""
    return url(value) + "/"


def host_port(default: int) -> Callable[[Any], str]:
    """`host:port`, or a host with the default port."""

    def parse(value: Any) -> str:
        try:
            parts = urlsplit(f"//{text(value)}")
            host, port = parts.hostname or "", parts.port or default
            extra = parts.path or parts.query or parts.fragment or parts.username is not None
        except ValueError:
            host, port, extra = "", 0, False
        if not host or extra or not re.fullmatch(r"[\w.:%-]+", host):
            raise WrongValueError("wants host:port")
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    return parse


def nameservers(value: Any) -> tuple[str, ...]:
    """Resolvers by IP address, with or without a port."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise WrongValueError('wants a list like ["192.0.2.53:53"]')
    servers = tuple(host_port(53)(part) for part in parts if part)
    for server in servers:
        try:
            ip_address(server.rpartition(":")[0].strip("[]"))
        except ValueError:
            raise WrongValueError(f"wants the resolver's IP address, not {server}") from None
    return servers


def by_suffix(parse: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """A value for each suffix, in the environment as `cn=value,中国=value`; the keys of the result are A-labels."""

    def parse_all(value: Any) -> dict[str, Any]:
        if isinstance(value, str):
            value = dict(part.partition("=")[::2] for part in value.split(",") if part.strip())
        if not isinstance(value, dict):
            raise WrongValueError('wants suffixes with their servers, like { cn = "host:port" }')
        found = {}
        for suffix, each in value.items():
            label = to_ascii(suffix)
            if not label:
                raise WrongValueError(f"does not know the suffix {suffix!r}")
            found[label] = parse(each.strip() if isinstance(each, str) else each)
        return found

    return parse_all
