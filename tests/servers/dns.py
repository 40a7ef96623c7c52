"""A DNS server on loopback, UDP and TCP on one port, that knows one zone."""

from __future__ import annotations

import socketserver
import struct
from collections.abc import Mapping
from types import TracebackType
from typing import Self, TypeAlias

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from tests.servers.faults import Fault, LoopbackServer, Serving, misbehave

Records: TypeAlias = list[str] | bytes | Fault
TTL = 300


class DnsServer(LoopbackServer):
    """Answers from `zone`, following CNAMEs; a name without any record is NXDOMAIN, unless `rcodes` says otherwise.

    Bytes are sent as they are, after the id of the question. `transports` is what each question came by, `payloads` the
    bytes it allowed a datagram (0 without EDNS); `TRUNCATED` sends it from UDP to TCP, where it is answered from `overflow`.
    """

    def __init__(
        self,
        zone: Mapping[tuple[str, str], Records],
        rcodes: Mapping[str, str] | None = None,
        overflow: Mapping[tuple[str, str], list[str] | Fault] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._datagrams = self._bind(host, port)
        self.zone = zone
        self.rcodes = rcodes or {}
        self.overflow = overflow or {}
        self.transports: list[str] = []
        self.payloads: list[int] = []

    def _bind(self, host: str, port: int) -> _Datagrams:
        """A port that is free for TCP may be taken for UDP: then another is tried."""
        while True:
            super().__init__(_Stream, host, port)
            try:
                return _Datagrams(self, host)
            except OSError:
                self.server_close()
                if port:
                    raise

    def __enter__(self) -> Self:
        self._datagrams.__enter__()
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._datagrams.__exit__(kind, error, trace)

    def answer(self, wire: bytes, transport: str) -> bytes | Fault:
        """The response to a question, or what to do instead."""
        request = dns.message.from_wire(wire)
        question = request.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.questions.append(f"{name} {kind}")
        self.transports.append(transport)
        self.payloads.append(request.payload)
        response = dns.message.make_response(request, recursion_available=True)
        records = self.zone.get((name.lower(), kind))
        if records is Fault.TRUNCATED:
            if transport == "udp":
                response.flags |= dns.flags.TC
                return response.to_wire()
            whole = self.overflow[(name.lower(), kind)]
            if isinstance(whole, Fault):
                return whole
            _add(response, name, kind, whole)
        elif isinstance(records, Fault):
            return records
        elif isinstance(records, bytes):
            return wire[:2] + records
        else:
            self._fill(response, name, kind)
        return response.to_wire(max_size=65535)

    def _fill(self, response: dns.message.Message, name: str, kind: str) -> None:
        if name.lower() in self.rcodes:
            response.set_rcode(dns.rcode.from_text(self.rcodes[name.lower()]))
            return
        records, alias = self.zone.get((name.lower(), kind)), self.zone.get((name.lower(), "CNAME"))
        if isinstance(records, list):
            _add(response, name, kind, records)
        elif isinstance(alias, list):
            _add(response, name, "CNAME", alias)
            self._fill(response, alias[0].removesuffix("."), kind)
        elif not any(known == name.lower() for known, _ in self.zone):
            response.set_rcode(dns.rcode.NXDOMAIN)


def _add(response: dns.message.Message, name: str, kind: str, records: list[str]) -> None:
    response.answer.append(dns.rrset.from_text(f"{name}.", TTL, "IN", kind, *records))


class _Datagrams(Serving, socketserver.ThreadingUDPServer):
    daemon_threads = True

    def __init__(self, server: DnsServer, host: str) -> None:
        self.address_family = server.address_family
        super().__init__((host, server.port), _Datagram)
        self.dns = server


class _Datagram(socketserver.BaseRequestHandler):
    server: _Datagrams

    def handle(self) -> None:
        wire, connection = self.request
        answer = self.server.dns.answer(wire, "udp")
        if isinstance(answer, bytes):
            connection.sendto(answer, self.client_address)
        elif answer is Fault.GARBAGE:
            connection.sendto(b"not DNS", self.client_address)


class _Stream(socketserver.StreamRequestHandler):
    server: DnsServer

    def handle(self) -> None:
        (length,) = struct.unpack("!H", self.rfile.read(2))
        answer = self.server.answer(self.rfile.read(length), "tcp")
        if isinstance(answer, Fault):
            misbehave(answer, self.connection, self.server.over)
        else:
            self.wfile.write(struct.pack("!H", len(answer)) + answer)
