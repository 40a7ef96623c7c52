"""What holds for every layout: hostile answers, properties, and that the examples in the modules are true."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import auditor.readers
from auditor.model import AnswerClass, Known, NoRegistration, Registration
from tests.readers import samples
from tests.readers.asked import ask_rdap, ask_whois, found, refused, value
from tests.readers.test_rdap import DOCUMENT

TEXTS = {
    "example.cn": samples.CNNIC,
    "example.com.cn": samples.CNNIC_OLD,
    "xn--fsq092h.xn--fiqs8s": samples.CNNIC_IDN,
    "example.com": samples.VERISIGN + samples.REGISTRAR,
    "example.top": samples.THICK,
    "example.org": samples.AFILIAS_OLD,
    "example.biz": samples.NEUSTAR_OLD,
    "example.com.hk": samples.HKIRC,
    "example.com.tw": samples.TWNIC,
    "example.jp": samples.JPRS,
}
FACTS = (
    "registrar",
    "registrar_iana_id",
    "registrar_country",
    "holder",
    "created_at",
    "expires_at",
    "statuses",
    "name_servers",
)


def assert_sound(answer: Registration | NoRegistration, text: str) -> None:
    """Every fact has evidence, every quote stands in the text."""
    if isinstance(answer, NoRegistration):
        assert answer.kind is not AnswerClass.FOUND
        assert answer.detail
        assert all(evidence.quote in text for evidence in answer.evidence)
        return
    for name in FACTS:
        fact = getattr(answer, name)
        assert not isinstance(fact, Known) or fact.evidence, name
        assert all(evidence.quote and evidence.quote in text for evidence in fact.evidence), name


def whois_like() -> st.SearchStrategy[str]:
    lines = st.sampled_from(sorted({line for text in TEXTS.values() for line in text.splitlines()}))
    return st.lists(lines | st.text(max_size=60), max_size=40).map("\n".join)


@pytest.mark.parametrize("domain", TEXTS)
def test_every_sample_gives_sound_facts(domain: str) -> None:
    record = found(TEXTS[domain], domain)
    assert_sound(record, TEXTS[domain])
    assert isinstance(record.expires_at, Known)


@pytest.mark.parametrize("domain", TEXTS)
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(domain: str) -> None:
    windows = "\ufeff" + TEXTS[domain].replace("\n", "\r\n")
    assert found(windows, domain) == found(TEXTS[domain], domain)


@settings(deadline=None, max_examples=150)
@given(text=st.text() | whois_like(), domain=st.sampled_from([*TEXTS, "example.zz"]))
@example(text="Domain Name: example.com\nRegistrar: x\x1f\n", domain="example.com")
@example(text="Domain Name: example.com\nCreation Date: 2020-01-01T00:00:00Z\u2028\nRegistrar: x", domain="example.com")
@example(text="Domain Name: example.com\n\x1fRegistrar: x\n  \x1f Registrar: x", domain="example.com")
def test_no_text_breaks_a_reader_and_every_quote_is_verbatim(text: str, domain: str) -> None:
    assert_sound(ask_whois(text, domain), text)


@settings(deadline=None, max_examples=150)
@given(whois_like())
def test_no_fact_comes_from_a_text_without_the_domains_name(text: str) -> None:
    for domain in ("absent.com", "absent.cn", "absent.hk", "absent.jp", "absent.tw"):
        assert isinstance(ask_whois(text, domain), NoRegistration)


def json_like() -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    keys = st.sampled_from([*DOCUMENT, "roles", "vcardArray", "publicIds", "eventAction", "eventDate", "redacted"])
    return st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5))


@settings(deadline=None, max_examples=150)
@given(
    key=st.sampled_from([*DOCUMENT, "redacted", "unicodeName", "errorCode"]),
    content=json_like(),
    status=st.integers(0, 700),
)
def test_no_json_breaks_the_rdap_reader(key: str, content: Any, status: int) -> None:
    for code in (200, status):
        answer = ask_rdap(json.dumps({**DOCUMENT, key: content}), status=code)
        if isinstance(answer, Registration):
            assert all(not isinstance(f, Known) or f.evidence for f in (getattr(answer, name) for name in FACTS))
            assert code == 200


@settings(deadline=None, max_examples=100)
@given(st.text(), st.integers(0, 700))
def test_no_text_breaks_the_rdap_reader(text: str, status: int) -> None:
    assert isinstance(ask_rdap(text, status=status), NoRegistration)


@pytest.mark.parametrize(
    "bait",
    [
        "a" * 65_536,
        "a\n" * 32_768,
        "a." * 32_768,
        " " * 65_536,
        "\t:" * 32_768,
        "Domain Name: " + "示例." * 20_000,
        "Domain Name: example.com\nName Server: " + "a-" * 30_000,
        "Domain Name: example.com\nDomain Status: " + "- " * 30_000,
        "Domain Name: example.com\nRegistrant: " + "1" * 60_000 + "!",
        "Domain Name: example.com\nCreation Date: " + "9" * 60_000,
        "Domain Name: example.com\nRegistrar: x\nDomain Name: other.com\n" * 2_000,
        "quota " * 10_000 + "exceeded",
        "no match for " + "a." * 30_000,
        ("domain" + "." * 500 + " x y\n") * 120,
        ("a" * 400 + "\n") * 160,
    ],
)
def test_baits_for_slow_patterns_are_read_and_believed_nothing(bait: str) -> None:
    for domain in ("example.com", "example.cn", "example.com.hk", "example.com.tw", "example.zz"):
        answer = ask_whois(bait, domain)
        assert_sound(answer, bait)
        assert isinstance(answer, NoRegistration)


def test_what_stands_beyond_the_cap_is_not_read() -> None:
    text = "Domain Name: example.com\nRegistrar: Example\n" + "x\n" * 40_000 + "Registrant Organization: Late Ltd.\n"
    assert not isinstance(found(text).holder, Known)


def test_a_name_with_a_control_character_is_not_shown() -> None:
    record = found("Domain Name: example.com\nRegistrar: Ex\x1b[2Jample\nCreation Date: 2020-01-01\n")
    assert not isinstance(record.registrar, Known)
    assert "\x1b" not in repr(record.registrar)
    assert value(record.created_at)


def test_a_null_character_makes_a_refusal_garbled() -> None:
    assert refused("No match\x00").kind is AnswerClass.GARBLED


@pytest.mark.parametrize("module", sorted(m.name for m in pkgutil.iter_modules(auditor.readers.__path__)))
def test_the_examples_in_the_readers_are_true(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"auditor.readers.{module}")).failed == 0
