"""Where a server is, and the guard of this machine's network: a server that only an answer named is asked at a public address.

Whoever asks connects to one of the addresses that were checked here and never resolves the name again; otherwise a name
that leads to a public address while it is checked and to a private one a moment later would walk past the guard.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeAlias
from urllib.parse import urlsplit

from auditor.errors import WireError

Resolve: TypeAlias = Callable[[str, int], Iterable[str]]
"""Host and port to IP addresses; raises OSError when there are none."""

_HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")

# Global by the register of the Python at hand or not, these lead on to an address that is written inside them, or to
# whoever answers first. https://www.iana.org/assignments/iana-ipv6-special-registry, read 2026-11-25.
_LEAD_ELSEWHERE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.88.99.0/24",  # 6to4 relays
        "::/3",  # IPv4-mapped, IPv4-compatible, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard
        "2001::/23",  # Teredo, ORCHID and other protocols' own
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation, not yet in the register of Python 3.11
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address is an ordinary one of the public internet, and leads nowhere but there.

    >>> [is_public(address) for address in ("8.8.8.8", "10.0.0.1", "169.254.169.254", "100.100.100.200", "::ffff:8.8.8.8")]
    [True, False, False, False, False]
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (
        parsed.is_global
        and not parsed.is_multicast
        and not (isinstance(parsed, ipaddress.IPv6Address) and parsed.is_site_local)
        and not any(parsed in network for network in _LEAD_ELSEWHERE)
    )


def plain(text: str) -> str:
    r"""Foreign text made fit for an error: printable and short.

    >>> plain("whois.example\x1b[2J")
    'whois.example?[2J'
    """
    return "".join(c if c.isprintable() else "?" for c in text[:100])


def split(server: str, port: int) -> tuple[str, int]:
    """`host:port` as its two parts; `port` is for a server that names none.

    >>> split("whois.cnnic.cn", 43), split("[::1]:4343", 43)
    (('whois.cnnic.cn', 43), ('::1', 4343))

    Raises:
        WireError: it is something else.
    """
    try:
        parts = urlsplit(f"//{server}")
        host, named = parts.hostname or "", parts.port
    except ValueError:
        host, named = "", None
    else:
        if parts.netloc != server or "@" in server:
            host = ""
    if not is_host(host):
        raise WireError("refused", f"{plain(server)!r} is not a server: host:port is")
    return host, port if named is None else named


def is_host(host: str) -> bool:
    """Whether this can be the name or the IP address of a server at all."""
    return bool(_HOST_NAME.fullmatch(host)) or _is_address(host)


def system_addresses(host: str, port: int) -> Iterable[str]:
    """The addresses of a host as this machine resolves it, in its order of preference.

    Raises:
        OSError: there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return dict.fromkeys(str(place[0]) for *_, place in found)


@dataclass(frozen=True, slots=True)
class AddressBook:
    """How names become addresses, and which addresses count as public. The tests bring their own."""

    resolve: Resolve = system_addresses
    public: Callable[[str], bool] = is_public

    def look_up(self, host: str, port: int, *, hearsay: bool, timeout: float) -> tuple[str, ...]:
        """The addresses to connect to, at least one.

        Args:
            host: a name or an IP address.
            port: the port that will be asked.
            hearsay: only an answer named this server: every one of its addresses has to be public.
            timeout: seconds that the resolver is waited for.

        Raises:
            WireError: `unreachable` or `timeout` without an address, `refused` for hearsay that is not public.
        """
        addresses = (host,) if _is_address(host) else self._resolved(host, port, timeout)
        private = [address for address in addresses if hearsay and not self.public(address)]
        if private:
            raise WireError(
                "refused",
                f"{host} leads to {plain(private[0])}, which is not a public address; a server that only an answer "
                "named is not asked there",
            )
        return addresses

    def _resolved(self, host: str, port: int, timeout: float) -> tuple[str, ...]:
        # The system's resolver knows no deadline and may take half a minute to give up: it is left behind then.
        box: SimpleQueue[tuple[str, ...]] = SimpleQueue()

        def resolve() -> None:
            try:
                box.put(tuple(self.resolve(host, port)))
            except (OSError, UnicodeError):
                box.put(())

        Thread(target=resolve, name=f"resolve {host}", daemon=True).start()
        try:
            addresses = box.get(timeout=max(timeout, 0))
        except Empty:
            raise WireError("timeout", f"the name {host} was not resolved within {timeout:g} s") from None
        if not addresses:
            raise WireError("unreachable", f"the name {host} cannot be resolved")
        return addresses


SYSTEM = AddressBook()
"""Names as this machine resolves them."""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
