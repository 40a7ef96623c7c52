"""RDAP over HTTPS through requests: one GET, three redirects at most, all within one deadline and 256 kB.

Nothing but the question is sent: requests' adapter is used without its session, so there are no cookies and no `~/.netrc`.
Of the environment count the proxies (`HTTPS_PROXY`, `NO_PROXY`, …) and the CA bundle (`SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3 import Timeout
from urllib3.exceptions import HTTPError

from auditor import __version__
from auditor.errors import WireError
from auditor.live.addresses import SYSTEM, AddressBook, is_host, plain
from auditor.live.pacing import patiently
from auditor.live.transport import DroppedError, Transport, explained
from auditor.settings import Settings
from auditor.wire import Query, Reply

LARGEST = 256 * 1024
"""Bytes of an answer that are kept. RDAP of a domain has 2 to 30 kB."""

REDIRECTS = 3
LONGEST_PATIENCE = 60.0
"""Seconds that a registry may make us wait (Retry-After), if `ecs_patience` is not shorter."""

_BUSY = frozenset({429, 503})
_MOVED = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "Accept": "application/rdap+json, application/json",
    "Accept-Encoding": "identity",
    "Accept-Language": "en",
    "User-Agent": f"icp-auditor/{__version__}",
}
_CHUNK = 8192


@dataclass(frozen=True, slots=True)
class _Answer:
    """A reply with the two headers that matter: where to go instead, and the seconds to wait before asking again."""

    reply: Reply
    location: str
    retry_after: float


class Http:
    """Asks RDAP servers. One object, with its kept-alive connections, serves all threads.

    Args:
        settings: `timeout` is the seconds one attempt may take, redirects included; `ecs_patience` all attempts.
        clock: the time an answer is marked with.
        book: how names become addresses.
    """

    def __init__(self, settings: Settings, clock: Callable[[], datetime], book: AddressBook = SYSTEM) -> None:
        self._timeout = settings.timeout
        self._patience = min(settings.ecs_patience, LONGEST_PATIENCE)
        self._clock = clock
        self._book = book
        self._transport = Transport(pool_connections=64, pool_maxsize=settings.concurrency)

    def ask(self, query: Query) -> Reply:
        """The answer, whatever its status.

        A server that is busy (429, 503) is asked again when it says so, twice if it does not say when; one that broke the
        connection, once.

        Raises:
            WireError: `unreachable`, `timeout`, `garbled`, or `refused` for a URL that may not be asked.
        """
        url = f"{query.server.rstrip('/')}/{query.question}"
        _parts(url, plain_http=not query.hearsay)
        asked: list[_Answer] = []
        drops, refusals = iter((0.0,)), iter((0.0, 0.0))

        def once() -> Reply:
            asked.append(self._follow(url, hearsay=query.hearsay))
            return asked[-1].reply

        def wait(came: Reply | WireError) -> float | None:
            if isinstance(came, Reply):
                if came.status not in _BUSY:
                    return None
                return asked[-1].retry_after or next(refusals, None)
            return next(drops, None) if isinstance(came, DroppedError) else None

        return patiently(once, wait=wait, patience=self._patience)

    def _follow(self, url: str, *, hearsay: bool) -> _Answer:
        ends_at = time.monotonic() + self._timeout
        for _ in range(REDIRECTS + 1):
            answer = self._get(url, ends_at, hearsay=hearsay)
            if not answer.location:
                return answer
            url, hearsay = _redirected(url, answer.location, hearsay=hearsay)
        raise WireError("refused", f"{urlsplit(url).hostname} redirects more than {REDIRECTS} times")

    def _get(self, url: str, ends_at: float, *, hearsay: bool) -> _Answer:
        parts = urlsplit(url)
        host, port = parts.hostname or "", _port(parts)
        proxies = get_environ_proxies(url)
        if select_proxy(url, proxies) and not hearsay:
            addresses: tuple[str, ...] = (host,)  # behind a proxy, names are often the proxy's to resolve
        else:
            addresses = self._book.look_up(host, port, hearsay=hearsay, timeout=ends_at - time.monotonic())
        failure = WireError("timeout", f"{host} did not end its answer in time")
        for n, address in enumerate(addresses):
            left = ends_at - time.monotonic()
            if left <= 0:
                break
            timeout = Timeout(connect=left / (len(addresses) - n), total=left)
            try:
                return self._read(self._transport.get(parts, address, _HEADERS, timeout, proxies))
            except (requests.RequestException, HTTPError) as error:  # requests lets some of urllib3's through
                failure = explained(error, host)
        raise failure

    def _read(self, response: requests.Response) -> _Answer:
        body = bytearray()
        with response:
            for chunk in response.iter_content(_CHUNK):
                body += chunk
                if len(body) >= LARGEST:
                    break
        now = self._clock()
        return _Answer(
            Reply(response.status_code, bytes(body[:LARGEST]).decode("utf-8", "replace"), now),
            response.headers.get("Location", "") if response.status_code in _MOVED else "",
            seconds_asked(response.headers.get("Retry-After", ""), now),
        )


def seconds_asked(retry_after: str, now: datetime) -> float:
    """The seconds that a `Retry-After` header asks for: a number, or a date; 0 if it asks for nothing.

    >>> seconds_asked("120", datetime(2026, 11, 25, tzinfo=UTC))
    120.0
    >>> seconds_asked("Wed, 25 Nov 2026 00:00:30 GMT", datetime(2026, 11, 25, tzinfo=UTC))
    30.0
    """
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        return max((until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp(), 0.0)
    except (ValueError, OverflowError):
        return 0.0


def _redirected(url: str, location: str, *, hearsay: bool) -> tuple[str, bool]:
    """Where a redirect leads, and whether that is hearsay: yes, unless it is the very server that was asked."""
    try:
        target = urljoin(url, location)
    except ValueError:
        raise WireError("refused", f"{urlsplit(url).hostname} redirects to {plain(location)!r}") from None
    before = urlsplit(url)
    parts = _parts(target, plain_http=before.scheme == "http" and not hearsay)
    same = (parts.scheme, parts.hostname, _port(parts)) == (before.scheme, before.hostname, _port(before))
    return target, hearsay if same else True


def _parts(url: str, *, plain_http: bool) -> SplitResult:
    """The parts of a URL that may be asked.

    Raises:
        WireError: it is not one: no host, a password in it, neither https nor (with `plain_http`) http.
    """
    try:
        parts = urlsplit(url)
        sound = is_host(parts.hostname or "") and _port(parts) > 0 and url.isprintable()
    except ValueError:
        raise WireError("refused", "a URL that cannot be read is not asked") from None
    if "@" in parts.netloc:
        raise WireError("refused", f"a URL with a user in it is not asked: {plain(parts.hostname or '')}")
    if not sound:
        raise WireError("refused", f"a URL that cannot be read is not asked: {plain(url)!r}")
    if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
        raise WireError("refused", f"{plain(url)!r} is not asked: only https is trusted")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
