from __future__ import annotations

import gzip
import os
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor import __version__
from auditor.errors import WireError
from auditor.live.addresses import AddressBook, is_public
from auditor.live.http import LARGEST, Http, seconds_asked
from auditor.settings import Settings
from auditor.wire import Query, Reply
from tests.servers.certificates import Authority
from tests.servers.faults import Fault, closed_port
from tests.servers.rdap import Answer, RdapServer

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
PATH = "/domain/example.com"
BODY = '{"objectClassName": "domain", "ldhName": "EXAMPLE.COM"}'
HEAD = b"HTTP/1.1 200 OK\r\n"
FOUND: Answer = (200, {"Content-Type": "application/rdap+json"}, BODY)


@pytest.fixture(autouse=True)
def no_authorities_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def book(public: Callable[[str], bool] = lambda address: address == "127.0.0.1") -> AddressBook:
    """Every name leads to 127.0.0.1, which is public here unless `public` says otherwise."""
    return AddressBook(resolve=lambda _host, _port: ("127.0.0.1",), public=public)


def client(timeout: float = 10.0, patience: float = 60.0, where: AddressBook | None = None) -> Http:
    chosen = Settings(timeout=timeout, ecs_patience=patience)
    return Http(chosen, lambda: NOW, where) if where else Http(chosen, lambda: NOW)


def query(server: str, question: str = "domain/example.com", **more: Any) -> Query:
    return Query(protocol="rdap", server=server, question=question, **more)


def says(answer: Answer | list[Answer], certificate: Path | None = None) -> RdapServer:
    return RdapServer({PATH: answer}, certificate)


def refusal(http: Http, asked: Query) -> WireError:
    with pytest.raises(WireError) as error:
        http.ask(asked)
    assert str(error.value).isprintable()
    return error.value


def test_the_answer_comes_back_verbatim() -> None:
    with says(FOUND) as server:
        assert client().ask(query(server.url)) == Reply(200, BODY, NOW)
    assert server.questions == [PATH]


def test_a_base_with_or_without_a_slash_is_the_same() -> None:
    with RdapServer({"/rdap/domain/example.com": FOUND}) as server:
        assert client().ask(query(f"{server.url}rdap/")).status == 200
        assert client().ask(query(f"{server.url}rdap")).status == 200


def test_it_asks_for_rdap_in_english_and_says_who_asks() -> None:
    with says(FOUND) as server:
        client().ask(query(server.url))
    sent = server.headers[0]
    assert sent["Accept"] == "application/rdap+json, application/json"
    assert sent["Accept-Language"] == "en"
    assert sent["User-Agent"] == f"icp-auditor/{__version__}"
    assert sent["Host"] == server.address


def test_neither_netrc_nor_cookies_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password planted-secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with says((200, {"Set-Cookie": "track=me; Path=/"}, BODY)) as server:
        http = client()
        http.ask(query(server.url))
        http.ask(query(server.url))
    assert [set(sent) & {"Authorization", "Cookie"} for sent in server.headers] == [set(), set()]


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 500, 502])
def test_a_status_that_says_no_is_a_reply(status: int) -> None:
    with says((status, {}, "" if status == 204 else "<html>no</html>")) as server:
        reply = client().ask(query(server.url))
    assert reply == Reply(status, "" if status == 204 else "<html>no</html>", NOW)
    assert len(server.questions) == 1


def test_connections_are_kept_alive() -> None:
    with says(FOUND) as server:
        http = client()
        for _ in range(5):
            http.ask(query(server.url))
    assert server.connections == 1


def test_threads_share_one_object() -> None:
    with says(FOUND) as server, ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(client().ask, [query(server.url)] * 40))
    assert [reply.text for reply in replies] == [BODY] * 40
    assert server.connections <= 8


# --- limits ---------------------------------------------------------------------------------------------------------------


def test_an_endless_answer_is_cut_at_256_kb() -> None:
    with says((200, {}, Fault.ENDLESS)) as server:
        assert len(client().ask(query(server.url)).text) == LARGEST == 262_144


