"""RDAP: the first line is the HTTP status and the domain that is asked for, the rest the document."""

from __future__ import annotations

import json
from typing import Any

from auditor.model import Known, NoRegistration
from auditor.names import parse
from auditor.readers import rdap
from tests.fuzz.law import (
    ABSENT,
    IsSaid,
    assert_borne_out,
    assert_instant,
    assert_plain,
    assert_quoted,
    facts_of,
    head_and_body,
    is_about_absent,
    names_domain,
    reply,
    said_in_json,
)
from tests.fuzz.targets.whois import assert_class
from tests.readers.test_rdap import DOCUMENT, document, with_registrant, with_registrar

URL = "https://rdap.example/domain/asked"
IS_JSON = True


def target(data: bytes) -> None:
    head, text = head_and_body(data)
    status, _, asked = head.partition(" ")
    name = parse(asked)
    domain = "example.com" if name.flaw else name.id
    came = reply(text, status)
    found, is_said = rdap.read(domain, URL, came), said_in_json(text)
    if isinstance(found, NoRegistration):
        assert_class(found)
        assert_quoted(found.evidence, lambda quote: is_said(quote) or quote.startswith(("HTTP ", "error ")))
    else:
        assert came.status == 200, "facts from a refusal"
        document_ = json.loads(text)
        named = [each for key in ("ldhName", "unicodeName") if isinstance(each := document_.get(key), str)]
        assert names_domain(" ".join(named), domain), f"facts, and {domain} is not named"
        facts = facts_of(found)
        assert_borne_out(facts, is_said)
        for key, fact in facts.items():
            for evidence in fact.evidence:
                assert_plain(evidence.quote)
            if isinstance(fact, Known):
                assert_value(key, fact.value, is_said)
    if not is_about_absent(text):
        assert isinstance(rdap.read(f"{ABSENT}.{domain.partition('.')[2]}", URL, came), NoRegistration)


def assert_value(name: str, value: Any, is_said: IsSaid) -> None:
    if name.endswith("_at"):
        assert_instant(value)
    elif name not in ("registrar_country", "name_servers"):  # a code; in lower case
        for each in value if isinstance(value, tuple) else (value,):
            assert each
            assert_plain(each)
            assert is_said(each), f"{name}: nobody said {each!r}"


def seeds() -> dict[str, bytes]:
    gone = {"errorCode": 404, "title": "Not Found", "description": ["no such object"]}
    no_end = [{"eventAction": "registrar expiration", "eventDate": "2027-01-01T00:00:00+08:00"}]
    said: dict[str, tuple[str, Any]] = {
        "document": ("200 example.com", DOCUMENT),
        "idn": ("200 示例.公司", document(ldhName="xn--fsq092h.xn--55qx5d", unicodeName="示例.公司")),
        "only-unicode": ("200 示例.公司", document(ldhName=None, unicodeName="示例.公司")),
        "another-domain": ("200 other.com", DOCUMENT),
        "no-name": ("200 example.com", document(ldhName=" ")),
        "handle-alone": ("200 example.com", with_registrar(vcardArray=None)),
        "id-as-number": ("200 example.com", with_registrar(publicIds=[{"type": "IANA", "identifier": 9990}])),
        "redacted": ("200 example.com", with_registrant("Registrant Name", "Registrant Organization")),
        "redacted-all": ("200 example.com", {"ldhName": "example.com", "entities": [{"roles": ["registrant"]}],
                         "redacted": [{"name": {"type": "Registrant"}}]}),
        "proxy": ("200 example.com", with_registrant(vcardArray=["vcard", [["fn", {}, "text", "Whois Privacy"]]])),
        "remarks": ("200 example.com", with_registrant(vcardArray=None, remarks=[{"title": "REDACTED FOR PRIVACY"}])),
        "registrars-end": ("200 example.com", document(events=no_end)),
        "two-ends": ("200 example.com", document(events=[*DOCUMENT["events"], *no_end, *no_end])),
        "reserved": ("200 example.com", {"ldhName": "example.com", "status": ["reserved"]}),
        "reserved-in-capitals": ("200 example.com", {"ldhName": "example.com", "status": ["Reserved"]}),
        "no-servers": ("200 example.com", document(nameservers=[])),
        "escapes": ("200 example.com", document(status=["ok\u001b[2J", "\u202eko"])),
        "half-a-character": ("200 example.com", with_registrar(vcardArray=["vcard", [["fn", {}, "text", "\ud800"]]])),
        "not-found": ("404 example.com", gone),
        "not-found-with-200": ("200 example.com", gone),
        "rate-limited": ("429 example.com", {"title": "too many requests"}),
        "unavailable": ("503 example.com", {}),
        "list": ("200 example.com", [DOCUMENT]),
    }  # fmt: skip
    found = {name: f"{head}\n{json.dumps(body, indent=1)}".encode() for name, (head, body) in said.items()}
    twice = json.dumps(DOCUMENT).replace('"ldhName": "EXAMPLE.COM"', '"ldhName": "OTHER.COM", "ldhName": "EXAMPLE.COM"')
    return {**found, "page": b"404 example.com\n<html>404</html>", "key-twice": f"200 example.com\n{twice}".encode()}
