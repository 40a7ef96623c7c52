from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import WireError
from auditor.model import Answered, Gap, GapReason, Known, Observation, Unknown
from auditor.names import parse
from auditor.sources.filing import observe, observer
from auditor.wire import Reply
from tests.builders import SEEN_AT, TABLES
from tests.servers.aliyun_answers import Holdings, filing_of_account, risk
from tests.sources.aliyun import Cloud, asks, denied, reply

CHECK, FILINGS = "CheckCdnDomainICP", "QuerySuccessIcpData"
DENIED = "this identity has no permission: see README, “Permissions” (HTTP 403 Forbidden.RAM)"
NOT_TOLD = "Alibaba Cloud does not tell this account whether the domain is filed"
NOT_OWN = "no account that was asked has filed this domain"


def seen(cloud: Cloud, name: str = "example.cn") -> Observation:
    found = observe(parse(name), cloud, cloud.settings, TABLES)
    assert found is not None
    return found


def value(found: Observation, name: str) -> Any:
    fact = found.facts[name]
    assert isinstance(fact, Known), fact
    return fact.value


def reason(found: Observation, name: str) -> str:
    fact = found.facts[name]
    assert isinstance(fact, Unknown), fact
    return fact.reason


def quotes(found: Observation, name: str) -> list[tuple[str, str]]:
    return [(e.place, e.quote) for e in found.facts[name].evidence]


# --- is it filed? ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("registered", "state", "words"),
    [(True, "filed", "DomainIsRegistration"), (False, "not-filed", "DomainNotRegistration")],
)
def test_a_domain_is_filed_or_not_in_the_words_of_the_answer(registered: bool, state: str, words: str) -> None:  # noqa: FBT001 - a value
    cloud = Cloud({"prod": Holdings(registered={"example.cn": registered})})
    found = seen(cloud)
    assert value(found, "filing") == state
    assert quotes(found, "filing") == [("CheckCdnDomainICP prod example.cn Status", words)]
    (evidence,) = found.facts["filing"].evidence
    assert (evidence.source, evidence.seen_at) == ("filing", SEEN_AT)
    assert reason(found, "filing_risks") == NOT_OWN
    assert found.asked == (Answered("filing", "prod filings"), Answered("filing", "prod example.cn"))
    assert {(query.question, query.server) for query in cloud.asked} == {
        (CHECK, "https://cdn.aliyuncs.com"),
        (FILINGS, "https://companyreg.aliyuncs.com"),
    }


def test_nobody_is_asked_unless_filings_are_to_be_checked() -> None:
    cloud = Cloud({"prod": Holdings()})
    off = replace(cloud.settings, check_filed=False)
    assert observe(parse("example.cn"), cloud, off, TABLES) is None
    assert observer(cloud, off) is None
    assert cloud.asked == []


@pytest.mark.parametrize("code", ["-124", "CheckDomainICPFail"])
def test_an_account_that_cannot_tell_is_no_gap_and_no_answer(code: str) -> None:
    cloud = Cloud({"prod": Holdings()}, [(asks(CHECK), reply({"Code": code, "Message": "no"}, 400))])
    found = seen(cloud)
    assert reason(found, "filing") == NOT_TOLD
    assert quotes(found, "filing") == [("CheckCdnDomainICP prod example.cn", code)]
    assert not [asked for asked in found.asked if isinstance(asked, Gap)]


def test_accounts_are_asked_until_one_can_tell() -> None:
    there = Holdings(registered={"example.cn": False})
    cloud = Cloud({"a": Holdings(), "b": there, "c": there}, [(asks(FILINGS), reply({"Success": True}))])
    assert value(seen(cloud), "filing") == "not-filed"
    assert [query.account for query in cloud.asked if query.question == CHECK] == ["a", "b"]


@pytest.mark.parametrize(
    ("came", "why", "detail"),
    [
        (denied(), GapReason.DENIED, DENIED),
        (reply({"Code": "Odd"}, 400), GapReason.REFUSED, "the question was refused (HTTP 400 Odd)"),
        (reply({}), GapReason.GARBLED, "the answer does not say whether the domain is filed"),
        (
            reply({"Status": ["DomainIsRegistration"]}),
            GapReason.GARBLED,
            "the answer does not say whether the domain is filed",
        ),
        (
            reply({"Status": "domainisregistration"}),
            GapReason.GARBLED,
            "the answer does not say whether the domain is filed",
        ),
        (WireError("timeout", "no answer within 10 s"), GapReason.TIMEOUT, "no answer within 10 s"),
    ],
)
def test_a_check_that_fails_is_a_gap_and_never_not_filed(came: Reply | WireError, why: GapReason, detail: str) -> None:
    found = seen(Cloud({"a": Holdings(), "b": Holdings()}, [(asks(CHECK, "a"), came)]))
    assert Gap("filing", "a example.cn", why, detail) in found.asked
    assert Answered("filing", "b example.cn") in found.asked
    assert reason(found, "filing") == f"{why}: {detail}; {NOT_TOLD}"


