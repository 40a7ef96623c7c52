"""The real network, one module per protocol.

Importing this package imports no protocol: each comes, with its libraries, when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from auditor.errors import AuditorError, WireError
from auditor.settings import Settings
from auditor.wire import Query, Reply, Wire

_SPOKEN_BY = {"aliyun": "ecs"}
"""One object asks all of Alibaba Cloud's APIs: they share credentials and connections."""


def ignore(query: Query, came: Reply | WireError) -> None:
    """Nobody listens."""


class Live:
    """The wire that leads to the real servers. One object serves all threads.

    Args:
        settings: timeouts, patience and accounts.
        clock: the time of the run; answers are marked with it.
        heard: told of every question and what came of it, from whichever thread asked.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        heard: Callable[[Query, Reply | WireError], None] = ignore,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._heard = heard
        self._guard = Lock()
        self._protocols: dict[str, Wire] = {}

    def ask(self, query: Query) -> Reply:
        """The answer of the real server.

        Raises:
            WireError: there is none; `reason` says why.
            AuditorError: nobody here speaks the protocol.
        """
        try:
            reply = self._speaker(query.protocol).ask(query)
        except WireError as error:
            self._heard(query, error)
            raise
        self._heard(query, reply)
        return reply

    def _speaker(self, protocol: str) -> Wire:
        protocol = _SPOKEN_BY.get(protocol, protocol)
        with self._guard:
            if protocol not in self._protocols:
                self._protocols[protocol] = _speaker(protocol, self._settings, self._clock)
            return self._protocols[protocol]


def _speaker(protocol: str, settings: Settings, clock: Callable[[], datetime]) -> Wire:
    match protocol:
        case "ecs":
            from auditor.live.ecs import Ecs

            return Ecs(settings, clock)
        case "rdap":
            from auditor.live.http import Http

            return Http(settings, clock)
        case "whois":
            from auditor.live.whois import Whois

            return Whois(settings, clock)
        case "dns":
            from auditor.live.dns import Dns

            return Dns(settings, clock)
        case _:
            raise AuditorError(f"no way is known to ask by the protocol {protocol!r}")
