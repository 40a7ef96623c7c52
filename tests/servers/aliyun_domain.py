"""Alibaba Cloud on loopback: ECS, the Domain service, CDN and the filings of an account, all behind one address.

with AliyunServer({KEY: Identity(SECRET, {})}, holdings={KEY: Holdings([domain_of_account()])}) as server:
    ...  # as `tests.servers.ecs`: signatures are verified, faults spoil answers, server.asked is what was asked
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.aliyun_answers import VERSIONS, Holdings, answer
from tests.servers.ecs import Asked, EcsServer
from tests.servers.ecs_faults import Answer

__all__ = ["AliyunServer", "Holdings"]


@dataclass
class AliyunServer(EcsServer):
    """See the module. `holdings` are what each access key's account has besides instances."""

    holdings: Mapping[str, Holdings] = field(default_factory=dict)

    def version(self, action: str) -> str:
        return VERSIONS.get(action) or super().version(action)

    def say(self, asked: Asked) -> Answer:
        if asked.action in VERSIONS:
            return answer(asked, self.holdings.get(asked.key, Holdings()))
        return super().say(asked)
