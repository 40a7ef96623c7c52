"""requests' HTTP adapter, made to keep to a checked address and to one deadline; and its errors in plain words."""

from __future__ import annotations

import http.client
import io
import os
import socket
import ssl
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import IncompleteRead

from auditor.errors import WireError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CERTIFICATE = {  # https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/, read 2026-11-25
    9: "is not valid yet",
    10: "has expired",
    18: "is signed by nobody but itself",
    19: "comes from an authority that this machine does not know",
    20: "comes from an authority that this machine does not know",
    21: "comes from an authority that this machine does not know",
    62: "is for another name",
    64: "is for another address",
}


class Transport(HTTPAdapter):
    """Connections that are kept alive per server and address, with one TLS context for all of them."""

    _guard = Lock()

    def get(
        self,
        url: SplitResult,
        address: str,
        headers: Mapping[str, str],
        timeout: Any,
        proxies: dict[str, str],
    ) -> requests.Response:
        """GET `url` from `address`; the host's name is still what its certificate has to be for.

        `timeout` is an `urllib3.Timeout`, which the stubs of requests do not know.

        Raises:
            requests.RequestException, urllib3.exceptions.HTTPError: no answer; `explained` says why.
        """
        host = f"[{address}]" if ":" in address else address
        place = f"{host}:{url.port}" if url.port else host
        pinned = urlunsplit((url.scheme, place, url.path, url.query, ""))
        request = requests.Request("GET", pinned, headers={**headers, "Host": url.netloc}).prepare()
        return self.send(request, stream=True, timeout=timeout, proxies=proxies)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """A pool whose connections keep to the deadline."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _HttpsConnection if pool.scheme == "https" else _HttpConnection
        return pool

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """One pool per address and name; without the name, another server's certificate would do."""
        place: Any
        tls: Any
        place, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        if place["scheme"] == "https":
            tls["server_hostname"] = urlsplit(f"//{request.headers['Host']}").hostname
            with self._guard:
                tls["ssl_context"] = self._tls_context
        return place, tls

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:  # noqa: ARG002 - requests' signature
        """Nothing to load: the context holds the authorities, where requests would read their file per connection."""
        conn.cert_reqs = "CERT_REQUIRED"

    @cached_property
    def _tls_context(self) -> ssl.SSLContext:
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        if bundle:
            return _context_of(bundle)
        context = ssl.create_default_context()  # the system's authorities, or those of SSL_CERT_FILE and SSL_CERT_DIR
        if not os.environ.get("SSL_CERT_FILE") and not os.environ.get("SSL_CERT_DIR"):
            context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
        return context


def _context_of(bundle: str) -> ssl.SSLContext:
    folder = Path(bundle).is_dir()
    try:
        return ssl.create_default_context(cafile=None if folder else bundle, capath=bundle if folder else None)
    except OSError:
        raise WireError(
            "unreachable", "the CA bundle that REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names cannot be read"
        ) from None


class _UntilDeadline(io.RawIOBase):
    """What a socket sends until its timeout, counted from now on and not from each read, has passed."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._source = connection.makefile("rb", buffering=0)
        self._ends_at = time.monotonic() + (connection.gettimeout() or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._source.readinto(buffer)

    def close(self) -> None:
        self._source.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer whose status line, headers and body together keep to one deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_UntilDeadline(sock))


class _HttpConnection(HTTPConnection):
    response_class = _Response


class _HttpsConnection(HTTPSConnection):
    response_class = _Response


class DroppedError(WireError):
    """A connection that was refused or broke: asking again may help, as it does not with a certificate."""


def explained(error: Exception, host: str) -> WireError:
    """Why `host` gave no answer, in a sentence without a URL: a proxy's may hold a password."""
    causes = _causes(error)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            flaw = _CERTIFICATE.get(cause.verify_code, "cannot be verified")
            return WireError("unreachable", f"the certificate of {host} {flaw}")
    if any(isinstance(cause, TimeoutError | requests.Timeout) for cause in causes):
        return WireError("timeout", f"{host} did not end its answer in time")
    for kind, reason, sentence in _SENTENCES:
        if any(isinstance(cause, kind) for cause in causes):
            dropped = issubclass(kind, ConnectionError | IncompleteRead)
            return (DroppedError if dropped else WireError)(reason, sentence.format(host=host))
    return WireError("unreachable", f"{host} cannot be reached")


_SENTENCES: tuple[tuple[type[BaseException], str, str], ...] = (
    (requests.exceptions.ProxyError, "unreachable", "the proxy that the environment names does not lead to {host}"),
    (requests.exceptions.InvalidProxyURL, "unreachable", "the proxy that the environment names for {host} is no URL"),
    (requests.exceptions.InvalidSchema, "unreachable", "a proxy of the kind that is set for {host} is not supported"),
    (ConnectionRefusedError, "unreachable", "{host} refused the connection"),
    (ConnectionError, "unreachable", "{host} broke off the connection"),
    (IncompleteRead, "unreachable", "{host} broke off its answer"),
    (ssl.SSLError, "unreachable", "{host} does not speak TLS as this machine does"),
    (requests.exceptions.InvalidHeader, "garbled", "{host} answered something that is not HTTP"),
    (http.client.HTTPException, "garbled", "{host} answered something that is not HTTP"),
    (requests.exceptions.ContentDecodingError, "garbled", "{host} sent an answer that cannot be decompressed"),
)


def _causes(error: BaseException) -> list[BaseException]:
    """The error and all that it wraps; requests and urllib3 put the real one into `args`, `reason` or `__cause__`."""
    found = [error]
    for outer in found:  # grows while it is walked
        inner = (*outer.args, getattr(outer, "reason", None), outer.__cause__, outer.__context__)
        found += [e for e in inner if isinstance(e, BaseException) and not any(e is known for known in found)]
    return found
