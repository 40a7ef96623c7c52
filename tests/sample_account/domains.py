"""Nine names: what their registries and DNS say, in the registries' layouts."""

from __future__ import annotations

import json
from typing import Any

from tests.servers.aliyun_answers import Holdings, domain_of_account, filing_of_account, risk

OWNER = "示例科技（杭州）有限公司"
HICHINA = "阿里云计算有限公司（万网）"
ASKED = (
    "icp-demo-shop.cn",
    "icp-demo-brand.com",
    "示例商城.中国",
    "icp-demo-blog.io",
    "icp-demo-hold.cn",
    "docs.icp-demo-docs.net",
    "icp-demo-limit.hk",
    "com.cn",
    "icp-demo..cn",
)
SITES = (("icp-demo-docs.net", "i-demo0012"),)


def cnnic(name: str, registrar: str, registrant: str, expires: str, *statuses: str) -> str:
    """CNNIC's layout; its times are Beijing's."""
    lines = [
        f"Domain Name: {name}",
        "ROID: 20200318s10001s00000001-cn",
        *(f"Domain Status: {status}" for status in statuses or ("ok",)),
        f"Registrant: {registrant}",
        "Registrant Contact Email: hostmaster@example.cn",
        f"Sponsoring Registrar: {registrar}",
        "Name Server: dns7.hichina.com",
        "Name Server: dns8.hichina.com",
        "Registration Time: 2020-03-18 10:05:31",
        f"Expiration Time: {expires}",
        "DNSSEC: unsigned",
    ]
    return "".join(f"{line}\r\n" for line in lines)


WHOIS = {
    "icp-demo-shop.cn": cnnic("icp-demo-shop.cn", HICHINA, OWNER, "2028-03-18 10:05:31"),
    "xn--fsqp3lt7b0z0d.xn--fiqs8s": cnnic(
        "xn--fsqp3lt7b0z0d.xn--fiqs8s", "北京新网数码信息技术有限公司", "另一家示例贸易有限公司", "2027-02-10 09:00:00"
    ),
    "icp-demo-hold.cn": cnnic("icp-demo-hold.cn", HICHINA, OWNER, "2026-12-18 10:05:31", "serverHold", "clientTransferProhibited"),
    "icp-demo-blog.io": "\r\n".join([  # noqa: FLY002 - one line, one line
        "Domain Name: icp-demo-blog.io",
        "Registry Domain ID: REDACTED",
        "Registrar WHOIS Server: whois.namesilo.com",
        "Updated Date: 2026-03-01T00:00:00Z",
        "Creation Date: 2021-03-01T00:00:00Z",
        "Registry Expiry Date: 2027-01-31T00:00:00Z",
        "Registrar: NameSilo, LLC",
        "Registrar IANA ID: 1479",
        "Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited",
        "Registrant Name: REDACTED",
        "Registrant Organization: REDACTED",
        "Registrant Country: US",
        "Name Server: ns1.example.net",
        "DNSSEC: unsigned",
        "",
    ]),
    "icp-demo-limit.hk": "Your query rate limit has been exceeded. Please try again later.\r\n",
}  # fmt: skip


def rdap(name: str, iana_id: str, registrar: str, expires: str, *statuses: str) -> str:
    """RFC 9083, as thin registries fill it."""
    card = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", registrar]]]
    answer: dict[str, Any] = {
        "objectClassName": "domain",
        "handle": "1234567890_DOMAIN",
        "ldhName": name.upper(),
        "status": list(statuses or ("client transfer prohibited",)),
        "entities": [
            {
                "objectClassName": "entity",
                "handle": iana_id,
                "roles": ["registrar"],
                "publicIds": [{"type": "IANA Registrar ID", "identifier": iana_id}],
                "vcardArray": card,
            }
        ],
        "events": [
            {"eventAction": "registration", "eventDate": "2021-05-20T03:00:00Z"},
            {"eventAction": "expiration", "eventDate": expires},
        ],
        "secureDNS": {"delegationSigned": False},
        "nameservers": [{"objectClassName": "nameserver", "ldhName": "DNS9.HICHINA.COM"}],
        "rdapConformance": ["rdap_level_0"],
    }
    return json.dumps(answer, ensure_ascii=False)