def test_a_long_answer_in_odd_chunks_is_cut_to_the_byte() -> None:
    chunk = b"1388\r\n" + b"[" * 5000 + b"\r\n"
    with says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 60 + b"0\r\n\r\n") as server:
        assert client().ask(query(server.url)).text == "[" * LARGEST


def test_what_a_compressed_answer_grows_to_is_cut_too() -> None:
    bomb = gzip.compress(b"[" * 50_000_000)
    with says((200, {"Content-Encoding": "gzip"}, bomb)) as server:
        assert client().ask(query(server.url)).text == "[" * LARGEST


@pytest.mark.parametrize(
    "answer",
    [Fault.HANG, Fault.DRIP, (200, {}, Fault.HANG), (200, {}, Fault.DRIP)],
    ids=["no answer", "dripping headers", "no body", "dripping body"],
)
def test_a_server_that_never_ends_its_answer_is_left_at_the_deadline(answer: Answer) -> None:
    with says(answer) as server:
        error = refusal(client(timeout=0.3), query(server.url))
    assert error.reason == "timeout"
    assert "127.0.0.1 did not end its answer" in str(error)
    assert len(server.questions) == 1


@pytest.mark.parametrize("answer", [Fault.CLOSE, Fault.RESET])
def test_a_connection_that_breaks_is_tried_once_more(answer: Fault) -> None:
    with says([answer, FOUND]) as server:
        assert client().ask(query(server.url)).text == BODY
    with says([answer, answer, FOUND]) as server:
        error = refusal(client(), query(server.url))
    assert (error.reason, str(error)) == ("unreachable", "127.0.0.1 broke off the connection")
    assert len(server.questions) == 2


def test_half_an_answer_is_none() -> None:
    with says((200, {}, Fault.TRUNCATED)) as server:
        error = refusal(client(), query(server.url))
    assert (error.reason, str(error)) == ("unreachable", "127.0.0.1 broke off its answer")


def test_bytes_that_are_not_http_are_garbled() -> None:
    with says(Fault.GARBAGE) as server:
        error = refusal(client(), query(server.url))
    assert (error.reason, str(error)) == ("garbled", "127.0.0.1 answered something that is not HTTP")


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 banana OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        HEAD + b"X: y\r\n" * 5000 + b"\r\n",
        HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
        HEAD + b"Content-Length: 5, 6\r\n\r\nabcdef",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    ],
    ids=["status", "long status", "too many headers", "long header", "two lengths", "chunk"],
)
def test_malformed_http_is_garbled(raw: bytes) -> None:
    with says(raw) as server:
        assert refusal(client(), query(server.url)).reason == "garbled"


_MUTABLE = HEAD + b"Content-Type: application/json\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\nRetry-After: 1\r\n\r\n{}"


@settings(max_examples=50, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, len(_MUTABLE) - 1), st.binary(max_size=3)), max_size=6))
def test_whatever_a_server_sends_ends_in_a_reply_or_a_wire_error(changes: list[tuple[int, bytes]]) -> None:
    raw = bytearray(_MUTABLE)
    for place, new in changes:
        raw[place : place + len(new)] = new
    with says(bytes(raw)) as server:
        try:
            reply = client(timeout=5, patience=0).ask(query(server.url))
        except WireError as error:
            assert str(error).isprintable()  # noqa: PT017 - either end will do
        else:
            assert isinstance(reply.text, str)


def test_a_tls_greeting_that_is_never_answered_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert refusal(client(timeout=0.3), query(f"https://127.0.0.1:{port}/")).reason == "timeout"


def test_ipv6_is_spoken() -> None:
    with RdapServer({PATH: FOUND}, host="::1") as server:
        assert client().ask(query(server.url)).text == BODY
    assert server.headers[0]["Host"] == f"[::1]:{server.port}"


def test_a_body_that_cannot_be_decompressed_is_garbled() -> None:
    with says((200, {"Content-Encoding": "gzip"}, "not gzip")) as server:
        assert refusal(client(), query(server.url)).reason == "garbled"


