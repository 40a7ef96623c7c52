"""The Domain service: the first line is the HTTP status, the rest an answer of any of its three actions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from auditor.errors import WireError
from auditor.model import Known
from auditor.names import to_ascii
from auditor.readers import aliyun_domain
from auditor.wire import Reply
from tests.fuzz.law import (
    assert_borne_out,
    assert_instant,
    assert_is_a_gap,
    assert_plain,
    head_and_body,
    reply,
    said_in_json,
)
from tests.servers.aliyun_answers import domain_of_account

IS_JSON = True
DOMAINS = ("example.cn", "xn--fsq092h.xn--fiqs8s")
T = TypeVar("T")


def target(data: bytes) -> None:
    status, text = head_and_body(data)
    came = reply(text, status)
    code = aliyun_domain.error_code(came)
    assert not code or came.status != 200
    assert_plain(code)
    _page(came)
    for domain in DOMAINS:
        _facts(domain, came)


def _facts(domain: str, came: Reply) -> None:
    found = _or_none(lambda: aliyun_domain.facts(domain, came, "prod"))
    submitted = _or_none(lambda: aliyun_domain.submitted_at(domain, came, "prod"))
    assert (found is None) == (submitted is None), "both refuse an answer about another domain"
    if found is None or submitted is None:
        return
    assert came.status == 200, "facts from a refusal"
    assert to_ascii(json.loads(came.text)["DomainName"]) == domain, "facts about another domain"
    facts = {**found, "submitted_at": submitted}
    assert_borne_out(facts, said_in_json(came.text))
    for name, fact in facts.items():
        if isinstance(fact, Known) and name.endswith("_at"):
            assert_instant(fact.value)
        elif isinstance(fact, Known) and isinstance(fact.value, str):
            assert_plain(fact.value)
            assert fact.value.strip()


def _page(came: Reply) -> None:
    page = _or_none(lambda: aliyun_domain.page(came))
    if page is not None:
        assert came.status == 200, "a page from a refusal"
        assert isinstance(page.more, bool)
        for name in page.names:
            assert name
            assert_plain(name)


def _or_none(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except WireError as error:
        assert_is_a_gap(error.reason)
        assert_plain(str(error))
        return None


def seeds() -> dict[str, bytes]:
    row = domain_of_account
    listed = {"Data": {"Domain": [{"DomainName": "example.cn"}, {"DomainName": "示例.中国"}]}, "TotalItemNum": 2}
    said: dict[str, tuple[str, Any]] = {
        "domain": ("200", row()),
        "idn": ("200", row(DomainName="示例.中国")),
        "another-domain": ("200", row(DomainName="other.cn")),
        "name-with-a-dot": ("200", row(DomainName="EXAMPLE.CN.")),
        "person": ("200", row(RegistrantType="1", ZhRegistrantOrganization="", RegistrantOrganization=None)),
        "masked": ("200", row(ZhRegistrantOrganization="示***司")),
        "not-verified": ("200", row(RealNameStatus="NONAUDIT", RegistrantUpdatingStatus="PENDING")),
        "moving": ("200", row(TransferOutStatus="PENDING", DomainStatus="2", EmailVerificationClientHold=True)),
        "private": ("200", row(DomainNameProxyService=True, PrivacyServiceStatus="OPEN")),
        "privacy-unclear": ("200", row(DomainNameProxyService=None, PrivacyServiceStatus=[1])),
        "times-differ": ("200", row(ExpirationDateLong=1, ExpirationDate="2028-03-18 10:05:31")),
        "times-alone": ("200", row(ExpirationDateLong=None, RegistrationDate=None)),
        "times-too-large": ("200", row(ExpirationDateLong=10**14, RegistrationDateLong=-1)),
        "nulls": ("200", {**dict.fromkeys(row(), None), "DomainName": "example.cn"}),
        "escapes": ("200", row(Registrar="\u001b[2J", RealNameStatus="SUCC\u202eEED")),
        "verification": ("200", {"DomainName": "example.cn", "SubmissionDate": "2026-11-01 10:00:00"}),
        "page": ("200", {**listed, "NextPage": False}),
        "page-with-an-escape": ("200", {"Data": {"Domain": [{"DomainName": "\u001b[2J"}]}, "NextPage": True}),
        "page-without-an-end": ("200", listed),
        "not-held": ("400", {"Code": "DomainNotExist", "Message": "The domain name does not exist"}),
        "code-is-a-number": ("400", {"Code": -124}),
        "denied": ("403", {"Code": "Forbidden.RAM"}),
        "list": ("200", [row()]),
    }
    found = {name: f"{status}\n{json.dumps(body, indent=1)}".encode() for name, (status, body) in said.items()}
    return {**found, "page-of-a-web-server": b"502\n<html></html>"}
