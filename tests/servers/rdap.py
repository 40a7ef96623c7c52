"""An RDAP server on loopback, plain or with TLS, that says what it is told to."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, TypeAlias

from tests.servers.faults import Fault, LoopbackServer, Script, misbehave

Body: TypeAlias = str | bytes | Fault
Answer: TypeAlias = tuple[int, Mapping[str, str], Body] | bytes | Fault


class RdapServer(LoopbackServer):
    """Answers by path (`/domain/example.com`); what is not in `answers` is 404. A body that is a fault comes after good headers;
    an answer in bytes is sent as it is.

    `headers` are those of each question, and `names` the host names that clients asked for in their TLS greeting.
    """

    def __init__(
        self, answers: Mapping[str, Answer | list[Answer]], certificate: Path | None = None, host: str = "127.0.0.1"
    ) -> None:
        super().__init__(_Exchange, host)
        self.script: Script[str, Answer] = Script(answers)
        self.headers: list[dict[str, str]] = []
        self.names: list[str | None] = []
        self.connections = 0
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            context.sni_callback = lambda _socket, name, _context: self.names.append(name)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self.address}/"

    def url_as(self, host: str) -> str:
        """The same by another host name."""
        return f"{self._scheme}://{host}:{self.port}/"


class _Exchange(BaseHTTPRequestHandler):
    server: RdapServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one segment, else a delayed ACK looks like a slow client

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_GET(self) -> None:
        server = self.server
        server.questions.append(self.path)
        server.headers.append(dict(self.headers))
        answer = server.script.next(self.path)
        if isinstance(answer, Fault):
            self._fail(answer, b"HTTP/1.1 200 OK\r\nContent-Ty")
            return
        if isinstance(answer, bytes):
            self.close_connection = True
            self.wfile.write(answer)
            return
        status, headers, body = answer or (404, {}, '{"errorCode": 404}')
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if isinstance(body, Fault):
            self.end_headers() if "Content-Length" in headers else self._announce(10**12)
            self._fail(body, b'{"ldhName"')
            return
        raw = body.encode() if isinstance(body, str) else body
        self._announce(len(raw))
        self.wfile.write(raw)

    def _announce(self, length: int) -> None:
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _fail(self, fault: Fault, half: bytes) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            if fault is Fault.TRUNCATED:
                self.wfile.write(half)
            self.wfile.flush()
        misbehave(fault, self.connection, self.server.over)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""