def test_a_refused_connection_names_the_server() -> None:
    error = refusal(client(), query(f"http://127.0.0.1:{closed_port()}/"))
    assert (error.reason, str(error)) == ("unreachable", "127.0.0.1 refused the connection")


def test_a_name_without_an_address_is_unreachable() -> None:
    error = refusal(client(where=AddressBook(resolve=lambda _host, _port: ())), query("https://rdap.example/"))
    assert (error.reason, str(error)) == ("unreachable", "the name rdap.example cannot be resolved")


def test_a_dead_address_leaves_time_for_the_next_one() -> None:
    with says(FOUND) as server:
        where = AddressBook(resolve=lambda _host, _port: ("127.0.0.2", "127.0.0.1"))
        assert client(where=where).ask(query(server.url_as("rdap.example"))).text == BODY


@pytest.mark.parametrize(
    "server",
    [
        "rdap.example",
        "ftp://rdap.example/",
        "file:///etc/passwd",
        "https://",
        "https://rdap.example:0x/",
        "https://rdap.example:99999/",
        "https://[::1/",
        "https://ex ample/",
        "https://rdap.example/\x1b[2J",
    ],
)
def test_what_is_not_a_url_is_refused(server: str) -> None:
    assert refusal(client(), query(server)).reason == "refused"


def test_a_password_in_a_url_is_refused_and_not_repeated() -> None:
    error = refusal(client(), query("https://someone:planted-secret@rdap.example/"))
    assert error.reason == "refused"
    assert "planted-secret" not in str(error)


# --- TLS ------------------------------------------------------------------------------------------------------------------


def test_a_certificate_has_to_be_for_the_name_and_the_name_is_asked_for(trusted: Authority) -> None:
    with says(FOUND, trusted.certificate("rdap.example")) as server:
        assert client(where=book()).ask(query(server.url_as("rdap.example"))).text == BODY
    assert server.names == ["rdap.example"]
    assert server.headers[0]["Host"] == f"rdap.example:{server.port}"


def test_a_certificate_for_an_address_will_do_for_that_address(trusted: Authority) -> None:
    with says(FOUND, trusted.certificate("127.0.0.1")) as server:
        assert client().ask(query(server.url)).text == BODY


def test_a_certificate_for_another_name_is_told(trusted: Authority) -> None:
    with says(FOUND, trusted.certificate("other.example")) as server:
        error = refusal(client(where=book()), query(server.url_as("rdap.example")))
    assert (error.reason, str(error)) == ("unreachable", "the certificate of rdap.example is for another name")
    assert server.questions == []


def test_one_name_never_borrows_the_connection_of_another(trusted: Authority) -> None:
    with says(FOUND, trusted.certificate("rdap.example")) as server:
        http = client(where=book())
        http.ask(query(server.url_as("rdap.example")))
        assert "is for another name" in str(refusal(http, query(server.url_as("other.example"))))


def test_an_expired_certificate_is_told(trusted: Authority) -> None:
    with says(FOUND, trusted.certificate("rdap.example", expired=True)) as server:
        error = refusal(client(where=book()), query(server.url_as("rdap.example")))
    assert (error.reason, str(error)) == ("unreachable", "the certificate of rdap.example has expired")


def test_an_unknown_authority_is_told(authority: Authority) -> None:
    with says(FOUND, authority.certificate("rdap.example")) as server:
        error = refusal(client(where=book()), query(server.url_as("rdap.example")))
    assert error.reason == "unreachable"
    assert str(error).endswith("comes from an authority that this machine does not know")


