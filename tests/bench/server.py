"""WHOIS and DNS on loopback in a process of their own, every answer after a latency: `python -m tests.bench.server SECONDS`.

Prints the WHOIS and the DNS port, then serves until its standard input ends.
"""

from __future__ import annotations

import asyncio
import sys

import dns.message
import dns.rrset

from tests.sample_account.domains import HICHINA, cnnic

OWNER = "示例科技有限公司"


async def _whois(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency: float) -> None:
    name = (await reader.readline()).decode("ascii").strip()
    await asyncio.sleep(latency)
    writer.write(cnnic(name, HICHINA, OWNER, "2028-03-18 10:05:31").encode())
    await writer.drain()
    writer.close()


class _Dns(asyncio.DatagramProtocol):
    def __init__(self, latency: float) -> None:
        self._latency = latency

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query, recursion_available=True)
        question = query.question[0]
        if question.rdtype == 1:
            answer.answer.append(dns.rrset.from_text(question.name, 600, "IN", "A", "203.0.113.10"))
        loop = asyncio.get_running_loop()
        loop.call_later(self._latency, self._transport.sendto, answer.to_wire(), addr)


async def _serve(latency: float) -> None:
    server = await asyncio.start_server(lambda r, w: _whois(r, w, latency), "127.0.0.1", 0, backlog=512)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Dns(latency), local_addr=("127.0.0.1", 0))
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]} {transport.get_extra_info('sockname')[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
