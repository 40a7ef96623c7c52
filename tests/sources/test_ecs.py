from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from auditor.errors import WireError
from auditor.model import Answered, Gap, GapReason, Instance, Known, Unknown
from auditor.sources.ecs import Place, Selection, instances, places
from auditor.wire import Query, Reply
from tests.builders import SEEN_AT
from tests.fakes import Fake, account, asks, denied, reply
from tests.servers.ecs_answers import Identity, ecs_eip, ecs_instance

ALL = Selection()
HANGZHOU = Place("default", "cn-hangzhou", "https://ecs.cn-hangzhou.aliyuncs.com")
TARGET = "default cn-hangzhou"


def rows(count: int, start: int = 0, **fields: Any) -> list[dict[str, Any]]:
    return [ecs_instance(InstanceId=f"i-{n:05}", **fields) for n in range(start, start + count)]


def cloud(identity: Identity, **more: Any) -> Fake:
    return Fake({"default": identity}, **more)


def found(wire: Fake, selection: Selection = ALL) -> tuple[list[Instance], list[Answered | Gap]]:
    events = list(instances(wire, HANGZHOU, selection))
    return [e for e in events if isinstance(e, Instance)], [e for e in events if not isinstance(e, Instance)]


def pages(*replies: str | Reply | WireError) -> Fake:
    """A region whose pages are these, named p1, p2, …"""
    answers = [reply(each) if isinstance(each, str) else each for each in replies]
    tokens = ["", *(f"p{n}" for n in range(1, len(answers)))]
    faults = [(asks("DescribeInstances", token=token), answer) for token, answer in zip(tokens, answers, strict=True)]
    return Fake(faults=faults)


def page(ids: list[str], token: Any = "") -> str:
    listed = [ecs_instance(InstanceId=each) for each in ids]
    return json.dumps({"Instances": {"Instance": listed}, "NextToken": token})


def asked(wire: Fake, action: str = "DescribeInstances") -> list[dict[str, str]]:
    return [dict(query.parameters) for query in wire.asked if query.question == action]


