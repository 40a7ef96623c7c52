from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from auditor.audit import Request, audit
from auditor.commands._recording import restored
from auditor.commands.demo import sample
from auditor.judge import rules
from auditor.model import GapReason, Outcome, Report, Verdict
from auditor.plugins import modules
from auditor.settings import Settings
from auditor.tables import Tables
from auditor.tape import Player
from auditor.tape.scrub import scrub
from tests.sample_account.__main__ import REMARK, write
from tests.sample_account.account import ACCOUNT, REFUSED
from tests.test_tape import sdk, vcr_against

FOLDER = sample()
CASSETTES = ("aliyun-default.yaml", "dns.yaml", "ecs-default.yaml", "rdap.yaml", "whois.yaml")


@pytest.fixture(scope="module")
def demo() -> Report:
    """What `icp-auditor demo` judges."""
    player = Player(FOLDER)
    request, settings = restored(player.about, Request(), Settings())
    report = audit(request, player, settings, Tables(), lambda: datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    return Report(report.tool, report.started_at, report.as_of, tuple(report.subjects), report.tally)


def test_the_shipped_recording_is_what_the_sample_account_makes(tmp_path: Path) -> None:
    write(tmp_path / "demo")
    made = {path.name: path.read_bytes() for path in (tmp_path / "demo").iterdir()}
    assert made == {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert sorted(made) == sorted([*CASSETTES, "run.json"])


def test_the_sample_is_as_large_as_it_says(demo: Report) -> None:
    kinds = [judged.subject.kind for judged in demo.subjects]
    assert kinds.count("instance") >= 12
    assert kinds.count("domain") >= 8
    assert kinds.count("site") >= 1
    assert len({judged.subject.region for judged in demo.subjects if judged.subject.kind == "instance"}) == 5


def can(outcome: str, module: ModuleType) -> bool:
    """Whether a rule ever says so: one without `failed` only warns."""
    return outcome in vars(module)


@pytest.mark.parametrize("rule", [rule.id for rule in rules()])
def test_every_rule_passes_fails_and_is_unknown(demo: Report, rule: str) -> None:
    said = {finding.outcome for judged in demo.subjects for finding in judged.findings if finding.rule == rule}
    assert Outcome.PASS in said
    assert Outcome.UNKNOWN in said or rule == "domain-filing-state"  # what is not known of a filing only warns
    assert (Outcome.FAIL if can("failed", modules("rules")[rule]) else Outcome.WARN) in said


def test_every_verdict_occurs_and_a_region_refuses(demo: Report) -> None:
    verdicts = defaultdict(set)
    for judged in demo.subjects:
        verdicts[judged.subject.kind].add(judged.verdict)
    assert verdicts["instance"] == verdicts["domain"] == set(Verdict)
    gap = next(gap for gap in demo.gaps if gap.target == f"default {REFUSED}")
    assert gap.reason is GapReason.DENIED
    assert not demo.complete
    assert not demo.locked_out


def test_nothing_that_is_asked_is_missing_from_the_tape(demo: Report) -> None:
    assert [gap for gap in demo.gaps if "not on the tape" in gap.detail] == []


def test_every_finding_quotes_words_that_stand_on_the_tape(demo: Report) -> None:
    tape = "".join((FOLDER / name).read_text("utf-8") for name in CASSETTES)
    checked = 0
    for judged in demo.subjects:
        for finding in judged.findings:
            for evidence in finding.ruling.evidence:
                if evidence.source in ("whois", "dns", "rdap"):
                    assert evidence.quote.splitlines()[0].strip() in tape, evidence
                    checked += 1
    assert checked > 30


@pytest.mark.parametrize("name", CASSETTES)
def test_a_cassette_says_that_it_is_made_up(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert text.startswith(REMARK)
    assert "made up" in REMARK
    assert "No such conversation took" in REMARK


def test_no_secret_and_nothing_like_one_is_in_the_sample() -> None:
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8")
        assert scrub(text) == text
        assert "***" not in text
        assert not re.search(
            r"authorization|signature|security-token|accesskey|LTAI|secret|password", text, re.IGNORECASE
        )


def test_every_address_in_the_sample_is_for_documentation_or_private() -> None:
    import ipaddress

    documentation = [
        ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "172.16.0.0/12")
    ]
    for path in FOLDER.iterdir():
        for text in re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", path.read_text("utf-8")):
            assert any(ipaddress.ip_address(text) in network for network in documentation), text


# --- the same conversations under ordinary vcrpy, asked by Alibaba Cloud's own client -------------------------------------


def described(client: Any, region: str) -> list[str]:
    from alibabacloud_ecs20140526 import models

    request = models.DescribeInstancesRequest(region_id=region, max_results=100)
    body = client.describe_instances(request).body
    assert not body.next_token
    return [instance.instance_id for instance in body.instances.instance]


def test_the_sample_replays_under_ordinary_vcrpy_against_the_real_sdk() -> None:
    from alibabacloud_ecs20140526 import models
    from alibabacloud_tea_openapi.exceptions import ClientException

    with vcr_against(FOLDER / "ecs-default.yaml") as tape:
        home = sdk("ecs.cn-hangzhou.aliyuncs.com")
        regions = home.describe_regions(models.DescribeRegionsRequest()).body.regions.region
        assert [region.region_id for region in regions] == list(ACCOUNT.regions)
        for region in regions:
            if region.region_id == REFUSED:
                with pytest.raises(ClientException, match=r"Forbidden\.RAM"):
                    described(sdk(region.region_endpoint), region.region_id)
                continue
            ids = [row["InstanceId"] for row in ACCOUNT.regions[region.region_id]]
            assert described(sdk(region.region_endpoint), region.region_id) == ids
        wanted = models.DescribeEipAddressesRequest(region_id="cn-hangzhou", allocation_id="eip-demo0001", page_size=50)
        (eip,) = home.describe_eip_addresses(wanted).body.eip_addresses.eip_address
        assert (eip.ip_address, eip.bandwidth) == ("203.0.113.20", "5")
        assert tape.all_played


def test_the_samples_rdap_replays_under_ordinary_vcrpy_against_requests() -> None:
    import requests

    with vcr_against(FOLDER / "rdap.yaml") as tape:
        for name in ("com/v1/domain/icp-demo-brand.com", "net/v1/domain/icp-demo-docs.net"):
            answer = requests.get(f"https://rdap.verisign.com/{name}", timeout=1)
            assert answer.json()["ldhName"] == name.rpartition("/")[2].upper()
        assert tape.all_played


def test_the_demo_has_its_own_question_sheet() -> None:
    about = json.loads((FOLDER / "run.json").read_text("utf-8"))
    assert about["started_at"].startswith("2026-11-25")
    assert about["request"]["owner"]
    assert len(about["request"]["domains"]) >= 8
