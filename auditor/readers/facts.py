"""Rows → the facts of a `Registration`: one value and its line, or unknown and why. Shared by all WHOIS layouts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, TypeVar

from auditor.model import Evidence, Fact, Known, Registration, Unknown
from auditor.readers import countries, dates
from auditor.readers.redaction import is_proxy, is_redacted, says_nothing
from auditor.readers.rows import LONGEST_VALUE, UNFIT, Answer, Row

T = TypeVar("T")

NOT_PRINTED = Unknown("not printed by this registry")
Rows = Mapping[str, Sequence[Row]]

IANA_ID = re.compile(r"[1-9]\d{0,7}", re.ASCII)
_HOST = re.compile(r"(?=[^.]{1,63}(?:\.|$))[\w-]+(?:\.[\w-]+)+\.?")
_LONGEST_HOST = 253
_NO_HOST = re.compile(r"no name ?servers?.*|not (?:defined|delegated).*|none|n/a", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.|epp#", re.IGNORECASE)
_MOST = 40


def by_field(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of one record, each under its field."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.field, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Layout:
    """What is peculiar to the dates of a layout: the registry's zone for times without one, `dmy` or `mdy` for figures."""

    zone: tzinfo | None = None
    order: str = ""


def registration(answer: Answer, rows: Rows, layout: Layout) -> Registration:
    """The facts in the rows of one record, by the fields' names.

    `registrar` `iana_id` `phone` `country` `organisation` `person` `created` `expires` `registrar_expires` `status` `host`
    `referral`; the registrar's expiry counts only if the registry's is not there.
    """
    expiry = rows.get("expires", ())
    if not any(not says_nothing(row.value) for row in expiry):
        expiry = rows.get("registrar_expires", expiry)
    return Registration(
        registrar=text(answer, rows.get("registrar", ())),
        registrar_iana_id=iana_id(answer, rows.get("iana_id", ())),
        registrar_country=country(answer, rows),
        holder=holder(answer, rows.get("organisation", ()), rows.get("person", ())),
        created_at=moment(answer, rows.get("created", ()), layout),
        expires_at=moment(answer, expiry, layout),
        statuses=statuses(answer, rows.get("status", ())),
        name_servers=name_servers(answer, rows.get("host", ())),
        referral=referral(answer, rows.get("referral", ())),
    )


def text(answer: Answer, rows: Sequence[Row]) -> Fact[str]:
    """The one value that the rows give, verbatim."""
    said = [row for row in rows if not says_nothing(row.value)]
    if not said:
        return empty(answer, rows)
    if any(is_garbled(row.value) for row in said) or _cannot_be_quoted(said):
        return Unknown("garbled: characters or a length that a name does not have", answer.quote(said))
    values = list(dict.fromkeys(row.value for row in said))
    if len(values) > 1:
        return differing(values, answer.quote(said))
    return Known(values[0], answer.quote(said[:1]))


def empty(answer: Answer, rows: Sequence[Row]) -> Unknown:
    """A field that is not there, or there without a value."""
    return Unknown("printed without a value by this registry", answer.quote(rows)) if rows else NOT_PRINTED


def differing(values: Iterable[str], evidence: tuple[Evidence, ...]) -> Unknown:
    """Two values where one was expected."""
    first, second, *_ = values
    return Unknown(f"two values that differ: «{first[:80]}», «{second[:80]}»", evidence)


def is_garbled(value: str) -> bool:
    """Whether a value has characters that no name has (control characters, half characters, U+FFFD), or is endless."""
    return len(value) > LONGEST_VALUE or UNFIT.search(value) is not None


def _cannot_be_quoted(rows: Sequence[Row]) -> bool:
    """Whether a line has such characters beside its value: then there would be no evidence."""
    return any(UNFIT.search(row.line) for row in rows)


def iana_id(answer: Answer, rows: Sequence[Row]) -> Fact[str]:
    """The registrar's number, as digits."""
    found = text(answer, rows)
    if isinstance(found, Known) and not IANA_ID.fullmatch(found.value):
        return Unknown("not an IANA id", found.evidence)
    return found


def country(answer: Answer, rows: Rows) -> Fact[str]:
    """Where the registrar is, by its own contact: the country it prints, else the country of its telephone number."""
    said = [(countries.of_address(row.value), row) for row in rows.get("country", ())]
    said += [(countries.of_telephone(telephone(row.value)), row) for row in rows.get("phone", ())]
    return one_country([(where, quoted) for where, row in said if where and (quoted := answer.quote([row]))])


