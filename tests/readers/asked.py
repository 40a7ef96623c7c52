"""Asking the readers: an answer as text, and what becomes of it in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from auditor.model import Fact, Known, NoRegistration, Registration, Unknown
from auditor.readers import rdap, whois
from auditor.wire import Reply

SEEN_AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
SERVER = "whois.example:43"
URL = "https://rdap.example/domain/example.com"


def ask_whois(text: str, domain: str = "example.com") -> Registration | NoRegistration:
    return whois.read(domain, SERVER, Reply(200, text, SEEN_AT))


def found(text: str, domain: str = "example.com") -> Registration:
    answer = ask_whois(text, domain)
    assert isinstance(answer, Registration), answer
    return answer


def refused(text: str, domain: str = "example.com") -> NoRegistration:
    answer = ask_whois(text, domain)
    assert isinstance(answer, NoRegistration), answer
    return answer


def ask_rdap(document: Any, domain: str = "example.com", status: int = 200) -> Registration | NoRegistration:
    text = document if isinstance(document, str) else json.dumps(document)
    return rdap.read(domain, URL, Reply(status, text, SEEN_AT))


def found_rdap(document: Any, domain: str = "example.com") -> Registration:
    answer = ask_rdap(document, domain)
    assert isinstance(answer, Registration), answer
    return answer


def value(fact: Fact[Any]) -> Any:
    assert isinstance(fact, Known), fact
    assert fact.evidence, "a known fact without evidence"
    return fact.value


def reason(fact: Fact[Any]) -> str:
    assert isinstance(fact, Unknown), fact
    return fact.reason


def quotes(fact: Fact[Any]) -> list[str]:
    return [evidence.quote for evidence in fact.evidence]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
