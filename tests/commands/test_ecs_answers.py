"""What an ECS API may answer, one region for each kind of answer; all of it in one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.servers import ecs_faults as faults
from tests.servers.ecs import ecs_eip, ecs_instance
from tests.world import Ran, World

GARBLED = {
    "cn-beijing": faults.html(200),
    "cn-chengdu": faults.raw(b""),
    "cn-guangzhou": faults.raw("[]"),
    "cn-heyuan": faults.null_list(),
    "cn-huhehaote": faults.wrong_types(),
    "cn-nanjing": faults.truncated(),
    "cn-shanghai": faults.repeated_token(),
}
MANY, PAGES = 250, 3


def one(number: int, region: str, **fields: object) -> dict[str, object]:
    shown = {"InstanceId": f"i-{region}-{number:03}", "RegionId": region, "InstanceName": f"web-{number}"}
    return ecs_instance(**{**shown, **fields})


def elastic(allocation: str) -> dict[str, object]:
    shown = {"AllocationId": allocation, "IpAddress": "203.0.113.20", "InternetChargeType": "PayByTraffic"}
    return {"PublicIpAddress": {"IpAddress": []}, "EipAddress": shown, "InternetMaxBandwidthOut": 0}


REGIONS = {
    **{region: [one(1, region)] for region in GARBLED},
    "cn-hangzhou": [one(n, "cn-hangzhou") for n in range(MANY)],
    "cn-newtown-9": [one(1, "cn-newtown-9")],
    "cn-qingdao": [one(1, "cn-qingdao")],
    "cn-fuzhou": [one(1, "cn-fuzhou")],
    "cn-shenzhen": [one(n, "cn-shenzhen") for n in range(2)],
    "cn-wulanchabu": [one(1, "cn-wulanchabu")],
    "cn-wuhan-lr": [one(1, "cn-wuhan-lr")],
    "cn-zhangjiakou": [
        one(1, "cn-zhangjiakou", **elastic("eip-there")),
        one(2, "cn-zhangjiakou", **elastic("eip-gone")),
    ],
    "ap-southeast-1": [],
}
FAULTS = {
    **{region: [fault] for region, fault in GARBLED.items()},
    "cn-fuzhou": [faults.throttled(times=1), faults.server_error(503, times=1)],
    "cn-qingdao": [faults.half_body()],
    "cn-shenzhen": [faults.duplicate_ids()],
    "cn-wulanchabu": [faults.forbidden()],
    "cn-wuhan-lr": [faults.throttled()],
}


@dataclass(frozen=True)
class Seen:
    """The one run, and how often each region was asked what."""

    ran: Ran
    calls: Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    eips = [ecs_eip(AllocationId="eip-there", RegionId="cn-zhangjiakou", Bandwidth="7")]
    with World(tmp_path_factory.mktemp("home"), REGIONS, eips, faults=FAULTS) as world:
        ran = world.audit(env={"AUDITOR_ECS_PATIENCE": "4"})
        yield Seen(ran, Counter((each.action, each.region) for each in world.ecs.asked))


@pytest.mark.parametrize("region", GARBLED)
def test_an_answer_that_is_not_the_documented_shape_is_a_gap_and_no_verdict(seen: Seen, region: str) -> None:
    assert seen.ran.gaps[f"default {region}"] == "garbled"
    assert seen.ran.report["verdict"] == "undetermined"
    assert not seen.ran.report["complete"]


def test_an_answer_that_breaks_off_is_asked_for_again_and_then_a_gap(seen: Seen) -> None:
    assert seen.calls["DescribeInstances", "cn-qingdao"] > 1
    assert seen.ran.gaps["default cn-qingdao"] == "unreachable"
    assert "i-cn-qingdao-001" not in seen.ran.verdicts


def test_a_page_that_names_an_earlier_page_ends_in_a_gap_that_says_how_far_it_went(seen: Seen) -> None:
    assert "after 1 instances" in seen.ran.gap("cn-shanghai")["detail"]
    assert seen.ran.verdicts["i-cn-shanghai-001"] == "eligible"
    assert seen.calls["DescribeInstances", "cn-shanghai"] == 2


def test_every_page_is_read_and_no_call_is_made_for_nothing(seen: Seen) -> None:
    found = [s["id"] for s in seen.ran.report["subjects"] if s["region"] == "cn-hangzhou"]
    assert found == [f"i-cn-hangzhou-{n:03}" for n in range(MANY)]
    assert seen.calls["DescribeInstances", "cn-hangzhou"] == PAGES
    assert seen.calls["DescribeRegions", ""] == 1


def test_a_region_that_no_table_knows_is_asked_and_not_judged(seen: Seen) -> None:
    assert seen.ran.outcome("i-cn-newtown-9-001", "instance-region") == "unknown"
    assert seen.ran.verdicts["i-cn-newtown-9-001"] == "undetermined"


def test_an_empty_region_is_no_gap(seen: Seen) -> None:
    assert seen.calls["DescribeInstances", "ap-southeast-1"] == 1
    assert "default ap-southeast-1" not in seen.ran.gaps


def test_who_is_throttled_or_met_by_a_broken_server_asks_again_and_is_answered(seen: Seen) -> None:
    assert seen.calls["DescribeInstances", "cn-fuzhou"] == 3
    assert seen.ran.verdicts["i-cn-fuzhou-001"] == "eligible"
    assert "default cn-fuzhou" not in seen.ran.gaps


def test_throttling_that_does_not_end_is_a_gap_not_an_empty_region(seen: Seen) -> None:
    assert seen.calls["DescribeInstances", "cn-wuhan-lr"] > 1
    assert seen.ran.gaps["default cn-wuhan-lr"] == "throttled"
    assert "Throttling.User" in seen.ran.gap("cn-wuhan-lr")["detail"]


def test_a_region_that_refuses_is_a_gap_and_the_rest_is_reported(seen: Seen) -> None:
    assert seen.ran.gaps["default cn-wulanchabu"] == "denied"
    assert "Forbidden.RAM" in seen.ran.gap("cn-wulanchabu")["detail"]
    assert "i-cn-wulanchabu-001" not in seen.ran.verdicts
    assert seen.ran.code == 11


def test_an_id_seen_twice_counts_once(seen: Seen) -> None:
    found = [s["id"] for s in seen.ran.report["subjects"] if s["region"] == "cn-shenzhen"]
    assert found == ["i-cn-shenzhen-000", "i-cn-shenzhen-001"]
    assert sum(seen.ran.report["counts"]["instance"].values()) == len(seen.ran.report["subjects"])


def test_an_eip_that_comes_without_its_bandwidth_is_looked_up(seen: Seen) -> None:
    assert seen.calls["DescribeEipAddresses", "cn-zhangjiakou"] == 1
    finding = seen.ran.finding("i-cn-zhangjiakou-001", "instance-bandwidth")
    assert finding["outcome"] == "pass"
    assert [e["quote"] for e in finding["evidence"] if "DescribeEipAddresses" in e["place"]] == ["7"]
    assert seen.ran.outcome("i-cn-zhangjiakou-002", "instance-bandwidth") == "unknown"


def test_regions_are_reported_in_a_fixed_order(seen: Seen) -> None:
    regions = [s["region"] for s in seen.ran.report["subjects"]]
    assert regions == sorted(regions)


def test_only_calls_that_read_are_made(seen: Seen) -> None:
    assert {action for action, _ in seen.calls} == {"DescribeRegions", "DescribeInstances", "DescribeEipAddresses"}
