"""An RDAP answer (RFC 9083) → `Registration` or `NoRegistration`.

The `expiration` event is the registry's and counts; `registrar expiration` only where there is no other. A handle is no name:
a registrar or holder given by its handle alone is unknown. Of a contact that RFC 9537 marks as redacted, nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from auditor.model import AnswerClass, Evidence, Fact, Known, NoRegistration, Registration, Unknown
from auditor.readers import answers, contacts, dates, facts
from auditor.readers.document import MOST, NOT_PRINTED, Document, dicts, entities, listed, parsed, strings
from auditor.readers.redaction import says_nothing
from auditor.readers.rows import same_name
from auditor.wire import Reply

_LINK = re.compile(r"https?://[!-~]{1,1000}")
_HTTP = {
    401: AnswerClass.REFUSED,
    403: AnswerClass.REFUSED,
    404: AnswerClass.NOT_FOUND,
    429: AnswerClass.RATE_LIMITED,
    451: AnswerClass.REFUSED,
}
_OK, _BROKEN = 200, 500


def read(domain: str, url: str, reply: Reply) -> Registration | NoRegistration:
    """What the server at `url` says of `domain` (an A-label name)."""
    found = parsed(reply.text)
    if reply.status != _OK or (isinstance(found, dict) and "errorCode" in found):
        return _refusal(url, reply, found)
    if not isinstance(found, dict):
        return NoRegistration(AnswerClass.GARBLED, f"{url} is not a JSON object: «{answers.shown(reply.text)}»")
    answer = Document(url, found, reply.received_at)
    names = [name for key in ("ldhName", "unicodeName") if isinstance(name := found.get(key), str) and name.strip()]
    if not names:
        return NoRegistration(AnswerClass.UNRECOGNISED, f"{url} names no domain: «{answers.shown(reply.text)}»")
    if not same_name(domain, names[0]):
        detail = f"{url} answered about another domain: «{answers.shown(names[0])}»"
        return NoRegistration(AnswerClass.MISMATCHED, detail, answer.quote("ldhName", names[0]))
    return _judged(answer, _registration(answer))


def _refusal(url: str, reply: Reply, found: Any) -> NoRegistration:
    body = found if isinstance(found, dict) else {}
    code = body.get("errorCode", reply.status) if reply.status == _OK else reply.status
    code = code if isinstance(code, int) and not isinstance(code, bool) else 0
    words = " – ".join(strings([body.get("title"), *listed(body.get("description"))])) or reply.text
    kind = _HTTP.get(code, AnswerClass.REFUSED if code >= _BROKEN else AnswerClass.UNRECOGNISED)
    if answers.is_rate_limited(words):
        kind = AnswerClass.RATE_LIMITED
    if kind is AnswerClass.NOT_FOUND and reply.text.lstrip()[:1] == "<":  # a web server's page, not a registry's word
        kind = AnswerClass.UNRECOGNISED
    said = answers.shown(words)
    status = f"HTTP {reply.status}" if reply.status != _OK else f"error {code}"
    evidence = (Evidence("rdap", url, status, reply.received_at),)
    return NoRegistration(kind, f"{url} answered {status}" + (f": «{said}»" if said else ""), evidence)


def _judged(answer: Document, found: Registration) -> Registration | NoRegistration:
    said = list(dict.fromkeys(strings(listed(answer.found.get("status")))))
    silent = not any(
        isinstance(fact, Known) for fact in (found.registrar, found.created_at, found.expires_at, found.holder)
    )
    if silent and {word.lower() for word in said} & {"reserved", "blocked", "prohibited"}:
        detail = f"{answer.url} says of its status: «{answers.shown(', '.join(said))}»"
        return NoRegistration(AnswerClass.RESERVED, detail, answer.quote("status", *said))
    if facts.says_something(found):
        return found
    if isinstance(found.holder, Unknown) and found.holder.reason.startswith("redacted"):
        detail = f"{answer.url} names the domain and keeps everything else back: {found.holder.reason}"
        return NoRegistration(AnswerClass.REDACTED, detail, found.holder.evidence)
    return NoRegistration(AnswerClass.UNRECOGNISED, f"{answer.url} names the domain and says nothing about it")


def _registration(answer: Document) -> Registration:
    registrars = entities(answer.found, "registrar")
    return Registration(
        registrar=contacts.registrar(answer, registrars),
        registrar_iana_id=contacts.iana_id(answer, registrars),
        registrar_country=contacts.country(answer, registrars),
        holder=contacts.holder(answer),
        created_at=_event(answer, "registration"),
        expires_at=_event(answer, "expiration", "registrar expiration"),
        statuses=_statuses(answer),
        name_servers=_name_servers(answer),
        referral=_referral(answer),
    )


def _event(answer: Document, *actions: str) -> Fact[datetime]:
    """The date of the first of these actions that there is."""
    for action in actions:
        said = [date for name, date in _events(answer.found) if name == action]
        if not said:
            continue
        evidence = answer.quote(f"events[{action}].eventDate", *dict.fromkeys(said))
        when = [dates.instant(date) for date in said]
        for date, moment in zip(said, when, strict=True):
            if isinstance(moment, str):
                return Unknown(f"{moment}: «{answers.shown(date)[:60]}»", evidence)
        if len(set(when)) > 1:
            return facts.differing(said, evidence)
        return Known(next(moment for moment in when if isinstance(moment, datetime)), evidence[:1])
    return NOT_PRINTED


def _events(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for event in dicts(found.get("events")):
        action, date = event.get("eventAction"), event.get("eventDate")
        if isinstance(action, str) and isinstance(date, str) and not says_nothing(date):
            yield action.strip().lower(), date


def _statuses(answer: Document) -> Fact[tuple[str, ...]]:
    values = listed(answer.found.get("status"))
    said = strings(values)
    if not said:
        return NOT_PRINTED
    if len(said) != len(values) or any(facts.is_garbled(status) for status in said):
        return Unknown("garbled: not a list of statuses", answer.quote("status", *said))
    return Known(tuple(dict.fromkeys(said)), answer.quote("status", *said))


def _name_servers(answer: Document) -> Fact[tuple[str, ...]]:
    servers = answer.found.get("nameservers")
    if not isinstance(servers, list):
        return NOT_PRINTED
    if not servers:
        return Known((), answer.quote("nameservers", "[]"))
    names = [each.get("ldhName") if isinstance(each, dict) else None for each in servers[:MOST]]
    hosts = [facts.host(name) if isinstance(name, str) else "" for name in names]
    evidence = answer.quote("nameservers[].ldhName", *strings(names))
    if not all(hosts):
        return Unknown("garbled: not the name of a host", evidence)
    return Known(tuple(dict.fromkeys(hosts)), evidence)


def _referral(answer: Document) -> str:
    """The registrar's own RDAP answer, as the registry links it."""
    for link in dicts(answer.found.get("links")):
        kind, href = link.get("type"), link.get("href")
        if link.get("rel") != "related" or not isinstance(kind, str) or not isinstance(href, str):
            continue
        is_rdap = kind.lower().startswith("application/rdap+json") and _LINK.fullmatch(href)
        if is_rdap and href.lower() != answer.url.lower():
            return href
    return ""
