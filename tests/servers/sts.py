"""An STS on loopback that lets a role be assumed: one AssumeRole, signed as the SDK does it (HMAC-SHA1, in the URL)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlsplit

from tests.servers.ecs_faults import Answer, error_answer, json_answer


@dataclass(frozen=True)
class Grant:
    """The temporary key that whoever assumes the role gets."""

    key: str
    secret: str
    token: str


@dataclass
class StsServer:
    """`secrets` are the access keys that may assume the role; `netloc` goes into `sts_endpoint`; TLS only, as the SDK asks."""

    secrets: Mapping[str, str]
    grant: Grant
    tls: ssl.SSLContext
    trouble: Answer | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.sts = self
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    def answer(self, query: str) -> Answer:
        params = dict(parse_qsl(query, keep_blank_values=True))
        self.asked.append(params)
        if self.trouble is not None:
            return self.trouble
        secret = self.secrets.get(params.get("AccessKeyId", ""))
        if secret is None or params.pop("Signature") != _signature(params, secret):
            return error_answer(400, "SignatureDoesNotMatch", f"server string to sign is:{query}")
        credentials = {
            "AccessKeyId": self.grant.key,
            "AccessKeySecret": self.grant.secret,
            "SecurityToken": self.grant.token,
            "Expiration": (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return json_answer(
            {"RequestId": "R", "Credentials": credentials, "AssumedRoleUser": {"Arn": params["RoleArn"]}}
        )


def _signature(params: Mapping[str, str], secret: str) -> str:
    sorted_query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(params.items()))
    to_sign = f"GET&%2F&{quote(sorted_query, safe='~')}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), to_sign.encode(), hashlib.sha1).digest()).decode()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    sts: StsServer

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self.sts.tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not like our certificate is what we test."""


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        answer = self.server.sts.answer(urlsplit(self.path).query)
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Nothing is written to stderr."""
