from __future__ import annotations

import threading
from collections.abc import Iterable

import pytest

from auditor.errors import WireError
from auditor.live.addresses import SYSTEM, AddressBook, is_public, plain, split


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "2606:4700:4700::1111"])
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "239.1.2.3",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "::1",
        "::8.8.8.8",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_an_address_of_this_machine_its_network_or_its_cloud_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "169.254.169.254",
        "100.100.100.200",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
    ],
)
def test_hearsay_in_any_spelling_of_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(WireError, match="not a public address") as error:
        SYSTEM.look_up(host, 43, hearsay=True, timeout=5)
    assert error.value.reason == "refused"


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    book = AddressBook(resolve=lambda _host, _port: ("8.8.8.8", "10.0.0.1"))
    with pytest.raises(WireError, match=r"10\.0\.0\.1, which is not a public address"):
        book.look_up("whois.example", 43, hearsay=True, timeout=5)


def test_a_server_that_the_user_configured_may_be_on_this_machine() -> None:
    assert "127.0.0.1" in SYSTEM.look_up("localhost", 43, hearsay=False, timeout=5)
    assert SYSTEM.look_up("127.0.0.1", 43, hearsay=False, timeout=5) == ("127.0.0.1",)


def test_public_hearsay_is_given_the_addresses_that_were_checked() -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> Iterable[str]:
        asked.append((host, port))
        return ("8.8.8.8", "8.8.4.4")

    book = AddressBook(resolve=resolve)
    assert book.look_up("whois.example", 43, hearsay=True, timeout=5) == ("8.8.8.8", "8.8.4.4")
    assert asked == [("whois.example", 43)]


@pytest.mark.parametrize("failure", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_that_cannot_be_resolved_is_unreachable(failure: Exception) -> None:
    def resolve(_host: str, _port: int) -> Iterable[str]:
        raise failure

    with pytest.raises(WireError, match=r"the name whois\.example cannot be resolved") as error:
        AddressBook(resolve=resolve).look_up("whois.example", 43, hearsay=False, timeout=5)
    assert error.value.reason == "unreachable"


def test_a_resolver_that_says_nothing_is_not_waited_for_longer_than_the_deadline() -> None:
    over = threading.Event()

    def resolve(_host: str, _port: int) -> Iterable[str]:
        over.wait()
        return ()

    try:
        with pytest.raises(WireError, match=r"was not resolved within 0\.05 s") as error:
            AddressBook(resolve=resolve).look_up("whois.example", 43, hearsay=False, timeout=0.05)
    finally:
        over.set()
    assert error.value.reason == "timeout"


@pytest.mark.parametrize(
    ("server", "parts"),
    [
        ("whois.cnnic.cn", ("whois.cnnic.cn", 43)),
        ("WHOIS.cnnic.cn:4343", ("whois.cnnic.cn", 4343)),
        ("127.0.0.1:4343", ("127.0.0.1", 4343)),
        ("[::1]:4343", ("::1", 4343)),
    ],
)
def test_host_and_port_are_told_apart(server: str, parts: tuple[str, int]) -> None:
    assert split(server, 43) == parts


@pytest.mark.parametrize(
    "server",
    [
        "",
        ":43",
        "whois.example:x",
        "whois.example:99999",
        "whois.example/",
        "user@whois.example",
        "user:secret@whois.example",
        "[::1",
        "a b",
        "whois.example\r\n",
        "whois.example\x00",
        "示例.中国",
        "a" * 300,
    ],
)
def test_what_is_not_host_and_port_is_refused(server: str) -> None:
    with pytest.raises(WireError) as error:
        split(server, 43)
    assert error.value.reason == "refused"
    assert plain(str(error.value)) == str(error.value)[:100]


def test_foreign_text_in_an_error_is_printable_and_short() -> None:
    assert plain("a\x00b\x1b[31m\r\n\u202e") == "a?b?[31m???"
    assert len(plain("x" * 10_000)) == 100
