"""Thirteen instances in five regions, and a sixth region that refuses the call."""

from __future__ import annotations

from typing import Any

from tests.servers.ecs_answers import Identity, ecs_eip, ecs_instance

REFUSED = "cn-shenzhen"
ENDPOINT = "ecs.{region}.aliyuncs.com"


def row(number: int, name: str, region: str, address: str = "", **fields: Any) -> dict[str, Any]:
    shown = {
        "InstanceId": f"i-demo{number:04}",
        "InstanceName": name,
        "HostName": name if name.isascii() else f"host-{number}",
        "RegionId": region,
        "ZoneId": f"{region}-b",
        "PublicIpAddress": {"IpAddress": [address] if address else []},
        "ResourceGroupId": "rg-demo",
        **fields,
    }
    return ecs_instance(**shown)


def without(instance: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {name: value for name, value in instance.items() if name not in fields}


EIP = {"AllocationId": "eip-demo0001", "IpAddress": "203.0.113.20", "InternetChargeType": "PayByTraffic"}

ACCOUNT = Identity(
    secret="",
    eips=[ecs_eip(AllocationId="eip-demo0001", RegionId="cn-hangzhou", InstanceId="i-demo0002")],
    regions={
        "cn-beijing": [
            row(
                5,
                "legacy",
                "cn-beijing",
                "203.0.113.50",
                CreationTime="2024-03-01T02:00Z",
                ExpiredTime="2026-10-31T16:00Z",
            ),
            row(6, "intranet", "cn-beijing", InternetMaxBandwidthOut=0),
            row(7, "campaign", "cn-beijing", "203.0.113.70", Status="Stopped", ExpiredTime="2026-12-20T16:00Z"),
        ],
        "cn-hangzhou": [
            row(1, "web-1", "cn-hangzhou", "203.0.113.10", Tags={"Tag": [{"TagKey": "site", "TagValue": "shop"}]}),
            row(2, "api-1", "cn-hangzhou", InternetMaxBandwidthOut=0, EipAddress=EIP),
            row(
                3,
                "staging",
                "cn-hangzhou",
                "203.0.113.30",
                InstanceChargeType="PostPaid",
                ExpiredTime="2099-12-31T15:59Z",
            ),
            row(
                4,
                "trial",
                "cn-hangzhou",
                "203.0.113.40",
                CreationTime="2026-10-09T06:30Z",
                ExpiredTime="2026-12-09T16:00Z",
            ),
        ],
        "cn-hongkong": [row(8, "cdn-origin", "cn-hongkong", "198.51.100.80")],
        "cn-shanghai": [
            row(
                9,
                "官网",
                "cn-shanghai",
                "203.0.113.90",
                OperationLocks={"LockReason": [{"LockReason": "financial", "LockMsg": ""}]},
            ),
            without(
                row(10, "half-read", "cn-shanghai", InstanceChargeType="", Status="Unknown", ExpiredTime=""),
                *("PublicIpAddress", "EipAddress", "InternetMaxBandwidthOut", "OperationLocks", "Recyclable"),
            ),
            row(11, "batch", "cn-shanghai", "203.0.113.110", InternetMaxBandwidthOut=0, SpotStrategy="SpotAsPriceGo")
            | {"InstanceChargeType": "PostPaid", "ExpiredTime": "2099-12-31T15:59Z"},
            row(12, "docs", "cn-shanghai", "203.0.113.120"),
        ],
        "cn-shanghai-finance-1": [row(13, "ledger", "cn-shanghai-finance-1", "203.0.113.130")],
        REFUSED: [],
    },
)
"""What the sample account's API knows."""
