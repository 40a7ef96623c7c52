"""Answers of the ECS API → instances, with the words of the answer as evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address
from typing import Any

from auditor.errors import WireError
from auditor.model import Evidence, Fact, GapReason, Instance, Known, Unknown
from auditor.wire import Reply

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z")
_LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Eip:
    """What an instance shows of its elastic address; `bandwidth_mbps` is None where it does not show it."""

    allocation_id: str
    address: str
    bandwidth_mbps: int | None


def document(reply: Reply) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        WireError: it is a refusal, or not the documented shape.
    """
    try:
        found = json.loads(reply.text)
    except (ValueError, RecursionError):
        found = None
    if reply.status != 200:  # noqa: PLR2004 - HTTP's own number
        raise _refusal(reply.status, found if isinstance(found, dict) else {})
    if not isinstance(found, dict):
        raise WireError(GapReason.GARBLED, f"the answer is not a JSON object but {_glimpse(reply.text)}")
    return found


def entries(found: Mapping[str, Any], outer: str, inner: str) -> list[Any]:
    """What stands in the list `{outer: {inner: […]}}`.

    Raises:
        WireError: the list is missing or null.
    """
    box = found.get(outer)
    listed = box.get(inner) if isinstance(box, dict) else None
    if not isinstance(listed, list):
        raise WireError(GapReason.GARBLED, f"the answer has no list {outer}.{inner}")
    return listed


def rows(found: Mapping[str, Any], outer: str, inner: str) -> list[dict[str, Any]]:
    """The same, of which each is a row.

    Raises:
        WireError: the list is missing or null, or something else stands in it.
    """
    listed = entries(found, outer, inner)
    if not all(isinstance(row, dict) for row in listed):
        raise WireError(GapReason.GARBLED, f"the answer has no list {outer}.{inner} of rows alone")
    return listed


def next_token(found: Mapping[str, Any]) -> str:
    """The token of the next page, "" on the last.

    Raises:
        WireError: it is not a text.
    """
    token = found.get("NextToken")
    if token is None:
        return ""
    if not isinstance(token, str):
        raise WireError(GapReason.GARBLED, "the answer's NextToken is not a text")
    return token


def eip_of(row: Mapping[str, Any]) -> Eip | None:
    """The elastic address of an instance, or None if it shows none (or nothing that can be read: see `_eip_is_clear`)."""
    shown = row.get("EipAddress")
    if not isinstance(shown, dict):
        return None
    allocation, address = _str(shown.get("AllocationId")), _str(shown.get("IpAddress"))
    return Eip(allocation, address, mbps(shown.get("Bandwidth"))) if allocation or address else None


def _eip_is_clear(row: Mapping[str, Any]) -> bool:
    """Whether the row says properly that there is an elastic address, or that there is none."""
    shown = row.get("EipAddress")
    return isinstance(shown, dict) and all(isinstance(shown.get(key, ""), str) for key in ("AllocationId", "IpAddress"))