# --- the instances of a region --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_every_page_is_read_to_the_end(count: int) -> None:
    wire = cloud(account(cn_hangzhou=rows(count)))
    seen, rest = found(wire)
    assert [instance.id for instance in seen] == [f"i-{n:05}" for n in range(count)]
    assert rest == [Answered("ecs", TARGET)]
    assert len(wire.asked) == max(1, -(-count // 100))
    for query in wire.asked:
        assert (query.server, query.account) == (HANGZHOU.server, "default")
        assert dict(query.parameters)["MaxResults"] == "100"
        assert dict(query.parameters)["RegionId"] == "cn-hangzhou"
    assert "NextToken" not in asked(wire)[0]


def test_instances_arrive_before_the_next_page_is_asked() -> None:
    wire = cloud(account(cn_hangzhou=rows(150)))
    events = instances(wire, HANGZHOU, ALL)
    assert [next(events) for _ in range(100)]
    assert len(wire.asked) == 1
    next(events)
    assert len(wire.asked) == 2


def test_an_instance_knows_when_and_where_it_was_seen() -> None:
    (instance,), _ = found(cloud(account(cn_hangzhou=rows(1))))
    assert (instance.account, instance.region) == ("default", "cn-hangzhou")
    (evidence,) = instance.status.evidence
    assert (evidence.place, evidence.seen_at) == ("DescribeInstances cn-hangzhou i-00000 Status", SEEN_AT)


def test_an_id_seen_twice_counts_once() -> None:
    wire = pages(page(["i-1", "i-2", "i-1"], "p1"), page(["i-2", "i-3"]))
    assert [instance.id for instance in found(wire)[0]] == ["i-1", "i-2", "i-3"]


@pytest.mark.parametrize("token", ["p1", "p2"])
def test_a_page_that_names_one_read_before_ends_in_a_gap(token: str) -> None:
    wire = pages(page(["i-1"], "p1"), page(["i-2"], "p2"), page(["i-3"], token))
    seen, rest = found(wire)
    assert [instance.id for instance in seen] == ["i-1", "i-2", "i-3"]
    detail = "the page after 3 instances names a page that was read before: the rest is not known"
    assert rest == [Gap("ecs", TARGET, GapReason.GARBLED, detail)]
    assert len(wire.asked) == 3


@pytest.mark.parametrize(
    ("broken", "reason", "detail"),
    [
        ('{"Instances": ', "garbled", 'the answer is not a JSON object but {"Instances":'),
        ("<html></html>", "garbled", "the answer is not a JSON object but <html></html>"),
        ('{"RequestId": "R"}', "garbled", "the answer has no list Instances.Instance"),
        ('{"Instances": {"Instance": null}}', "garbled", "the answer has no list Instances.Instance"),
        (page(["i-9"], token=7), "garbled", "the answer's NextToken is not a text"),
        (denied(), "denied", "this identity has no permission: see README, “Permissions” (HTTP 403 Forbidden.RAM)"),
        (WireError("timeout", "no answer within 10 s"), "timeout", "no answer within 10 s"),
    ],
)
def test_a_page_that_cannot_be_read_keeps_what_was_and_leaves_a_gap_with_the_count(
    broken: str | Reply | WireError, reason: str, detail: str
) -> None:
    seen, rest = found(pages(page(["i-1", "i-2"], "p1"), broken))
    assert [instance.id for instance in seen] == ["i-1", "i-2"]
    assert rest == [Gap("ecs", TARGET, GapReason(reason), f"{detail}, after 2 instances")]
    seen, rest = found(pages(broken))
    assert (seen, rest) == ([], [Gap("ecs", TARGET, GapReason(reason), detail)])


def test_a_row_without_an_id_leaves_a_gap_and_the_others_are_read() -> None:
    listed = [ecs_instance(InstanceId="i-1"), ecs_instance(InstanceId=None), ecs_instance(InstanceId="i-2")]
    seen, rest = found(pages(json.dumps({"Instances": {"Instance": listed}})))
    assert [instance.id for instance in seen] == ["i-1", "i-2"]
    (gap,) = (event for event in rest if isinstance(event, Gap))
    assert (gap.target, gap.reason) == (TARGET, GapReason.GARBLED)
    assert "InstanceId" in gap.detail


def test_a_garbled_row_is_never_a_complete_region() -> None:
    """A region that was not read whole is a gap, and is not counted among those that answered."""
    seen, rest = found(pages(json.dumps({"Instances": {"Instance": [ecs_instance(InstanceId=None)] * 3}})))
    assert seen == []
    assert Answered("ecs", TARGET) not in rest


# --- selections -----------------------------------------------------------------------------------------------------------


def test_wanted_ids_are_asked_for_a_hundred_at_a_time_and_each_once() -> None:
    wanted = [f"i-{n:05}" for n in range(205)]
    wire = cloud(account(cn_hangzhou=rows(300)))
    seen, rest = found(wire, Selection(instances=(*wanted, *wanted[:50])))
    assert [instance.id for instance in seen] == wanted
    assert rest == [Answered("ecs", TARGET)]
    chunks = [json.loads(parameters["InstanceIds"]) for parameters in asked(wire)]
    assert [len(chunk) for chunk in chunks] == [100, 100, 5]
    assert list(chain.from_iterable(chunks)) == wanted


def test_a_later_chunk_that_fails_leaves_a_gap_with_what_was_read_before() -> None:
    wire = cloud(account(cn_hangzhou=rows(150)))
    last = json.dumps([f"i-{n:05}" for n in range(100, 150)])
    wire.faults = [(lambda query: ("InstanceIds", last) in query.parameters, denied())]
    seen, (gap,) = found(wire, Selection(instances=tuple(f"i-{n:05}" for n in range(150))))
    assert len(seen) == 100
    assert isinstance(gap, Gap)
    assert gap.detail.endswith(", after 100 instances")


def test_tags_are_numbered_and_a_tag_without_a_value_stands_for_any() -> None:
    tagged = [{"TagKey": "site", "TagValue": "shop"}, {"TagKey": "team", "TagValue": "web"}]
    listed = [*rows(1, Tags={"Tag": tagged}), *rows(1, 1, Tags={"Tag": tagged[:1]}), *rows(1, 2)]
    wire = cloud(account(cn_hangzhou=listed))
    seen, _ = found(wire, Selection(tags=(("site", "shop"), ("team", ""))))
    assert [instance.id for instance in seen] == ["i-00000"]
    parameters = {name: value for name, value in asked(wire)[0].items() if name.startswith("Tag")}
    assert parameters == {"Tag.1.Key": "site", "Tag.1.Value": "shop", "Tag.2.Key": "team"}


@pytest.mark.parametrize(
    ("selection", "narrow"),
    [
        (ALL, False),
        (Selection(regions=("a",)), True),
        (Selection(excluded=("a",)), True),
        (Selection(instances=("a",)), True),
        (Selection(tags=(("a", ""),)), True),
    ],
)
def test_a_selection_knows_whether_it_asks_for_less_than_all(selection: Selection, narrow: bool) -> None:  # noqa: FBT001
    assert selection.narrow is narrow


# --- regions --------------------------------------------------------------------------------------------------------------

THREE = account(cn_shanghai=[], ap_southeast_1=[], cn_hangzhou=[])


def where(wire: Fake, selection: Selection = ALL, url: str = "") -> list[Place | Answered | Gap]:
    return list(places(wire, "default", selection, url))


def regions(events: list[Place | Answered | Gap]) -> list[str]:
    return [event.region for event in events if isinstance(event, Place)]


def test_every_region_of_the_account_is_asked_sorted_at_its_own_endpoint() -> None:
    wire = cloud(THREE)
    assert where(wire) == [
        Answered("ecs", "default regions"),
        *(
            Place("default", r, f"https://ecs.{r}.aliyuncs.com")
            for r in ("ap-southeast-1", "cn-hangzhou", "cn-shanghai")
        ),
    ]
    assert wire.asked == [Query("ecs", "https://ecs.cn-hangzhou.aliyuncs.com", "DescribeRegions", account="default")]


def test_only_the_regions_wanted_are_asked_but_for_those_excluded() -> None:
    assert regions(where(cloud(THREE), Selection(regions=("cn-shanghai", "cn-hangzhou")))) == [
        "cn-hangzhou",
        "cn-shanghai",
    ]
    assert regions(where(cloud(THREE), Selection(excluded=("cn-shanghai",)))) == ["ap-southeast-1", "cn-hangzhou"]
    both = Selection(regions=("cn-shanghai", "cn-hangzhou"), excluded=("cn-shanghai",))
    assert regions(where(cloud(THREE), both)) == ["cn-hangzhou"]


def test_a_region_that_there_is_not_leaves_a_gap_with_the_nearest() -> None:
    events = where(cloud(THREE), Selection(regions=("cn-hangzou", "mars", "cn-shanghai")))
    assert regions(events) == ["cn-shanghai"]
    near = "this account has no region cn-hangzou; did you mean cn-hangzhou?"
    assert Gap("ecs", "default cn-hangzou", GapReason.NOT_FOUND, near) in events
    assert Gap("ecs", "default mars", GapReason.NOT_FOUND, "this account has no region mars") in events


def test_an_excluded_region_that_there_is_not_is_said_too() -> None:
    events = where(cloud(THREE), Selection(excluded=("cn-shangai",)))
    assert any(isinstance(event, Gap) and "cn-shangai" in event.detail for event in events)


def test_without_the_list_of_regions_those_the_user_named_are_asked_all_the_same() -> None:
    refused = (asks("DescribeRegions"), denied())
    events = where(cloud(THREE, faults=[refused]), Selection(regions=("cn-shanghai", "mars")))
    assert isinstance(events[0], Gap)
    assert (events[0].target, events[0].reason) == ("default regions", GapReason.DENIED)
    assert regions(events) == ["cn-shanghai", "mars"]
    assert len(events) == 3
    events = where(cloud(THREE, faults=[refused]))
    assert [type(event) for event in events] == [Gap]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("{}", "the answer has no list Regions.Region"),
        ('{"Regions": {"Region": []}}', "the list of regions is empty"),
        ('{"Regions": {"Region": [{}]}}', "the list of regions has one without a proper RegionId"),
        ('{"Regions": {"Region": [{"RegionId": "a/../b"}]}}', "the list of regions has one without a proper RegionId"),
        ('{"Regions": {"Region": [{"RegionId": 7}]}}', "the list of regions has one without a proper RegionId"),
    ],
)
def test_a_list_of_regions_that_cannot_be_read_whole_is_a_gap(text: str, detail: str) -> None:
    events = where(cloud(THREE, faults=[(asks("DescribeRegions"), reply(text))]))
    assert events == [Gap("ecs", "default regions", GapReason.GARBLED, detail)]


