from __future__ import annotations

from typing import Any

import pytest

from auditor.errors import WireError
from auditor.model import Fact, Known, Unknown
from auditor.readers.aliyun_domain import error_code, facts, submitted_at
from tests.builders import at
from tests.servers.aliyun_answers import domain_of_account
from tests.sources.aliyun import reply

MISSING = object()


def read(**overrides: Any) -> dict[str, Fact[Any]]:
    row = {name: value for name, value in domain_of_account(**overrides).items() if value is not MISSING}
    return facts("example.cn", reply(row), "prod")


def reason(fact: Fact[Any]) -> str:
    assert isinstance(fact, Unknown)
    return fact.reason


# --- the holder -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "holder"),
    [
        ({}, "示例科技有限公司"),
        ({"ZhRegistrantOrganization": " 示例科技有限公司 "}, "示例科技有限公司"),
        ({"ZhRegistrantOrganization": ""}, "Shi Li Ke Ji You Xian Gong Si"),
        ({"ZhRegistrantOrganization": MISSING}, "Shi Li Ke Ji You Xian Gong Si"),
        ({"ZhRegistrantOrganization": None, "RegistrantType": "1"}, "李四"),
        ({"ZhRegistrantOrganization": "李四", "RegistrantType": 1}, "李四"),
        (
            {
                "ZhRegistrantOrganization": "",
                "ZhRegistrantName": "",
                "RegistrantOrganization": "",
                "RegistrantType": "1",
            },
            "Li Si",
        ),
    ],
)
def test_the_holder_is_the_chinese_name_if_there_is_one(given: dict[str, Any], holder: str) -> None:
    fact = read(**given)["holder"]
    assert isinstance(fact, Known)
    assert fact.value == holder


@pytest.mark.parametrize("kind", ["2", "", None, MISSING])
def test_a_contact_of_an_organisation_is_never_the_holder(kind: Any) -> None:
    fact = read(ZhRegistrantOrganization="", RegistrantOrganization=MISSING, RegistrantType=kind)["holder"]
    assert isinstance(fact, Unknown)
    assert all("李四" not in evidence.quote and "Li Si" not in evidence.quote for evidence in fact.evidence)


@pytest.mark.parametrize("name", ["示例**公司", "REDACTED FOR PRIVACY", "隐私保护服务"])
def test_a_masked_holder_is_not_known(name: str) -> None:
    fact = read(ZhRegistrantOrganization=name)["holder"]
    assert reason(fact) == "the holder is masked"
    assert [evidence.quote for evidence in fact.evidence] == [name]


# --- times ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text", "expires_at"),
    [
        (1836957931000, "2028-03-18 10:05:31", "2028-03-18T02:05:31Z"),
        (MISSING, "2028-03-18 10:05:31", "2028-03-18T02:05:31Z"),  # Beijing's clock
        (MISSING, "2028-03-18 00:05:31", "2028-03-17T16:05:31Z"),
        (1836957931000, MISSING, "2028-03-18T02:05:31Z"),
        (1836957931000, "soon", "2028-03-18T02:05:31Z"),
        (1836957931500, "2028-03-18 02:05:31", "2028-03-18T02:05:31.5Z"),  # the number has no zone to mistake
        ("1836957931000", "2028-03-18 10:05:31", "2028-03-18T02:05:31Z"),
        (True, "2028-03-18 10:05:31", "2028-03-18T02:05:31Z"),
        (10**400, "2028-03-18 10:05:31", "2028-03-18T02:05:31Z"),
    ],
)
def test_an_expiry_is_read_from_the_number_or_in_beijing_time(number: Any, text: Any, expires_at: str) -> None:
    fact = read(ExpirationDateLong=number, ExpirationDate=text)["expires_at"]
    assert isinstance(fact, Known)
    assert fact.value == at(expires_at)


def test_an_expiry_that_is_given_twice_and_differs_is_not_known() -> None:
    fact = read(ExpirationDate="2029-03-18 10:05:31")["expires_at"]
    assert reason(fact) == "ExpirationDateLong and ExpirationDate differ"
    assert [evidence.quote for evidence in fact.evidence] == ["1836957931000", "2029-03-18 10:05:31"]


@pytest.mark.parametrize(
    ("number", "text"), [(0, ""), (-1, None), ([], {}), (1836957931, "2028-13-18 10:05:31"), (1836957931.5, "9" * 99)]
)
def test_a_time_that_is_none_is_not_known(number: Any, text: Any) -> None:
    fact = read(RegistrationDateLong=number, RegistrationDate=text)["created_at"]
    assert reason(fact) == "RegistrationDateLong or RegistrationDate is not what is documented"


def test_a_time_that_is_missing_is_not_known() -> None:
    fact = read(RegistrationDateLong=MISSING, RegistrationDate=MISSING)["created_at"]
    assert fact == Unknown("the answer has no RegistrationDateLong or RegistrationDate")


# --- states ---------------------------------------------------------------------------------------------------------------

FIELDS = {
    "real_name_status": "RealNameStatus",
    "holder_change": "RegistrantUpdatingStatus",
    "transfer_out": "TransferOutStatus",
}


@pytest.mark.parametrize("status", ["SUCCEED", "NONAUDIT", "FAILED", "AUDITING"])
def test_the_real_name_is_not_the_review_of_the_domains_name(status: str) -> None:
    other = "FAILED" if status == "SUCCEED" else "SUCCEED"
    fact = read(RealNameStatus=status, DomainNameVerificationStatus=other)["real_name_status"]
    assert isinstance(fact, Known)
    assert fact.value == status


