from __future__ import annotations

from pathlib import Path

import dns.message
import pytest

from auditor.errors import WireError
from auditor.live.addresses import AddressBook
from auditor.live.dns import Dns
from auditor.settings import Settings
from auditor.wire import Query, Reply
from tests.builders import SEEN_AT
from tests.servers.dns import DnsServer, Records
from tests.servers.faults import Fault, closed_port

ZONE: dict[tuple[str, str], Records] = {
    ("example.cn", "A"): ["203.0.113.10", "203.0.113.11"],
    ("example.cn", "NS"): ["DNS1.hichina.com."],
    ("example.cn", "TXT"): ['"Case Matters \\027[2J"'],
    ("www.example.cn", "CNAME"): ["Edge.example.cn."],
    ("edge.example.cn", "CNAME"): ["example.cn."],
}


def client(timeout: float = 10.0, book: AddressBook | None = None, resolv_conf: str = "") -> Dns:
    return Dns(Settings(timeout=timeout), lambda: SEEN_AT, book or AddressBook(), resolv_conf)


def ask(server: str, question: str = "example.cn A", timeout: float = 10.0) -> Reply:
    return client(timeout).ask(Query(protocol="dns", server=server, question=question))


def test_an_answer_is_its_rcode_and_its_records_as_in_a_zone_file() -> None:
    with DnsServer(ZONE) as server:
        reply = ask(server.address)
    assert reply == Reply(
        200,
        "rcode NOERROR\nexample.cn. 300 IN A 203.0.113.10\nexample.cn. 300 IN A 203.0.113.11\n",
        SEEN_AT,
    )
    assert (server.transports, server.payloads) == (["udp"], [1232])


def test_the_chain_of_aliases_is_whole_and_in_lower_case() -> None:
    with DnsServer(ZONE) as server:
        assert ask(server.address, "WWW.Example.cn A").text.splitlines() == [
            "rcode NOERROR",
            "www.example.cn. 300 IN CNAME edge.example.cn.",
            "edge.example.cn. 300 IN CNAME example.cn.",
            "example.cn. 300 IN A 203.0.113.10",
            "example.cn. 300 IN A 203.0.113.11",
        ]


def test_text_keeps_its_case_and_loses_its_control_characters() -> None:
    with DnsServer(ZONE) as server:
        text = ask(server.address, "example.cn TXT").text
    assert text == 'rcode NOERROR\nexample.cn. 300 IN TXT "Case Matters \\027[2J"\n'


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("example.cn AAAA", "rcode NOERROR\n"),
        ("nothing.example A", "rcode NXDOMAIN\n"),
        ("broken.example A", "rcode SERVFAIL\n"),
        ("closed.example A", "rcode REFUSED\n"),
    ],
)
def test_every_way_to_say_no_is_told_apart(question: str, text: str) -> None:
    with DnsServer(ZONE, rcodes={"broken.example": "SERVFAIL", "closed.example": "REFUSED"}) as server:
        assert ask(server.address, question).text == text


def test_a_long_answer_comes_by_tcp() -> None:
    many = [f"203.0.113.{n}" for n in range(1, 201)]
    with DnsServer({("example.cn", "A"): Fault.TRUNCATED}, overflow={("example.cn", "A"): list(many)}) as server:
        text = ask(server.address).text
    assert len(text.splitlines()) == 201
    assert server.transports == ["udp", "tcp"]


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP])
def test_a_long_answer_that_never_ends_is_left_at_the_deadline(fault: Fault) -> None:
    with (
        DnsServer({("example.cn", "A"): Fault.TRUNCATED}, overflow={("example.cn", "A"): fault}) as server,
        pytest.raises(WireError) as error,
    ):
        ask(server.address, timeout=0.3)
    assert error.value.reason == "timeout"


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET])
def test_a_long_answer_that_breaks_off_is_unreachable(fault: Fault) -> None:
    with (
        DnsServer({("example.cn", "A"): Fault.TRUNCATED}, overflow={("example.cn", "A"): fault}) as server,
        pytest.raises(WireError, match="cannot be reached") as error,
    ):
        ask(server.address)
    assert error.value.reason == "unreachable"


