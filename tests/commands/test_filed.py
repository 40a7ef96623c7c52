"""`--check-filed`: whether a domain is filed already, which filing then applies, and what threatens one that there is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sample_account.domains import HICHINA, cnnic
from tests.servers import ecs_faults as faults
from tests.servers.aliyun_answers import Holdings, filing_of_account, risk
from tests.servers.ecs import Asked
from tests.world import KEY, OWNER, Ran, World, bare, run

CHECK, FILINGS = "CheckCdnDomainICP", "QuerySuccessIcpData"
NAMES = ("elsewhere.cn", "unfiled.cn", "untold.cn", "own.cn", "risky.cn", "contrary.cn")
SITE = "浙ICP备2026000002号"
SOUND = filing_of_account(
    WebsiteList=[{"SiteRecordNum": f"{SITE}-1", "DomainList": ["www.own.cn", "contrary.cn"]}, {"SiteRecordNum": ""}]
)
THREATENED = filing_of_account(
    WebsiteList=[{"SiteRecordNum": f"{SITE}-2", "DomainList": ["risky.cn"]}],
    RiskList=[risk("2026-12-24", "<p>网站<b>无法访问</b></p>", "恢复网站"), risk("2027-01-31", "主体信息<br/>不准确")],
)
HOLDINGS = Holdings(
    registered={"elsewhere.cn": True, "unfiled.cn": False, "contrary.cn": False, "risky.cn": True},
    filings=[SOUND, THREATENED],
)


@dataclass(frozen=True)
class Seen:
    home: Path
    ran: Ran
    asked: list[Asked]

    def because(self, name: str) -> str:
        return str(self.ran.finding(name, "domain-filing-state")["because"])


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    home = tmp_path_factory.mktemp("home")
    whois = {name: cnnic(name, HICHINA, OWNER, "2028-03-18 10:05:31") for name in NAMES}
    with World(home, whois=whois, holdings={KEY: HOLDINGS}) as world:
        tape = ("--record", "tape", "-oreport.md", "-oreport.csv")
        ran = world.domain(*NAMES, "com.cn", "--check-filed", "--owner", OWNER, "--verbose", *tape)
        yield Seen(home, ran, world.ecs.asked)


def test_the_account_is_asked_once_what_it_filed_and_of_each_domain_whether_it_is_filed(seen: Seen) -> None:
    assert Counter(each.action for each in seen.asked) == {CHECK: len(NAMES), FILINGS: 1}
    assert seen.ran.report["gaps"] == []
    assert "filing 7 of 7" in (seen.home / "report.md").read_text("utf-8")


def test_a_domain_that_is_filed_needs_an_access_filing(seen: Seen) -> None:
    assert seen.ran.outcome("elsewhere.cn", "domain-filing-state") == "pass"
    assert "access filing" in seen.because("elsewhere.cn")
    assert "whether that filing is at risk is not known" in seen.because("elsewhere.cn")
    assert seen.ran.subject("elsewhere.cn")["facts"]["filing"] == {"value": "filed", "source": "filing"}
    evidence = seen.ran.finding("elsewhere.cn", "domain-filing-state")["evidence"]
    assert ("CheckCdnDomainICP default elsewhere.cn Status", "DomainIsRegistration") in {
        (e["place"], e["quote"]) for e in evidence
    }


def test_a_domain_that_is_not_filed_needs_a_first_filing_or_an_added_site(seen: Seen) -> None:
    assert seen.ran.outcome("unfiled.cn", "domain-filing-state") == "pass"
    assert "a first filing, or an added site" in seen.because("unfiled.cn")
    assert seen.ran.fact("unfiled.cn", "filing") == "not-filed"


def test_what_cannot_be_told_is_said_and_is_no_condition_of_a_filing(seen: Seen) -> None:
    assert seen.ran.outcome("untold.cn", "domain-filing-state") == "warn"
    assert "does not tell this account whether the domain is filed" in seen.because("untold.cn")
    assert "filing" not in seen.ran.subject("untold.cn")["facts"]
    assert "-124" in {e["quote"] for e in seen.ran.finding("untold.cn", "domain-filing-state")["evidence"]}
    assert seen.ran.verdicts["untold.cn"] == "eligible"


def test_what_the_account_filed_is_filed_though_the_check_cannot_tell(seen: Seen) -> None:
    assert seen.ran.outcome("own.cn", "domain-filing-state") == "pass"
    assert "filed and not at risk" in seen.because("own.cn")
    quoted = {(e["place"], e["quote"]) for e in seen.ran.finding("own.cn", "domain-filing-state")["evidence"]}
    assert (f"{FILINGS} default {SITE}-1 DomainList", "www.own.cn") in quoted


def test_every_risk_is_said_with_its_deadline_and_without_its_html(seen: Seen) -> None:
    assert seen.ran.outcome("risky.cn", "domain-filing-state") == "warn"
    risks = seen.ran.fact("risky.cn", "filing_risks")
    assert risks == ["by 2026-12-24: 网站 无法访问 (恢复网站)", "by 2027-01-31: 主体信息 不准确"]
    for each in risks:
        assert each in seen.because("risky.cn")
        assert each.split(" (")[0] in (seen.home / "report.csv").read_text("utf-8")


def test_answers_that_contradict_each_other_are_unknown_with_both_quotes(seen: Seen) -> None:
    found = seen.ran.finding("contrary.cn", "domain-filing-state")
    assert found["outcome"] == "warn"
    assert "the sources disagree" in found["because"]
    assert {"DomainNotRegistration", "contrary.cn"} <= {e["quote"] for e in found["evidence"]}


def test_a_name_that_cannot_be_filed_is_not_asked_about(seen: Seen) -> None:
    assert seen.ran.outcome("com.cn", "domain-filing-state") == "not-applicable"
    assert "com.cn" not in {each.params.get("DomainName") for each in seen.asked}


def test_a_replay_says_the_same_without_the_account(seen: Seen) -> None:
    ran = run("domain", "--replay", "tape", "-f", "json", environment=bare(seen.home), folder=seen.home)
    assert ran.err == ""
    assert {**ran.report, "finished_at": ""} == {**seen.ran.report, "finished_at": ""}
    assert "浙ICP备" in (seen.home / "tape/aliyun-default.yaml").read_text("utf-8")


def test_nobody_is_asked_unless_the_user_says_so_on_the_line_or_in_the_settings(tmp_path: Path) -> None:
    with World(tmp_path, holdings={KEY: Holdings(registered={"example.cn": False})}) as world:
        silent = world.domain("example.cn", "--owner", OWNER)
        assert world.ecs.asked == []
        ran = world.domain("example.cn", "--owner", OWNER, env={"AUDITOR_FILING_CHECK": "true"})
    assert silent.outcome("example.cn", "domain-filing-state") == "not-applicable"
    assert "--check-filed" in silent.finding("example.cn", "domain-filing-state")["because"]
    assert ran.fact("example.cn", "filing") == "not-filed"


def test_who_may_not_ask_has_gaps_and_a_refusal_may_come_as_a_success(tmp_path: Path) -> None:
    refused = {"Success": False, "ErrorCode": "NoPermission.Policy", "ErrorMessage": "no", "RequestId": "R"}
    no = [faults.forbidden(action=CHECK), faults.raw(json.dumps(refused), action=FILINGS)]
    with World(tmp_path, faults={"*": no}) as world:
        ran = world.domain("example.cn", "--check-filed", "--owner", OWNER)
    assert ran.gaps == {"default filings": "denied", "default example.cn": "denied"}
    assert "NoPermission.Policy" in ran.gap("default filings")["detail"]
    assert ran.outcome("example.cn", "domain-filing-state") in ("warn", "not-applicable")
    assert "denied" in ran.finding("example.cn", "domain-filing-state")["because"]
    assert ran.verdicts == {"example.cn": "eligible"}
    assert ran.report["verdict"] == "undetermined"
    assert ran.code == 11
