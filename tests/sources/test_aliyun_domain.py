from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import WireError
from auditor.model import Answered, Domain, Gap, GapReason, Known, Observation, Unknown
from auditor.names import parse
from auditor.plugins import modules
from auditor.sources.aliyun_domain import held, observe
from auditor.wire import Reply
from tests.builders import SEEN_AT, TABLES, at
from tests.servers.aliyun_answers import Holdings, domain_of_account
from tests.sources.aliyun import Cloud, asks, denied, reply

NAME = parse("example.cn")
BY_NAME, REAL_NAME, LIST = "QueryDomainByDomainName", "QueryDomainRealNameVerificationInfo", "QueryDomainList"
DENIED = "this identity has no permission: see README, “Permissions” (HTTP 403 Forbidden.RAM)"
ONLY_HERE = {"real_name_status", "real_name_submitted_at", "holder_change", "transfer_out", "privacy"}


def account(*names: str, **overrides: Any) -> Holdings:
    return Holdings([domain_of_account(DomainName=name, **overrides) for name in names])


def seen(cloud: Cloud, name: str = "example.cn") -> Observation:
    found = observe(parse(name), cloud, cloud.settings, TABLES)
    assert found is not None
    return found


def values(found: Observation) -> dict[str, Any]:
    return {name: fact.value for name, fact in found.facts.items() if isinstance(fact, Known)}


def reason(found: Observation, name: str) -> str:
    fact = found.facts[name]
    assert isinstance(fact, Unknown)
    return fact.reason


# --- one domain -----------------------------------------------------------------------------------------------------------


def test_a_domain_that_the_account_holds_is_known_in_full() -> None:
    cloud = Cloud({"prod": account("example.cn")})
    found = seen(cloud)
    assert values(found) == {
        "registrar": "阿里云计算有限公司（万网）",
        "holder": "示例科技有限公司",
        "created_at": at("2020-03-18T02:05:31Z"),
        "expires_at": at("2028-03-18T02:05:31Z"),
        "real_name_status": "SUCCEED",
        "real_name_submitted_at": at("2026-11-01T02:00:00Z"),
        "holder_change": "NORMAL",
        "transfer_out": "NORMAL",
        "privacy": False,
    }
    assert found.asked == (
        Answered("aliyun-domain", "prod example.cn"),
        Answered("aliyun-domain", "prod example.cn real name"),
    )
    for query in cloud.asked:
        assert (query.server, query.account) == ("https://domain.aliyuncs.com", "prod")
    assert ("FetchImage", "false") in cloud.asked[1].parameters


def test_every_fact_is_one_of_a_domain_and_quotes_its_field() -> None:
    found = seen(Cloud({"prod": account("example.cn", EmailVerificationClientHold=True)}))
    assert set(found.facts) <= {f.name for f in fields(Domain)}
    for fact in found.facts.values():
        assert isinstance(fact, Known)
        assert all((e.source, e.seen_at) == ("aliyun-domain", SEEN_AT) for e in fact.evidence)
    (evidence,) = found.facts["real_name_status"].evidence
    assert (evidence.place, evidence.quote) == (f"{BY_NAME} prod example.cn RealNameStatus", "SUCCEED")


def test_the_domain_service_is_not_asked_unless_it_is_switched_on() -> None:
    cloud = Cloud({"prod": account("example.cn")})
    assert observe(NAME, cloud, replace(cloud.settings, domain_service=False), TABLES) is None
    assert cloud.asked == []


def test_the_users_endpoint_is_asked() -> None:
    cloud = Cloud({"prod": account("example.cn")})
    observe(NAME, cloud, replace(cloud.settings, domain_endpoint_url="http://127.0.0.1:8"), TABLES)
    assert {query.server for query in cloud.asked} == {"http://127.0.0.1:8"}


def test_a_domain_outside_the_account_is_answered_with_no_fact() -> None:
    found = seen(Cloud({"prod": account("other.cn")}))
    assert found.asked == (Answered("aliyun-domain", "prod example.cn"),)
    assert set(found.facts) == ONLY_HERE  # what a registry knows, too, is left to the registry
    assert reason(found, "real_name_status") == "no account that was asked holds this domain"
    assert [e.quote for e in found.facts["real_name_status"].evidence] == ["DomainNotExist"]