@pytest.mark.parametrize("fact", ["holder_change", "transfer_out"])
@pytest.mark.parametrize("status", ["NORMAL", "PENDING"])
def test_what_is_under_way_is_said(fact: str, status: str) -> None:
    found = read(**{FIELDS[fact]: status})[fact]
    assert isinstance(found, Known)
    assert found.value == status


@pytest.mark.parametrize("fact", FIELDS)
@pytest.mark.parametrize("value", ["OK", "succeed", "", None, 1, True, ["SUCCEED"], {"a": "NORMAL"}])
def test_a_state_that_is_not_documented_is_not_known(fact: str, value: Any) -> None:
    found = read(**{FIELDS[fact]: value})[fact]
    assert reason(found) == f"{FIELDS[fact]} is not what is documented"
    assert len(found.evidence) == 1
    assert reason(read(**{FIELDS[fact]: MISSING})[fact]) == f"the answer has no {FIELDS[fact]}"


@pytest.mark.parametrize(
    ("given", "statuses"),
    [
        ({"EmailVerificationClientHold": True}, ("clientHold",)),
        ({"DomainStatus": "2"}, ("redemptionPeriod",)),
        ({"DomainStatus": 2, "EmailVerificationClientHold": True}, ("clientHold", "redemptionPeriod")),
    ],
)
def test_a_hold_is_a_status(given: dict[str, Any], statuses: tuple[str, ...]) -> None:
    fact = read(**given)["statuses"]
    assert isinstance(fact, Known)
    assert fact.value == statuses
    assert len(fact.evidence) == len(statuses)


@pytest.mark.parametrize(
    "given", [{}, {"DomainStatus": "1"}, {"EmailVerificationClientHold": "true"}, {"DomainStatus": None}]
)
def test_a_service_that_shows_no_hold_does_not_say_that_the_registry_has_none(given: dict[str, Any]) -> None:
    assert "statuses" not in read(**given)


@pytest.mark.parametrize(
    ("given", "privacy"),
    [
        ({}, False),
        ({"DomainNameProxyService": True}, True),
        ({"CnnicPrivacyServiceStatus": "OPEN"}, True),
        ({"PrivacyServiceStatus": "OPEN", "DomainNameProxyService": None}, True),
        ({"CnnicPrivacyServiceStatus": "CLOSE", "PrivacyServiceStatus": "UN_SUPPORT"}, False),
        ({"CnnicPrivacyServiceStatus": MISSING, "PrivacyServiceStatus": MISSING}, False),
        ({"CnnicPrivacyServiceStatus": "PERHAPS"}, None),
        ({"PrivacyServiceStatus": None}, None),
        ({"PrivacyServiceStatus": ["OPEN"]}, None),
        ({"DomainNameProxyService": "false"}, None),
        ({"DomainNameProxyService": MISSING}, None),
    ],
)
def test_privacy_is_on_if_any_service_is_and_off_only_if_all_are(given: dict[str, Any], privacy: bool | None) -> None:  # noqa: FBT001 - the value
    fact = read(**given)["privacy"]
    assert (fact.value if isinstance(fact, Known) else None) is privacy


# --- other answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["other.cn", "", None, 7, "example.cn.evil.cn", "a" * 300, "\ud800", "。"])
def test_an_answer_about_another_domain_is_garbled(name: Any) -> None:
    for read_ in (facts, submitted_at):
        with pytest.raises(WireError, match="not about the domain") as caught:
            read_(
                "example.cn",
                reply('{"DomainName": "\\ud800"}' if name == "\ud800" else domain_of_account(DomainName=name)),
                "prod",
            )
        assert caught.value.reason == "garbled"


def test_a_name_is_recognised_in_any_spelling() -> None:
    assert facts("xn--fsq092h.xn--fiqs8s", reply(domain_of_account(DomainName="示例.中国")), "prod")
    assert facts("example.cn", reply(domain_of_account(DomainName="EXAMPLE.CN")), "prod")


def test_the_day_of_a_submission_is_beijings() -> None:
    said = reply({"DomainName": "example.cn", "SubmissionDate": "2026-11-02 07:59:59"})
    fact = submitted_at("example.cn", said, "prod")
    assert isinstance(fact, Known)
    assert fact.value == at("2026-11-01T23:59:59Z")
    assert fact.evidence[0].place == "QueryDomainRealNameVerificationInfo prod example.cn SubmissionDate"
    assert submitted_at("example.cn", reply({"DomainName": "example.cn"}), "prod") == Unknown(
        "the answer has no SubmissionDate"
    )


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, {"Code": "DomainNotExist"}, "DomainNotExist"),
        (400, {"Code": "-124"}, "-124"),
        (400, {"Code": -124}, "-124"),
        (200, {"Code": "DomainNotExist"}, ""),
        (400, {"Code": None}, ""),
        (400, {"Code": "a b"}, ""),
        (400, {"Code": ["DomainNotExist"]}, ""),
        (400, ["DomainNotExist"], ""),
        (502, "<html>DomainNotExist</html>", ""),
        (400, "[" * 100_000, ""),
    ],
)
def test_an_error_code_is_read_from_a_refusal_alone(status: int, body: Any, code: str) -> None:
    assert error_code(reply(body, status)) == code


@pytest.mark.parametrize("field", ["Registrar", "ZhRegistrantOrganization"])
def test_a_name_that_could_write_on_a_terminal_is_not_known(field: str) -> None:
    found = read(**{field: "示例\x1b[2J", "RegistrantOrganization": ""})
    assert isinstance(found["registrar" if field == "Registrar" else "holder"], Unknown)
