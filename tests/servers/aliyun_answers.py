"""What Alibaba Cloud's APIs beside ECS say on loopback: the Domain service, CDN's check of a filing, an account's filings.

`domain_of_account` and `filing_of_account` make one thing each in the documented shape. Document numbers, images and mail
addresses are planted in the answers, as the real ones have them: `PERSONAL` lists what must not get past `auditor.live`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.servers.ecs_answers import Asked
from tests.servers.ecs_faults import Answer, error_answer, json_answer

VERSIONS = {
    "QueryDomainByDomainName": "2018-01-29",
    "QueryDomainList": "2018-01-29",
    "QueryDomainRealNameVerificationInfo": "2018-01-29",
    "CheckCdnDomainICP": "2018-05-10",
    "QuerySuccessIcpData": "2026-04-23",
}
NUMBER, IMAGE, URL = "91330100PLANTED00X", "UGxhbnRlZEltYWdl", "http://images.example/planted-document.jpg"
MAIL, PERSON = "planted.holder@mail.example", "种植的负责人"
PERSONAL = (NUMBER, IMAGE, URL, MAIL, PERSON)


def domain_of_account(**overrides: Any) -> dict[str, Any]:
    """One domain as QueryDomainByDomainName shows it: an organisation's, verified, nothing under way."""
    domain = {
        "RequestId": "3E1F7A2C-9B64-5D0E-8F21-7C4A90B6D513",
        "DomainName": "example.cn",
        "DomainType": "ccTLD",
        "DomainStatus": "3",
        "Email": MAIL,
        "EmailVerificationStatus": 1,
        "EmailVerificationClientHold": False,
        "ExpirationDate": "2028-03-18 10:05:31",
        "ExpirationDateLong": 1836957931000,
        "ExpirationDateStatus": "1",
        "ExpirationCurrDateDiff": 479,
        "RegistrationDate": "2020-03-18 10:05:31",
        "RegistrationDateLong": 1584497131000,
        "DnsList": {"Dns": ["dns7.hichina.com", "dns8.hichina.com"]},
        "DomainNameProxyService": False,
        "CnnicPrivacyServiceStatus": "UN_SUPPORT",
        "PrivacyServiceStatus": "UN_SUPPORT",
        "DomainNameVerificationStatus": "SUCCEED",
        "RealNameStatus": "SUCCEED",
        "RegistrantType": "2",
        "RegistrantOrganization": "Shi Li Ke Ji You Xian Gong Si",
        "RegistrantName": "Li Si",
        "ZhRegistrantOrganization": "示例科技有限公司",
        "ZhRegistrantName": "李四",
        "RegistrantUpdatingStatus": "NORMAL",
        "Registrar": "阿里云计算有限公司（万网）",
        "TransferOutStatus": "NORMAL",
        "TransferProhibitionLock": "OPEN",
        "UpdateProhibitionLock": "CLOSE",
        "Premium": False,
        "UserId": "1000000000000001",
        "InstanceId": "S2020AUDIT000001",
    }
    return {**domain, **overrides}


def filing_of_account(**overrides: Any) -> dict[str, Any]:
    """One entity that has filed a site, as QuerySuccessIcpData shows it."""
    filing = {
        "IcpNumber": "浙ICP备2026000001号",
        "OrganizersName": "示例科技有限公司",
        "OrganizersNature": "企业",
        "ResponsiblePersonName": PERSON,
        "WebsiteList": [
            {
                "SiteRecordNum": "浙ICP备2026000001号-1",
                "SiteName": "示例",
                "DomainList": ["example.cn"],
                "ResponsiblePersonName": PERSON,
            }
        ],
        "AppList": [],
        "RiskList": [],
    }
    return {**filing, **overrides}


def risk(deadline: str = "2026-12-24", source: str = "<p>网站<b>无法访问</b></p>", *advice: str) -> dict[str, Any]:
    """One entry of a RiskList; its texts hold HTML, as the real ones do."""
    return {"DeadLine": deadline, "RiskDetailList": [{"RiskSource": source, "RectifySuggestList": list(advice)}]}


@dataclass(frozen=True)
class Holdings:
    """What an access key's account has: domains, when a real name was submitted, what is filed anywhere and by itself.

    `registered` are the domains of which CheckCdnDomainICP tells: whether each is filed. Of all others it cannot tell.
    """

    domains: Sequence[dict[str, Any]] = ()
    submitted: Mapping[str, str] = field(default_factory=dict)
    registered: Mapping[str, bool] = field(default_factory=dict)
    filings: Sequence[dict[str, Any]] = ()


def answer(asked: Asked, holdings: Holdings) -> Answer:
    """The answer to one of `VERSIONS`."""
    name = asked.params.get("DomainName", "")
    request = {"RequestId": "3E1F7A2C-9B64-5D0E-8F21-7C4A90B6D513"}
    match asked.action:
        case "QueryDomainList":
            return json_answer({**request, **_page(asked.params, holdings.domains)})
        case "QueryDomainByDomainName":
            row = next((row for row in holdings.domains if row["DomainName"] == name), None)
            return json_answer(row) if row else _not_held()
        case "QueryDomainRealNameVerificationInfo":
            return _verification(asked.params, holdings)
        case "CheckCdnDomainICP" if name in holdings.registered:
            status = "DomainIsRegistration" if holdings.registered[name] else "DomainNotRegistration"
            return json_answer({**request, "Status": status})
        case "CheckCdnDomainICP":
            return error_answer(400, "-124", "The domain provided does not belong to you.")
        case _:
            if asked.params.get("Caller") != "skill":
                return error_answer(400, "MissingParameter", "Caller")
            return json_answer({**request, "Success": True, "BaSuccessDataWithRiskList": list(holdings.filings)})


def _not_held() -> Answer:
    return error_answer(400, "DomainNotExist", "The domain name does not exist")


def _verification(params: Mapping[str, str], holdings: Holdings) -> Answer:
    name = params.get("DomainName", "")
    if name not in [row["DomainName"] for row in holdings.domains]:
        return _not_held()
    shown = {"IdentityCredential": IMAGE, "IdentityCredentialUrl": URL}
    return json_answer(
        {
            "RequestId": "3E1F7A2C-9B64-5D0E-8F21-7C4A90B6D513",
            "DomainName": name,
            "InstanceId": "S2020AUDIT000001",
            "SubmissionDate": holdings.submitted.get(name, "2026-11-01 10:00:00"),
            "IdentityCredentialType": "YYZZ",
            "IdentityCredentialNo": NUMBER,
            **(shown if params.get("FetchImage") != "false" else {}),
        }
    )


def _page(params: Mapping[str, str], domains: Sequence[dict[str, Any]]) -> dict[str, Any]:
    number, size = int(params["PageNum"]), int(params["PageSize"])
    rows = domains[(number - 1) * size : number * size]
    pages = -(-len(domains) // size)
    listed = [{"DomainName": row["DomainName"], "InstanceId": "S2020AUDIT000001", "DomainStatus": "3"} for row in rows]
    return {
        "Data": {"Domain": listed},
        "CurrentPageNum": number,
        "PageSize": size,
        "PrePage": number > 1,
        "NextPage": number < pages,
        "TotalPageNum": pages,
        "TotalItemNum": len(domains),
    }


def as_json(asked: Asked, holdings: Holdings) -> tuple[int, str]:
    """Status and text of an answer, for a wire without a network."""
    said = answer(asked, holdings)
    return said.status, json.dumps(json.loads(said.body), ensure_ascii=False)
