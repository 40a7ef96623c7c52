from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.errors import WireError
from auditor.model import Evidence, Fact, GapReason, Instance, Known, Unknown
from auditor.readers import ecs
from auditor.wire import Reply
from tests.builders import SEEN_AT, known
from tests.servers.ecs_answers import ecs_instance

EIP = {"AllocationId": "eip-1", "IpAddress": "203.0.113.20", "InternetChargeType": "PayByTraffic"}
PLACE = "DescribeInstances cn-hangzhou i-bp1audit0000000000001"


def read(row: dict[str, Any], eip_bandwidth: Fact[int] | None = None) -> Instance:
    return ecs.instance(row, "default", "cn-hangzhou", SEEN_AT, eip_bandwidth)


def shown(**overrides: Any) -> Instance:
    return read(ecs_instance(**overrides))


def without(*fields_: str, **overrides: Any) -> Instance:
    return read({name: value for name, value in ecs_instance(**overrides).items() if name not in fields_})


def values(instance: Instance) -> dict[str, Any]:
    facts = {f.name: getattr(instance, f.name) for f in fields(instance)}
    return {name: fact.value if isinstance(fact, Known) else fact for name, fact in facts.items()}


def quote_of(fact: Fact[Any]) -> list[tuple[str, str]]:
    assert all(e.source == "ecs" and e.seen_at == SEEN_AT for e in fact.evidence)
    return [(e.place.removeprefix(f"{PLACE} "), e.quote) for e in fact.evidence]


# --- a whole row ----------------------------------------------------------------------------------------------------------


def test_a_row_in_the_documented_shape_is_read_field_by_field() -> None:
    assert values(shown()) == {
        "id": "i-bp1audit0000000000001",
        "name": "web",
        "account": "default",
        "region": "cn-hangzhou",
        "region_id": "cn-hangzhou",
        "charge_type": "PrePaid",
        "spot_strategy": "NoSpot",
        "created_at": datetime(2026, 3, 1, 4, 0, tzinfo=UTC),
        "expires_at": datetime(2027, 3, 1, 16, 0, tzinfo=UTC),
        "public_addresses": ("203.0.113.10",),
        "ipv6_addresses": (),
        "bandwidth_mbps": 5,
        "status": "Running",
        "locks": (),
        "recyclable": False,
    }


def test_every_fact_quotes_the_words_of_the_answer_and_where_they_stand() -> None:
    lock = {"LockReason": "financial", "LockMsg": "欠费"}
    found = shown(OperationLocks={"LockReason": [lock]})
    assert quote_of(found.created_at) == [("CreationTime", "2026-03-01T04:00Z")]
    assert quote_of(found.bandwidth_mbps) == [("InternetMaxBandwidthOut", "5")]
    assert quote_of(found.public_addresses) == [("PublicIpAddress.IpAddress", '["203.0.113.10"]')]
    assert quote_of(found.locks) == [("OperationLocks.LockReason", json.dumps([lock], ensure_ascii=False))]
    assert quote_of(found.recyclable) == [("Recyclable", "false")]
    assert all(fact.evidence for fact in found.facts().values())


@pytest.mark.parametrize("said", ["007", "5"])
def test_a_bandwidth_in_digits_is_quoted_as_it_stands(said: str) -> None:
    assert quote_of(shown(InternetMaxBandwidthOut=said).bandwidth_mbps) == [("InternetMaxBandwidthOut", said)]
    found = shown(EipAddress={**EIP, "Bandwidth": said})
    assert quote_of(found.bandwidth_mbps) == [("EipAddress.Bandwidth", said)]


def test_an_endless_quote_is_cut() -> None:
    (evidence,) = shown(Status="x" * 10_000).status.evidence
    assert evidence.quote == "x" * 300


# --- missing, null, of another kind ---------------------------------------------------------------------------------------

