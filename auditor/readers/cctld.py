"""Registries that print blocks under headings: HKIRC (`.hk`, `.香港`), TWNIC (`.tw`, `.台灣`) and MONIC (`.mo`).

HKIRC writes day-month-year and keys as long as a sentence. TWNIC and MONIC print the holder under `Registrant:` and the name
servers under a heading, as indented lines.
"""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.model import Fact, NoRegistration, Registration, Unknown
from auditor.readers import answers, facts
from auditor.readers.redaction import says_nothing
from auditor.readers.rows import BLANKS, Answer, Row, key_of

_HK_SUFFIXES = ("hk", "xn--j6w193g")
_HK_FIELDS = {
    "domain name": "name",
    "domain status": "status",
    "registrar name": "registrar",
    "registrar contact information": "phone",
    "domain name commencement date": "created",
    "expiry date": "expires",
}
_HK_SECTION = re.compile(r"(?:(registrant)|(name servers?)|.{0,40}) information:", re.IGNORECASE)
_HK_HOLDER = (
    (re.compile(r"company english name\b.*", re.IGNORECASE), "organisation"),
    (re.compile(r"company chinese name\b.*", re.IGNORECASE), "chinese"),
)
_HK_LAYOUT = facts.Layout(order="dmy")

_TW_SUFFIXES = ("tw", "xn--kpry57d", "xn--kprw13d", "mo", "xn--mix891f")
_TW_FIELDS = {
    "domain name": "name",
    "domain status": "status",
    "registration service provider": "registrar",
    "registrar": "registrar",
    "record expires on": "expires",
    "record created on": "created",
}
_TW_DATE = re.compile(r"(record (?:expires|created) on)[ .]+(\d.*)", re.IGNORECASE)
_TW_HEADINGS = {
    "registrant": "organisation",
    "domain servers in listed order": "host",
    "domain name servers": "host",
    "name servers": "host",
}
_TW_LAYOUT = facts.Layout()


def read(answer: Answer) -> Registration | NoRegistration | None:
    """The record, `mismatched` if it is another domain's, None if the answer has another layout."""
    suffix, text = answer.domain.rpartition(".")[2], answer.text.lower()
    if suffix in _HK_SUFFIXES and "domain name commencement date" in text:
        return _read(answer, _hk_rows(answer), _HK_LAYOUT)
    if suffix in _TW_SUFFIXES and ("record created on" in text or "record expires on" in text):
        return _read(answer, _tw_rows(answer), _TW_LAYOUT)
    return None


def _read(answer: Answer, rows: list[Row], layout: facts.Layout) -> Registration | NoRegistration | None:
    names = [row for row in rows if row.field == "name"]
    if not names or len({row.value.lower() for row in names}) > 1:
        return None
    if not answer.is_asked(names[0].value):
        return answers.mismatched(answer, tuple(names))
    fields = facts.by_field(rows)
    found = facts.registration(answer, fields, layout)
    return _with_holder(found, _hk_holder(answer, fields, found.holder))


def _with_holder(found: Registration, holder: Fact[str]) -> Registration:
    return replace(found, holder=holder)


def _hk_holder(answer: Answer, fields: facts.Rows, english: Fact[str]) -> Fact[str]:
    """A company printed in two languages has two names, and it cannot be told which of them its papers bear."""
    chinese = [row for row in fields.get("chinese", ()) if not says_nothing(row.value)]
    if not chinese:
        return english
    if isinstance(english, Unknown) and not any(not says_nothing(row.value) for row in fields.get("organisation", ())):
        return facts.holder(answer, chinese, ())
    said = [*fields["organisation"], *chinese]
    return Unknown("printed with an English and a Chinese name", answer.quote(said))


def _hk_rows(answer: Answer) -> list[Row]:
    found, section = [], ""
    for number, line in enumerate(answer.lines, 1):
        key, colon, value = line.partition(":")
        if heading := _HK_SECTION.fullmatch(line):
            section = "registrant contact" if "registrant" in line.lower() else "host" if heading[2] else line
        elif not colon:
            if section == "host" and facts.host(line):
                found.append(Row("host", line, number, line))
        elif field := _HK_FIELDS.get(key_of(key)):
            found.append(Row(field, value.strip(BLANKS), number, line))
        elif section == "registrant contact":
            found += [Row(f, value.strip(BLANKS), number, line) for pattern, f in _HK_HOLDER if pattern.fullmatch(key)]
    return found


def _tw_rows(answer: Answer) -> list[Row]:
    found: list[Row] = []
    section = ""
    for number, line in enumerate(answer.lines, 1):
        key, _, value = line.partition(":")
        if dated := _TW_DATE.match(line):
            found.append(Row(_TW_FIELDS[dated[1].lower()], dated[2], number, line))
            section = ""
        elif line.endswith(":"):
            section = _TW_HEADINGS.get(key_of(key), "")
        elif (field := _TW_FIELDS.get(key_of(key))) and value:
            found.append(Row(field, value.strip(BLANKS), number, line))
        elif section == "organisation" and line:
            found.append(Row(section, line, number, line))
            section = ""  # the first line is the holder, the next its contact
        elif section == "host" and facts.host(line.split(None, 1)[0] if line else ""):
            found.append(Row(section, line, number, line))
    return found
