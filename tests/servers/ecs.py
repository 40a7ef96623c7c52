"""An ECS API on loopback. It verifies ACS3-HMAC-SHA256 signatures, pages and filters as the real one, and fails on demand.

    with EcsServer({"LTAI5tExample": Identity("secret", {"cn-hangzhou": [ecs_instance()]})}) as server:
        ...  # server.url is "http://127.0.0.1:port", server.asked is what was asked

Several access keys are several accounts. What it says is in `tests.servers.ecs_answers`, faults in `…ecs_faults`.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.servers.ecs_answers import (
    VERSION,
    Asked,
    Identity,
    credential,
    describe,
    ecs_eip,
    ecs_instance,
    offset,
    page_size,
    refusal,
)
from tests.servers.ecs_faults import Answer, Fault

__all__ = ["Asked", "EcsServer", "Identity", "ecs_eip", "ecs_instance"]


@dataclass
class EcsServer:
    """See the module. `endpoint` is what DescribeRegions calls a region's own endpoint.

    `latency` is what every answer takes, in seconds.

    `asked` lists every request whose signature was right, in the order of arrival; `refused` counts the others by code;
    `connections` counts connections, also those whose handshake failed.
    """

    identities: Mapping[str, Identity]
    faults: Mapping[str, Sequence[Fault]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    endpoint: str = "ecs.{region}.aliyuncs.com"
    host: str = "127.0.0.1"
    latency: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._spent: Counter[int] = Counter()
        self.connections = 0
        self.stopped = Event()

    def __enter__(self) -> Self:
        self._http = _Http((self.host, 0), _Handler, self)
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def netloc(self) -> str:
        """`127.0.0.1:port`."""
        return f"{self.host}:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`, or `https://…` with `tls`."""
        return f"{'https' if self.tls else 'http'}://{self.netloc}"

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a request, spoilt if a fault is due. `headers` have lower-case names."""
        query = urlsplit(path).query
        params = dict(parse_qsl(query, keep_blank_values=True))
        refused = refusal(
            method, urlsplit(path), headers, self.identities, self.version(headers.get("x-acs-action", ""))
        )
        if refused is not None:
            with self._lock:
                self.refused[json.loads(refused.body)["Code"]] += 1
            return refused
        key = credential(headers)
        asked = Asked(headers["x-acs-action"], params.get("RegionId", ""), params, key)
        with self._lock:
            self.asked.append(asked)
        good = self.say(asked)
        fault = self._due(asked)
        return fault.spoil(good) if fault else good

    def version(self, _action: str) -> str:
        """The API version that an action is asked by."""
        return VERSION

    def say(self, asked: Asked) -> Answer:
        """The good answer to a request whose signature was right."""
        return describe(asked, self.identities[asked.key], self.endpoint)

    def _due(self, asked: Asked) -> Fault | None:
        page = 1 + offset(asked.params) // page_size(asked.params)
        with self._lock:
            for fault in (*self.faults.get(asked.region, ()), *self.faults.get("*", ())):
                if fault.action != asked.action or fault.page not in (0, page):
                    continue
                if self._spent[id(fault)] < fault.times:
                    self._spent[id(fault)] += 1
                    return fault
        return None


# --- the wire -----------------------------------------------------------------------------------------------------------


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], api: EcsServer) -> None:
        self.api = api
        super().__init__(address, handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake is made here, in the connection's own thread."""
        self.api.connections += 1
        if self.api.tls:
            request = self.api.tls.wrap_socket(request, server_side=True)
        with request:
            super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or does not like our certificate, is what we test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Http

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.api.answer("POST", self.path, headers))

    def _send(self, answer: Answer) -> None:
        self.server.api.stopped.wait(self.server.api.latency)
        if answer.manner == "hang":
            self.server.api.stopped.wait()
        if answer.manner in ("hang", "reset"):
            linger = b"\1\0\0\0\0\0\0\0"  # on, 0 s: closing resets
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if answer.manner == "drip":
            self._drip(answer.body)
        elif answer.manner == "half":
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(answer.body)

    def _drip(self, body: bytes) -> None:
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.api.stopped.wait(0.05):
                return

    def log_message(self, *_: object) -> None:
        """Nothing is written to stderr."""
