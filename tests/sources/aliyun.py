"""Accounts without a network: what `tests.servers.aliyun_answers` says, with faults where a test wants them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.errors import WireError
from auditor.settings import Account, Settings
from auditor.wire import Query, Reply
from tests.builders import SEEN_AT
from tests.servers.aliyun_answers import Holdings, as_json
from tests.servers.ecs_answers import Asked

When = Callable[[Query], bool]
DENIED = '{"Code": "Forbidden.RAM", "Message": "User not authorized to operate on the specified resource."}'


def reply(body: Any, status: int = 200) -> Reply:
    return Reply(status, body if isinstance(body, str) else json.dumps(body, ensure_ascii=False), SEEN_AT)


def denied() -> Reply:
    return reply(DENIED, 403)


def asks(action: str, account: str = "", name: str = "") -> When:
    def fits(query: Query) -> bool:
        wanted = name in ("", dict(query.parameters).get("DomainName", ""))
        return query.question == action and account in ("", query.account) and wanted

    return fits


@dataclass
class Cloud:
    """A wire to accounts by name. `faults` come first."""

    accounts: Mapping[str, Holdings]
    faults: Sequence[tuple[When, Reply | WireError]] = ()
    asked: list[Query] = field(default_factory=list)

    def ask(self, query: Query) -> Reply:
        assert query.protocol == "aliyun"
        self.asked.append(query)
        for fits, came in self.faults:
            if fits(query):
                if isinstance(came, WireError):
                    raise came
                return came
        parameters = dict(query.parameters)
        status, text = as_json(Asked(query.question, "", parameters, ""), self.accounts[query.account])
        return reply(text, status)

    @property
    def settings(self) -> Settings:
        accounts = tuple(map(Account, self.accounts))
        return Settings(accounts=accounts, domain_service=True, check_filed=True)

    def questions(self, account: str = "") -> list[tuple[str, str]]:
        """What was asked: the action and the domain."""
        return [
            (query.question, dict(query.parameters).get("DomainName", ""))
            for query in self.asked
            if account in ("", query.account)
        ]
