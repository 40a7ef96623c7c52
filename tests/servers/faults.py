"""Servers that misbehave, in threads on loopback: what the WHOIS, RDAP and DNS servers have in common."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
from collections import Counter
from collections.abc import Mapping
from enum import Enum, auto
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

K = TypeVar("K")
A = TypeVar("A")


class Fault(Enum):
    """What a server does instead of answering."""

    HANG = auto()  # takes the question and says nothing
    DRIP = auto()  # one byte at a time, for ever
    ENDLESS = auto()  # as fast as it can, for ever
    CLOSE = auto()  # closes at once
    RESET = auto()  # resets the connection
    GARBAGE = auto()  # bytes that mean nothing in any protocol
    TRUNCATED = auto()  # half an answer


class Script(Generic[K, A]):
    """Answers by question. A list is used up one answer per question; its last one stays. Thread-safe."""

    def __init__(self, answers: Mapping[K, A | list[A]]) -> None:
        self._answers = answers
        self._used: Counter[K] = Counter()
        self._guard = Lock()

    def next(self, question: K) -> A | None:
        found = self._answers.get(question)
        if not isinstance(found, list):
            return found
        with self._guard:
            n = self._used[question]
            self._used[question] += 1
        return found[min(n, len(found) - 1)]


def misbehave(fault: Fault, connection: socket.socket, over: Event) -> None:
    """Do to a connection what the fault says, until the client goes away or the test is `over`."""
    with contextlib.suppress(OSError):
        match fault:
            case Fault.HANG:
                over.wait()
            case Fault.DRIP:
                while not over.wait(0.02):
                    connection.sendall(b"a")
            case Fault.ENDLESS:
                while not over.is_set():
                    connection.sendall(b"endless: a\r\n" * 1000)
            case Fault.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
            case Fault.GARBAGE:
                connection.sendall(bytes(range(256)) * 4)
            case Fault.CLOSE | Fault.TRUNCATED:
                pass


class Serving(socketserver.BaseServer):
    """A server that runs in a thread of its own while its `with` block does."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.over = Event()
        self._thread = Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is none."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class LoopbackServer(Serving, socketserver.ThreadingTCPServer):
    """A TCP server on 127.0.0.1, or on ::1. `questions` is what it was asked, in order."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, handler: type[socketserver.BaseRequestHandler], host: str = "127.0.0.1", port: int = 0) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), handler)
        self.questions: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        host = str(self.server_address[0])
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


def closed_port() -> int:
    """A port on 127.0.0.1 where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