def test_accounts_are_asked_in_turn_until_one_holds_the_domain() -> None:
    cloud = Cloud({"a": account("other.cn"), "b": account("example.cn"), "c": account("example.cn")})
    assert values(seen(cloud))["holder"] == "示例科技有限公司"
    assert cloud.questions("a") == [(BY_NAME, "example.cn")]
    assert cloud.questions("b") == [(BY_NAME, "example.cn"), (REAL_NAME, "example.cn")]
    assert cloud.questions("c") == []


@pytest.mark.parametrize(
    ("came", "why", "detail"),
    [
        (denied(), GapReason.DENIED, DENIED),
        (
            reply({"Code": "Throttling.User"}, 400),
            GapReason.THROTTLED,
            "too many requests, also after waiting (HTTP 400 Throttling.User)",
        ),
        (
            reply({"Code": "FrobnicationFailed"}, 400),
            GapReason.REFUSED,
            "the question was refused (HTTP 400 FrobnicationFailed)",
        ),
        (reply("<html></html>"), GapReason.GARBLED, "the answer is not a JSON object but <html></html>"),
        (reply("{}"), GapReason.GARBLED, "the answer is not about the domain that was asked for"),
        (WireError("timeout", "no answer within 10 s"), GapReason.TIMEOUT, "no answer within 10 s"),
    ],
)
def test_an_account_that_cannot_be_asked_is_a_gap_and_never_one_that_holds_nothing(
    came: Reply | WireError, why: GapReason, detail: str
) -> None:
    found = seen(Cloud({"a": account(), "b": account()}, [(asks(BY_NAME, "a"), came)]))
    gap = Gap("aliyun-domain", "a example.cn", why, detail)
    assert found.asked == (gap, Answered("aliyun-domain", "b example.cn"))
    assert set(found.facts) == ONLY_HERE
    assert reason(found, "privacy") == f"{why}: {detail}"


def test_where_one_account_holds_the_domain_nothing_was_missed_in_the_others() -> None:
    found = seen(Cloud({"a": account(), "b": account("example.cn")}, [(asks(BY_NAME, "a"), denied())]))
    assert values(found)["real_name_status"] == "SUCCEED"
    assert not [asked for asked in found.asked if isinstance(asked, Gap)]


def test_a_verification_that_cannot_be_read_leaves_a_gap_and_the_other_facts() -> None:
    found = seen(Cloud({"prod": account("example.cn")}, [(asks(REAL_NAME), denied())]))
    assert found.asked == (
        Answered("aliyun-domain", "prod example.cn"),
        Gap("aliyun-domain", "prod example.cn real name", GapReason.DENIED, DENIED),
    )
    assert reason(found, "real_name_submitted_at") == f"denied: {DENIED}"
    assert values(found)["real_name_status"] == "SUCCEED"


def test_of_a_name_that_is_not_verified_nothing_was_submitted_to_ask_for() -> None:
    cloud = Cloud({"prod": account("example.cn", RealNameStatus="NONAUDIT")})
    found = seen(cloud)
    assert reason(found, "real_name_submitted_at") == "nothing was submitted: the real name is not verified"
    assert found.facts["real_name_submitted_at"].evidence == found.facts["real_name_status"].evidence
    assert cloud.questions() == [(BY_NAME, "example.cn")]


@pytest.mark.parametrize("listed", ["示例.中国", "xn--fsq092h.xn--fiqs8s"])
def test_a_chinese_name_is_found_by_either_spelling(listed: str) -> None:
    cloud = Cloud({"prod": account(listed)})
    assert values(seen(cloud, "示例.中国"))["real_name_submitted_at"] == at("2026-11-01T02:00:00Z")
    assert cloud.questions()[0] == (BY_NAME, "示例.中国")


def test_the_domain_service_ranks_above_the_registries() -> None:
    ranks = {name: getattr(module, "RANK", 0) for name, module in modules("sources").items()}
    assert ranks.pop("aliyun-domain") > max(ranks.values())


# --- all domains of an account --------------------------------------------------------------------------------------------


def listed(cloud: Cloud) -> tuple[list[str], list[Answered | Gap]]:
    events = list(held(cloud, "prod", cloud.settings))
    return [e for e in events if isinstance(e, str)], [e for e in events if not isinstance(e, str)]


def page(names: list[str], more: Any = False, total: Any = None, **rest: Any) -> Reply:  # noqa: FBT002 - as the API says it
    rows = [{"DomainName": name} for name in names]
    return reply({"Data": {"Domain": rows}, "NextPage": more, "TotalItemNum": total, **rest})


