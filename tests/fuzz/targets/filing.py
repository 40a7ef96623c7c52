"""Filings: the first line is the HTTP status, the rest an answer of CheckCdnDomainICP or QuerySuccessIcpData."""

from __future__ import annotations

import json
from typing import Any

from auditor.errors import WireError
from auditor.model import Known
from auditor.names import parse
from auditor.readers import filing
from auditor.wire import Reply
from tests.fuzz.law import (
    IsSaid,
    assert_borne_out,
    assert_is_a_gap,
    assert_plain,
    assert_quoted,
    head_and_body,
    reply,
    said_in_json,
)
from tests.servers.aliyun_answers import filing_of_account, risk

IS_JSON = True


def target(data: bytes) -> None:
    status, text = head_and_body(data)
    came, is_said = reply(text, status), said_in_json(text)
    _state(came, is_said)
    try:
        found = filing.filings(came, "prod")
    except WireError as error:
        assert_is_a_gap(error.reason)
        assert_plain(str(error))
        return
    assert came.status == 200, "filings from a refusal"
    for domain, filings in found.items():
        assert filings
        for each in filings:
            _filing(domain, each, is_said)


def _state(came: Reply, is_said: IsSaid) -> None:
    try:
        found = filing.state("example.cn", came, "prod")
    except WireError as error:
        assert_is_a_gap(error.reason)
        return
    assert came.status == 200, "a state from a refusal"
    assert found.value in (filing.FILED, filing.NOT_FILED)
    assert_borne_out({"filing": found}, is_said)


def _filing(domain: str, found: filing.Filing, is_said: IsSaid) -> None:
    assert found.evidence
    assert_quoted(found.evidence, is_said)
    assert {parse(evidence.quote).id for evidence in found.evidence} == {domain}, "the words name another domain"
    assert_plain(found.evidence[0].place)
    assert_borne_out({"risks": found.risks} if found.risks.evidence else {}, is_said)
    if isinstance(found.risks, Known):
        for sentence in found.risks.value:
            assert_plain(sentence)


def seeds() -> dict[str, bytes]:
    def entities(*rows: Any) -> dict[str, Any]:
        return {"Success": True, "BaSuccessDataWithRiskList": list(rows)}

    def domains(*names: Any) -> dict[str, Any]:
        return filing_of_account(WebsiteList=[{"SiteRecordNum": "示例备1号-1", "DomainList": list(names)}])

    odd = [{"DeadLine": None, "RiskDetailList": None}, {"RiskDetailList": [{"RectifySuggest": "&lt;b&gt;&#27;[2J"}]}]
    said: dict[str, tuple[str, Any]] = {
        "filed": ("200", {"Status": "DomainIsRegistration"}),
        "not-filed": ("200", {"Status": "DomainNotRegistration"}),
        "status-unknown": ("200", {"Status": "\u001b[2J"}),
        "entity": ("200", entities(filing_of_account())),
        "risk": (
            "200",
            entities(filing_of_account(RiskList=[risk("2026-12-24", "<p>网站<b>无法访问</b></p>", "恢复")])),
        ),
        "odd-risks": ("200", entities(filing_of_account(RiskList=odd))),
        "risks-are-a-text": ("200", entities(filing_of_account(RiskList="no"))),
        "risks-are-null": ("200", entities(filing_of_account(RiskList=None))),
        "two-entities": ("200", entities(domains("example.cn", "示例.中国"), domains("www.example.cn"))),
        "no-sites": ("200", entities(filing_of_account(WebsiteList=None))),
        "strange-names": ("200", entities(domains("192.0.2.1", "com.cn", "a..cn", "https://example.cn/"))),
        "names-with-escapes": ("200", entities(domains("\u001b[2J.cn"))),
        "number-with-an-escape": ("200", entities(filing_of_account(IcpNumber="\u001b[2J<b>1</b>"))),
        "none": ("200", {"Success": True}),
        "no-permission": ("200", {"Success": False, "ErrorCode": "NoPermission"}),
        "refused": ("200", {"Success": False, "ErrorCode": 12345678901234567890}),
        "cannot-tell": ("400", {"Code": "-124", "Message": "no"}),
        "list": ("200", [1]),
    }
    return {name: f"{status}\n{json.dumps(body, indent=1)}".encode() for name, (status, body) in said.items()}
