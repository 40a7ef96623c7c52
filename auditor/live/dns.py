"""DNS through dnspython: one question to the machine's own resolvers, or to the one that the settings name."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.resolver

from auditor.errors import WireError
from auditor.live.addresses import SYSTEM, AddressBook, plain, split
from auditor.settings import Settings
from auditor.wire import Query, Reply

PORT = 53
ONE_TRY = 2.0
"""Seconds a server is waited for before the next one is asked. A datagram may be lost; the round begins anew then."""

_LARGEST = 65535
_NAMES_ONLY = frozenset({"A", "AAAA", "CNAME", "DNAME", "MX", "NS", "PTR", "SOA"})  # case means nothing in these

_Server: TypeAlias = tuple[str, int]


class Dns:
    """Asks DNS resolvers. One object serves all threads.

    Args:
        settings: `timeout` is the seconds that one question may take, all servers and tries together.
        clock: the time an answer is marked with.
        book: how the name of a resolver becomes an address.
        resolv_conf: where the machine's own resolvers are configured (on Windows the registry is read instead).
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        book: AddressBook = SYSTEM,
        resolv_conf: str = "/etc/resolv.conf",
    ) -> None:
        self._timeout = settings.timeout
        self._clock = clock
        self._book = book
        self._resolv_conf = resolv_conf

    def ask(self, query: Query) -> Reply:
        """The rcode and the answer section, CNAME chain included, for a question like `example.cn A`.

        Raises:
            WireError: `timeout`, `unreachable`, `garbled`, or `refused` for a question that DNS cannot be asked.
        """
        question = _question(query.question)
        answer = _answer(question, self._servers(query), self._timeout)
        return Reply(200, _text(answer), self._clock())

    def _servers(self, query: Query) -> Sequence[_Server]:
        if query.server == "system":
            return self.system_servers
        host, port = split(query.server, PORT)
        addresses = self._book.look_up(host, port, hearsay=query.hearsay, timeout=self._timeout)
        return tuple((address, port) for address in addresses)

    @cached_property
    def system_servers(self) -> tuple[_Server, ...]:
        """The machine's own resolvers, in their order.

        Raises:
            WireError: none is configured, as in a bare container.
        """
        try:
            found = dns.resolver.Resolver(filename=self._resolv_conf)
        except dns.resolver.NoResolverConfiguration:
            raise WireError(
                "unreachable",
                "this machine has no DNS resolver configured; name one in the settings, "
                '[dns] nameservers = ["host:port"]',
            ) from None
        return tuple((str(address), PORT) for address in found.nameservers)


def _question(text: str) -> dns.message.QueryMessage:
    name, _, kind = text.rpartition(" ")
    refusal = WireError("refused", f"{plain(text)!r} is not a question for DNS: a name and a type are")
    if not name or not text.isascii():
        raise refusal
    try:
        return dns.message.make_query(name.rstrip(".") + ".", kind, use_edns=0)
    except dns.exception.DNSException:
        raise refusal from None


@dataclass(slots=True)
class _Round:
    """Who may still be asked, and what the others left: an answer that says why not (SERVFAIL, REFUSED), or an error."""

    waiting: list[_Server]
    refusal: dns.message.Message | None = None
    error: WireError | None = None

    def ask(self, server: _Server, question: dns.message.QueryMessage, seconds: float) -> dns.message.Message | None:
        """The server's answer if it says yes or no. A silent server stays in the round, as its datagram may be lost."""
        where = f"{server[0]}:{server[1]}"
        try:
            answer = _exchanged(question, server, seconds)
        except (TimeoutError, dns.exception.Timeout):
            return None
        except (OSError, EOFError):
            self.error = WireError("unreachable", f"the DNS resolver {where} cannot be reached")
        except dns.exception.DNSException:
            self.error = WireError("garbled", f"the DNS resolver {where} answered something that is not DNS")
        else:
            if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                return answer
            self.refusal = answer
        self.waiting.remove(server)
        return None


def _answer(question: dns.message.QueryMessage, servers: Sequence[_Server], timeout: float) -> dns.message.Message:
    """The first answer that says yes or no, else one that says why not.

    Raises:
        WireError: there is neither.
    """
    ends_at = time.monotonic() + timeout
    round_ = _Round(list(servers))
    while round_.waiting and time.monotonic() < ends_at:
        for server in tuple(round_.waiting):
            left = ends_at - time.monotonic()
            answer = round_.ask(server, question, min(left, ONE_TRY)) if left > 0 else None
            if answer:
                return answer
    if round_.refusal:
        return round_.refusal
    if round_.error and not round_.waiting:
        raise round_.error
    names = ", ".join(f"{host}:{port}" for host, port in servers)
    raise WireError("timeout", f"no answer from the DNS resolver {names} within {timeout:g} s")


def _exchanged(question: dns.message.QueryMessage, server: _Server, seconds: float) -> dns.message.Message:
    """What one server says, by TCP if its answer is too long for a datagram."""
    address, port = server
    ends_at = time.monotonic() + seconds
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as connection:
        connection.settimeout(seconds)
        connection.connect((address, port))  # so that only this server is heard, and its absence is
        connection.send(question.to_wire())
        while (left := ends_at - time.monotonic()) > 0:
            connection.settimeout(left)
            try:
                answer = dns.message.from_wire(connection.recv(_LARGEST), raise_on_truncation=True)
            except dns.message.Truncated:
                return dns.query.tcp(question, address, timeout=max(left, 0), port=port)
            if question.is_response(answer):
                return answer
    raise TimeoutError


def _text(answer: dns.message.Message) -> str:
    lines = [f"rcode {dns.rcode.to_text(answer.rcode())}"]
    for records in answer.answer:
        kind = dns.rdatatype.to_text(records.rdtype)
        head = f"{records.name.to_text().lower()} {records.ttl} {dns.rdataclass.to_text(records.rdclass)} {kind}"
        for record in sorted(records):  # a set: the server's order is luck
            data = record.to_text()
            lines.append(f"{head} {data.lower() if kind in _NAMES_ONLY else data}")
    return "\n".join(lines) + "\n"
