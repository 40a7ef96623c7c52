"""The ICANN layout and its relatives: `Key: value` rows, of a registry, a registrar, or one after the other.

Thick and thin registries, Verisign's indented form, the older Afilias, Neustar and CentralNic forms, Chinese registrars
(HiChina, Xin Net, West, 22.cn, DNSPod), `.公司` and `.网络`, and the ccTLDs that print the same keys. What stands before the
first `Domain Name` and behind `>>> Last update` belongs to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from auditor.model import Fact, Known, NoRegistration, Registration, Unknown
from auditor.readers import answers, facts
from auditor.readers.redaction import says_nothing
from auditor.readers.rows import BLANKS, LONGEST_KEY, LONGEST_VALUE, Answer, Row, key_of

_END, _OTHER = "end", "other"
_KEYS = {
    "name": "domain name, domain, domainname",
    _OTHER: "server name",
    "registrar": "registrar, sponsoring registrar, registrar name",
    "iana_id": "registrar iana id, sponsoring registrar iana id",
    "phone": "registrar abuse contact phone, registrar phone, registrar contact phone",
    "country": "registrar country",
    "organisation": "registrant organization, registrant organisation, registrant company",
    "person": "registrant name",
    "registrant": "registrant",
    "created": (
        "creation date, created on, domain registration date, domain create date, registration time, registration date, "
        "domain creation date, created date, create date, record created on, registered on, registered date"
    ),
    "expires": (
        "expiration date, domain expiration date, expiration time, expiry date, record expires on, expires on, "
        "expire date, expires, expiration, expiry, paid-till"
    ),
    "registry_expires": "registry expiry date, registry expiration date",
    "registrar_expires": "registrar registration expiration date, registrar expiration date",
    "status": "domain status, status",
    "host": "name server, name servers, nameserver, nameservers, nserver, dns server, ns 1, ns 2, ns 3, ns 4, ns 5, ns 6",
    "referral": "registrar whois server, whois server",
}
_FIELDS = {key: field for field, keys in _KEYS.items() for key in keys.split(", ")}
_STATE = re.compile(
    r"(?!(?:no|not|un)\b).*(?:\b(?:ok|active|registered|delegated|connect|live)\b|prohibited$|pending|hold)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"[A-Z0-9_.:-]*(?:[0-9:]|-[A-Z0-9]+$)[A-Z0-9_.:-]*", re.IGNORECASE | re.ASCII)
_SUBSTANCE = {
    "registrar",
    "created",
    "expires",
    "registry_expires",
    "registrar_expires",
    "host",
    "organisation",
    "person",
    "registrant",
}
_RIPE = re.compile(r"domain[ .\t]*:", re.IGNORECASE)
_BLANK = Row("blank", "", 0, "")
_MOST_BLOCKS = 40
_LAYOUT = facts.Layout()

Rows = dict[str, list[Row]]


def read(answer: Answer) -> Registration | NoRegistration | None:
    """The record of the domain, `mismatched` if there are only others', None if there is none."""
    blocks = [(name, rows) for name, rows in _blocks(answer) if _is_record(rows)]
    own = [rows for name, rows in blocks if answer.is_asked(name.value)]
    if own:
        return _together([_registration(answer, rows) for rows in sorted(own, key=_is_registrars)])
    return answers.mismatched(answer, tuple(name for name, _ in blocks)) if blocks else None


def names(answer: Answer) -> tuple[Row, ...]:
    """The lines that name another domain than the one asked for, if none names that."""
    found = tuple(row for row in answer.rows(_FIELDS) if row.field == "name" and row.value)
    return () if any(answer.is_asked(row.value) for row in found) else found


def _rows(answer: Answer) -> Iterator[Row]:
    """The rows that count for something, and the blank lines."""
    for number, line in enumerate(answer.lines, 1):
        if not line:
            yield _BLANK
            continue
        key, colon, value = line.partition(":")
        if colon and len(key) <= LONGEST_KEY:
            field = _FIELDS.get(key_of(key))
            if field or (key[:3] == ">>>" and "update" in key.lower()):
                yield Row(field or _END, value.strip(BLANKS), number, line)


