"""Domain names as users write them → one spelling: IDNA 2008, lower case, no trailing dot, what can be registered of it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LONGEST_NAME, _LONGEST_LABEL = 253, 63
_DOTS = re.compile("[.。．｡]")


@dataclass(frozen=True, slots=True)
class Name:
    """A domain that was asked about.

    `id` is the registrable domain as A-label, `unicode` the same as people read it, `suffix` its top-level domain; `asked`
    are the names as they were written and `hosts` their A-labels. `flaw` says why it cannot be a domain at all; then `id`
    is what was written.
    """

    id: str
    unicode: str
    suffix: str
    asked: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    flaw: str = ""


def parse(asked: str) -> Name:
    """The registrable domain of a name, by the public suffix list (ICANN section).

    >>> parse("WWW.示例.公司.CN.").id, parse("faß.de").id
    ('xn--fsq092h.xn--55qx5d.cn', 'xn--fa-hia.de')
    >>> parse("com.cn").flaw, parse("192.0.2.1").flaw, parse("a..cn").flaw
    ('a public suffix', 'an IP address', 'malformed: an empty label')
    """
    text = asked.strip()
    host = text[:-1] if _DOTS.fullmatch(text[-1:]) else text
    flaw = _flaw(host)
    ascii_host, flaw = ("", flaw) if flaw else _to_ascii(host)
    if flaw:
        return Name(text.casefold(), text, "", (asked,), flaw=flaw)
    suffix = ascii_host.rpartition(".")[2]
    domain = _suffixes().privatesuffix(ascii_host)
    if domain is None:
        listed = _suffixes().publicsuffix(ascii_host, accept_unknown=False) == ascii_host
        flaw = "a public suffix" if listed else "malformed: one label alone is no domain"
        return Name(ascii_host, to_unicode(ascii_host), suffix, (asked,), flaw=flaw)
    return Name(domain, to_unicode(domain), suffix, (asked,), (ascii_host,))


def parse_all(asked: Iterable[str]) -> list[Name]:
    """Each domain once, in the order in which it was first asked for."""
    found: dict[str, Name] = {}
    for name in map(parse, asked):
        if name.id in found:
            first = found[name.id]
            asked_, hosts = dict.fromkeys((*first.asked, *name.asked)), dict.fromkeys((*first.hosts, *name.hosts))
            name = replace(first, asked=tuple(asked_), hosts=tuple(hosts))  # noqa: PLW2901 - the two in one
        found[name.id] = name
    return list(found.values())


def to_unicode(name: str) -> str:
    """An A-label name as people read it; what cannot be decoded stays as it is."""
    import idna

    try:
        return idna.decode(name)
    except idna.IDNAError:
        return name


def to_ascii(name: str) -> str:
    """A suffix or name as A-label, `中国` → `xn--fiqs8s`; "" if it cannot be one."""
    return _to_ascii(name.strip().strip("."))[0]


def _flaw(host: str) -> str:
    if not host:
        return "empty"
    if "://" in host or "/" in host:
        return "malformed: a web address, where its domain alone is wanted"
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    else:
        return "an IP address"
    if not all(_DOTS.split(host)):
        return "malformed: an empty label"
    if any(c.isspace() for c in host):
        return "malformed: a space in it"
    return ""


def _to_ascii(host: str) -> tuple[str, str]:
    import idna

    try:
        ascii_host = idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        if any(len(label) > _LONGEST_LABEL for label in _DOTS.split(host)):
            return "", f"malformed: a label longer than {_LONGEST_LABEL} characters"
        if len(host) > _LONGEST_NAME:
            return "", f"malformed: longer than {_LONGEST_NAME} characters"
        return "", "malformed: characters that a domain name cannot have"
    if ascii_host.rpartition(".")[2].isdigit():
        return "", "malformed: it ends in a number"
    return ascii_host, ""


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True)
