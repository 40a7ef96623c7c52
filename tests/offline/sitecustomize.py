"""Imported by every run of the command in the tests, before anything else: no run leaves this machine.

A run that tries says so on stderr, which `tests.world` looks for, and is told that there is no network.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from typing import Any

LEFT = "a run tried to leave this machine: "


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        asking, address = arguments[:2]
        if asking.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(str(address[0])):
            _refuse(str(address[0]), OSError(errno.ENETUNREACH, "Network is unreachable"))
    elif event == "socket.getaddrinfo":
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0] or "127.0.0.1")
        if not _is_address(host) and host != "localhost":
            _refuse(host, socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"))


def _refuse(host: str, error: OSError) -> None:
    sys.stderr.write(f"{LEFT}{host}\n")
    raise error


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6, host) if ":" in host else socket.inet_aton(host)  # `127.1` is one, too
    except OSError:
        return False
    return True


if __name__ == "sitecustomize":  # imported by Python itself, not by a test for its words
    sys.addaudithook(_watch)