def test_a_silent_resolver_is_a_timeout_that_names_it() -> None:
    with DnsServer({("example.cn", "A"): Fault.HANG}) as server, pytest.raises(WireError) as error:
        ask(server.address, timeout=0.3)
    assert error.value.reason == "timeout"
    assert server.address in str(error.value)


def test_a_resolver_that_is_not_there_is_unreachable() -> None:
    port = closed_port()
    with pytest.raises(WireError, match=f"127.0.0.1:{port} cannot be reached") as error:
        ask(f"127.0.0.1:{port}")
    assert error.value.reason == "unreachable"


@pytest.mark.parametrize(
    "garbage",
    [Fault.GARBAGE, b"", b"\x80\x00" + b"\xff\x00" * 100, b"\x80\x00\x00\x01" + b"\x00" * 6 + b"\xc0\x0c" * 9],
)
def test_garbage_is_garbled(garbage: bytes | Fault) -> None:
    with DnsServer({("example.cn", "A"): garbage}) as server, pytest.raises(WireError, match="not DNS") as error:
        ask(server.address)
    assert error.value.reason == "garbled"


@pytest.mark.parametrize("first", [Fault.GARBAGE, "SERVFAIL", "REFUSED"])
def test_where_one_resolver_fails_the_next_is_asked(first: Fault | str) -> None:
    zone: dict[tuple[str, str], Records] = {("example.cn", "A"): first} if isinstance(first, Fault) else {}
    rcodes = {"example.cn": first} if isinstance(first, str) else {}
    with DnsServer(zone, rcodes) as bad, DnsServer(ZONE, host="127.0.0.2", port=bad.port) as good:
        resolvers = client(book=AddressBook(resolve=lambda _host, _port: ("127.0.0.1", "127.0.0.2")))
        reply = resolvers.ask(Query("dns", f"resolvers.example:{bad.port}", "example.cn A"))
    assert reply.text.startswith("rcode NOERROR\nexample.cn. 300 IN A 203.0.113.10\n")
    assert (len(bad.questions), len(good.questions)) == (1, 1)


def test_when_all_resolvers_refuse_that_is_the_answer() -> None:
    with (
        DnsServer({}, {"example.cn": "REFUSED"}) as one,
        DnsServer({("example.cn", "A"): Fault.GARBAGE}, host="127.0.0.2", port=one.port),
    ):
        resolvers = client(book=AddressBook(resolve=lambda _host, _port: ("127.0.0.1", "127.0.0.2")))
        assert resolvers.ask(Query("dns", f"resolvers.example:{one.port}", "example.cn A")).text == "rcode REFUSED\n"


@pytest.mark.parametrize(
    "question", ["", "A", "example.cn", "example.cn NONSENSE", "a..cn A", f"{'a' * 64}.cn A", "示例.中国 A"]
)
def test_a_question_that_dns_cannot_be_asked_is_refused(question: str) -> None:
    with DnsServer(ZONE) as server:
        with pytest.raises(WireError) as error:
            ask(server.address, question)
        assert error.value.reason == "refused"
        assert server.questions == []


def test_a_machine_without_a_resolver_is_told_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(WireError, match=r"no DNS resolver configured; .*\[dns\] nameservers") as error:
        client(resolv_conf=str(tmp_path / "resolv.conf")).ask(Query("dns", "system", "example.cn A"))
    assert error.value.reason == "unreachable"


def test_the_system_is_the_resolvers_of_this_machine_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text("search example.org\nnameserver 192.0.2.53\nnameserver 2001:db8::53\noptions ndots:5\n")
    assert client(resolv_conf=str(file)).system_servers == (("192.0.2.53", 53), ("2001:db8::53", 53))


def test_hearsay_at_a_private_address_is_refused() -> None:
    with DnsServer(ZONE) as server, pytest.raises(WireError) as error:
        client().ask(Query("dns", server.address, "example.cn A", hearsay=True))
    assert error.value.reason == "refused"


def test_an_answer_to_another_question_is_not_taken() -> None:
    with DnsServer(ZONE) as server:
        other = server.answer(dns.message.make_query("other.cn.", "A").to_wire(), "udp")
        assert isinstance(other, bytes)
        server.zone = {("example.cn", "A"): other[2:]}
        with pytest.raises(WireError) as error:
            ask(server.address, timeout=0.3)
    assert error.value.reason == "timeout"