def mbps(value: Any) -> int | None:
    """A bandwidth in Mbit/s, given as a number or as digits; None for anything else."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def instance(
    row: Mapping[str, Any], account: str, region: str, seen_at: datetime, eip_bandwidth: Fact[int] | None
) -> Instance:
    """One row of DescribeInstances. `eip_bandwidth` is what DescribeEipAddresses said where the row itself does not say it.

    Raises:
        WireError: the row has no instance id: nothing can be said of it.
    """
    look = _Look(row, f"DescribeInstances {region} {_str(row.get('InstanceId'))}", seen_at)
    if not (identity := _str(row.get("InstanceId"))):
        raise WireError(GapReason.GARBLED, "an instance without an InstanceId")
    return Instance(
        id=identity,
        name=_str(row.get("InstanceName")),
        account=account,
        region=region,
        region_id=look.text("RegionId"),
        charge_type=look.text("InstanceChargeType"),
        spot_strategy=look.text("SpotStrategy"),
        created_at=look.instant("CreationTime"),
        expires_at=look.instant("ExpiredTime"),
        public_addresses=_public_addresses(look),
        ipv6_addresses=_ipv6_addresses(look),
        bandwidth_mbps=_bandwidth(look, eip_bandwidth),
        status=look.text("Status"),
        locks=_locks(look),
        recyclable=look.flag("Recyclable"),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """The fields of one row as facts; the evidence quotes the value as it stands in the answer."""

    row: Mapping[str, Any]
    place: str
    seen_at: datetime

    def quote(self, field: str, value: Any) -> tuple[Evidence, ...]:
        try:
            words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        except RecursionError:  # it could just be read, and cannot be written any more
            return ()
        return (Evidence("ecs", f"{self.place} {field}", words[:_LONGEST_QUOTE], self.seen_at),)

    def known(self, field: str, value: Any, said: Any) -> Fact[Any]:
        quoted = self.quote(field, said)
        return Known(value, quoted) if quoted else self.unknown(field)

    def unknown(self, field: str) -> Unknown:
        if field not in self.row:
            return Unknown(f"the answer has no {field}")
        return Unknown(f"{field} is not what is documented", self.quote(field, self.row[field]))

    def text(self, field: str) -> Fact[str]:
        value = self.row.get(field)
        return self.known(field, value, value) if isinstance(value, str) and value else self.unknown(field)

    def flag(self, field: str) -> Fact[bool]:
        value = self.row.get(field)
        return self.known(field, value, value) if isinstance(value, bool) else self.unknown(field)

    def instant(self, field: str) -> Fact[datetime]:
        value = self.row.get(field)
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            try:
                return self.known(field, datetime.fromisoformat(value), value)
            except ValueError:
                pass
        return self.unknown(field)

    def texts(self, outer: str, inner: str) -> Fact[tuple[str, ...]]:
        box = self.row.get(outer)
        values = box.get(inner) if isinstance(box, dict) else None
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            return self.unknown(outer)
        return self.known(f"{outer}.{inner}", tuple(values), values)


def _public_addresses(look: _Look) -> Fact[tuple[str, ...]]:
    fixed, eip = look.texts("PublicIpAddress", "IpAddress"), eip_of(look.row)
    elastic = (eip.address,) if eip and eip.address else ()
    said = look.quote("EipAddress.IpAddress", eip.address) if eip and eip.address else ()
    if isinstance(fixed, Known) and (fixed.value or _eip_is_clear(look.row)):
        return Known(tuple(dict.fromkeys((*elastic, *fixed.value))), (*said, *fixed.evidence))
    if elastic:
        return Known(elastic, said)
    return fixed if isinstance(fixed, Unknown) else look.unknown("EipAddress")


def _bandwidth(look: _Look, eip_bandwidth: Fact[int] | None) -> Fact[int]:
    eip = eip_of(look.row)
    if eip and eip.bandwidth_mbps is not None:
        return look.known("EipAddress.Bandwidth", eip.bandwidth_mbps, look.row["EipAddress"]["Bandwidth"])
    if eip:
        return eip_bandwidth or Unknown(f"the bandwidth of {eip.allocation_id or eip.address} could not be read")
    fixed = look.texts("PublicIpAddress", "IpAddress")
    if not _eip_is_clear(look.row) and not (isinstance(fixed, Known) and fixed.value):
        return look.unknown("EipAddress")  # the bandwidth may be that of an elastic address, and the instance's own 0
    said = look.row.get("InternetMaxBandwidthOut")
    value = mbps(said)
    return (
        look.unknown("InternetMaxBandwidthOut") if value is None else look.known("InternetMaxBandwidthOut", value, said)
    )


def _locks(look: _Look) -> Fact[tuple[str, ...]]:
    try:
        found = rows(look.row, "OperationLocks", "LockReason")
    except WireError:
        return look.unknown("OperationLocks")
    reasons = tuple(_str(row.get("LockReason")) for row in found)
    return look.known("OperationLocks.LockReason", reasons, found) if all(reasons) else look.unknown("OperationLocks")


def _ipv6_addresses(look: _Look) -> Fact[tuple[str, ...]]:
    try:
        interfaces = rows(look.row, "NetworkInterfaces", "NetworkInterface")
        sets = [each for face in interfaces if "Ipv6Sets" in face for each in rows(face, "Ipv6Sets", "Ipv6Set")]
    except WireError:
        return look.unknown("NetworkInterfaces")
    addresses = tuple(_str(each.get("Ipv6Address")) for each in sets)
    if not all(addresses):
        return look.unknown("NetworkInterfaces")
    place = "NetworkInterfaces.Ipv6Sets"
    said = [evidence for address in addresses for evidence in look.quote(place, address)]
    if not addresses:
        return look.known(place, (), look.row["NetworkInterfaces"])
    return Known(tuple(map(_short, addresses)), tuple(said))


def _short(address: str) -> str:
    """An IPv6 address in the spelling of RFC 5952, as DNS gives it; anything else as it is."""
    try:
        return str(IPv6Address(address))
    except ValueError:
        return address


_CREDENTIAL = "the access key was refused: is it right, and still in use?"
_MEANINGS: tuple[tuple[str, GapReason, str], ...] = (  # by the beginning of the API's error code; the first that fits
    ("Throttling", GapReason.THROTTLED, "too many requests, also after waiting"),
    ("InvalidSecurityToken.Expired", GapReason.DENIED, "the security token has expired: get a new one"),
    ("InvalidAccessKeyId", GapReason.DENIED, _CREDENTIAL),
    ("InactiveAccessKey", GapReason.DENIED, _CREDENTIAL),
    ("Forbidden.AccessKey", GapReason.DENIED, _CREDENTIAL),
    ("SignatureDoesNotMatch", GapReason.DENIED, _CREDENTIAL),
    ("IncompleteSignature", GapReason.DENIED, _CREDENTIAL),
    ("InvalidSecurityToken", GapReason.DENIED, _CREDENTIAL),
    ("MissingSecurityToken", GapReason.DENIED, _CREDENTIAL),
    ("InvalidTimeStamp", GapReason.DENIED, "the time of the request was refused: set this machine's clock"),
    ("IllegalTimestamp", GapReason.DENIED, "the time of the request was refused: set this machine's clock"),
    ("Forbidden", GapReason.DENIED, "this identity has no permission: see README, “Permissions”"),
    ("NoPermission", GapReason.DENIED, "this identity has no permission: see README, “Permissions”"),
    ("Unauthorized", GapReason.DENIED, "this identity has no permission: see README, “Permissions”"),
    ("InvalidRegionId", GapReason.NOT_FOUND, "the API knows no such region"),
    ("InvalidInstanceIds", GapReason.NOT_FOUND, "the API knows no such instance"),
)


def _refusal(status: int, body: Mapping[str, Any]) -> WireError:
    """What an answer that is no list means. Only its code is repeated: the message may quote what was signed."""
    code = _str(body.get("Code"))[:80]
    code = code if re.fullmatch(r"[\w.-]+", code) else ""
    said = f"(HTTP {status} {code})" if code else f"(HTTP {status})"
    for beginning, reason, sentence in _MEANINGS:
        if code.startswith(beginning):
            return WireError(reason, f"{sentence} {said}")
    if status == 429:  # noqa: PLR2004 - HTTP's own numbers, here and below
        return WireError(GapReason.THROTTLED, f"too many requests, also after waiting {said}")
    if status >= 500:  # noqa: PLR2004
        return WireError(GapReason.UNREACHABLE, f"the service failed, also when asked again {said}")
    if code:
        return WireError(GapReason.REFUSED, f"the question was refused {said}")
    return WireError(GapReason.GARBLED, f"the answer is not the API's {said}: is something in between?")


def _str(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _glimpse(text: str, most: int = 40) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text[:most]).strip()
    return f"{shown}…" if len(text) > most else shown or "nothing"
