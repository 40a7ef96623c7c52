from __future__ import annotations

import pytest

from auditor.model import AnswerClass
from auditor.readers.answers import is_rate_limited
from tests.readers import samples
from tests.readers.asked import SERVER, refused

WORDS = {
    AnswerClass.NOT_FOUND: (
        'No match for "EXAMPLE.COM".',
        "NOT FOUND",
        "No Data Found",
        "No Found",
        "Domain not found.",
        "This domain name has not been registered.",
        "The queried object does not exist: DOMAIN NOT FOUND",
        "% No entries found in the EXAMPLE database.",
        "Not available for second level registration.",
        "Domain: example.com\nStatus: free",
        "example.com is available",
        "%ERROR:101: no entries found",
        "Invalid query or domain name not known in Example Domain Management System",
        "该域名未注册",
    ),
    AnswerClass.RESERVED: (
        "Domain reserved",
        "This name is reserved by the Registry in accordance with its policy.",
        "Domain Name: example.com\n>>> This name is not available for registration:\n>>> This name is registry reserved",
        "The registration of this domain is restricted, as it is protected by the Example DPML.",
        "域名已被注册局保留",
    ),
    AnswerClass.RATE_LIMITED: (
        "You have exceeded your quota of queries.",
        "WHOIS LIMIT EXCEEDED - SEE WWW.REGISTRY.EXAMPLE FOR DETAILS",
        "    The WHOIS query quota for 192.0.2.1 has been exceeded\n    and will be replenished in 50 seconds.",
        "Please go away for 13 Seconds",
        "% Maximum queries per hour reached (100)",
        "whois.example: only 1 request per second allowed, try again later",
        "%% Too many requests...\n%%\n%% No entries found in the EXAMPLE Database.",
        "query_datetime: 2026-05-03T13:18:06+12:00\ndomain_name: example.com\nquery_status: 440 Request Denied",
        "% Error: 55000000002 Connection refused; access control limit exceeded.",
        "Number of allowed queries exceeded.",
        "You have reached the limit of your lookups.",
        "操作频繁，请稍后重试",
    ),
    AnswerClass.REFUSED: (
        "* Sorry, the Whois database is currently down.\n* Please wait a while and try again. Thanks",
        "Connection attempt failed 2.",
        "The system is under maintenance, try again later.",
        "Socket not responding: timed out",
        "Invalid input",
        "% Error: 55000000010 Non bijective domain",
        "Access denied",
        "Your IP has been blocked.",
        "This WHOIS service has been retired. Please use RDAP.",
    ),
    AnswerClass.GARBLED: (
        "",
        " \r\n\r\n",
        "<html><head><title>403</title></head></html>",
        "<!DOCTYPE html>\n<p>No match",
        "NOT\x00FOUND",
        "\ufffd\ufffd\ufffd ok \ufffd\ufffd",
    ),
    AnswerClass.UNRECOGNISED: (
        "Hello, world.",
        "Registrar: Example Registrar",
        "Domain Name: example.com",
        "Welcome. All rights reserved by Example Registry.",
    ),
    AnswerClass.MISMATCHED: ('No match for "OTHER.COM".', "Domain Name: other.com\nDomain Status: No Object Found"),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in WORDS.items() for text in texts])
def test_every_class_is_told_by_its_words(kind: AnswerClass, text: str) -> None:
    answer = refused(text)
    assert answer.kind is kind, answer
    assert answer.detail.startswith(SERVER)
    assert all(evidence.quote and evidence.quote in text for evidence in answer.evidence)


@pytest.mark.parametrize("text", WORDS[AnswerClass.RATE_LIMITED])
def test_a_rate_limit_is_told_from_the_text_alone(text: str) -> None:
    assert is_rate_limited(text)


@pytest.mark.parametrize(
    "text",
    [
        *(text for kind, texts in WORDS.items() for text in texts if kind is not AnswerClass.RATE_LIMITED),
        samples.VERISIGN,
        samples.THICK,
        samples.CNNIC,
        samples.VERISIGN + "\nQuery limit exceeded.\n",
    ],
)
def test_nothing_else_is_a_rate_limit(text: str) -> None:
    assert not is_rate_limited(text)


def test_terms_of_use_do_not_decide() -> None:
    terms = samples.VERISIGN[samples.VERISIGN.index("NOTICE") :]
    assert refused(terms).kind is AnswerClass.UNRECOGNISED
    assert refused("Domain not found.\n" + terms).kind is AnswerClass.NOT_FOUND
    assert refused(terms + "\nNOT FOUND\n").kind is AnswerClass.NOT_FOUND
    assert refused(f"Domain not found.\n\n{' '.join(terms.split())}\n\n").kind is AnswerClass.NOT_FOUND
    assert refused(terms + "\nLookup quota exceeded.\n").kind is AnswerClass.RATE_LIMITED


@pytest.mark.parametrize("name", ["reserved.com", "not-found.com", "throttled.com", "rate-limit-exceeded.com"])
def test_a_domains_own_name_does_not_decide(name: str) -> None:
    assert refused(f"Hello, {name}.", name).kind is AnswerClass.UNRECOGNISED
    assert refused(f'No match for "{name.upper()}".', name).kind is AnswerClass.NOT_FOUND


def test_the_words_are_capped_and_free_of_control_characters() -> None:
    answer = refused("Too many requests \x1b[31m" + "a" * 200)
    assert answer.kind is AnswerClass.RATE_LIMITED
    assert "\x1b" not in answer.detail
    assert len(answer.detail) < 200
    assert answer.evidence == ()