def test_where_one_account_can_tell_nothing_was_missed_in_the_others() -> None:
    accounts = {"a": Holdings(), "b": Holdings(registered={"example.cn": False})}
    found = seen(Cloud(accounts, [(asks(CHECK, "a"), denied())]))
    assert value(found, "filing") == "not-filed"
    assert not [asked for asked in found.asked if isinstance(asked, Gap)]


@pytest.mark.parametrize("spelling", ["示例.中国", "xn--fsq092h.xn--fiqs8s"])
def test_a_chinese_name_is_checked_in_both_spellings(spelling: str) -> None:
    assert value(seen(Cloud({"prod": Holdings(registered={spelling: True})}), "示例.中国"), "filing") == "filed"


# --- what the account itself has filed --------------------------------------------------------------------------------------


def test_a_domain_of_a_filed_site_is_filed_though_the_check_cannot_tell() -> None:
    found = seen(Cloud({"prod": Holdings(filings=[filing_of_account()])}))
    assert value(found, "filing") == "filed"
    assert quotes(found, "filing") == [("QuerySuccessIcpData prod 浙ICP备2026000001号-1 DomainList", "example.cn")]
    assert value(found, "filing_risks") == ()


def test_check_and_list_together_are_quoted_both() -> None:
    found = seen(Cloud({"prod": Holdings(registered={"example.cn": True}, filings=[filing_of_account()])}))
    assert value(found, "filing") == "filed"
    assert [quote for _, quote in quotes(found, "filing")] == ["example.cn", "DomainIsRegistration"]


def test_a_check_that_contradicts_the_list_is_not_believed_and_neither_is_the_list() -> None:
    found = seen(Cloud({"prod": Holdings(registered={"example.cn": False}, filings=[filing_of_account()])}))
    assert reason(found, "filing") == "the sources disagree"
    assert [quote for _, quote in quotes(found, "filing")] == ["example.cn", "DomainNotRegistration"]


def test_a_domain_that_is_not_in_the_list_may_be_filed_elsewhere() -> None:
    found = seen(Cloud({"prod": Holdings(filings=[filing_of_account()])}), "other.cn")
    assert reason(found, "filing") == NOT_TOLD


@pytest.mark.parametrize("listed", ["www.example.cn", "EXAMPLE.CN", "example.cn."])
def test_a_filed_host_is_its_registrable_domain(listed: str) -> None:
    site = {"SiteRecordNum": "浙ICP备2026000001号-1", "DomainList": [listed]}
    assert value(seen(Cloud({"prod": Holdings(filings=[filing_of_account(WebsiteList=[site])])})), "filing") == "filed"


def test_risks_are_plain_text_with_their_deadline_and_quoted_as_they_came() -> None:
    risks = [
        risk(
            "2026-12-24", "<p>网站<b>无法访问</b>&nbsp;&amp; 主体\n信息有误</p>", "<a href='x'>开通</a>网站", "更新信息"
        ),
        risk("", "接入信息异常"),
        {"DeadLine": "2027-01-01"},
    ]
    found = seen(Cloud({"prod": Holdings(filings=[filing_of_account(RiskList=risks)])}))
    assert value(found, "filing_risks") == (
        "by 2026-12-24: 网站 无法访问 & 主体 信息有误 (开通 网站; 更新信息)",
        "no deadline is given: 接入信息异常",
        "by 2027-01-01: a risk that is not described",
    )
    place, quote = quotes(found, "filing_risks")[0]
    assert place == "QuerySuccessIcpData prod 浙ICP备2026000001号 RiskList"
    assert json.dumps(risks[0], ensure_ascii=False) == quote


def test_risks_of_another_entity_are_not_the_domains() -> None:
    other = filing_of_account(WebsiteList=[{"DomainList": ["other.cn"]}], RiskList=[risk()])
    cloud = Cloud({"prod": Holdings(filings=[other, filing_of_account()])})
    assert value(seen(cloud), "filing_risks") == ()
    assert len(value(seen(cloud, "other.cn"), "filing_risks")) == 1


def test_a_domain_of_two_accounts_has_the_risks_of_both() -> None:
    first, second = (filing_of_account(RiskList=[risk(day)]) for day in ("2026-12-01", "2026-12-02"))
    found = seen(Cloud({"a": Holdings(filings=[first]), "b": Holdings(filings=[second])}))
    assert [each[:13] for each in value(found, "filing_risks")] == ["by 2026-12-01", "by 2026-12-02"]
    assert len(quotes(found, "filing")) == 2


@pytest.mark.parametrize("risks", [None, {}, "", [1], [{"RiskDetailList": {}}], [{"RiskDetailList": [7]}]])
def test_risks_that_cannot_be_read_are_not_known_and_not_none(risks: Any) -> None:
    found = seen(Cloud({"prod": Holdings(filings=[filing_of_account(RiskList=risks)])}))
    assert value(found, "filing") == "filed"
    assert "the answer has no list" in reason(found, "filing_risks")
    assert quotes(found, "filing_risks")