FIELD_OF = {
    "region_id": "RegionId",
    "charge_type": "InstanceChargeType",
    "spot_strategy": "SpotStrategy",
    "created_at": "CreationTime",
    "expires_at": "ExpiredTime",
    "public_addresses": "PublicIpAddress",
    "ipv6_addresses": "NetworkInterfaces",
    "bandwidth_mbps": "InternetMaxBandwidthOut",
    "status": "Status",
    "locks": "OperationLocks",
    "recyclable": "Recyclable",
}
FACTS = list(FIELD_OF.items())
ODD = [None, "", 7.5, -1, [], [7], {}, {"IpAddress": None}, {"LockReason": None}, {"NetworkInterface": None}, "\x00"]


def test_every_fact_of_an_instance_is_tried_here() -> None:
    plain = {"id", "name", "account", "region"}
    assert {f.name for f in fields(Instance)} - plain == set(FIELD_OF)


@pytest.mark.parametrize(("fact", "field"), FACTS)
def test_a_missing_field_is_unknown_and_says_so(fact: str, field: str) -> None:
    assert getattr(without(field), fact) == Unknown(f"the answer has no {field}")


@pytest.mark.parametrize(("fact", "field"), FACTS)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_field_of_another_kind_is_unknown_and_quoted(fact: str, field: str, value: Any) -> None:
    if isinstance(value, str) and value and fact in {"region_id", "charge_type", "spot_strategy", "status"}:
        return  # a text is what these are; whether it means anything is for a rule to say
    found = getattr(shown(**{field: value}), fact)
    assert isinstance(found, Unknown)
    assert found.reason == f"{field} is not what is documented"
    assert quote_of(found) == [(field, value if isinstance(value, str) else json.dumps(value))]


@pytest.mark.parametrize(
    "row", [{}, {"InstanceId": None}, {"InstanceId": ""}, {"InstanceId": 7}, {"InstanceId": ["i"]}]
)
def test_a_row_without_an_id_is_no_instance(row: dict[str, Any]) -> None:
    with pytest.raises(WireError, match="an instance without an InstanceId") as caught:
        read(ecs_instance(**row) if row else {})
    assert caught.value.reason == GapReason.GARBLED


def test_a_name_that_is_none_is_no_name() -> None:
    assert without("InstanceName").name == ""
    assert shown(InstanceName=None).name == ""
    assert shown(InstanceName={"a": 1}).name == ""