def _blocks(answer: Answer) -> list[tuple[Row, Rows]]:
    """The records, each with the line that names it."""
    found: list[tuple[Row, Rows]] = []
    current: Rows = {}
    ignored: set[str] = set()
    for row in _rows(answer):
        if row.field == "name":
            current, ignored = {}, set()
            found += [(row, current)] if row.value else []
            if len(found) > _MOST_BLOCKS:
                return []
        elif row.field in (_END, _OTHER):
            current = {}
        elif row is not _BLANK and row.field not in ignored:
            current.setdefault(row.field, []).append(row)
        elif row is _BLANK and found and "status" in current and _RIPE.match(found[-1][0].line):
            ignored.add("status")  # other objects follow, with statuses of their own
    return found


def _is_record(rows: Rows) -> bool:
    """Whether more is said than that a name is free, taken back or unknown."""
    if any(not says_nothing(row.value) for field in _SUBSTANCE & rows.keys() for row in rows[field]):
        return True
    return any(_STATE.match(row.value[:LONGEST_VALUE]) for row in rows.get("status", ()))


def _is_registrars(rows: Rows) -> bool:
    """A registry's record states the registry's expiry; it goes first."""
    return "registry_expires" not in rows


def _registration(answer: Answer, rows: Rows) -> Registration:
    expiry = rows.get("registry_expires", []) + rows.get("expires", [])
    # `registrant: GH12-EXAMPLE` is the handle of a contact, as RIPE-like registries print it, and no name.
    person = rows.get("person", []) + [row for row in rows.get("registrant", ()) if not _is_handle(row.value)]
    return facts.registration(answer, {**rows, "expires": expiry, "person": person}, _LAYOUT)


def _is_handle(value: str) -> bool:
    return len(value) <= LONGEST_VALUE and _HANDLE.fullmatch(value) is not None


def _together(parts: Sequence[Registration]) -> Registration:
    """A registry's and a registrar's record of one domain: what the registry says counts, what it does not say is added.

    Two registrars' names are one registrar if the IANA id is the same; two holders are none.
    """
    if len(parts) == 1:
        return parts[0]
    ids = _agreed([part.registrar_iana_id for part in parts])
    registrars = [part.registrar for part in parts]
    return replace(
        parts[0],
        registrar=_first(registrars) if isinstance(ids, Known) and _all_have_ids(parts) else _agreed(registrars),
        registrar_iana_id=ids,
        registrar_country=_agreed([part.registrar_country for part in parts]),
        holder=_agreed([part.holder for part in parts]),
        created_at=_first([part.created_at for part in parts]),
        expires_at=_first([part.expires_at for part in parts]),
        statuses=_first([part.statuses for part in parts]),
        name_servers=_first([part.name_servers for part in parts]),
        referral=next((part.referral for part in parts if part.referral), ""),
    )


def _all_have_ids(parts: Sequence[Registration]) -> bool:
    return all(isinstance(part.registrar_iana_id, Known) for part in parts)


def _first(said: Sequence[Fact[Any]]) -> Fact[Any]:
    return next((fact for fact in said if isinstance(fact, Known)), _most_telling(said))


def _agreed(said: Sequence[Fact[Any]]) -> Fact[Any]:
    known = [fact for fact in said if isinstance(fact, Known)]
    values = list(dict.fromkeys(fact.value for fact in known))
    if len(values) > 1:
        return facts.differing(values, tuple(e for fact in known for e in fact.evidence))
    return known[0] if known else _most_telling(said)


def _most_telling(said: Sequence[Fact[Any]]) -> Fact[Any]:
    return next((fact for fact in said if isinstance(fact, Unknown) and fact.evidence), said[0])
