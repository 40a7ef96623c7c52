from __future__ import annotations

import pytest

from auditor.readers.redaction import is_redacted, says_nothing
from tests.readers import samples
from tests.readers.asked import found, quotes, reason

REDACTIONS = (
    "REDACTED FOR PRIVACY",
    "Redacted for GDPR",
    "Redacted",
    "DATA REDACTED",
    "Data Protected",
    "Not Disclosed",
    "NOT DISCLOSED!",
    "Statutory Masking Enabled",
    "GDPR Masked",
    "Non-Public Data",
    "Information not shown",
    "Not displayed due to GDPR",
    "Privacy service provided by Withheld for Privacy ehf",
    "WhoisGuard, Inc.",
    "WhoisGuard Protected",
    "Domains By Proxy, LLC",
    "Contact Privacy Inc. Customer 0123456789",
    "See PrivacyGuardian.org",
    "Registration Private",
    "Private Registration",
    "Registered privately",
    "Whois Privacy Protection Service, Inc.",
    "Domain Protection Services, Inc.",
    "Domain Privacy Service FBO Registrant",
    "Above.com Domain Privacy",
    "Super Privacy Service LTD c/o Dynadot",
    "Domain ID Shield Service CO., Limited",
    "Identity Protection Service",
    "Perfect Privacy, LLC",
    "Proxy Protection LLC",
    "On behalf of example.com OWNER",
    "Whois Agent",
    "Private Person",
    "Personal data, can not be publicly disclosed according to applicable laws.",
    "Please query the RDDS service of the Registrar of Record",
    "YinSi BaoHu Yi Kai Qi (Hidden by Whois Privacy Protection Service)",
    "隐私保护",
    "域名隐私保护服务",
    "信息保护",
    "保密",
    "示例人***",
    "***",
    "＊＊＊",
    "xxxxxxxx",
    "<data not disclosed>",
    "个人",
)
NAMES = (
    "示例科技有限公司",
    "示例环境保护有限公司",
    "示例知识产权保护中心",
    "Example Private Limited",
    "Example Environmental Protection Agency",
    "Example Guard Security, Inc.",
    "Nonexistent Shielding GmbH",
    "Example Disclosure Law LLP",
    "N.A. Trading Ltd",
    "None Such Records",
    "Smith, John",
)


@pytest.mark.parametrize("words", REDACTIONS)
def test_a_redaction_or_a_proxy_is_never_a_holder(words: str) -> None:
    holder = found(samples.REGISTRAR.replace("示例科技有限公司", words)).holder
    assert reason(holder) == f"redacted: «{words}»"[: len(f"redacted: «{words[:80]}")] + "»"
    assert quotes(holder) == [f"Registrant Organization: {words}"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_a_name(name: str) -> None:
    assert not is_redacted(name)
    assert not says_nothing(name)


@pytest.mark.parametrize(
    "nothing", ["", " ", "-", "...", "N/A", "n/a", "NA", "None", "null", "Not Applicable", "Not Available", "无"]
)
def test_a_blank_says_nothing(nothing: str) -> None:
    assert says_nothing(nothing)
