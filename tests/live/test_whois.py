from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from auditor.errors import WireError
from auditor.live.addresses import AddressBook
from auditor.live.whois import LARGEST, Whois
from auditor.settings import Settings
from auditor.wire import Query, Reply
from tests.servers.faults import Fault, closed_port
from tests.servers.whois import Answer, WhoisServer

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
RECORD = "Domain Name: example.cn\r\nROID: 20260101s10001s00000000-cn\r\nRegistrant: 示例科技有限公司\r\n"
TOO_FAST = "Queried interval is too short.\r\n"


def client(timeout: float = 10.0, book: AddressBook | None = None) -> Whois:
    settings = Settings(timeout=timeout)
    return Whois(settings, lambda: NOW, book) if book else Whois(settings, lambda: NOW)


def query(server: str, question: str = "example.cn", **more: Any) -> Query:
    return Query(protocol="whois", server=server, question=question, **more)


def says(answer: Answer | list[Answer]) -> WhoisServer:
    answers: Mapping[str, Answer | list[Answer]] = {"example.cn": answer}
    return WhoisServer(answers)


def test_the_question_goes_out_as_it_is_and_the_answer_comes_back_verbatim() -> None:
    with says(RECORD) as server:
        assert client().ask(query(server.address)) == Reply(200, RECORD, NOW)
    assert server.questions == ["example.cn"]


def test_the_line_ends_with_carriage_return_and_line_feed() -> None:
    with WhoisServer({"=xn--fsq092h.xn--fiqs8s": "yes"}) as server:  # the server insists on CRLF
        assert client().ask(query(server.address, "=xn--fsq092h.xn--fiqs8s")).text == "yes"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_in_both_its_encodings(encoding: str) -> None:
    with says(RECORD.encode(encoding)) as server:
        assert client().ask(query(server.address)).text == RECORD


def test_bytes_of_no_encoding_are_marked_not_lost() -> None:
    with says(b"Registrant: \xff\xff ok\r\n") as server:
        assert client().ask(query(server.address)).text == "Registrant: \ufffd\ufffd ok\r\n"


def test_an_empty_answer_is_an_answer() -> None:
    with says("") as server:
        assert client().ask(query(server.address)).text == ""


def test_an_endless_answer_is_cut_at_64_kb() -> None:
    with says(Fault.ENDLESS) as server:
        text = client().ask(query(server.address)).text
    assert len(text) == LARGEST == 65536
    assert text.startswith("endless: a\r\n")


def test_an_endless_answer_of_no_encoding_is_cut_too() -> None:
    with says(b"\xff" * 80_000) as server:
        assert client().ask(query(server.address)).text == "\ufffd" * LARGEST


def test_a_cut_in_the_middle_of_a_character_does_not_change_the_encoding() -> None:
    with says("中" * 30_000) as server:  # three bytes each: 64 kB end inside one
        text = client().ask(query(server.address)).text
    assert text == "中" * (LARGEST // 3)


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP])
def test_a_server_that_never_ends_its_answer_is_left_at_the_deadline(fault: Fault) -> None:
    with says(fault) as server, pytest.raises(WireError) as error:
        client(timeout=0.3).ask(query(server.address))
    assert error.value.reason == "timeout"
    assert str(error.value) == f"{server.address} did not end its answer within 0.3 s"
    assert len(server.questions) == 1


def test_a_reset_connection_is_unreachable_and_half_an_answer_none() -> None:
    with says(Fault.RESET) as server, pytest.raises(WireError, match="broke off the connection") as error:
        client().ask(query(server.address))
    assert error.value.reason == "unreachable"
    assert server.address in str(error.value)


def test_a_server_out_of_reach_is_asked_again_once() -> None:
    with says([Fault.RESET, RECORD]) as server:
        assert client().ask(query(server.address)).text == RECORD
    assert len(server.questions) == 2
    with says([Fault.RESET, Fault.RESET, RECORD]) as server, pytest.raises(WireError):
        client().ask(query(server.address))
    assert len(server.questions) == 2


def test_a_refused_connection_names_the_server() -> None:
    port = closed_port()
    with pytest.raises(WireError, match=f"127.0.0.1:{port} refused the connection") as error:
        client().ask(query(f"127.0.0.1:{port}"))
    assert error.value.reason == "unreachable"


def test_a_refusal_for_asking_too_fast_is_asked_again_and_then_taken_as_it_is() -> None:
    with says([TOO_FAST, TOO_FAST, RECORD]) as server:
        assert client().ask(query(server.address)).text == RECORD
    with says([TOO_FAST, TOO_FAST, TOO_FAST, RECORD]) as server:
        assert client().ask(query(server.address)).text == TOO_FAST
    assert len(server.questions) == 3


def test_a_server_that_wants_to_be_asked_slowly_has_one_conversation_at_a_time() -> None:
    with says(RECORD) as server, ThreadPoolExecutor(8) as pool:
        whois = client()
        replies = list(pool.map(whois.ask, [query(server.address, pause=0.01)] * 16))
    assert [reply.text for reply in replies] == [RECORD] * 16
    assert server.busiest == 1


@pytest.mark.parametrize("addresses", [("127.0.0.2", "127.0.0.1"), ("127.0.0.1", "127.0.0.2")])
def test_a_dead_address_does_not_matter_while_another_one_answers(addresses: tuple[str, str]) -> None:
    with says(RECORD) as server:
        book = AddressBook(resolve=lambda _host, _port: addresses)
        assert client(book=book).ask(query(f"whois.example:{server.port}")).text == RECORD


def test_ipv6_is_spoken() -> None:
    with WhoisServer({"example.cn": RECORD}, host="::1") as server:
        assert client().ask(query(server.address)).text == RECORD


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "100.100.100.200"])
def test_hearsay_at_a_private_address_is_refused_and_nothing_is_connected(host: str) -> None:
    with says(RECORD) as server:
        with pytest.raises(WireError) as error:
            client().ask(query(f"{host}:{server.port}", hearsay=True))
        assert error.value.reason == "refused"
        assert server.questions == []


def test_hearsay_is_asked_at_the_very_address_that_was_checked() -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.66"]])  # a name that leads elsewhere the second time
    book = AddressBook(resolve=lambda _host, _port: next(answers), public=lambda address: address == "127.0.0.1")
    with says(RECORD) as server:
        assert client(book=book).ask(query(f"rebound.example:{server.port}", hearsay=True)).text == RECORD
    assert next(answers) == ["127.0.0.66"]


@pytest.mark.parametrize("question", ["", "示例.中国", "example.cn\r\nexample.com", "example.cn\x00", "x" * 600])
def test_only_one_line_of_ascii_is_sent(question: str) -> None:
    with says(RECORD) as server:
        with pytest.raises(WireError) as error:
            client().ask(query(server.address, question))
        assert error.value.reason == "refused"
        assert str(error.value).isprintable()
        assert server.questions == []


def test_control_characters_of_a_server_name_stay_out_of_the_error() -> None:
    with pytest.raises(WireError) as error:
        client().ask(query("whois.example\x1b[2J\x00", hearsay=True))
    assert str(error.value).isprintable()
