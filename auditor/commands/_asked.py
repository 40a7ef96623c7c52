"""What the user typed → what the pipeline is asked; the first thing that makes no sense is named."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from auditor.audit import Request
from auditor.errors import UsageError
from auditor.sources.ecs import Selection

E = TypeVar("E", bound=StrEnum)


def selection(
    regions: Sequence[str] | None,
    excluded: Sequence[str] | None,
    instances: Sequence[str] | None,
    tags: Sequence[str] | None,
) -> Selection:
    """The instances that are asked for.

    Raises:
        UsageError: an id has characters that none has, or a tag no key.
    """
    for option, values in (("--region", regions), ("--exclude-region", excluded), ("--instance", instances)):
        for value in values or ():
            if not re.fullmatch(r"[A-Za-z0-9-]+", value):
                raise UsageError(f"{option} {value!r} is not an id", "ids are like cn-hangzhou and i-bp1a2b3c")
    return Selection(tuple(regions or ()), tuple(excluded or ()), tuple(instances or ()), tuple(map(_tag, tags or ())))


def request(
    chosen: Selection | None,
    domains: Sequence[str] | None,
    file: str | None,
    sites: Sequence[str] | None,
    as_of: str | None,
    *,
    from_account: bool = False,
) -> Request:
    """What the pipeline is asked: no `chosen` means no instances, no `domains` no registrations.

    Raises:
        UsageError: a site, the file or the day cannot be used.
    """
    names = (*(domains or ()), *(domains_in(file) if file is not None else ()))
    if any(not name.strip() for name in names):
        raise UsageError("an empty domain was given", "leave it out, or write a name like example.cn")
    pairs = tuple(map(_site, sites or ()))
    return Request(
        accounts=chosen is not None,
        registrations=domains is not None,
        domains_from_account=from_account,
        selection=chosen or Selection(),
        domains=names,
        sites=pairs,
        as_of=_day(as_of),
    )


def domains_in(file: str) -> list[str]:
    """The names in a file (`-`: standard input), one a line; `#` begins a comment.

    Raises:
        UsageError: it cannot be read, is not UTF-8, or holds no name.
    """
    where = "standard input" if file == "-" else f"the domains file {file}"
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{where} cannot be read: {error.strerror}", "check --domains-file") from error
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{where} is not UTF-8 text in line {line}", "save it as UTF-8") from error
    names = [name for line in lines if (name := line.partition("#")[0].strip())]
    if not names:
        raise UsageError(f"{where} holds no domain", "write one a line")
    return names


def choices(option: str, text: str | None, known: type[E]) -> frozenset[E]:
    """A list like `fail,unknown` as members of an enumeration.

    Raises:
        UsageError: one is not known; the message says which there are.
    """
    words = [word for part in (text or "").split(",") if (word := part.strip().lower())]
    for word in words:
        if word not in list(known):
            raise UsageError(f"{option} {word!r} is not known{nearest(word, known)}", f"known are {', '.join(known)}")
    return frozenset(known(word) for word in words)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def pairs(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Pairs as the user would type them."""
    return (f"{left}={right}" for left, right in texts)


def _tag(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    if not key.strip():
        raise UsageError(f"--tag {text!r} has no key", "write --tag KEY=VALUE")
    return key.strip(), value.strip()


def _site(text: str) -> tuple[str, str]:
    domain, equals, instance = (part.strip() for part in text.partition("="))
    if not (domain and equals and re.fullmatch(r"[A-Za-z0-9-]+", instance)):
        raise UsageError(f"--site {text!r} is not DOMAIN=INSTANCE", "write it like --site example.cn=i-bp1a2b3c")
    return domain, instance


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else "")
    except ValueError:
        raise UsageError(f"--as-of {text!r} is not a day", "write it like 2027-01-31") from None
