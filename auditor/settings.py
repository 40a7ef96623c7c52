"""The user's own file, environment and flags → Settings; names the wrong key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """An Alibaba Cloud account to audit: a name for the report, and where its credential comes from (never the credential).

    Without `profile` the default chain is used (environment, OIDC, configuration files); `role_arn` is then assumed with it.
    """

    name: str
    profile: str = ""
    role_arn: str = ""
    external_id: str = ""
    ram_role: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Durations in seconds."""

    accounts: tuple[Account, ...] = (Account("default"),)
    timeout: float = 10.0
    concurrency: int = 8
    ecs_endpoint_url: str = ""
    ecs_patience: float = 120.0
    sts_endpoint: str = ""
    whois_servers: Mapping[str, str] = field(default_factory=dict)
    rdap_servers: Mapping[str, str] = field(default_factory=dict)
    dns_nameservers: tuple[str, ...] = ()
