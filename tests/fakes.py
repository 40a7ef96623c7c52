"""A wire without a network: accounts, registries and a zone in memory, with faults where a test wants them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from auditor.errors import WireError
from auditor.wire import Query, Reply
from tests.builders import SEEN_AT
from tests.servers.aliyun_answers import Holdings, as_json
from tests.servers.ecs_answers import Asked, Identity, describe

ENDPOINT = "ecs.{region}.aliyuncs.com"
FORBIDDEN = json.dumps({"RequestId": "R", "Code": "Forbidden.RAM", "Message": "User not authorized to operate."})

When = Callable[[Query], bool]


def reply(text: str, status: int = 200) -> Reply:
    return Reply(status, text, SEEN_AT)


def denied() -> Reply:
    return reply(FORBIDDEN, 403)


def account(*, eips: Sequence[dict[str, Any]] = (), **regions: Sequence[dict[str, Any]]) -> Identity:
    """An account by its regions: `cn_hangzhou=[ecs_instance()]`."""
    return Identity("", {name.replace("_", "-"): rows for name, rows in regions.items()}, eips)


def asks(action: str = "", region: str = "", account: str = "", token: str | None = None) -> When:
    """Whether a query is this one; what is left out may be anything."""

    def fits(query: Query) -> bool:
        parameters = dict(query.parameters)
        return (
            query.protocol == "ecs"
            and action in ("", query.question)
            and region in ("", parameters.get("RegionId", ""))
            and account in ("", query.account)
            and token in (None, parameters.get("NextToken", ""))
        )

    return fits


def named(question: str) -> When:
    return lambda query: query.question == question


@dataclass
class Fake:
    """Answers what it holds. `faults` come first; `before` is told of each query, and may block its thread.

    A name that is not in `zone` has no records; one that is in no registry is not registered. `holdings` is what each
    account has besides instances.
    """

    accounts: Mapping[str, Identity] = field(default_factory=dict)
    whois: Mapping[str, str] = field(default_factory=dict)
    rdap: Mapping[str, str] = field(default_factory=dict)
    zone: Mapping[str, Sequence[str]] = field(default_factory=dict)
    faults: Sequence[tuple[When, Reply | WireError]] = ()
    before: Callable[[Query], None] = lambda _: None
    asked: list[Query] = field(default_factory=list)
    holdings: Mapping[str, Holdings] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock)

    def ask(self, query: Query) -> Reply:
        with self._guard:
            self.asked.append(query)
        self.before(query)
        for fits, came in self.faults:
            if fits(query):
                if isinstance(came, WireError):
                    raise came
                return came
        return self._answer(query)

    def _answer(self, query: Query) -> Reply:
        match query.protocol:
            case "ecs":
                parameters = dict(query.parameters)
                asked = Asked(query.question, parameters.get("RegionId", ""), parameters, "")
                answer = describe(asked, self.accounts[query.account], ENDPOINT)
                return reply(answer.body.decode(), answer.status)
            case "aliyun":
                asked = Asked(query.question, "", dict(query.parameters), "")
                status, text = as_json(asked, self.holdings.get(query.account, Holdings()))
                return reply(text, status)
            case "whois":
                return reply(self.whois.get(query.question, "No matching record.\r\n"))
            case "rdap":
                name = query.question.removeprefix("domain/")
                return reply(self.rdap[name]) if name in self.rdap else reply('{"errorCode": 404}', 404)
            case _:
                return reply("".join(f"{line}\n" for line in ("rcode NOERROR", *self.zone.get(query.question, ()))))
