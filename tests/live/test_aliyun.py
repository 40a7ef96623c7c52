from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stamina

from auditor.live import Live
from auditor.model import Answered, Gap, GapReason, Known
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources import aliyun_domain, filing
from auditor.tape import Player, Recorder
from auditor.wire import ACTIONS, Query, Reply
from tests.builders import TABLES
from tests.servers import ecs_faults as faults
from tests.servers.aliyun_answers import PERSONAL, VERSIONS, domain_of_account, filing_of_account, risk
from tests.servers.aliyun_domain import AliyunServer, Holdings
from tests.servers.ecs import Identity, ecs_instance

KEY = "LTAI5tPlantedKeyId000001"
SECRET = "PlantedSecret/0000000000000001"
HOLDINGS = Holdings(
    [domain_of_account(), *(domain_of_account(DomainName=f"example-{n}.cn") for n in range(120))],
    registered={"example.cn": True},
    filings=[filing_of_account(RiskList=[risk("2026-12-24", "<b>网站无法访问</b>")])],
)
PARAMETERS: Mapping[str, dict[str, str]] = {
    "QueryDomainByDomainName": {"DomainName": "example.cn"},
    "QueryDomainList": {"PageNum": "1", "PageSize": "100"},
    "QueryDomainRealNameVerificationInfo": {"DomainName": "example.cn", "FetchImage": "false"},
    "CheckCdnDomainICP": {"DomainName": "example.cn"},
    "QuerySuccessIcpData": {"Caller": "skill"},
}


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)
    with stamina.set_testing(True, attempts=20):  # pauses take no time
        yield


def cloud(*spoilt: faults.Fault, secret: str = SECRET) -> AliyunServer:
    identity = Identity(secret, {"cn-hangzhou": [ecs_instance()]})
    return AliyunServer({KEY: identity}, {"*": spoilt}, holdings={KEY: HOLDINGS})


def settings(server: AliyunServer) -> Settings:
    return Settings(
        timeout=5.0,
        ecs_patience=60.0,
        ecs_endpoint_url=server.url,
        domain_service=True,
        domain_endpoint_url=server.url,
        check_filed=True,
        filing_cdn_url=server.url,
        filing_companyreg_url=server.url,
    )


def live(server: AliyunServer) -> Live:
    return Live(settings(server), lambda: datetime.now(UTC))


def question(server: AliyunServer, action: str, protocol: str = "aliyun", **parameters: str) -> Query:
    return Query(protocol, server.url, action, tuple({**PARAMETERS.get(action, {}), **parameters}.items()), "default")


def leaks(text: str) -> list[str]:
    return [secret for secret in (*PERSONAL, KEY, SECRET) if secret in text]


# --- asking ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", PARAMETERS)
def test_every_action_is_signed_with_the_version_of_its_own_api(action: str) -> None:
    with cloud() as server:
        reply = live(server).ask(question(server, action))
        assert reply.status == 200, reply.text
        assert [asked.action for asked in server.asked] == [action]
        assert not server.refused
    assert "RequestId" in json.loads(reply.text)


def test_the_table_of_actions_is_all_that_the_servers_of_the_suite_know() -> None:
    assert {name: action.version for name, action in ACTIONS.items() if action.product != "ecs"} == VERSIONS
    assert set(PARAMETERS) == set(VERSIONS)
    assert {action.product for action in ACTIONS.values()} == {"ecs", "domain", "cdn", "companyreg"}
    assert all(name.startswith(("Describe", "Query", "Check")) for name in ACTIONS)


@pytest.mark.parametrize(
    ("protocol", "action", "parameters"),
    [
        ("aliyun", "DeleteDomain", {}),
        ("aliyun", "DescribeInstances", {"RegionId": "cn-hangzhou"}),
        ("ecs", "QueryDomainList", {}),
        ("aliyun", "QueryDomainRealNameVerificationInfo", {"FetchImage": "true"}),
        ("aliyun", "QuerySuccessIcpData", {"Caller": "else"}),
    ],
)
def test_what_may_not_be_called_is_never_sent(protocol: str, action: str, parameters: dict[str, str]) -> None:
    with cloud() as server:
        with pytest.raises(ValueError, match=action):
            live(server).ask(question(server, action, protocol, **parameters))
        assert server.connections == 0


@pytest.mark.parametrize("parameters", [(), (("FetchImage", "false"), ("FetchImage", "true"))])
def test_an_image_is_never_fetched(parameters: tuple[tuple[str, str], ...]) -> None:
    with cloud() as server:
        with pytest.raises(ValueError, match="without FetchImage=false"):
            live(server).ask(Query("aliyun", server.url, "QueryDomainRealNameVerificationInfo", parameters, "default"))
        assert server.connections == 0


def test_all_products_share_an_accounts_credential_and_connection() -> None:
    with cloud() as server:
        network = live(server)
        network.ask(question(server, "DescribeRegions", "ecs"))
        network.ask(question(server, "QueryDomainList"))
        network.ask(question(server, "QuerySuccessIcpData"))
        assert server.connections == 1


