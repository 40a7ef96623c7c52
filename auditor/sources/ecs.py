"""ECS: every region of an account, every instance in it, page after page."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from auditor.errors import WireError
from auditor.model import Answered, Evidence, Fact, Gap, GapReason, Instance, Known, Unknown
from auditor.readers import ecs as reader
from auditor.wire import Query, Reply, Wire, reading

SOURCE = "ecs"
_PAGE, _EIPS = 100, 50  # the most that one call returns; the most ids that one call takes
_HOME = "cn-hangzhou"  # the region whose endpoint is asked which regions there are
_ENDPOINT = re.compile(r"[a-z0-9.-]+\.aliyuncs\.com")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which instances are asked for; empty: all. `tags` are key and value, a value of "" stands for any."""

    regions: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether anything but all is asked for."""
        return bool(self.regions or self.excluded or self.instances or self.tags)


@dataclass(frozen=True, slots=True)
class Place:
    """A region of an account, and where it is asked."""

    account: str
    region: str
    server: str

    @property
    def target(self) -> str:
        """What its coverage goes by."""
        return f"{self.account} {self.region}"


def places(wire: Wire, account: str, selection: Selection, endpoint_url: str) -> Iterator[Place | Answered | Gap]:
    """The regions of an account that are asked for, sorted; a gap for each that there is not."""
    target = f"{account} regions"
    query = Query("ecs", _server(endpoint_url, _HOME), "DescribeRegions", account=account)
    found = reading(SOURCE, target, lambda: _regions(wire.ask(query)))
    if isinstance(found, Gap):
        yield found
        endpoints = dict.fromkeys(selection.regions, "")  # what the user named can be asked all the same
    else:
        yield Answered(SOURCE, target)
        endpoints = found
    listed = () if isinstance(found, Gap) else (*selection.regions, *selection.excluded)
    for region in dict.fromkeys(listed):
        if region not in endpoints:
            yield Gap(SOURCE, f"{account} {region}", GapReason.NOT_FOUND, _no_such_region(region, endpoints))
    for region in sorted(endpoints):
        if (not selection.regions or region in selection.regions) and region not in selection.excluded:
            yield Place(account, region, _server(endpoint_url, region, endpoints[region]))


def instances(wire: Wire, place: Place, selection: Selection) -> Iterator[Instance | Answered | Gap]:
    """The instances of one region as their pages arrive, each once; then that the region answered, or a gap."""
    target = place.target
    seen: set[str] = set()
    nameless = 0
    for parameters in _filters(selection):
        tokens = {""}
        token = ""
        while True:
            page = reading(SOURCE, target, partial(_page, wire, place, (*parameters, *_paging(token))))
            if isinstance(page, Gap):
                detail = f"{page.detail}, after {len(seen)} instances" if seen else page.detail
                yield Gap(SOURCE, target, page.reason, detail)
                return
            yield from _read(wire, place, page, seen)
            nameless += page.nameless
            token = page.token
            if not token:
                break
            if token in tokens:
                detail = (
                    f"the page after {len(seen)} instances names a page that was read before: the rest is not known"
                )
                yield Gap(SOURCE, target, GapReason.GARBLED, detail)
                return
            tokens.add(token)
    if nameless:
        yield Gap(
            SOURCE,
            target,
            GapReason.GARBLED,
            f"without an InstanceId: {nameless} in the list, besides {len(seen)} with one",
        )
    else:
        yield Answered(SOURCE, target)


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[dict[str, Any]]
    nameless: int
    token: str
    reply: Reply


def _page(wire: Wire, place: Place, parameters: tuple[tuple[str, str], ...]) -> _Page:
    parameters = (("RegionId", place.region), ("MaxResults", str(_PAGE)), *parameters)
    reply = wire.ask(Query("ecs", place.server, "DescribeInstances", parameters, place.account))
    found = reader.document(reply)
    listed = reader.entries(found, "Instances", "Instance")
    rows = [
        row for row in listed if isinstance(row, dict) and row.get("InstanceId") and isinstance(row["InstanceId"], str)
    ]
    return _Page(rows, len(listed) - len(rows), reader.next_token(found), reply)


def _read(wire: Wire, place: Place, page: _Page, seen: set[str]) -> Iterator[Instance | Answered | Gap]:
    bandwidths: dict[str, Fact[int]] = {}
    silent = [eip for row in page.rows if (eip := reader.eip_of(row)) and eip.bandwidth_mbps is None]
    by_id = sorted({eip.allocation_id for eip in silent} - {""})
    by_address = sorted({eip.address for eip in silent if not eip.allocation_id})
    for parameter, field, keys in (("AllocationId", "AllocationId", by_id), ("EipAddress", "IpAddress", by_address)):
        for part in _parts(keys, _EIPS):
            found, asked = _eip_bandwidths(wire, place, part, parameter, field)
            bandwidths |= found
            yield asked
    for row in page.rows:
        eip = reader.eip_of(row)
        bandwidth = bandwidths.get(eip.allocation_id or eip.address) if eip else None
        instance = reader.instance(row, place.account, place.region, page.reply.received_at, bandwidth)
        if instance.id not in seen:
            seen.add(instance.id)
            yield instance


def _eip_bandwidths(
    wire: Wire, place: Place, ids: Sequence[str], parameter: str, field: str
) -> tuple[dict[str, Fact[int]], Answered | Gap]:
    """The bandwidths of elastic addresses that DescribeInstances left out, by what they are asked for with: id or address."""
    target = f"{place.target} elastic addresses"
    parameters = (("RegionId", place.region), (parameter, ",".join(ids)), ("PageSize", str(_EIPS)))
    query = Query("ecs", place.server, "DescribeEipAddresses", parameters, place.account)
    read = reading(SOURCE, target, lambda: _eips(wire.ask(query), place, field))
    if isinstance(read, Gap):
        return dict.fromkeys(ids, Unknown(f"DescribeEipAddresses: {read.detail}")), read
    missing = {each: Unknown(f"DescribeEipAddresses does not list {each}") for each in ids}
    return {**missing, **{each: fact for each, fact in read.items() if each in missing}}, Answered(SOURCE, target)


def _eips(reply: Reply, place: Place, field: str) -> dict[str, Fact[int]]:
    found: dict[str, Fact[int]] = {}
    for row in reader.rows(reader.document(reply), "EipAddresses", "EipAddress"):
        identity, said = row.get(field), row.get("Bandwidth")
        value = reader.mbps(said)
        if isinstance(identity, str) and value is not None:
            where = f"DescribeEipAddresses {place.region} {identity} Bandwidth"
            found[identity] = Known(value, (Evidence(SOURCE, where, str(said), reply.received_at),))
    return found


def _regions(reply: Reply) -> dict[str, str]:
    """Region ids with their endpoints."""
    found: dict[str, str] = {}
    for row in reader.rows(reader.document(reply), "Regions", "Region"):
        region, endpoint = row.get("RegionId"), row.get("RegionEndpoint")
        if not isinstance(region, str) or not re.fullmatch(r"[a-z0-9-]{1,64}", region):
            raise WireError(GapReason.GARBLED, "the list of regions has one without a proper RegionId")
        found[region] = endpoint if isinstance(endpoint, str) else ""
    if not found:
        raise WireError(GapReason.GARBLED, "the list of regions is empty")
    return found


def _server(endpoint_url: str, region: str, endpoint: str = "") -> str:
    """Where a region is asked: as the user set it, else as DescribeRegions says (at Alibaba Cloud's own hosts only)."""
    if endpoint_url:
        return endpoint_url.replace("{region}", region)
    return f"https://{endpoint if _ENDPOINT.fullmatch(endpoint) else f'ecs.{region}.aliyuncs.com'}"


def _filters(selection: Selection) -> Iterator[tuple[tuple[str, str], ...]]:
    tags: list[tuple[str, str]] = []
    for n, (key, value) in enumerate(selection.tags, start=1):
        tags += [(f"Tag.{n}.Key", key), *([(f"Tag.{n}.Value", value)] if value else [])]
    for part in _parts(list(dict.fromkeys(selection.instances)), _PAGE) or [()]:
        yield (*([("InstanceIds", json.dumps(part))] if part else []), *tags)


def _parts(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _paging(token: str) -> tuple[tuple[str, str], ...]:
    return (("NextToken", token),) if token else ()


def _no_such_region(region: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(region, list(known), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"this account has no region {region}{hint}"