@pytest.mark.parametrize(
    ("endpoint", "server"),
    [
        ("ecs-vpc.cn-beijing.aliyuncs.com", "https://ecs-vpc.cn-beijing.aliyuncs.com"),
        ("evil.example", "https://ecs.cn-beijing.aliyuncs.com"),
        ("aliyuncs.com.evil.example", "https://ecs.cn-beijing.aliyuncs.com"),
        ("evilaliyuncs.com", "https://ecs.cn-beijing.aliyuncs.com"),
        ("evil.example/x.aliyuncs.com", "https://ecs.cn-beijing.aliyuncs.com"),
        ("evil.example#.aliyuncs.com", "https://ecs.cn-beijing.aliyuncs.com"),
        ("user@ecs.aliyuncs.com", "https://ecs.cn-beijing.aliyuncs.com"),
        ("ecs.aliyuncs.com:8080", "https://ecs.cn-beijing.aliyuncs.com"),
        ("ecs.aliyuncs.com\n", "https://ecs.cn-beijing.aliyuncs.com"),
        ("", "https://ecs.cn-beijing.aliyuncs.com"),
        (None, "https://ecs.cn-beijing.aliyuncs.com"),
        (7, "https://ecs.cn-beijing.aliyuncs.com"),
    ],
)
def test_a_signed_question_goes_only_to_alibaba_clouds_own_hosts(endpoint: Any, server: str) -> None:
    listed = json.dumps({"Regions": {"Region": [{"RegionId": "cn-beijing", "RegionEndpoint": endpoint}]}})
    events = where(cloud(THREE, faults=[(asks("DescribeRegions"), reply(listed))]))
    assert events[1:] == [Place("default", "cn-beijing", server)]