def test_the_bundle_that_requests_honours_is_honoured(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    with says(FOUND, authority.certificate("rdap.example")) as server:
        assert client(where=book()).ask(query(server.url_as("rdap.example"))).text == BODY


def test_a_bundle_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", os.devnull + "/missing.pem")
    error = refusal(client(where=book()), query("https://rdap.example/"))
    assert error.reason == "unreachable"
    assert "REQUESTS_CA_BUNDLE" in str(error)


def test_a_server_without_tls_is_told() -> None:
    with says(FOUND) as server:
        error = refusal(client(where=book()), query(f"https://rdap.example:{server.port}/"))
    assert (error.reason, str(error)) == ("unreachable", "rdap.example does not speak TLS as this machine does")


# --- redirects and hearsay ------------------------------------------------------------------------------------------------


def moved(location: str, status: int = 302) -> Answer:
    return (status, {"Location": location}, "")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_public_server_is_followed(status: int, trusted: Authority) -> None:
    with (
        says(FOUND, trusted.certificate("there.example")) as there,
        says(moved(f"{there.url_as('there.example')}domain/example.com", status)) as here,
    ):
        assert client(where=book()).ask(query(here.url)).text == BODY
    assert there.names == ["there.example"]


def test_a_redirect_within_the_configured_server_stays_trusted() -> None:
    with RdapServer({PATH: moved("/v2/domain/example.com"), "/v2/domain/example.com": FOUND}) as server:
        assert client().ask(query(server.url)).text == BODY


@pytest.mark.parametrize(
    "location",
    [
        "https://169.254.169.254/latest/meta-data/",
        "https://100.100.100.200/latest/meta-data/",
        "https://127.0.0.1:1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "http://127.0.0.1:1/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "https://someone:planted-secret@127.0.0.1/",
        "https://[::1/",
        "https://127.0.0.1:0x/",
    ],
)
def test_a_redirect_to_this_machine_its_network_or_its_cloud_is_refused(location: str) -> None:
    with says(moved(location)) as server:
        error = refusal(client(), query(server.url))
    assert error.reason == "refused"
    assert "planted-secret" not in str(error)
    assert server.questions == [PATH]


def test_a_redirect_to_another_port_of_this_machine_is_refused() -> None:
    with says(FOUND) as there:
        with says(moved(f"{there.url}domain/example.com")) as here:
            assert refusal(client(), query(here.url)).reason == "refused"
        assert there.questions == []


def test_a_redirect_from_https_to_http_is_refused(trusted: Authority) -> None:
    with says(FOUND) as there:
        location = f"{there.url_as('there.example')}domain/example.com"
        with says(moved(location), trusted.certificate("rdap.example")) as here:
            error = refusal(client(where=book()), query(here.url_as("rdap.example")))
        assert there.questions == []
    assert error.reason == "refused"
    assert "only https is trusted" in str(error)


def test_redirects_end_after_three() -> None:
    with RdapServer({PATH: moved("/a"), "/a": moved("/b"), "/b": moved("/c"), "/c": FOUND}) as server:
        assert client().ask(query(server.url)).text == BODY
    with says(moved(PATH)) as server:
        error = refusal(client(), query(server.url))
    assert (error.reason, str(error)) == ("refused", "127.0.0.1 redirects more than 3 times")
    assert server.questions == [PATH] * 4


def test_a_redirect_without_a_target_is_a_reply() -> None:
    with says((302, {}, "moved")) as server:
        assert client().ask(query(server.url)) == Reply(302, "moved", NOW)


def test_hearsay_at_a_private_address_is_refused_and_nothing_is_connected(trusted: Authority) -> None:
    with says(FOUND, trusted.certificate("rdap.example")) as server:
        error = refusal(client(where=book(public=is_public)), query(server.url_as("rdap.example"), hearsay=True))
        assert server.connections == 0
    assert error.reason == "refused"
    assert "rdap.example leads to 127.0.0.1, which is not a public address" in str(error)


def test_hearsay_is_asked_at_the_very_address_that_was_checked(trusted: Authority) -> None:
    answers: Iterator[list[str]] = iter([["127.0.0.1"], ["127.0.0.66"]])
    where = AddressBook(resolve=lambda _host, _port: next(answers), public=lambda address: address == "127.0.0.1")
    with says(FOUND, trusted.certificate("rebound.example")) as server:
        assert client(where=where).ask(query(server.url_as("rebound.example"), hearsay=True)).text == BODY
    assert next(answers) == ["127.0.0.66"]


def test_hearsay_without_tls_is_refused() -> None:
    with says(FOUND) as server:
        error = refusal(client(where=book()), query(server.url_as("rdap.example"), hearsay=True))
        assert server.questions == []
    assert error.reason == "refused"


# --- busy servers ---------------------------------------------------------------------------------------------------------


def busy(status: int = 429, **headers: str) -> Answer:
    return (status, {name.replace("_", "-"): value for name, value in headers.items()}, "busy")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("retry_after", ["0", format_datetime(NOW - timedelta(hours=1), usegmt=True)])
def test_a_busy_server_is_asked_again_when_it_says(status: int, retry_after: str) -> None:
    with says([busy(status, Retry_After=retry_after), FOUND]) as server:
        assert client().ask(query(server.url)).text == BODY
    assert len(server.questions) == 2


def test_a_busy_server_that_names_no_time_is_asked_again() -> None:
    with says([busy(), FOUND]) as server:
        assert client().ask(query(server.url)).text == BODY


def test_a_server_that_stays_busy_and_names_no_time_is_asked_twice_more_and_no_longer() -> None:
    with says([busy(503)]) as server:
        assert client(patience=3600).ask(query(server.url)).status == 503
    assert len(server.questions) == 3


@pytest.mark.parametrize("retry_after", ["61", "9" * 5000, format_datetime(NOW + timedelta(minutes=2), usegmt=True)])
def test_a_server_that_wants_more_than_our_patience_is_taken_at_its_word(retry_after: str) -> None:
    with says([busy(Retry_After=retry_after), FOUND]) as server:
        assert client(patience=3600).ask(query(server.url)) == Reply(429, "busy", NOW)
    assert len(server.questions) == 1


def test_the_patience_of_the_settings_counts_when_it_is_shorter() -> None:
    with says([busy(Retry_After="2"), FOUND]) as server:
        assert client(patience=1).ask(query(server.url)).status == 429


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0.0),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Wed, 25 Nov 2026 01:00:30 GMT", 30.0),
        ("Wed, 25 Nov 2026 01:00:30 -0000", 30.0),
        ("Wed, 25 Nov 2026 00:00:00 GMT", 0.0),
        ("-5", 0.0),
        ("soon", 0.0),
        ("٣", 0.0),
        ("Wed, 99 Nov 2026 01:00:30 GMT", 0.0),
        ("Wed, 25 Nov " + "9" * 5000 + " 01:00:30 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float) -> None:
    assert seconds_asked(header, NOW) == seconds


def test_a_date_without_a_zone_is_utc_wherever_this_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        assert seconds_asked("Wed, 25 Nov 2026 01:00:30 -0000", NOW) == 30.0
    time.tzset()


# --- proxies --------------------------------------------------------------------------------------------------------------


def test_a_proxy_of_the_environment_is_used_and_resolves_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with RdapServer({"http://rdap.example/domain/example.com": FOUND}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        where = AddressBook(resolve=lambda _host, _port: ())
        assert client(where=where).ask(query("http://rdap.example/")).text == BODY
    assert proxy.headers[0]["Host"] == "rdap.example"


def test_a_host_that_is_exempt_from_the_proxy_is_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("no_proxy", "rdap.example")
    with says(FOUND) as server:
        assert client(where=book()).ask(query(server.url_as("rdap.example"))).text == BODY


def test_the_password_of_a_proxy_stays_out_of_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", f"http://someone:planted-secret@127.0.0.1:{closed_port()}")
    error = refusal(client(), query("https://rdap.example/"))
    assert error.reason == "unreachable"
    assert "planted-secret" not in str(error)
    assert "proxy" in str(error)


def test_hearsay_is_checked_behind_a_proxy_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with RdapServer({}) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = refusal(client(where=book(public=is_public)), query("https://rdap.example/", hearsay=True))
        assert proxy.connections == 0
    assert error.reason == "refused"
