"""The lines of a WHOIS answer, and the rows among them that a layout knows: `Registrar: 示例` → a `Row`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from auditor.model import Evidence
from auditor.names import to_ascii

LONGEST_ANSWER = 65_536
"""Characters of an answer that are looked at."""
LONGEST_QUOTE = 300
LONGEST_VALUE = 250
"""Characters of a name, a date or a status; whatever is longer is none."""
BLANKS = " \t\r"
"""What may stand around a value. Not all that Python strips: a value must not lose the characters that spoil it."""
LONGEST_KEY = 60
_DOTS = " .\t"
_LONGEST_NAME = 253
MOST_LINES = 2_000

UNFIT = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffd"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)
"""A character that no name holds: it acts in a terminal, hides, turns the text round, or stands for lost bytes."""


class Row(NamedTuple):
    """One line that a layout knows. `field` is the layout's name for its key, `number` counts from 1, `line` is stripped."""

    field: str
    value: str
    number: int
    line: str


@dataclass(frozen=True)
class Answer:
    """A WHOIS answer to `domain` (an A-label name) from `server` (`host:port`)."""

    domain: str
    server: str
    text: str
    seen_at: datetime

    @cached_property
    def lines(self) -> list[str]:
        r"""Stripped lines. Only `\n` ends one: a value that smuggles another line break in must not become two rows."""
        return [line.strip(BLANKS) for line in self.text[:LONGEST_ANSWER].split("\n", MOST_LINES)[:MOST_LINES]]

    def rows(self, fields: Mapping[str, str]) -> list[Row]:
        """The rows whose key (lower case, spaces single) is in `fields`, in order."""
        found = []
        for number, line in enumerate(self.lines, 1):
            key, colon, value = line.partition(":")
            if colon and len(key) <= LONGEST_KEY and (field := fields.get(key_of(key))):
                found.append(Row(field, value.strip(BLANKS), number, line))
        return found

    def quote(self, rows: Iterable[Row]) -> tuple[Evidence, ...]:
        """The rows' own words. A line with characters that would act in a terminal is not quoted."""
        return tuple(
            Evidence("whois", f"{self.server} {self.domain} line {row.number}", row.line[:LONGEST_QUOTE], self.seen_at)
            for row in rows
            if not UNFIT.search(row.line)
        )

    def is_asked(self, name: str) -> bool:
        """Whether `name`, in any spelling, is the domain that was asked for."""
        return same_name(self.domain, name)


def key_of(text: str) -> str:
    """A key in one spelling: `Registrar  IANA ID ` → `registrar iana id`.

    >>> key_of("Registrar  IANA ID .....")
    'registrar iana id'
    """
    text = text.rstrip(_DOTS).lower()
    return " ".join(filter(None, text.replace("\t", " ").split(" "))) if "  " in text or "\t" in text else text


def same_name(asked: str, name: str) -> bool:
    """Whether `name` is the A-label name `asked`: case, a final dot and U-labels aside.

    >>> same_name("xn--fsq092h.cn", "示例.CN."), same_name("example.cn", "example.com")
    (True, False)
    """
    name = name.strip().split("(", 1)[0].rstrip()  # `xn--fsq092h.cn (示例.cn)`
    if len(name) > _LONGEST_NAME + 1:
        return False
    if name.isascii():
        return name.lower().removesuffix(".") == asked.lower().removesuffix(".")
    return to_ascii(name) == asked.lower().removesuffix(".")