@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_every_domain_of_an_account_is_listed(count: int) -> None:
    names = [f"example-{n}.cn" for n in range(count)]
    cloud = Cloud({"prod": account(*names)})
    assert listed(cloud) == (names, [Answered("aliyun-domain", "prod domains")])
    pages = [dict(query.parameters) for query in cloud.asked]
    assert pages == [{"PageNum": str(n + 1), "PageSize": "100"} for n in range(max(1, -(-count // 100)))]
    assert {query.account for query in cloud.asked} == {"prod"}


def test_a_page_that_was_read_before_ends_in_a_gap() -> None:
    cloud = Cloud({"prod": account()}, [(asks(LIST), page(["a.cn", "b.cn"], more=True))])
    names, rest = listed(cloud)
    assert names == ["a.cn", "b.cn"]
    detail = "page 2 of the domains names none that was not read before: the rest is not known"
    assert rest == [Gap("aliyun-domain", "prod domains", GapReason.GARBLED, detail)]
    assert len(cloud.asked) == 2


def test_a_list_that_is_shorter_than_its_total_is_a_gap() -> None:
    cloud = Cloud({"prod": account()}, [(asks(LIST), page(["a.cn", "a.cn"], total=2))])
    detail = "of 2 domains only 1 are listed"
    assert listed(cloud) == (["a.cn"], [Gap("aliyun-domain", "prod domains", GapReason.GARBLED, detail)])


def test_a_later_page_that_fails_keeps_the_names_and_leaves_a_gap() -> None:
    def second(query: Any) -> bool:
        return ("PageNum", "2") in query.parameters

    cloud = Cloud({"prod": account(*(f"example-{n}.cn" for n in range(150)))}, [(second, denied())])
    names, rest = listed(cloud)
    assert len(names) == 100
    assert rest == [Gap("aliyun-domain", "prod domains", GapReason.DENIED, f"{DENIED}, after 100 domains")]


@pytest.mark.parametrize(
    ("came", "detail"),
    [
        (reply("{}"), "the answer has no list Data.Domain"),
        (reply({"Data": {"Domain": None}, "NextPage": False}), "the answer has no list Data.Domain"),
        (page(["a.cn", ""]), "the list of domains has one without a proper DomainName"),
        (page(["a\x1b.cn"]), "the list of domains has one without a proper DomainName"),
        (page([7]), "the list of domains has one without a proper DomainName"),  # type: ignore[list-item]
        (page(["a" * 254]), "the list of domains has one without a proper DomainName"),
        (
            reply({"Data": {"Domain": [1]}, "NextPage": False}),
            "the list of domains has one without a proper DomainName",
        ),
        (page(["a.cn"], more="no"), "the answer does not say whether there is a NextPage"),
        (page(["a.cn"], more=None), "the answer does not say whether there is a NextPage"),
    ],
)
def test_a_list_that_cannot_be_read_whole_is_a_gap(came: Reply, detail: str) -> None:
    cloud = Cloud({"prod": account()}, [(asks(LIST), came)])
    assert listed(cloud) == ([], [Gap("aliyun-domain", "prod domains", GapReason.GARBLED, detail)])


# --- whatever is sent -----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
SHAPE = st.fixed_dictionaries({}, optional=dict.fromkeys(domain_of_account(), JSON))


@given(SHAPE, JSON | SHAPE, st.sampled_from([200, 200, 400, 403, 500]))
def test_an_answer_of_any_shape_gives_facts_or_a_gap(changed: dict[str, Any], second: Any, status: int) -> None:
    body = {**domain_of_account(), **changed, "DomainName": "example.cn"}
    cloud = Cloud(
        {"prod": account()}, [(asks(BY_NAME), reply(json.dumps(body), status)), (asks(REAL_NAME), reply(second))]
    )
    found = seen(cloud)
    assert found.asked
    said = values(found)
    assert said.get("real_name_status", "SUCCEED") in ("SUCCEED", "NONAUDIT", "FAILED", "AUDITING")
    assert {said.get("holder_change", "NORMAL"), said.get("transfer_out", "NORMAL")} <= {"NORMAL", "PENDING"}
    assert isinstance(said.get("privacy", True), bool)
    assert (said.get("holder", "x") + said.get("registrar", "x")).isprintable()
    assert all(value.tzinfo and 1985 <= value.year < 2200 for name, value in said.items() if name.endswith("_at"))


@given(JSON, st.sampled_from([200, 400]))
def test_a_list_of_any_shape_gives_names_or_a_gap(body: Any, status: int) -> None:
    cloud = Cloud({"prod": account()}, [(asks(LIST), reply(json.dumps(body), status))])
    assert listed(cloud)[1]
