"""WHOIS on port 43 (RFC 3912): a line out, a text back, all of it within one deadline and 64 kB."""

from __future__ import annotations

import codecs
import re
import socket
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from auditor.errors import WireError
from auditor.live.addresses import SYSTEM, AddressBook, plain, split
from auditor.live.pacing import patiently
from auditor.live.turns import Turns
from auditor.settings import Settings
from auditor.wire import Query, Reply

PORT = 43
LARGEST = 64 * 1024
"""Bytes of an answer that are kept. A domain's record has 1 to 6 kB; what comes after this much is not read."""

_QUESTION = re.compile(r"[\x20-\x7e]{1,512}")
_CHUNK = 8192


class Whois:
    """Asks WHOIS servers. One object serves all threads.

    Args:
        settings: `timeout` is the seconds a conversation may take, connecting included.
        clock: the time an answer is marked with.
        book: how names become addresses.
    """

    def __init__(self, settings: Settings, clock: Callable[[], datetime], book: AddressBook = SYSTEM) -> None:
        self._timeout = settings.timeout
        self._clock = clock
        self._book = book
        self._turns = Turns()

    def ask(self, query: Query) -> Reply:
        """The answer, whatever it says: an empty one too, and the refusal of a server that was asked too fast.

        That refusal is asked again twice, a server out of reach once, while `query.pause` keeps everybody else away.

        Raises:
            WireError: `unreachable`, `timeout`, or `refused` for a question or a server that may not be asked.
        """
        host, port = split(query.server, PORT)
        if not _QUESTION.fullmatch(query.question):
            raise WireError("refused", f"{plain(query.question)!r} is not a question for WHOIS: one line of ASCII is")
        with self._turns.turn(f"{host}:{port}", query.pause):
            return patiently(
                lambda: self._converse(host, port, query),
                wait=_again(query.pause),
                patience=max(3 * self._timeout, 10.0),
            )

    def _converse(self, host: str, port: int, query: Query) -> Reply:
        ends_at = time.monotonic() + self._timeout
        addresses = self._book.look_up(host, port, hearsay=query.hearsay, timeout=self._timeout)
        try:
            with _connected(addresses, port, ends_at) as connection:
                connection.settimeout(_left(ends_at))
                connection.sendall(query.question.encode("ascii") + b"\r\n")
                answer = _read(connection, ends_at)
        except TimeoutError:
            sentence = f"{host}:{port} did not end its answer within {self._timeout:g} s"
            raise WireError("timeout", sentence) from None
        except ConnectionRefusedError:
            raise WireError("unreachable", f"{host}:{port} refused the connection") from None
        except ConnectionError:
            raise WireError("unreachable", f"{host}:{port} broke off the connection") from None
        except OSError as error:
            sentence = f"{host}:{port} cannot be reached: {plain(error.strerror or 'the connection failed')}"
            raise WireError("unreachable", sentence) from None
        return Reply(200, decoded(answer), self._clock())


def decoded(answer: bytes) -> str:
    """The first `LARGEST` bytes as text: UTF-8, else GB18030 (as Chinese registrars write), else UTF-8 with gaps marked."""
    cut = len(answer) > LARGEST  # maybe in the middle of a character, which then does not speak against the encoding
    for encoding in ("utf-8", "gb18030"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(answer[:LARGEST], final=not cut)
        except UnicodeDecodeError:
            continue
    return answer[:LARGEST].decode("utf-8", "replace")


def _connected(addresses: Sequence[str], port: int, ends_at: float) -> socket.socket:
    """A connection to the first address that takes one. Each gets its share of the time, so that a dead one leaves some."""
    for n, address in enumerate(addresses[:-1]):
        try:
            return socket.create_connection((address, port), _left(ends_at) / (len(addresses) - n))
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), _left(ends_at))


def _read(connection: socket.socket, ends_at: float) -> bytes:
    answer = bytearray()
    while len(answer) <= LARGEST:
        connection.settimeout(_left(ends_at))
        chunk = connection.recv(_CHUNK)
        if not chunk:
            break
        answer += chunk
    return bytes(answer)


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _again(pause: float) -> Callable[[Reply | WireError], float | None]:
    """When one question is asked again: once when the server is out of reach, twice when it was asked too fast."""
    from auditor.readers.answers import is_rate_limited  # only an answer needs it

    reaching, slowing = iter((pause,)), iter((pause, 2 * pause))

    def wait(came: Reply | WireError) -> float | None:
        if isinstance(came, Reply):
            return next(slowing, None) if is_rate_limited(came.text) else None
        return next(reaching, None) if came.reason == "unreachable" else None

    return wait
