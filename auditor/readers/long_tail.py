"""Formats without a reader of their own, through python-whois, which knows some two hundred of them.

Its parser is fed with capped text, and believed only where the answer itself bears it out: the answer must name the domain,
and each value must stand on one line of it, behind a key that says what it is. Dates are read again from that line, since
python-whois takes every time for UTC.
"""

from __future__ import annotations

import re
from typing import Any

from auditor.model import Registration
from auditor.readers import dates, facts
from auditor.readers.rows import BLANKS, Answer, Row

_LONGEST_TEXT, _LONGEST_LINE, _MOST_LINES = 16_384, 512, 500
_SEPARATOR = re.compile(r"[:.\]]+")
_KEYS = {  # field: what python-whois calls it, and what the key on the line must contain
    "registrar": (("registrar", "registrar_name"), ("registrar",)),
    "organisation": (("org", "registrant_organization", "registrant_org"), ("registrant", "holder", "owner")),
    "person": (("name", "registrant_name", "registrant", "owner"), ("registrant", "holder", "owner")),
    "created": (("creation_date", "created"), ("creat", "regist", "activ")),
    "expires": (("expiration_date", "expires"), ("expir", "renew", "paid", "valid")),
    "status": (("status", "domain_status"), ("status", "state")),
    "host": (("name_servers", "nameservers"), ("server", "nserver", "dns")),
}
# What its patterns and dates run into is not wrapped: a long figure is an OverflowError, a strange one a TypeError.
_ITS_ERRORS = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
_LAYOUT = facts.Layout()
_HANGS = ".hk"  # its pattern for this suffix is cubic in the length of the answer; `cctld` reads it


def read(answer: Answer) -> Registration | None:
    """What python-whois finds and the answer bears out; None if that is nothing."""
    if answer.domain.endswith(_HANGS) or not _names_domain(answer):
        return None
    entry = _parsed(answer)
    if not entry:
        return None
    rows = {field: _rows(answer, entry, *keys) for field, keys in _KEYS.items()}
    return facts.registration(answer, rows, _LAYOUT) if any(rows.values()) else None


def _names_domain(answer: Answer) -> bool:
    """Whether one of the lines that seem to say whose record it is says the domain, and none another."""
    said = [words for line in answer.lines[:_MOST_LINES] if (words := _domain_on(line))]
    return bool(said) and all(answer.is_asked(words) for words in said)


def _domain_on(line: str) -> str:
    found = re.fullmatch(
        r"[\W\w]{0,4}?\[?domain(?: ?name)?\]?[ .:]+([^\s.:]\S{2,252})", line[:_LONGEST_LINE], re.IGNORECASE
    )
    return found[1] if found and "." in found[1] else ""


def _parsed(answer: Answer) -> dict[str, Any]:
    from whois.exceptions import WhoisError
    from whois.parser import WhoisEntry

    lines = [line for line in answer.lines[:_MOST_LINES] if len(line) <= _LONGEST_LINE and "@" not in line]
    # Its pattern for e-mail addresses is quadratic in the length of a word.
    text = "\n".join(line for line in lines if all(len(word) <= 80 for word in line.split()))[:_LONGEST_TEXT]  # noqa: PLR2004
    try:
        return dict(WhoisEntry.load(answer.domain, text))
    except (*_ITS_ERRORS, WhoisError):
        return {}


def _rows(answer: Answer, entry: dict[str, Any], names: tuple[str, ...], keys: tuple[str, ...]) -> list[Row]:
    """The lines that bear out what python-whois found."""
    values = [value for name in names for value in _listed(entry.get(name))]
    if not values:
        return []
    found = []
    for number, line in enumerate(answer.lines[:_MOST_LINES], 1):
        key, value = _split(line)
        if value and any(word in key for word in keys) and any(_bears_out(value, each) for each in values):
            found.append(Row("", value, number, line))
    return found


def _split(line: str) -> tuple[str, str]:
    found = _SEPARATOR.search(line[:_LONGEST_LINE])
    return (line[: found.start()].lower(), line[found.end() :].strip(BLANKS)) if found else ("", "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _bears_out(words: str, value: Any) -> bool:
    if isinstance(value, str):
        return words.lower() == value.strip().lower()
    return hasattr(value, "year") and not dates.is_none(words)  # a date: its line's own words are read again
