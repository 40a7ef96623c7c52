"""The domain side: parsing, looking up many names, memory."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from dns.message import make_query

from auditor.audit import Request, audit
from auditor.live import Live
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources import whois as source
from auditor.tables import Tables
from auditor.wire import Reply
from tests.bench.server import OWNER

NAMES, WORKERS, LATENCY, RUNS = 200, 16, 0.05, 5
NOW = datetime(2026, 11, 25, tzinfo=UTC)
TABLES = Tables()


@contextmanager
def servers(latency: float) -> Iterator[tuple[int, int]]:
    """The ports of WHOIS and DNS."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.server", str(latency)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        whois, dns = process.stdout.readline().split()
        yield int(whois), int(dns)
        process.kill()


def names(count: int) -> list[str]:
    return [f"bench-{n:05}.cn" for n in range(count)]


def settings(whois: int, dns: int, workers: int = WORKERS) -> Settings:
    servers_ = {"cn": f"127.0.0.1:{whois}"}
    return Settings(
        owner=OWNER,
        concurrency=workers,
        whois_servers=servers_,
        dns_nameservers=(f"127.0.0.1:{dns}",),
        rdap_bootstrap_url="",
    )


def ours(whois: int, dns: int, count: int) -> int:
    """The pipeline over the real network code; how many were judged eligible."""
    given = settings(whois, dns)
    report = audit(
        Request(accounts=False, domains=names(count)), Live(given, lambda: NOW), given, Tables(), lambda: NOW
    )
    return sum(judged.verdict == "eligible" for judged in report.subjects)


def our_whois(whois: int, dns: int) -> int:
    """The WHOIS source alone: asked, classified, read."""
    given = settings(whois, dns)
    live = Live(given, lambda: NOW)
    with ThreadPoolExecutor(WORKERS) as pool:
        return len(list(pool.map(lambda name: source.observe(parse(name), live, given, TABLES), names(NAMES))))


def _asked(whois: int, name: str) -> bytes:
    with socket.create_connection(("127.0.0.1", whois)) as connection:
        connection.sendall(f"{name}\r\n".encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def _resolved(dns: int, packets: list[bytes]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.connect(("127.0.0.1", dns))
        for packet in packets:
            datagrams.send(packet)
            datagrams.recv(4096)


def floor(whois: int) -> int:
    """The same WHOIS questions, and nothing but the sockets."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return len(list(pool.map(lambda name: _asked(whois, name), names(NAMES))))


def whole_floor(whois: int, dns: int) -> int:
    """The same questions as the pipeline's (WHOIS, then A, AAAA and NS), and nothing but the sockets."""

    def ask(name: str) -> None:
        _asked(whois, name)
        _resolved(dns, [make_query(name, kind).to_wire() for kind in ("A", "AAAA", "NS")])

    with ThreadPoolExecutor(WORKERS) as pool:
        return len(list(pool.map(ask, names(NAMES))))


def python_whois(whois: int) -> int:
    """python-whois, led to the same server."""
    from whois import NICClient
    from whois.parser import WhoisEntry

    class Socket(socket.socket):
        def connect(self, _address: Any) -> None:
            super().connect(("127.0.0.1", whois))

    NICClient.get_socket = lambda _self: Socket(socket.AF_INET, socket.SOCK_STREAM)
    client = NICClient()

    def look_up(name: str) -> object:
        return WhoisEntry.load(name, client.whois_lookup({"whoishost": "whois.cnnic.cn"}, name, NICClient.WHOIS_QUICK))

    with ThreadPoolExecutor(WORKERS) as pool:
        return len(list(pool.map(look_up, names(NAMES))))


def timed(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def look_ups() -> list[tuple[str, str, str]]:
    """Rows: what, measured, goal. Each contender in turn, several times."""
    with servers(LATENCY) as (whois, dns):
        contenders: dict[str, Callable[[], object]] = {
            "floor": lambda: floor(whois),
            "icp-auditor": lambda: our_whois(whois, dns),
            "python-whois": lambda: python_whois(whois),
            "whole floor": lambda: whole_floor(whois, dns),
            "whole": lambda: ours(whois, dns, NAMES),
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(RUNS):
            for name, task in contenders.items():
                times[name].append(timed(task))
    typical = {name: median(measured) for name, measured in times.items()}
    what = f"{NAMES} names, {LATENCY * 1000:.0f} ms, {WORKERS} workers"
    return [
        (f"{what}, WHOIS: icp-auditor / floor", f"{typical['icp-auditor'] / typical['floor']:.2f}", "<= 1.2"),
        (f"{what}, WHOIS: python-whois / floor", f"{typical['python-whois'] / typical['floor']:.2f}", ""),
        (f"{what}, all: icp-auditor / floor", f"{typical['whole'] / typical['whole floor']:.2f}", "<= 1.2"),
    ]


def parsing() -> list[tuple[str, str, str]]:
    """The cost of one answer, for each own reader."""
    from tests.bench.answers import ANSWERS

    rows = []
    for reader, (read, domain, place, text) in ANSWERS.items():
        reply = Reply(200, text, NOW)
        batch = [timed(lambda: [read(domain, place, reply) for _ in range(200)]) / 200 for _ in range(RUNS * 3)]  # noqa: B023
        rows.append((f"one answer, {reader}", f"{median(batch) * 1000:.2f} ms", "<= 0.7 ms"))
    return rows


def memory() -> list[tuple[str, str, str]]:
    """Peak memory of a process that looks up many names, over one that looks up a few."""
    peaks = {}
    with servers(0) as (whois, dns):
        for count in (100, 10_000):
            script = f"from tests.bench.domains import *; print(peak({whois}, {dns}, {count}))"
            done = subprocess.run(
                [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ)
            )
            peaks[count] = json.loads(done.stdout)
    return [("10,000 names: peak memory above that of 100", f"{peaks[10_000] - peaks[100]:.1f} MB", "<= 20 MB")]


def peak(whois: int, dns: int, count: int) -> float:
    """MB. From the kernel's own account of this program: what `getrusage` says survives an exec, and is the parent's."""
    assert ours(whois, dns, count) == count
    (line,) = (line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
