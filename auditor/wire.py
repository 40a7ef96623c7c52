"""The one door to the network: a question, its answer, and what becomes of a question without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol, TypeVar

from auditor.errors import WireError
from auditor.model import Gap, GapReason

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Query:
    """One question. It never holds a credential: `account` only names one.

    `protocol`, `server` and `question` by protocol:

    ======  ==========================================  =====================================
    ecs     ``https://ecs.cn-hangzhou.aliyuncs.com``    the API action, ``DescribeInstances``
    aliyun  ``https://domain.aliyuncs.com``             the API action, ``QueryDomainList``
    rdap    ``https://rdap.verisign.com/com/v1/``       ``domain/example.com``
    whois   ``whois.cnnic.cn:43``                       ``example.cn``
    dns     ``system``, or ``host:port`` (a resolver)   ``example.cn A``
    ======  ==========================================  =====================================

    `hearsay` marks a server that only an answer named (a referral, a redirect): it is asked only at a public address.
    `pause` is for servers that want to be asked slowly: one conversation at a time, and so many seconds between two.
    """

    protocol: str
    server: str
    question: str
    parameters: tuple[tuple[str, str], ...] = ()
    account: str = ""
    hearsay: bool = False
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, verbatim. `status` is the HTTP status, or 200 for protocols that have none.

    An HTTP answer that says no (403, 404, 429, 503, …) is a `Reply` too: what it means is for the source to say. A DNS
    answer is `rcode NOERROR` (NXDOMAIN, SERVFAIL, …) on the first line, then the answer section in zone file format.
    """

    status: int
    text: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """An action of one of Alibaba Cloud's APIs. `always` are the parameters that it is never called without."""

    product: str
    version: str
    always: tuple[tuple[str, str], ...] = ()


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "DescribeRegions": Action("ecs", "2014-05-26"),
        "DescribeInstances": Action("ecs", "2014-05-26"),
        "DescribeEipAddresses": Action("ecs", "2014-05-26"),
        "QueryDomainByDomainName": Action("domain", "2018-01-29"),
        "QueryDomainList": Action("domain", "2018-01-29"),
        "QueryDomainRealNameVerificationInfo": Action("domain", "2018-01-29", (("FetchImage", "false"),)),
        "CheckCdnDomainICP": Action("cdn", "2018-05-10"),
        "QuerySuccessIcpData": Action("companyreg", "2026-04-23", (("Caller", "skill"),)),
    }
)
"""Everything of Alibaba Cloud that this program can call; all of it only reads. Those of `ecs` are asked by the protocol of
that name, the others by `aliyun`."""


class Wire(Protocol):
    """Whatever answers questions: the real network (`live`), a recording (`tape`), a test's fake."""

    def ask(self, query: Query) -> Reply:
        """The answer to `query`.

        Raises:
            WireError: there is none; `reason` says why.
        """
        ...


def reading(source: str, target: str, read: Callable[[], T]) -> T | Gap:
    """What `read` returns, or the `Gap` it leaves. The one place where a `WireError` is caught."""
    try:
        return read()
    except WireError as error:
        return Gap(source, target, GapReason(error.reason), str(error))
