"""WHOIS, all layouts: the first line is the domain that is asked for, the rest the answer."""

from __future__ import annotations

from auditor.model import AnswerClass, Known, NoRegistration, Registration
from auditor.names import parse
from auditor.readers import answers, whois
from tests.fuzz.law import (
    ABSENT,
    assert_borne_out,
    assert_instant,
    assert_plain,
    assert_quoted,
    facts_of,
    head_and_body,
    is_about_absent,
    names_domain,
    reply,
)
from tests.readers import samples

SERVER = "whois.example:43"


def target(data: bytes) -> None:
    asked, text = head_and_body(data)
    name = parse(asked)
    domain = "example.com" if name.flaw else name.id
    assert answers.is_rate_limited(text) in (True, False)
    found = whois.read(domain, SERVER, reply(text))
    if isinstance(found, NoRegistration):
        assert_class(found)
        assert_quoted(found.evidence, lambda quote: bool(quote) and quote in text)
    else:
        assert_registration(found, text)
        assert names_domain(text, domain), f"a record, and {domain} is not named"
    if not is_about_absent(text):
        other = whois.read(f"{ABSENT}.{domain.partition('.')[2]}", SERVER, reply(text))
        assert isinstance(other, NoRegistration), "facts about a domain that the answer does not name"


def assert_class(found: NoRegistration) -> None:
    assert found.kind is not AnswerClass.FOUND
    assert found.detail
    assert_plain(found.detail)


def assert_registration(found: Registration, text: str) -> None:
    facts = facts_of(found)
    assert_borne_out(facts, lambda quote: bool(quote) and quote in text)
    for name, fact in facts.items():
        for evidence in fact.evidence:
            assert_plain(evidence.quote)
        if isinstance(fact, Known):
            assert_value(name, fact.value, text)


def assert_value(name: str, value: object, text: str) -> None:
    """A value is a moment, or stands in the answer as it is. Of a country only its code is told."""
    if name.endswith("_at"):
        assert_instant(value)
        return
    for each in value if isinstance(value, tuple) else (value,):
        assert isinstance(each, str)
        assert each
        assert_plain(each)
        assert name == "registrar_country" or each in text or each in text.lower(), f"{name}: nobody said {each!r}"


def seeds() -> dict[str, bytes]:
    said = {
        "cnnic": ("example.cn", samples.CNNIC),
        "cnnic-old": ("example.com.cn", samples.CNNIC_OLD),
        "cnnic-idn": ("示例.中国", samples.CNNIC_IDN),
        "verisign": ("example.com", samples.VERISIGN),
        "verisign-old": ("example.com", samples.VERISIGN_OLD),
        "registry-and-registrar": ("example.com", samples.VERISIGN + samples.REGISTRAR),
        "registrar": ("www.example.com", samples.REGISTRAR),
        "thick": ("example.top", samples.THICK),
        "afilias-old": ("example.org", samples.AFILIAS_OLD),
        "neustar-old": ("example.biz", samples.NEUSTAR_OLD),
        "hkirc": ("example.com.hk", samples.HKIRC),
        "hkirc-chinese": ("example.com.hk", samples.HKIRC.replace("Chinese name:", "Chinese name: 示例貿易有限公司")),
        "twnic": ("example.com.tw", samples.TWNIC),
        "monic": ("example.com.mo", samples.TWNIC.replace(".tw", ".mo").replace(" (UTC+8)", "")),
        "long-tail-jprs": ("example.jp", samples.JPRS),
        "registrys-own-row": ("example.top", samples.IANA_ROW + samples.THICK),
        "another-domain": ("other.com", samples.REGISTRAR),
        "windows-lines": ("example.cn", "\ufeff" + samples.CNNIC.replace("\n", "\r\n")),
        "escapes": ("example.com", samples.REGISTRAR.replace("Incorporated", "\x1b[2J\u202eIncorporated")),
        "escape-in-a-key": ("example.com.hk", samples.HKIRC.replace("on your papers", "on your \x1b[2J papers")),
        "escape-behind-values": (
            "example.com",
            (
                "Domain Name: example.com\nRegistrar: x\nName Server: ns1.example.net \x1b[2J\n"
                "Domain Status: ok https://icann.org/epp#ok\x1b[2J\nRegistrar Abuse Contact Phone: +86.1012345678 \x1b\n"
            ),
        ),
        "redacted": ("example.top", "Domain Name: example.top\nRegistrant Organization: REDACTED FOR PRIVACY\n"),
        "rate-limited": ("example.cn", "Queried interval is too short.\n"),
        "quota": ("example.com", "Your quota of queries per hour has been exceeded.\n"),
        "refused": ("example.com", "Error: access denied from 192.0.2.1\n"),
        "down": ("example.com", "The service is temporarily unavailable.\n"),
        "reserved": ("example.cn", "the domain you want to register is reserved\n"),
        "not-found": ("example.cn", "No matching record.\n"),
        "free": ("example.com", 'No match for domain "EXAMPLE.COM".\n>>> Last update of whois database <<<\n'),
        "free-other": ("example.com", 'No match for domain "OTHER.COM".\n'),
        "page": ("example.com", "<!DOCTYPE html><html><body>blocked</body></html>"),
        "null": ("example.com", "Domain Name: example.com\x00\nRegistrar: x\n"),
        "nothing": ("example.com", ""),
    }
    return {name: f"{domain}\n{text}".encode() for name, (domain, text) in said.items()}
