"""One HTTP exchange with an API: verified TLS, one shared trust store, bounded in time and size, no secret in an error."""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3
from urllib3 import exceptions as trouble

from auditor.errors import WireError
from auditor.live.pacing import Final

LARGEST_ANSWER = 32 * 2**20
"""Bytes. A page of 100 instances has about a quarter of a million."""
CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever it says."""

    status: int
    headers: Mapping[str, str]
    text: str


class Posts:
    """POST requests over kept-alive connections, for many threads.

    The proxy variables (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) are honoured. Certificate and host name are always
    verified, against `REQUESTS_CA_BUNDLE` and `SSL_CERT_FILE` if set, else the system's and certifi's authorities.

    Args:
        timeout: seconds to connect, and again between two pieces of the answer. The whole answer has three times that.
        threads: how many connections to one host are worth keeping.
    """

    def __init__(self, timeout: float, threads: int) -> None:
        self._timeout = timeout
        self._threads = threads
        self._pools: dict[tuple[str, str], urllib3.PoolManager] = {}
        self._lock = Lock()

    def post(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a POST of nothing to `url`. Redirects are not followed.

        Raises:
            WireError: there is none (`unreachable`, `timeout`), or it is too long (`garbled`).
        """
        parts = urlsplit(url)
        try:
            return self._exchange(parts, headers)
        except trouble.HTTPError as error:
            failure = _no_answer(error, parts.netloc, self._timeout)
        raise failure  # out here, so that it does not carry the library's error

    def _exchange(self, url: SplitResult, headers: Mapping[str, str]) -> Answer:
        deadline = time.monotonic() + 3 * self._timeout
        response = self._pool(url.scheme, url.hostname or "").request(
            "POST", url.geturl(), headers=dict(headers), preload_content=False, retries=False, redirect=False
        )
        try:
            body = _body(response, deadline, url.netloc)
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return Answer(response.status, response.headers, body.decode("utf-8", "replace"))

    def _pool(self, scheme: str, host: str) -> urllib3.PoolManager:
        proxy = "" if proxy_bypass(host) else getproxies().get(scheme, "")
        with self._lock:
            if (scheme, proxy) not in self._pools:
                self._pools[scheme, proxy] = self._new_pool(scheme, proxy)
            return self._pools[scheme, proxy]

    def _new_pool(self, scheme: str, proxy: str) -> urllib3.PoolManager:
        timeout = urllib3.Timeout(connect=self._timeout, read=self._timeout)
        settings: dict[str, Any] = {"num_pools": 64, "maxsize": self._threads, "timeout": timeout}
        if scheme == "https" or proxy.startswith("https:"):
            settings["ssl_context"] = self._trust
        if not proxy:
            return urllib3.PoolManager(**settings)
        if "://" not in proxy:
            proxy = f"http://{proxy}"
        login = urlsplit(proxy)
        user = f"{unquote(login.username or '')}:{unquote(login.password or '')}"
        proxy_headers = urllib3.make_headers(proxy_basic_auth=user) if login.username else None
        return urllib3.ProxyManager(proxy, proxy_headers=proxy_headers, **settings)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Built once: it takes 40 ms, more than a question."""
        given = {os.environ.get(name, "") for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")} - {""}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if given else ssl.create_default_context()
        for place in map(Path, given or {certifi.where()}):
            try:
                if place.is_dir():
                    context.load_verify_locations(capath=place)
                else:
                    context.load_verify_locations(cafile=place)
            except OSError:
                raise Final("unreachable", f"the certificate authorities in {place} cannot be read") from None
        return context


def _body(response: urllib3.BaseHTTPResponse, deadline: float, host: str) -> bytes:
    """All of it, unless it drips for too long or never ends."""
    pieces, size = [], 0
    while piece := response.read1(CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise WireError("garbled", f"{host} sent more than {LARGEST_ANSWER // 2**20} MB")
        if time.monotonic() > deadline:
            raise WireError("timeout", f"{host} did not finish its answer in time")
    return b"".join(pieces)


_FAULTS: tuple[tuple[type[Exception], str, str], ...] = (
    (
        trouble.ProxySchemeUnknown,
        "unreachable",
        "the proxy that the environment sets for {host} is not an http address",
    ),
    (trouble.ProxyError, "unreachable", "the proxy that the environment sets for {host} does not answer"),
    (trouble.NameResolutionError, "unreachable", "the name of {host} cannot be resolved"),
    (trouble.NewConnectionError, "unreachable", "no connection can be made to {host}"),
    (trouble.TimeoutError, "timeout", "{host} did not answer within {timeout:g} s"),
    (trouble.LocationValueError, "unreachable", "{host} is no host name with a port"),
    (trouble.SSLError, "unreachable", "{host} does not speak TLS as expected"),
    (trouble.HTTPError, "unreachable", "{host} closed the connection before its answer was complete"),
)


def _no_answer(error: trouble.HTTPError, host: str, timeout: float) -> WireError:
    """The error in words of our own: the library's quote the URL."""
    for argument in error.args:
        if isinstance(argument, ssl.SSLCertVerificationError):
            return Final("unreachable", f"the TLS certificate of {host} is not accepted: {argument.verify_message}")
    reason, sentence = next((reason, sentence) for kind, reason, sentence in _FAULTS if isinstance(error, kind))
    return WireError(reason, sentence.format(host=host, timeout=timeout))