# --- instants -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2027-03-01T16:00Z", datetime(2027, 3, 1, 16, 0, tzinfo=UTC)),
        ("2027-03-01T16:00:59Z", datetime(2027, 3, 1, 16, 0, 59, tzinfo=UTC)),
        ("2028-02-29T00:00Z", datetime(2028, 2, 29, 0, 0, tzinfo=UTC)),
        ("2099-12-31T15:59Z", datetime(2099, 12, 31, 15, 59, tzinfo=UTC)),  # what it means is for a rule to say
        ("0001-01-01T00:00Z", datetime(1, 1, 1, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_utc_with_and_without_seconds(said: str, instant: datetime) -> None:
    found = shown(ExpiredTime=said).expires_at
    assert isinstance(found, Known)
    assert found.value == instant
    assert found.value.utcoffset() == instant.utcoffset()
    assert quote_of(found) == [("ExpiredTime", said)]


@pytest.mark.parametrize(
    "said",
    [
        "2027-03-01",
        "2027-03-01T16:00",  # no zone: nobody said which
        "2027-03-01T16:00+08:00",
        "2027-03-01 16:00Z",
        "2027-03-01T16:00z",
        "2027-02-30T16:00Z",
        "2027-13-01T16:00Z",
        "2027-03-01T25:00Z",
        "2027-03-01T16:61Z",
        "0000-01-01T00:00Z",
        "12027-03-01T16:00Z",
        "2027-03-01T16:00Z\n",
        " 2027-03-01T16:00Z",
        "２０２７-03-01T16:00Z",
        1_803_916_800,
        True,
    ],
)
def test_a_time_that_is_not_as_documented_is_unknown(said: Any) -> None:
    found = shown(ExpiredTime=said, CreationTime=said)
    assert isinstance(found.expires_at, Unknown)
    assert isinstance(found.created_at, Unknown)


# --- addresses and bandwidth ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "mbps"),
    [
        *((0, 0), (5, 5), (1000, 1000), ("0", 0), ("5", 5), ("05", 5), (None, None), (True, None), (False, None)),
        *((-1, None), ("-1", None), (5.0, None), (0.5, None), ("5.0", None), ("5 Mbps", None), (" 5", None)),
        *(("", None), ("５", None), ("1" * 10, None), ([], None), ([5], None), ({}, None)),
    ],
)
def test_a_bandwidth_is_a_whole_number_or_digits(said: Any, mbps: int | None) -> None:
    assert ecs.mbps(said) == mbps
    assert type(ecs.mbps(said)) is type(mbps)
    found = shown(InternetMaxBandwidthOut=said).bandwidth_mbps
    assert found.value == mbps if isinstance(found, Known) else mbps is None


def test_an_elastic_address_comes_first_and_its_bandwidth_counts_not_the_instances_own() -> None:
    found = shown(InternetMaxBandwidthOut=0, EipAddress={**EIP, "Bandwidth": 7}, PublicIpAddress={"IpAddress": []})
    assert values(found)["public_addresses"] == ("203.0.113.20",)
    assert values(found)["bandwidth_mbps"] == 7
    assert ("EipAddress.IpAddress", "203.0.113.20") in quote_of(found.public_addresses)
    assert quote_of(found.bandwidth_mbps) == [("EipAddress.Bandwidth", "7")]


def test_an_elastic_address_and_a_fixed_one_are_both_shown_each_once() -> None:
    assert values(shown(EipAddress=EIP))["public_addresses"] == ("203.0.113.20", "203.0.113.10")
    same = shown(EipAddress={**EIP, "IpAddress": "203.0.113.10"})
    assert values(same)["public_addresses"] == ("203.0.113.10",)
    assert values(without("PublicIpAddress", EipAddress=EIP))["public_addresses"] == ("203.0.113.20",)


def test_an_elastic_address_without_bandwidth_takes_it_from_where_it_was_looked_up() -> None:
    row = ecs_instance(InternetMaxBandwidthOut=0, EipAddress=EIP)
    assert read(row, known(9)).bandwidth_mbps == known(9)
    assert read(row, Unknown("not listed")).bandwidth_mbps == Unknown("not listed")
    assert read(row).bandwidth_mbps == Unknown("the bandwidth of eip-1 could not be read")
    nameless = ecs_instance(InternetMaxBandwidthOut=0, EipAddress={"IpAddress": "203.0.113.20"})
    assert read(nameless).bandwidth_mbps == Unknown("the bandwidth of 203.0.113.20 could not be read")


@pytest.mark.parametrize("bandwidth", ["x", True, -1, 5.5, None])
def test_a_garbled_bandwidth_of_an_elastic_address_never_falls_back_on_the_instances_own(bandwidth: Any) -> None:
    found = shown(InternetMaxBandwidthOut=100, EipAddress={**EIP, "Bandwidth": bandwidth}).bandwidth_mbps
    assert isinstance(found, Unknown)


@pytest.mark.parametrize("empty", [{"AllocationId": "", "IpAddress": "", "InternetChargeType": ""}, {}])
def test_an_empty_elastic_address_is_none(empty: dict[str, Any]) -> None:
    found = shown(EipAddress=empty, PublicIpAddress={"IpAddress": []}, InternetMaxBandwidthOut=0)
    assert ecs.eip_of(ecs_instance(EipAddress=empty)) is None
    assert values(found)["public_addresses"] == ()
    assert values(found)["bandwidth_mbps"] == 0


GARBLED_EIPS = [None, "203.0.113.20", [EIP], {**EIP, "IpAddress": 7}, {**EIP, "IpAddress": None}, {"AllocationId": 7}]


@pytest.mark.parametrize("garbled", GARBLED_EIPS, ids=repr)
def test_an_elastic_address_that_cannot_be_read_is_not_the_lack_of_one(garbled: Any) -> None:
    """`instance-public-address` and `instance-bandwidth` fail an instance that is known to have none."""
    found = shown(EipAddress=garbled, PublicIpAddress={"IpAddress": []}, InternetMaxBandwidthOut=0)
    assert isinstance(found.public_addresses, Unknown)
    assert isinstance(found.bandwidth_mbps, Unknown)


def test_a_row_that_does_not_mention_elastic_addresses_is_not_known_to_have_none() -> None:
    found = without("EipAddress", PublicIpAddress={"IpAddress": []}, InternetMaxBandwidthOut=0)
    assert isinstance(found.public_addresses, Unknown)
    assert isinstance(found.bandwidth_mbps, Unknown)


@pytest.mark.parametrize("listed", [["203.0.113.10", 7], [None], "203.0.113.10", {"0": "203.0.113.10"}])
def test_a_list_of_addresses_with_something_else_in_it_is_unknown(listed: Any) -> None:
    found = shown(PublicIpAddress={"IpAddress": listed}).public_addresses
    assert isinstance(found, Unknown)


def interfaces(*faces: Any) -> Instance:
    return shown(NetworkInterfaces={"NetworkInterface": list(faces)})


def test_ipv6_addresses_are_those_of_all_interfaces() -> None:
    one = {"Ipv6Sets": {"Ipv6Set": [{"Ipv6Address": "2001:db8::1"}, {"Ipv6Address": "2001:db8::2"}]}}
    two = {"Ipv6Sets": {"Ipv6Set": [{"Ipv6Address": "2001:db8::3"}]}}
    assert values(interfaces(one, {}, two))["ipv6_addresses"] == ("2001:db8::1", "2001:db8::2", "2001:db8::3")
    assert values(interfaces())["ipv6_addresses"] == ()
    assert values(interfaces({"Ipv6Sets": {"Ipv6Set": []}}))["ipv6_addresses"] == ()


@pytest.mark.parametrize(
    "face",
    [
        {"Ipv6Sets": None},
        {"Ipv6Sets": {"Ipv6Set": None}},
        {"Ipv6Sets": {"Ipv6Set": ["2001:db8::1"]}},
        {"Ipv6Sets": {"Ipv6Set": [{"Ipv6Address": 7}]}},
        {"Ipv6Sets": {"Ipv6Set": [{}]}},
        "eni",
    ],
)
def test_ipv6_addresses_that_cannot_be_read_are_not_the_lack_of_them(face: Any) -> None:
    assert isinstance(interfaces(face).ipv6_addresses, Unknown)


# --- locks ----------------------------------------------------------------------------------------------------------------


def test_every_lock_is_named() -> None:
    locks = [{"LockReason": "financial", "LockMsg": ""}, {"LockReason": "lunar"}]
    assert values(shown(OperationLocks={"LockReason": locks}))["locks"] == ("financial", "lunar")


@pytest.mark.parametrize(
    "locks", [None, {}, "financial", ["financial"], [{"LockReason": ""}], [{"LockMsg": "x"}], [{}]]
)
def test_locks_that_cannot_be_read_are_not_the_lack_of_them(locks: Any) -> None:
    assert isinstance(shown(OperationLocks={"LockReason": locks}).locks, Unknown)
    assert isinstance(shown(OperationLocks={"LockReason": [{"LockReason": "financial"}, {}]}).locks, Unknown)


# --- answers --------------------------------------------------------------------------------------------------------------


def answer(text: str, status: int = 200) -> Reply:
    return Reply(status, text, SEEN_AT)


def test_an_answer_is_a_json_object() -> None:
    assert ecs.document(answer('{"a": [1]}')) == {"a": [1]}


@pytest.mark.parametrize(
    ("text", "glimpse"),
    [
        ("", "nothing"),
        ("   ", "nothing"),
        ("<html>\x1b[31mLogin</html>", "<html> [31mLogin</html>"),
        ("[]", "[]"),
        ("null", "null"),
        ("7", "7"),
        ('{"a": ', '{"a":'),
        ("x" * 100, "x" * 40 + "…"),
        ("[" * 100_000, "[" * 40 + "…"),
        ('{"a":' * 100_000, '{"a":' * 8 + "…"),
        ("1" * 5000, "1" * 40 + "…"),
    ],
)
def test_an_answer_that_is_something_else_is_garbled_and_glimpsed(text: str, glimpse: str) -> None:
    with pytest.raises(WireError) as caught:
        ecs.document(answer(text))
    assert caught.value.reason == GapReason.GARBLED
    assert str(caught.value) == f"the answer is not a JSON object but {glimpse}"


PERMISSION = "this identity has no permission: see README, “Permissions”"
KEY = "the access key was refused: is it right, and still in use?"
CLOCK = "the time of the request was refused: set this machine's clock"
BUSY = "too many requests, also after waiting"
BROKEN = "the service failed, also when asked again"


@pytest.mark.parametrize(
    ("status", "code", "reason", "sentence"),
    [
        (400, "Throttling.User", "throttled", BUSY),
        (503, "Throttling", "throttled", BUSY),
        (429, "", "throttled", BUSY),
        (429, "QpsLimitExceeded", "throttled", BUSY),
        (404, "InvalidAccessKeyId.NotFound", "denied", KEY),
        (403, "InvalidAccessKeyId.Inactive", "denied", KEY),
        (403, "InactiveAccessKey", "denied", KEY),
        (403, "Forbidden.AccessKeyDisabled", "denied", KEY),
        (400, "SignatureDoesNotMatch", "denied", KEY),
        (400, "IncompleteSignature", "denied", KEY),
        (400, "InvalidSecurityToken.Malformed", "denied", KEY),
        (400, "MissingSecurityToken", "denied", KEY),
        (403, "InvalidSecurityToken.Expired", "denied", "the security token has expired: get a new one"),
        (400, "InvalidTimeStamp.Expired", "denied", CLOCK),
        (400, "IllegalTimestamp", "denied", CLOCK),
        (403, "Forbidden.RAM", "denied", PERMISSION),
        (403, "NoPermission", "denied", PERMISSION),
        (403, "UnauthorizedRegion", "denied", PERMISSION),
        (404, "InvalidRegionId.NotFound", "not-found", "the API knows no such region"),
        (400, "InvalidInstanceIds.Malformed", "not-found", "the API knows no such instance"),
        (500, "InternalError", "unreachable", BROKEN),
        (503, "", "unreachable", BROKEN),
        (599, "ServiceUnavailable", "unreachable", BROKEN),
        (400, "InvalidParameter.TagKey", "refused", "the question was refused"),
        (404, "InvalidAction.NotFound", "refused", "the question was refused"),
    ],
)
def test_a_refusal_is_told_by_its_code(status: int, code: str, reason: str, sentence: str) -> None:
    body = json.dumps({"RequestId": "R", "Code": code, "Message": "Signature=PLANTED LTAI5tPLANTED"})
    with pytest.raises(WireError) as caught:
        ecs.document(answer(body, status))
    assert caught.value.reason == reason
    assert str(caught.value) == f"{sentence} (HTTP {status} {code})".replace(" )", ")")


@pytest.mark.parametrize(
    "body", ["<html>Login</html>", "", "[]", "null", '{"Code": 7}', '{"Code": "a b\\u001b[31m"}', "{}"]
)
@pytest.mark.parametrize("status", [302, 400, 403, 407])
def test_a_refusal_that_is_not_the_apis_is_garbled_and_repeats_nothing_of_it(status: int, body: str) -> None:
    with pytest.raises(WireError) as caught:
        ecs.document(answer(body, status))
    assert caught.value.reason == GapReason.GARBLED
    assert str(caught.value) == f"the answer is not the API's (HTTP {status}): is something in between?"


@pytest.mark.parametrize(
    "found",
    [
        *({}, {"Outer": None}, {"Outer": []}, {"Outer": {}}, {"Outer": {"Inner": None}}, {"Outer": {"Inner": {}}}),
        *({"Outer": {"Inner": "x"}}, {"Outer": {"Inner": [None]}}, {"Outer": {"Inner": [{}, 7]}}),
    ],
)
def test_a_list_that_is_not_there_is_garbled_and_never_empty(found: dict[str, Any]) -> None:
    with pytest.raises(WireError, match=r"the answer has no list Outer\.Inner") as caught:
        ecs.rows(found, "Outer", "Inner")
    assert caught.value.reason == GapReason.GARBLED


def test_an_empty_list_is_one() -> None:
    assert ecs.rows({"Outer": {"Inner": []}}, "Outer", "Inner") == []


@pytest.mark.parametrize(
    ("found", "token"), [({}, ""), ({"NextToken": None}, ""), ({"NextToken": ""}, ""), ({"NextToken": "a+/="}, "a+/=")]
)
def test_the_last_page_has_no_token(found: dict[str, Any], token: str) -> None:
    assert ecs.next_token(found) == token


@pytest.mark.parametrize("token", [7, True, ["a"], {"a": 1}])
def test_a_token_that_is_no_text_is_not_the_last_page(token: Any) -> None:
    with pytest.raises(WireError, match="NextToken is not a text"):
        ecs.next_token({"NextToken": token})


@pytest.mark.parametrize("token", [0, False, [], {}])
def test_a_token_that_is_empty_but_no_text_is_not_the_last_page_either(token: Any) -> None:
    with pytest.raises(WireError, match="NextToken is not a text"):
        ecs.next_token({"NextToken": token})


# --- anything -------------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(("5", "PrePaid")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("IpAddress", "LockReason", "NetworkInterface", "Ipv6Sets", "Ipv6Set", "Ipv6Address"))
            | st.sampled_from(("AllocationId", "Bandwidth", "Instances", "Instance", "Code"))
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
ROWS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys([*FIELD_OF.values(), "EipAddress", "InstanceId", "InstanceName"], JSON)
)
KINDS = {
    "created_at": datetime,
    "expires_at": datetime,
    "bandwidth_mbps": int,
    "recyclable": bool,
    "public_addresses": tuple,
    "ipv6_addresses": tuple,
    "locks": tuple,
}