@pytest.mark.parametrize(
    ("url", "home", "shanghai"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://vpc.{region}.example", "https://vpc.cn-hangzhou.example", "https://vpc.cn-shanghai.example"),
    ],
)
def test_the_users_endpoint_outranks_what_the_api_says(url: str, home: str, shanghai: str) -> None:
    wire = cloud(THREE)
    events = where(wire, Selection(regions=("cn-shanghai",)), url)
    assert events[1:] == [Place("default", "cn-shanghai", shanghai)]
    assert wire.asked[0].server == home


# --- elastic addresses ----------------------------------------------------------------------------------------------------


def with_eip(n: int, **eip: Any) -> dict[str, Any]:
    shown = {"AllocationId": f"eip-{n:03}", "IpAddress": f"203.0.113.{n % 250}", **eip}
    return ecs_instance(
        InstanceId=f"i-{n:05}", InternetMaxBandwidthOut=0, EipAddress=shown, PublicIpAddress={"IpAddress": []}
    )


def test_a_bandwidth_that_is_left_out_is_looked_up_with_its_own_evidence() -> None:
    wire = cloud(account(cn_hangzhou=[with_eip(1)], eips=[ecs_eip(AllocationId="eip-001", Bandwidth="12")]))
    (instance,), rest = found(wire)
    assert isinstance(instance.bandwidth_mbps, Known)
    assert instance.bandwidth_mbps.value == 12
    (evidence,) = instance.bandwidth_mbps.evidence
    assert (evidence.place, evidence.quote) == ("DescribeEipAddresses cn-hangzhou eip-001 Bandwidth", "12")
    assert rest == [Answered("ecs", f"{TARGET} elastic addresses"), Answered("ecs", TARGET)]


