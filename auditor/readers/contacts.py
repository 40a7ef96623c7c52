"""The contacts in an RDAP answer: who the registrar is and where, and who holds the domain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model import Fact, Known, Unknown
from auditor.readers import countries, facts, jcard
from auditor.readers.document import NOT_PRINTED, Document, dicts, entities, listed, strings
from auditor.readers.redaction import is_proxy, is_redacted, says_nothing


def registrar(answer: Document, registrars: list[dict[str, Any]]) -> Fact[str]:
    """The registrar's formatted name, or its organisation where that is all there is."""
    names = [(jcard.texts(entity, "fn") or jcard.texts(entity, "org"))[:1] for entity in registrars]
    return answer.one("entities[registrar].vcardArray", [name for each in names for name in each])


def iana_id(answer: Document, registrars: list[dict[str, Any]]) -> Fact[str]:
    """The registrar's number, as digits."""
    path = "entities[registrar].publicIds[IANA Registrar ID].identifier"
    said = []
    for public in (each for entity in registrars for each in dicts(entity.get("publicIds"))):
        kind, value = public.get("type"), public.get("identifier")
        if isinstance(kind, str) and "iana" in kind.lower():
            said.append(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
    found = answer.one(path, strings(said))
    if isinstance(found, Known) and not facts.IANA_ID.fullmatch(found.value):
        return Unknown("not an IANA id", found.evidence)
    return found


def country(answer: Document, registrars: list[dict[str, Any]]) -> Fact[str]:
    """By the registrar's address, its telephone, and that of its abuse contact."""
    said = []
    for entity in registrars:
        address = jcard.country_of(entity)
        said.append((countries.of_address(address), "adr", address))
        for contact in (entity, *entities(entity, "abuse")):
            said += [(countries.of_telephone(number), "tel", number) for number in jcard.texts(contact, "tel")]
    quoted = [
        (where, answer.quote(f"entities[registrar].vcardArray.{key}", words)) for where, key, words in said if where
    ]
    found = facts.one_country(quoted)
    return found if quoted else NOT_PRINTED


def holder(answer: Document) -> Fact[str]:
    """The organisation if one is given, else the person; beside an organisation that was taken out a person is not taken."""
    path = "entities[registrant].vcardArray"
    registrants = entities(answer.found, "registrant")
    taken_out = _redactions(answer)
    proxies = (name for entity in registrants for name in jcard.texts(entity, "fn") if is_proxy(name))
    if name := next(proxies, ""):
        return facts.redacted(name, answer.quote(f"{path}.fn", name))
    for key in ("org", "fn"):
        values = [value for entity in registrants for value in jcard.texts(entity, key) if not says_nothing(value)]
        if hidden := [value for value in values if is_redacted(value)]:
            return facts.redacted(hidden[0], answer.quote(f"{path}.{key}", hidden[0]))
        if key in taken_out:
            return facts.redacted(taken_out[key], answer.quote("redacted[].name", taken_out[key]))
        if values:
            return answer.one(f"{path}.{key}", values)
    remarks = (text for entity in registrants for text in _remarks(entity) if is_redacted(text))
    if words := taken_out.get("") or next(remarks, ""):
        return facts.redacted(words, answer.quote("entities[registrant]", words))
    return NOT_PRINTED


def _redactions(answer: Document) -> dict[str, str]:
    """RFC 9537: which of the registrant's `org` and `fn` were taken out ("": anything else), and the words that say so."""
    found: dict[str, str] = {}
    for each in dicts(answer.found.get("redacted")):
        name = each.get("name")
        words = strings([name.get("type"), name.get("description")]) if isinstance(name, dict) else []
        paths = strings([each.get("prePath"), each.get("postPath"), each.get("replacementPath")])
        said = " ".join((*words, *paths)).lower()
        if "registrant" in said:
            key = "org" if "organi" in said or "'org'" in said else "fn" if "name" in said or "'fn'" in said else ""
            found.setdefault(key, (words or paths)[0])
    return found


def _remarks(entity: dict[str, Any]) -> Iterator[str]:
    for remark in dicts(entity.get("remarks")):
        yield from strings([remark.get("title"), *listed(remark.get("description"))])