def test_an_answer_without_risks_does_not_say_that_there_are_none() -> None:
    entity = filing_of_account()
    del entity["RiskList"]
    assert reason(seen(Cloud({"prod": Holdings(filings=[entity])})), "filing_risks") == "the answer has no RiskList"


@pytest.mark.parametrize(
    ("came", "why", "detail"),
    [
        (denied(), GapReason.DENIED, DENIED),
        (
            reply({"Success": False, "ErrorCode": "NoPermission", "ErrorMessage": "x"}),
            GapReason.DENIED,
            "this identity has no permission: see README, “Permissions” (NoPermission)",
        ),
        (reply({"Success": False, "ErrorCode": 500}), GapReason.REFUSED, "the question was refused (500)"),
        (reply({"Success": "true", "ErrorCode": "a b"}), GapReason.REFUSED, "the question was refused"),
        (reply([]), GapReason.GARBLED, "the answer is not a JSON object but []"),
        (
            reply({"Success": True, "BaSuccessDataWithRiskList": [1]}),
            GapReason.GARBLED,
            "the answer has no list BaSuccessDataWithRiskList",
        ),
        (
            reply({"Success": True, "BaSuccessDataWithRiskList": [filing_of_account(WebsiteList="x")]}),
            GapReason.GARBLED,
            "the answer has no list WebsiteList",
        ),
        (
            reply(
                {"Success": True, "BaSuccessDataWithRiskList": [filing_of_account(WebsiteList=[{"DomainList": [""]}])]}
            ),
            GapReason.GARBLED,
            "a filed site has no proper DomainList",
        ),
    ],
)
def test_filings_that_cannot_be_read_are_a_gap(came: Reply, why: GapReason, detail: str) -> None:
    found = seen(Cloud({"prod": Holdings(registered={"example.cn": True})}, [(asks(FILINGS), came)]))
    assert found.asked == (Gap("filing", "prod filings", why, detail), Answered("filing", "prod example.cn"))
    assert value(found, "filing") == "filed"
    assert reason(found, "filing_risks") == f"{why}: {detail}"


@pytest.mark.parametrize("nothing", [{}, {"BaSuccessDataWithRiskList": None}, {"BaSuccessDataWithRiskList": []}])
def test_an_account_that_has_filed_nothing_answers(nothing: dict[str, Any]) -> None:
    found = seen(Cloud({"prod": Holdings()}, [(asks(FILINGS), reply({"Success": True, **nothing}))]))
    assert found.asked[0] == Answered("filing", "prod filings")


def test_a_run_asks_each_account_once_what_it_has_filed_whatever_the_number_of_names_and_threads() -> None:
    accounts = {"a": Holdings(filings=[filing_of_account()]), "b": Holdings()}
    cloud = Cloud(accounts)
    looking = observer(cloud, cloud.settings)
    assert looking is not None
    assert looking.asked == (Answered("filing", "a filings"), Answered("filing", "b filings"))
    names = [parse(f"example-{n}.cn") for n in range(40)] + [parse("example.cn")]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(looking.observe, names))
    assert value(found[-1], "filing") == "filed"
    assert [query.account for query in cloud.asked if query.question == FILINGS] == ["a", "b"]
    assert all(asked.target != "a filings" for each in found for asked in each.asked)


# --- whatever is sent -----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("<" * 500) | st.just("example.cn"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
SITE = st.fixed_dictionaries({}, optional={"SiteRecordNum": JSON, "DomainList": JSON})
RISK = st.fixed_dictionaries(
    {},
    optional={
        "DeadLine": JSON,
        "RiskDetailList": JSON
        | st.lists(st.fixed_dictionaries({}, optional={"RiskSource": JSON, "RectifySuggestList": JSON}), max_size=2),
    },
)
ENTITY = st.fixed_dictionaries(
    {},
    optional={
        "IcpNumber": JSON,
        "WebsiteList": JSON | st.lists(SITE, max_size=2),
        "RiskList": JSON | st.lists(RISK, max_size=2),
    },
)


@given(JSON | ENTITY, st.lists(ENTITY, max_size=2) | JSON, st.sampled_from([200, 400]))
def test_an_answer_of_any_shape_gives_facts_or_a_gap(checked: Any, entities: Any, status: int) -> None:
    body = {"Success": True, "BaSuccessDataWithRiskList": entities}
    faults = [(asks(CHECK), reply(json.dumps(checked), status)), (asks(FILINGS), reply(json.dumps(body)))]
    found = seen(Cloud({"prod": Holdings()}, faults))
    assert isinstance(found.asked[1], Gap)
    risks = found.facts["filing_risks"]
    if isinstance(risks, Known):
        assert found.facts["filing"].evidence
        assert all(each.isprintable() for each in risks.value)