def test_a_bandwidth_that_is_shown_is_not_looked_up() -> None:
    wire = cloud(account(cn_hangzhou=[with_eip(1, Bandwidth=3), *rows(1, 500)]))
    found(wire)
    assert asked(wire, "DescribeEipAddresses") == []


def test_elastic_addresses_are_looked_up_fifty_at_a_time() -> None:
    eips = [ecs_eip(AllocationId=f"eip-{n:03}", Bandwidth=str(n)) for n in range(80)]
    wire = cloud(account(cn_hangzhou=[with_eip(n) for n in range(80)], eips=eips))
    seen, _ = found(wire)
    batches = [parameters["AllocationId"].split(",") for parameters in asked(wire, "DescribeEipAddresses")]
    assert [len(batch) for batch in batches] == [50, 30]
    assert all(parameters["PageSize"] == "50" for parameters in asked(wire, "DescribeEipAddresses"))
    bandwidths = [i.bandwidth_mbps.value for i in seen if isinstance(i.bandwidth_mbps, Known)]
    assert bandwidths == list(range(80))


def test_elastic_addresses_that_cannot_be_looked_up_leave_a_gap_and_no_bandwidth() -> None:
    wire = cloud(account(cn_hangzhou=[with_eip(1), with_eip(2, Bandwidth=3)]))
    wire.faults = [(asks("DescribeEipAddresses"), denied())]
    (silent, telling), rest = found(wire)
    why = "this identity has no permission: see README, “Permissions” (HTTP 403 Forbidden.RAM)"
    assert silent.bandwidth_mbps == Unknown(f"DescribeEipAddresses: {why}")
    assert isinstance(telling.bandwidth_mbps, Known)
    assert rest == [
        Gap("ecs", f"{TARGET} elastic addresses", GapReason.DENIED, why),
        Answered("ecs", TARGET),
    ]


@pytest.mark.parametrize("eip", [None, {"Bandwidth": "much"}, {"Bandwidth": -1}, {"Bandwidth": None}])
def test_an_elastic_address_that_is_not_listed_or_garbled_has_no_known_bandwidth(eip: dict[str, Any] | None) -> None:
    eips = [] if eip is None else [ecs_eip(AllocationId="eip-001", **eip)]
    (instance,), _ = found(cloud(account(cn_hangzhou=[with_eip(1)], eips=eips)))
    assert instance.bandwidth_mbps == Unknown("DescribeEipAddresses does not list eip-001")


def test_an_elastic_address_without_an_id_is_looked_up_by_its_address() -> None:
    wire = cloud(
        account(cn_hangzhou=[with_eip(1, AllocationId="")], eips=[ecs_eip(IpAddress="203.0.113.1", Bandwidth="7")])
    )
    (instance,), _ = found(wire)
    assert isinstance(instance.bandwidth_mbps, Known)
    assert instance.bandwidth_mbps.value == 7
    (question,) = asked(wire, "DescribeEipAddresses")
    assert question == {"RegionId": "cn-hangzhou", "EipAddress": "203.0.113.1", "PageSize": "50"}


def test_what_is_no_row_leaves_the_others_and_a_gap_with_the_count() -> None:
    wire = Fake(
        {"default": account(cn_hangzhou=[])}, faults=[(asks("DescribeInstances"), reply(page_with(1, None, "x")))]
    )
    instances_, rest = found(wire)
    assert [instance.id for instance in instances_] == ["i-1"]
    detail = "without an InstanceId: 2 in the list, besides 1 with one"
    assert rest == [Gap("ecs", TARGET, GapReason.GARBLED, detail)]


def page_with(number: int, *others: object) -> str:
    return json.dumps({"Instances": {"Instance": [ecs_instance(InstanceId=f"i-{number}"), *others]}, "NextToken": ""})