def test_throttling_is_waited_for_and_a_refusal_is_not() -> None:
    with cloud(faults.throttled(times=3, action="QueryDomainList")) as server:
        assert live(server).ask(question(server, "QueryDomainList")).status == 200
        assert len(server.asked) == 4
    with cloud(faults.forbidden(action="QueryDomainList")) as server:
        reply = live(server).ask(question(server, "QueryDomainList"))
        assert (reply.status, json.loads(reply.text)["Code"]) == (403, "Forbidden.RAM")
        assert len(server.asked) == 1


# --- what is not let through ------------------------------------------------------------------------------------------------


def as_sent(server: AliyunServer, action: str) -> str:
    """What the server said, word for word."""
    asked = server.asked[0]
    assert asked.action == action
    return json.dumps(json.loads(server.say(asked).body), ensure_ascii=False)


@pytest.mark.parametrize(
    "action", ["QueryDomainByDomainName", "QueryDomainRealNameVerificationInfo", "QuerySuccessIcpData"]
)
def test_personal_data_end_at_the_door(action: str) -> None:
    with cloud() as server:
        reply = live(server).ask(question(server, action))
        assert leaks(as_sent(server, action))  # the server does say them
    assert leaks(reply.text) == []
    assert json.loads(reply.text)


@pytest.mark.parametrize("fault", [faults.truncated, lambda **when: faults.edited(_twice, **when)])
def test_a_damaged_answer_lets_nothing_personal_through(fault: Any) -> None:
    action = "QueryDomainRealNameVerificationInfo"
    with cloud(fault(action=action)) as server:
        reply = live(server).ask(question(server, action))
    assert leaks(reply.text) == []


def _twice(body: dict[str, Any]) -> None:
    body["Message"] = json.dumps(body)


def test_a_page_of_something_in_between_is_handed_on() -> None:
    with cloud(faults.html(403, action="QueryDomainList")) as server:
        assert live(server).ask(question(server, "QueryDomainList")).text == "<html><body><h1>Sorry</h1></body></html>"


def test_a_refused_signature_quotes_no_key() -> None:
    with cloud(secret="AnotherSecret/00000000000000") as server:
        reply = live(server).ask(question(server, "QueryDomainList"))
        assert server.refused == {"SignatureDoesNotMatch": 1}
    assert reply.status == 400
    assert leaks(reply.text) == []


# --- from the account to the facts ------------------------------------------------------------------------------------------


def everything(wire: Any, chosen: Settings) -> list[Any]:
    """All that the sources see of two domains and of the account, and whatever its repr says."""
    seen: list[Any] = list(aliyun_domain.held(wire, "default", chosen))
    looking = filing.observer(wire, chosen)
    assert looking is not None
    seen += looking.asked
    for name in map(parse, ("example.cn", "elsewhere.cn")):
        seen += [aliyun_domain.observe(name, wire, chosen, TABLES), looking.observe(name)]
    return seen


def test_a_run_over_the_network_is_recorded_without_personal_data_and_replayed_alike(tmp_path: Path) -> None:
    with (
        cloud() as server,
        Recorder(live(server), tmp_path / "tape", {"started_at": "2026-11-25T01:00:00Z"}) as recorder,
    ):
        heard = everything(recorder, settings(server))
        recorder.close()
        assert {asked.action for asked in server.asked} <= set(ACTIONS)
        assert not server.refused
    assert everything(Player(tmp_path / "tape"), settings(server)) == heard
    files = {path.name: path.read_text("utf-8") for path in (tmp_path / "tape").iterdir()}
    assert set(files) == {"aliyun-default.yaml", "run.json"}
    assert "SubmissionDate" in files["aliyun-default.yaml"]
    assert leaks(" ".join(files.values()) + repr(heard)) == []


def test_the_facts_of_a_domain_come_through_the_network_whole() -> None:
    with cloud() as server:
        names = [
            each for each in aliyun_domain.held(live(server), "default", settings(server)) if isinstance(each, str)
        ]
        found = aliyun_domain.observe(parse("example.cn"), live(server), settings(server), TABLES)
        filed = filing.observe(parse("example.cn"), live(server), settings(server), TABLES)
    assert len(names) == 121
    assert found is not None
    assert filed is not None
    assert all(isinstance(fact, Known) for fact in (*found.facts.values(), *filed.facts.values()))
    assert all(isinstance(asked, Answered) for asked in (*found.asked, *filed.asked))


def test_an_identity_without_permission_leaves_gaps() -> None:
    with cloud(faults.forbidden(action="QueryDomainByDomainName")) as server:
        found = aliyun_domain.observe(parse("example.cn"), live(server), settings(server), TABLES)
    assert found is not None
    (gap,) = found.asked
    assert isinstance(gap, Gap)
    assert (gap.target, gap.reason) == ("default example.cn", GapReason.DENIED)


def test_who_listens_hears_nothing_personal() -> None:
    heard: list[tuple[Query, Any]] = []
    with cloud() as server:
        network = Live(
            settings(server), lambda: datetime.now(UTC), heard=lambda query, came: heard.append((query, came))
        )
        everything(network, settings(server))
    assert all(isinstance(came, Reply) for _, came in heard)
    assert leaks(repr(heard)) == []