RDAP = {
    "icp-demo-brand.com": rdap("icp-demo-brand.com", "3775", "Dominet (HK) Limited", "2027-01-20T03:00:00Z"),
    "icp-demo-docs.net": rdap(
        *(
            "icp-demo-docs.net",
            "1599",
            "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)",
            "2028-05-20T03:00:00Z",
        ),
        *("pending transfer",),
    ),
}

DNS = {
    "icp-demo-shop.cn A": ["icp-demo-shop.cn. 600 IN A 203.0.113.10"],
    "icp-demo-shop.cn NS": ["icp-demo-shop.cn. 86400 IN NS dns7.hichina.com."],
    "icp-demo-brand.com A": ["icp-demo-brand.com. 600 IN A 203.0.113.20"],
    "xn--fsqp3lt7b0z0d.xn--fiqs8s A": ["xn--fsqp3lt7b0z0d.xn--fiqs8s. 600 IN A 198.51.100.80"],
    "icp-demo-docs.net A": ["icp-demo-docs.net. 600 IN A 192.0.2.45"],
    "docs.icp-demo-docs.net A": [
        "docs.icp-demo-docs.net. 600 IN CNAME icp-demo-docs.net.",
        "icp-demo-docs.net. 600 IN A 192.0.2.45",
    ],
    "icp-demo-blog.io A": ["icp-demo-blog.io. 600 IN A 198.51.100.200"],
}
NO_SUCH_NAME = ("icp-demo-hold.cn",)


def held(name: str, expires_ms: int, registered_ms: int = 1584497131000, **fields: Any) -> dict[str, Any]:
    """A domain that the account holds, as its Domain service shows it."""
    shown = {"DomainName": name, "ZhRegistrantOrganization": OWNER, "RegistrantOrganization": "", "RegistrantName": ""}
    dates = {"ExpirationDateLong": expires_ms, "RegistrationDateLong": registered_ms}
    row = domain_of_account(**{**shown, **dates, **fields})
    return {key: value for key, value in row.items() if value is not None and key not in ("Email", "ZhRegistrantName")}


HOLDINGS = Holdings(
    domains=[
        held("icp-demo-shop.cn", 1836957931000, ExpirationDate="2028-03-18 10:05:31"),
        held(
            "示例商城.中国",
            1802221200000,
            ExpirationDate="2027-02-10 09:00:00",
            ZhRegistrantOrganization="另一家示例贸易有限公司",
            DomainNameProxyService=True,
        ),
        held(
            "icp-demo-hold.cn",
            1797559531000,
            ExpirationDate="2026-12-18 10:05:31",
            RealNameStatus="NONAUDIT",
            RegistrantUpdatingStatus="PENDING",
        ),
        held(
            "icp-demo-docs.net",
            1842404400000,
            1621479600000,
            ExpirationDate="2028-05-20 11:00:00",
            RegistrationDate="2021-05-20 11:00:00",
            TransferOutStatus="PENDING",
            RegistrantUpdatingStatus=None,
            DomainNameProxyService=None,
            CnnicPrivacyServiceStatus=None,
            PrivacyServiceStatus=None,
        ),
    ],
    submitted={
        "icp-demo-shop.cn": "2026-10-20 09:30:00",
        "示例商城.中国": "2026-11-24 15:00:00",
        "icp-demo-docs.net": "",
    },
    registered={"icp-demo-shop.cn": False, "示例商城.中国": True, "icp-demo-docs.net": False},
    filings=[
        filing_of_account(
            OrganizersName=OWNER,
            WebsiteList=[
                {"SiteRecordNum": "浙ICP备2026000001号-1", "SiteName": "示例商城", "DomainList": ["示例商城.中国"]}
            ],
            RiskList=[risk("2026-12-24", "<p>网站<b>无法访问</b></p>", "恢复网站的访问")],
        )
    ],
)
"""What the sample account's Domain service, CDN and filings say."""