@given(ROWS)
@example({"EipAddress": {"IpAddress": "\ud800"}})
@example({"OperationLocks": {"LockReason": [{"LockReason": ["x"]}]}})
@example({"Status": "x" * 1000})
def test_whatever_stands_in_a_row_no_fact_is_of_a_wrong_type(row: dict[str, Any]) -> None:
    found = read({**row, "InstanceId": "i-1"})
    assert isinstance(found.name, str)
    for name in FIELD_OF:
        fact = getattr(found, name)
        assert isinstance(fact, Known | Unknown)
        assert all(isinstance(e, Evidence) and isinstance(e.quote, str) and len(e.quote) <= 300 for e in fact.evidence)
        if isinstance(fact, Known):
            assert type(fact.value) is KINDS.get(name, str)
            assert not isinstance(fact.value, tuple) or all(type(each) is str for each in fact.value)
            assert not isinstance(fact.value, int) or fact.value >= 0
            assert fact.evidence


def outcome(read_: Callable[[], Any]) -> str:
    """`answered`, or the reason of the error; any other error is not caught."""
    try:
        read_()
    except WireError as error:
        return f"{GapReason(error.reason)}: {error}"
    return "answered"


@given(ROWS)
def test_whatever_stands_in_a_row_it_is_read_or_garbled(row: dict[str, Any]) -> None:
    identity = row.get("InstanceId")
    proper = isinstance(identity, str) and bool(identity)
    assert outcome(lambda: read(row)) == ("answered" if proper else "garbled: an instance without an InstanceId")


@given(JSON, st.sampled_from((200, 302, 400, 403, 404, 429, 500)))
def test_whatever_is_answered_is_an_object_or_a_wire_error(said: Any, status: int) -> None:
    def read_whole() -> None:
        found = ecs.document(answer(json.dumps(said), status))
        ecs.next_token(found)
        ecs.rows(found, "Instances", "Instance")

    found = outcome(read_whole)
    assert found.isprintable()
    assert found != "answered" or status == 200
