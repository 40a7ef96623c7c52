"""ECS: the first line is the HTTP status, the rest an answer of any of its three actions."""

from __future__ import annotations

import json
from typing import Any

from auditor.errors import WireError
from auditor.model import Known
from auditor.readers import ecs
from tests.fuzz.law import (
    SEEN_AT,
    IsSaid,
    assert_borne_out,
    assert_instant,
    assert_is_a_gap,
    assert_plain,
    facts_of,
    head_and_body,
    reply,
    said_in_json,
)
from tests.servers.ecs_answers import ecs_eip, ecs_instance

IS_JSON = True
_LISTS = (("Regions", "Region"), ("Instances", "Instance"), ("EipAddresses", "EipAddress"))


def target(data: bytes) -> None:
    status, text = head_and_body(data)
    came = reply(text, status)
    try:
        found = ecs.document(came)
        assert came.status == 200, "an answer from a refusal"
    except WireError as error:
        assert_is_a_gap(error.reason)
        assert_plain(str(error))
        return
    _token(found)
    is_said = said_in_json(text)
    for outer, inner in _LISTS:
        for row in _rows(found, outer, inner):
            _instance(row, is_said)
            eip = ecs.eip_of(row)
            assert eip is None or eip.allocation_id or eip.address
            assert (ecs.mbps(row.get("Bandwidth")) or 0) >= 0


def _token(found: dict[str, Any]) -> None:
    try:
        assert isinstance(ecs.next_token(found), str)
    except WireError as error:
        assert_is_a_gap(error.reason)


def _rows(found: dict[str, Any], outer: str, inner: str) -> list[dict[str, Any]]:
    try:
        return ecs.rows(found, outer, inner)
    except WireError as error:
        assert_is_a_gap(error.reason)
        return []


def _instance(row: dict[str, Any], is_said: IsSaid) -> None:
    try:
        found = ecs.instance(row, "prod", "cn-hangzhou", SEEN_AT, None)
    except WireError as error:
        assert_is_a_gap(error.reason)
        assert not isinstance(row.get("InstanceId"), str) or not row["InstanceId"]
        return
    assert found.id == row["InstanceId"]
    assert found.region == "cn-hangzhou"
    facts = facts_of(found)
    assert_borne_out(facts, is_said)
    for name, fact in facts.items():
        if isinstance(fact, Known) and name.endswith("_at"):
            assert_instant(fact.value)
        if isinstance(fact, Known) and name in ("region_id", "charge_type", "spot_strategy", "status"):
            assert is_said(fact.value)


def seeds() -> dict[str, bytes]:
    eip = {"AllocationId": "eip-1", "IpAddress": "203.0.113.20", "Bandwidth": 5}
    ipv6 = {"NetworkInterface": [{"Ipv6Sets": {"Ipv6Set": [{"Ipv6Address": "2001:DB8:0::1"}]}}]}
    rows = {
        "instance": [ecs_instance()],
        "eip": [ecs_instance(EipAddress=eip, PublicIpAddress={"IpAddress": []})],
        "eip-bandwidth-not-shown": [ecs_instance(EipAddress={**eip, "Bandwidth": None})],
        "bandwidth-as-text": [ecs_instance(EipAddress={**eip, "Bandwidth": "5"})],
        "ipv6": [ecs_instance(NetworkInterfaces=ipv6)],
        "locked": [ecs_instance(OperationLocks={"LockReason": [{"LockReason": "financial"}]}, Recyclable=True)],
        "nulls": [dict.fromkeys(ecs_instance(), None)],
        "nulls-but-its-id": [{**dict.fromkeys(ecs_instance(), None), "InstanceId": "i-1"}],
        "strange-time": [ecs_instance(CreationTime="2026-13-01T04:00Z", ExpiredTime="2099-12-31T15:59Z")],
        "escapes": [ecs_instance(InstanceName="\u001b[2Jweb", Status="Run\u202ening", RegionId="\ud800")],
        "two": [ecs_instance(), ecs_instance(InstanceId="i-2", InstanceChargeType="PostPaid")],
        "none": [],
    }
    said: dict[str, tuple[str, Any]] = {
        **{name: ("200", {"Instances": {"Instance": each}, "NextToken": ""}) for name, each in rows.items()},
        "more": ("200", {"Instances": {"Instance": [ecs_instance()]}, "NextToken": "MTAw"}),
        "token-is-a-number": ("200", {"Instances": {"Instance": []}, "NextToken": 100}),
        "regions": ("200", {"Regions": {"Region": [{"RegionId": "cn-hangzhou", "RegionEndpoint": "ecs.example"}]}}),
        "eips": ("200", {"EipAddresses": {"EipAddress": [ecs_eip()]}, "NextToken": None}),
        "list-is-null": ("200", {"Instances": {"Instance": None}}),
        "list-of-texts": ("200", {"Instances": {"Instance": ["i-1"]}}),
        "list": ("200", []),
        "throttled": ("400", {"Code": "Throttling.User", "Message": "Request was denied due to user flow control."}),
        "denied": ("403", {"Code": "Forbidden.RAM", "Message": "not authorized"}),
        "key-refused": ("404", {"Code": "InvalidAccessKeyId.NotFound", "Message": "not found"}),
        "unavailable": ("503", {"Code": "ServiceUnavailable"}),
        "code-with-an-escape": ("400", {"Code": "\u001b[2J"}),
    }
    found = {name: f"{status}\n{json.dumps(body, indent=1)}".encode() for name, (status, body) in said.items()}
    return {**found, "page": b"200\n<html>\x1b[2J</html>", "half": b'200\n{"Instances": {"Inst', "nothing": b"502\n"}