def one_country(said: Sequence[tuple[str, tuple[Evidence, ...]]]) -> Fact[str]:
    """One country of several statements, the most reliable first; unknown if two cannot both be right."""
    if not said:
        return NOT_PRINTED
    (where, evidence), *others = said
    for other, also in others:
        if not countries.agree(where, other):
            return differing((where, other), (*evidence, *also))
    return Known(where, evidence)


def telephone(value: str) -> str:
    """The number in a contact line, `Email: … Hotline: +852 …` → `+852 …`."""
    plus = value.find("+")
    return value if plus < 0 else value[plus : plus + 40]


def holder(answer: Answer, organisation: Sequence[Row], person: Sequence[Row]) -> Fact[str]:
    """Who holds the domain: the organisation if one is given, else the person.

    If the organisation is taken out, the person beside it may be no more than its contact, and is not taken. If the person
    is a privacy service, so is the organisation.
    """
    if proxies := [row for row in person if is_proxy(row.value)]:
        return redacted(proxies[0].value, answer.quote(proxies[:1]))
    for rows in (organisation, person):
        said = [row for row in rows if not says_nothing(row.value)]
        if hidden := [row for row in said if is_redacted(row.value)]:
            return redacted(hidden[0].value, answer.quote(hidden[:1]))
        if said:
            return text(answer, said)
    return empty(answer, [*organisation, *person])


def redacted(words: str, evidence: tuple[Evidence, ...]) -> Unknown:
    """A name that was taken out, or a proxy's in its place."""
    shown = UNFIT.sub("", words)
    return Unknown(f"redacted: «{shown[:80]}»", evidence)


def moment(answer: Answer, rows: Sequence[Row], layout: Layout) -> Fact[Any]:
    """The one instant (UTC) that the rows give."""
    said = [row for row in rows if not says_nothing(row.value)]
    if not said:
        return empty(answer, rows)
    found = [dates.instant(row.value, layout.zone, layout.order) for row in said]
    for row, when in zip(said, found, strict=True):
        if isinstance(when, str):
            return Unknown(f"{when}: «{UNFIT.sub('', row.value)[:60]}»", answer.quote([row]))
    if _cannot_be_quoted(said):
        return Unknown("garbled: characters that a date does not have", answer.quote(said))
    if len(set(found)) > 1:
        return differing((row.value for row in said), answer.quote(said))
    return Known(found[0], answer.quote(said[:1]))


def statuses(answer: Answer, rows: Sequence[Row]) -> Fact[tuple[str, ...]]:
    """The statuses verbatim, without the links behind them."""
    said = [row for row in rows if not says_nothing(row.value)][:_MOST]
    if not said:
        return empty(answer, rows)
    found = [word.strip() for row in said for word in _status(row.value).split(",")]
    if any(is_garbled(status) for status in found) or _cannot_be_quoted(said):
        return Unknown("garbled: characters or a length that a status does not have", answer.quote(said))
    return Known(tuple(dict.fromkeys(filter(None, found))), answer.quote(said))


def _status(value: str) -> str:
    """`clientHold (https://icann.org/epp#clientHold)` → `clientHold`."""
    link = _LINK.search(value)
    return value[: link.start()].rstrip(" \t-([<") if link else value


def name_servers(answer: Answer, rows: Sequence[Row]) -> Fact[tuple[str, ...]]:
    """The name servers in lower case, without a final dot and without their addresses."""
    said = [row for row in rows if row.value]
    if not said:
        return empty(answer, rows)
    if _cannot_be_quoted(said):
        return Unknown("garbled: characters that the name of a host does not have", answer.quote(said))
    if all(_NO_HOST.fullmatch(row.value) for row in said):
        return Known((), answer.quote(said[:1]))
    hosts = [host(row.value.split(None, 1)[0]) for row in said[:_MOST]]
    if not all(hosts):
        return Unknown("garbled: not the name of a host", answer.quote(said))
    return Known(tuple(dict.fromkeys(hosts)), answer.quote(said))


def host(name: str) -> str:
    """A host name in lower case without a final dot; "" if it is none."""
    name = name.strip().rstrip(",;")
    return name.lower().removesuffix(".") if len(name) <= _LONGEST_HOST and _HOST.fullmatch(name) else ""


def referral(answer: Answer, rows: Sequence[Row]) -> str:
    """The registrar's own WHOIS host, "" if none is named; a scheme and a final slash are tolerated, a web page is not."""
    for row in rows:
        name = re.sub(r"^(?:r?whois|https?)://", "", row.value.strip().lower()).rstrip("/")
        if (found := host(name)) and found != answer.server.rpartition(":")[0].lower():
            return found
    return ""


def says_something(found: Registration) -> bool:
    """Whether any fact about the domain is known."""
    known = (found.registrar, found.holder, found.created_at, found.expires_at, found.statuses, found.name_servers)
    return any(isinstance(fact, Known) for fact in known)
