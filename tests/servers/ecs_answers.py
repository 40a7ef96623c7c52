"""What the ECS API on loopback says: to whom it answers, and what.

`ecs_instance` and `ecs_eip` make one thing each in the documented shape; `refusal` is the check of a signature.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote

from tests.servers.ecs_faults import Answer, error_answer, json_answer

VERSION = "2014-05-26"
SKEW = timedelta(minutes=15)


def ecs_instance(**overrides: Any) -> dict[str, Any]:
    """One instance as DescribeInstances shows it: a subscription in Hangzhou with a fixed public address, running."""
    instance = {
        "InstanceId": "i-bp1audit0000000000001",
        "InstanceName": "web",
        "HostName": "web",
        "Description": "",
        "RegionId": "cn-hangzhou",
        "ZoneId": "cn-hangzhou-h",
        "ResourceGroupId": "rg-audit",
        "Status": "Running",
        "InstanceType": "ecs.g6.large",
        "InstanceChargeType": "PrePaid",
        "SpotStrategy": "NoSpot",
        "SaleCycle": "month",
        "CreationTime": "2026-03-01T04:00Z",
        "StartTime": "2026-03-01T04:01Z",
        "ExpiredTime": "2027-03-01T16:00Z",
        "AutoReleaseTime": "",
        "InternetChargeType": "PayByTraffic",
        "InternetMaxBandwidthIn": 100,
        "InternetMaxBandwidthOut": 5,
        "PublicIpAddress": {"IpAddress": ["203.0.113.10"]},
        "EipAddress": {"AllocationId": "", "IpAddress": "", "InternetChargeType": ""},
        "InnerIpAddress": {"IpAddress": []},
        "VpcAttributes": {"VpcId": "vpc-1", "VSwitchId": "vsw-1", "PrivateIpAddress": {"IpAddress": ["172.16.0.10"]}},
        "NetworkInterfaces": {"NetworkInterface": [{"NetworkInterfaceId": "eni-1", "Type": "Primary"}]},
        "OperationLocks": {"LockReason": []},
        "Tags": {"Tag": []},
        "DeletionProtection": False,
        "Recyclable": False,
    }
    return {**instance, **overrides}


def ecs_eip(**overrides: Any) -> dict[str, Any]:
    """One elastic IP address as DescribeEipAddresses shows it. The bandwidth is a string there."""
    eip = {
        "AllocationId": "eip-bp1audit0001",
        "RegionId": "cn-hangzhou",
        "IpAddress": "203.0.113.20",
        "Bandwidth": "5",
        "InternetChargeType": "PayByTraffic",
        "ChargeType": "PostPaid",
        "Status": "InUse",
        "InstanceId": "i-bp1audit0000000000001",
        "InstanceType": "EcsInstance",
        "ExpiredTime": "",
        "AllocationTime": "2026-03-01T04:00Z",
    }
    return {**eip, **overrides}


@dataclass(frozen=True)
class Identity:
    """What an access key may see: instances (and EIPs) by region. Every region the account has is a key of `regions`."""

    secret: str
    regions: Mapping[str, Sequence[dict[str, Any]]]
    eips: Sequence[dict[str, Any]] = ()
    token: str = ""
    expired: bool = False


@dataclass(frozen=True)
class Asked:
    """One request whose signature was right."""

    action: str
    region: str
    params: Mapping[str, str]
    key: str


# --- who is asking ------------------------------------------------------------------------------------------------------


def credential(headers: Mapping[str, str]) -> str:
    found = re.search(r"Credential=([^,]*)", headers.get("authorization", ""))
    return found[1] if found else ""


def refusal(
    method: str,
    url: SplitResult,
    headers: Mapping[str, str],
    identities: Mapping[str, Identity],
    version: str = VERSION,
) -> Answer | None:
    identity = identities.get(credential(headers))
    if identity is None:
        return error_answer(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    if headers.get("x-acs-security-token", "") != identity.token:
        return error_answer(400, "InvalidSecurityToken.MismatchWithAccessKey", "The security token does not match.")
    if identity.expired:
        return error_answer(403, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
    date = datetime.strptime(headers.get("x-acs-date", ""), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs(date - datetime.now(UTC)) > SKEW:
        return error_answer(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
    canonical, to_sign = _to_sign(method, url, headers)
    signature = hmac.new(identity.secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    if not headers["authorization"].endswith(f"Signature={signature}"):
        said = "Specified signature is not matched with our calculation."
        quoted = f"{said} server string to sign is:{to_sign} server canonicalRequest is:{canonical}"
        return error_answer(400, "SignatureDoesNotMatch", quoted)
    if headers.get("x-acs-version") != version:
        return error_answer(404, "InvalidVersion", "Specified parameter Version is not valid.")
    return None


def _to_sign(method: str, url: SplitResult, headers: Mapping[str, str]) -> tuple[str, str]:
    names = headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    lines = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names.split(";"))
    pairs = sorted(parse_qsl(url.query, keep_blank_values=True))
    sorted_query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in pairs)
    canonical = f"{method}\n{url.path}\n{sorted_query}\n{lines}\n{names}\n{headers.get('x-acs-content-sha256', '')}"
    return canonical, f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"


# --- what it gets -------------------------------------------------------------------------------------------------------


def describe(asked: Asked, identity: Identity, endpoint: str) -> Answer:
    request = {"RequestId": "5A7C0E3B-1F7D-5B58-A6C4-3E9B1D2F4A60"}
    if asked.action == "DescribeRegions":
        found = [
            {"RegionId": r, "RegionEndpoint": endpoint.format(region=r), "LocalName": r, "Status": "available"}
            for r in identity.regions
        ]
        return json_answer({**request, "Regions": {"Region": found}})
    if asked.region not in identity.regions:
        return error_answer(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")
    if asked.action == "DescribeInstances":
        if not re.fullmatch(r"\[.*\]", asked.params.get("InstanceIds", "[]")):
            return error_answer(400, "InvalidInstanceIds.Malformed", "The amount of InstanceIds is invalid.")
        return json_answer({**request, **_instances(asked.params, identity.regions[asked.region])})
    if asked.action == "DescribeEipAddresses":
        return json_answer({**request, **_eips(asked, identity.eips)})
    return error_answer(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")


def page_size(params: Mapping[str, str]) -> int:
    """Below 10 means 10, above 100 means 100."""
    return min(100, max(10, int(params.get("MaxResults", "10"))))


def offset(params: Mapping[str, str]) -> int:
    try:
        return int(base64.b64decode(params.get("NextToken", "")).decode() or "0")
    except ValueError:
        return 0


def _instances(params: Mapping[str, str], instances: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found = [i for i in instances if _is_wanted(i, params)]
    start, size = offset(params), page_size(params)
    rest = start + size < len(found)
    return {
        "Instances": {"Instance": found[start : start + size]},
        "NextToken": base64.b64encode(str(start + size).encode()).decode() if rest else "",
        "TotalCount": 0,
        "PageNumber": 1,
        "PageSize": size,
    }


def _is_wanted(instance: dict[str, Any], params: Mapping[str, str]) -> bool:
    if "InstanceIds" in params and instance["InstanceId"] not in json.loads(params["InstanceIds"]):
        return False
    tags = {(t["TagKey"], t["TagValue"]) for t in instance["Tags"]["Tag"]}
    for name, key in params.items():
        if re.fullmatch(r"Tag\.\d+\.Key", name):
            value = params.get(name.replace("Key", "Value"))
            if not any(k == key and value in (None, v) for k, v in tags):
                return False
    return True


def _eips(asked: Asked, eips: Sequence[dict[str, Any]]) -> dict[str, Any]:
    wanted = [name for name in asked.params.get("AllocationId", "").split(",") if name]
    here = [e for e in eips if e["RegionId"] == asked.region]
    found = [e for e in here if not wanted or e["AllocationId"] in wanted]
    size = min(100, int(asked.params.get("PageSize", "10")))
    page = int(asked.params.get("PageNumber", "1"))
    return {
        "EipAddresses": {"EipAddress": found[(page - 1) * size : page * size]},
        "TotalCount": len(found),
        "PageNumber": page,
        "PageSize": size,
    }
