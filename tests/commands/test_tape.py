"""`--record` and `--replay`: the same report without network, or another judgement of the same answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sample_account.domains import rdap
from tests.servers import ecs_faults as faults
from tests.servers.ecs import ecs_instance
from tests.servers.rdap import Answer
from tests.world import DAY, INSTANCE, OWNER, Ran, World, bare, run

ALIBABA = ("1599", "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)", "2028-05-20T03:00:00Z")
GARBLED = faults.html(200)
ASKED = ("--domain", "example.cn", "--domain", "good.com", "--site", f"good.com={INSTANCE}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def live(home: Path) -> Ran:
    """A recorded run with a gap; the servers are gone afterwards."""
    regions = {"cn-hangzhou": [ecs_instance()], "cn-beijing": [], "cn-shanghai": []}
    answers: dict[str, Answer] = {"/domain/good.com": (200, {}, rdap("good.com", *ALIBABA))}
    with World(home, regions, rdap=answers, faults={"cn-beijing": [GARBLED]}) as world:
        return world.audit(*ASKED, "--exclude-region", "cn-shanghai", "--owner", OWNER, "--record", "tape")


def replay(home: Path, *arguments: str, folder: str = "tape") -> Ran:
    """Without servers, credentials and settings."""
    return run("audit", "--replay", folder, "-f", "json", *arguments, environment=bare(home), folder=home)


def but_for_the_end(report: dict[str, Any]) -> dict[str, Any]:
    return {**report, "finished_at": ""}


def test_a_recorded_run_is_a_run(live: Ran, home: Path) -> None:
    assert live.code == 11
    assert live.gaps == {"default cn-beijing": "garbled"}
    assert {path.name for path in (home / "tape").iterdir()} == {
        *("run.json", "ecs-default.yaml", "rdap.yaml", "whois.yaml", "dns.yaml"),
    }


def test_a_replay_with_the_same_flags_is_the_live_report(live: Ran, home: Path) -> None:
    ran = replay(home, "--owner", OWNER, "--as-of", DAY)
    assert but_for_the_end(ran.report) == but_for_the_end(live.report)
    assert ran.code == live.code


def test_a_replay_without_flags_knows_what_was_asked_and_is_the_same_byte_for_byte(live: Ran, home: Path) -> None:
    first, second = replay(home), replay(home)
    assert first.out == second.out
    assert first.err == ""
    assert but_for_the_end(first.report) == but_for_the_end(live.report)


def test_a_replay_judges_anew_with_another_owner_and_another_day(live: Ran, home: Path) -> None:
    ran = replay(home, "--owner", "别的有限公司", "--as-of", "2027-02-20")
    assert ran.outcome("example.cn", "domain-holder") == "fail"
    assert ran.outcome(INSTANCE, "instance-review-window") == "warn"
    assert live.outcome(INSTANCE, "instance-review-window") == "pass"
    assert ran.report["as_of"] == "2027-02-20"
    assert ran.report["started_at"] == live.report["started_at"]
    assert ran.code == 10


def test_a_question_that_is_not_on_the_tape_is_a_gap(live: Ran, home: Path) -> None:
    ran = replay(home, "--domain", "another.cn", "--region", "cn-shanghai")
    assert ran.gaps["another.cn"] == "not-found"
    assert ran.gaps["default cn-shanghai"] == "not-found"
    assert ran.verdicts["another.cn"] == "undetermined"
    assert ran.code == 11


def test_a_replay_follows_the_recording_and_not_the_settings_of_who_replays_it(live: Ran, home: Path) -> None:
    elsewhere = {
        "AUDITOR_ECS_ENDPOINT_URL": "https://ecs-vpc.{region}.example",
        "AUDITOR_WHOIS_SERVERS": "cn=127.0.0.1:9",
        "AUDITOR_DNS_NAMESERVERS": "127.0.0.1:9",
    }
    ran = run("audit", "--replay", "tape", "-f", "json", environment={**bare(home), **elsewhere}, folder=home)
    assert ran.gaps == live.gaps
    sample = run("demo", "-f", "json", environment={**bare(home), **elsewhere}, folder=home)
    assert set(sample.gaps) == {"default cn-shenzhen", "icp-demo-limit.hk"}


def test_a_part_can_be_replayed_alone(live: Ran, home: Path) -> None:
    ran = run("domain", "--replay", "tape", "-f", "json", environment=bare(home), folder=home)
    assert set(ran.verdicts) == {"example.cn", "good.com"}
    assert ran.gaps == {}


def test_a_recording_is_not_written_over_and_not_replayed_into_itself(live: Ran, home: Path) -> None:
    before = {path.name: path.read_bytes() for path in (home / "tape").iterdir()}
    over = run("domain", "com.cn", "--record", "tape", environment=bare(home), folder=home)
    assert (over.code, over.out) == (2, "")
    assert "tape already holds a recording" in over.err
    both = replay(home, "--record", "another")
    assert both.code == 2
    assert "--record and --replay exclude each other" in both.err
    assert {path.name: path.read_bytes() for path in (home / "tape").iterdir()} == before


@pytest.mark.parametrize("content", [None, json.dumps({"format": "icp-auditor/tape/99"})])
def test_a_folder_that_holds_no_usable_recording_is_named(home: Path, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    ran = replay(home, folder=str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path) in ran.err
    assert "\n  next: " in ran.err
    assert "Traceback" not in ran.err
