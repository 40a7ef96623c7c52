"""IANA's list of RDAP servers: what is taken for one, how it is kept, and when it is asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import WireError
from auditor.live import Live
from auditor.model import Table
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources import rdap
from auditor.sources._bootstrap import WEEK, Changes, Kept, Published, asked, changes, parsed, question, read, write
from auditor.tables import Tables
from auditor.tape import Player, Recorder
from auditor.wire import Query, Reply, Wire
from tests.builders import SEEN_AT, TABLES
from tests.fakes import reply
from tests.sample_account.domains import rdap as rdap_answer
from tests.servers.faults import Fault, closed_port
from tests.servers.rdap import Answer, RdapServer

URL = "https://data.iana.org/rdap/dns.json"
COM = "https://rdap.example.net/com/"
OTHER = reply("somebody else's answer")


def listing(*services: Any, **more: Any) -> str:
    found = services or ([["com", "net"], [COM]], [["top"], ["https://rdap.example.org/top/"]])
    return json.dumps({"version": "1.0", "publication": "2026-11-20T20:00:01Z", "services": found, **more})


def without(key: str) -> str:
    return json.dumps({name: value for name, value in json.loads(listing()).items() if name != key})


def test_the_list_gives_a_server_for_each_suffix_and_its_day() -> None:
    servers = {"com": COM, "net": COM, "top": "https://rdap.example.org/top/"}
    assert parsed(reply(listing(description="…"))) == Published(servers, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ([COM], COM),
        (["https://rdap.example.net/com"], COM),
        (["https://RDAP.Example.net"], "https://rdap.example.net/"),
        (["http://rdap.example.net/com/", COM], COM),
        (["https://xn--fiqs8s.example.net/v1/x_y~z/"], "https://xn--fiqs8s.example.net/v1/x_y~z/"),
    ],
)
def test_the_first_server_that_speaks_https_counts(urls: list[str], expected: str) -> None:
    assert parsed(reply(listing([["COM"], urls]))).servers == {"com": expected}


def test_a_suffix_without_https_is_left_out_and_the_others_stay() -> None:
    text = listing([["kg"], ["http://rdap.example.org/"]], [["com"], [COM]])
    assert parsed(reply(text)).servers == {"com": COM}


WRONG: dict[str, str] = {
    "nothing": "",
    "a page": "<html>",
    "cut off": listing()[:-20],
    "a list": "[]",
    "deep": "[" * 100_000,
    "no version": without("version"),
    "no publication": without("publication"),
    "no services": without("services"),
    "another version": listing(version="2.0"),
    "a day that is none": listing(publication="soon"),
    "a day that is a number": listing(publication=20261120),
    "services that are none": listing(services={"com": COM}),
    "no entry": listing(services=[]),
    "an entry that is none": listing("com"),
    "an entry of three": listing([["com"], [COM], []]),
    "an entry without suffix": listing([["com"], [COM]], [[], [COM]]),
    "an entry without server": listing([["com"], [COM]], [["net"], []]),
    "a suffix that is a number": listing([[1], [COM]]),
    "a suffix that is none": listing([["-com"], [COM]]),
    "an empty suffix": listing([[""], [COM]]),
    "a suffix with a line in it": listing([["com\n"], [COM]]),
    "a suffix in Chinese": listing([["中国"], [COM]]),
    "a suffix twice": listing([["com"], [COM]], [["com"], ["https://rdap.example.org/"]]),
    "a suffix twice, once without https": listing([["com"], [COM]], [["com"], ["http://rdap.example.org/"]]),
    "nobody with https": listing([["com"], ["http://rdap.example.org/"]]),
    "too many suffixes": listing([[f"a{n}" for n in range(3000)], [COM]], [[f"b{n}" for n in range(3000)], [COM]]),
    "too many servers": listing([["com"], [COM] * 11]),
    "too large": listing(description="x" * 600_000),
}
ADDRESSES = (
    *(
        "",
        "com",
        "ftp://rdap.example.net/",
        "https://",
        "https:///com/",
        "//rdap.example.net/",
        "file:///etc/passwd",
        1,
        None,
    ),
    *("https://user:pw@rdap.example.net/", "https://user@rdap.example.net/", "https://rdap.example.net:8443/"),
    *(
        "https://rdap.example.net:x/",
        "https://[rdap.example.net/",
        "https://rdap.example.net/?a=b",
        "https://rdap.example.net/#a",
    ),
    *(
        "https://localhost/",
        "https://rdap.localhost/",
        "https://rdap.local/",
        "https://metadata.internal/",
        "https://rdap/",
    ),
    *(
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "https://100.100.100.200/latest/",
        "https://[::1]/",
        "https://2130706433/",
    ),
    *(
        "https://rdap.example.net/a b",
        "https://rdap.example.net/a\\b",
        "https://rdap.example.net/%2e%2e/",
        "https://示例.net/",
    ),
    *("https://rdap..net/", "https://rdap.example.net./", "http://localhost/", f"https://{'a' * 64}.net/"),
)


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_not_such_a_list_is_none(text: str) -> None:
    with pytest.raises(WireError, match="not IANA's RDAP bootstrap") as caught:
        parsed(reply(text))
    assert caught.value.reason == "garbled"


@pytest.mark.parametrize("url", ADDRESSES)
def test_one_address_that_is_no_registrys_condemns_the_whole_list(url: Any) -> None:
    for urls in ([url], [COM, url]):
        with pytest.raises(WireError, match="an address that is"):
            parsed(reply(listing([["com"], urls], [["net"], [COM]])))


@pytest.mark.parametrize("status", [204, 304, 404, 500])
def test_an_answer_that_says_no_is_no_list(status: int) -> None:
    with pytest.raises(WireError, match=f"HTTP {status}"):
        parsed(reply(listing(), status))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, Query("rdap", "https://data.iana.org/rdap", "dns.json")),
        ("http://127.0.0.1:8080/dns.json", Query("rdap", "http://127.0.0.1:8080", "dns.json")),
        ("http://127.0.0.1:8080", Query("rdap", "http://127.0.0.1:8080", "")),
    ],
)
def test_the_list_is_a_question_like_any_other(url: str, expected: Query) -> None:
    assert question(url) == expected


# --- the file -----------------------------------------------------------------------------------------------------------


def test_a_list_that_was_kept_is_read_with_the_day_it_came(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "list.json"
    assert read(path) is None
    assert write(path, reply(listing())) == parsed(reply(listing()))
    assert read(path) == (reply(listing()), parsed(reply(listing())))
    assert [each.name for each in path.parent.iterdir()] == ["list.json"], "nothing is left beside it"


@pytest.mark.parametrize(
    "bad", [reply("<html>"), reply(listing(), 503), reply(listing([["com"], ["https://localhost/"]]))]
)
def test_a_bad_answer_never_replaces_a_good_list(tmp_path: Path, bad: Reply) -> None:
    path = tmp_path / "list.json"
    write(path, reply(listing()))
    with pytest.raises(WireError):
        write(path, bad)
    assert read(path) == (reply(listing()), parsed(reply(listing())))


def test_a_disk_that_refuses_leaves_the_list_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.mkdir()
    with pytest.raises(OSError, match=r"list\.json"):
        write(path, reply(listing()))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("spoilt", [b"", b"<html>", b"\xff\xfe", listing([["com"], ["https://localhost/"]]).encode()])
def test_a_file_that_was_spoilt_is_none(tmp_path: Path, spoilt: bytes) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(spoilt)
    assert read(path) is None


# --- the wire -----------------------------------------------------------------------------------------------------------


@dataclass
class Says:
    """Somebody who always says the same, and knows how often."""

    said: Reply | WireError
    asked: list[Query] = field(default_factory=list)

    def ask(self, query: Query) -> Reply:
        self.asked.append(query)
        if isinstance(self.said, WireError):
            raise self.said
        return self.said


NOBODY = WireError("unreachable", "nobody there")


def kept(path: Path, iana: Says, *, now: datetime = SEEN_AT) -> Kept:
    return Kept(Says(OTHER), iana, path, URL, lambda: now)


@pytest.mark.parametrize(
    ("age", "fetched"), [(timedelta(), 0), (WEEK - timedelta(seconds=1), 0), (WEEK, 1), (-timedelta(hours=1), 1)]
)
def test_a_list_is_fetched_again_when_it_is_a_week_old(tmp_path: Path, age: timedelta, fetched: int) -> None:
    path = tmp_path / "list.json"
    write(path, reply(listing([["com"], ["https://rdap.example.org/old/"]])))
    now = SEEN_AT + age
    iana = Says(Reply(200, listing(), now))
    servers = parsed(kept(path, iana, now=now).ask(question(URL))).servers
    assert len(iana.asked) == fetched
    assert servers["com"] == (COM if fetched else "https://rdap.example.org/old/")
    found = read(path)
    assert found is not None
    assert (found[1].servers, found[0].received_at) == (servers, now if fetched else SEEN_AT)


def test_without_a_file_the_list_is_fetched_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "list.json"
    assert kept(path, Says(reply(listing()))).ask(question(URL)) == reply(listing())
    assert kept(path, Says(NOBODY)).ask(question(URL)) == reply(listing())


@pytest.mark.parametrize("bad", [NOBODY, reply("<html>"), reply(listing(), 500)])
def test_an_old_list_is_better_than_none(tmp_path: Path, bad: Reply | WireError) -> None:
    path = tmp_path / "list.json"
    write(path, reply(listing()))
    assert kept(path, Says(bad), now=SEEN_AT + 2 * WEEK).ask(question(URL)) == reply(listing())
    with pytest.raises(WireError):
        kept(tmp_path / "none", Says(bad)).ask(question(URL))


def test_a_home_that_cannot_be_written_to_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert kept(tmp_path / "file" / "list.json", Says(reply(listing()))).ask(question(URL)) == reply(listing())


def test_every_other_question_passes_through(tmp_path: Path) -> None:
    iana = Says(NOBODY)
    assert kept(tmp_path / "list.json", iana).ask(Query("rdap", "https://data.iana.org/rdap", "domain/a.com")) == OTHER
    assert iana.asked == []


def test_the_list_is_asked_for_once_in_a_run_whoever_needs_it_first() -> None:
    iana = Says(reply(listing()))
    bring = asked(iana, URL)
    assert iana.asked == [], "not before somebody needs it"
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: bring(), range(32)))
    assert iana.asked == [question(URL)]
    assert found == [(Table("rdap-bootstrap", date(2026, 11, 20)), parsed(reply(listing())).servers)] * 32


@pytest.mark.parametrize("bad", [NOBODY, reply("<html>"), reply("", 404)])
def test_where_there_is_no_list_the_shipped_table_serves_and_nobody_is_asked_twice(bad: Reply | WireError) -> None:
    iana = Says(bad)
    tables = Tables(bootstrap=asked(iana, URL))
    assert (tables.bootstrap, dict(tables.bootstrap)) == ({}, {})
    assert len(iana.asked) == 1
    assert [table.name for table in tables.used] == []


def test_it_can_be_switched_off() -> None:
    iana = Says(reply(listing()))
    assert asked(iana, "")() is None
    assert iana.asked == []


class World:
    """IANA and the registry that its list names."""

    def __init__(self) -> None:
        self.asked: list[Query] = []

    def ask(self, query: Query) -> Reply:
        self.asked.append(query)
        if query == question(URL):
            return reply(listing())
        return reply(rdap_answer("example.com", "1599", "Alibaba Cloud", "2028-05-20T03:00:00Z"))


def look_up(wire: Wire) -> None:
    tables = Tables(bootstrap=asked(wire, URL))
    for name in ("example.com", "example.net"):
        assert rdap.observe(parse(name), wire, Settings(), tables)


def test_a_recording_holds_the_list_that_its_run_used(tmp_path: Path) -> None:
    world = World()
    with Recorder(world, tmp_path, {"started_at": SEEN_AT.isoformat(), "request": {}}) as recorder:
        look_up(recorder)
    assert [query.server for query in world.asked if "verisign" not in query.server] == [
        "https://data.iana.org/rdap",
        COM,
        COM,
    ]
    player = Player(tmp_path)
    found = Tables(bootstrap=asked(player, URL)).bootstrap
    assert found["com"] == COM
    seen = rdap.observe(parse("example.com"), player, Settings(), Tables(bootstrap=asked(player, URL)))
    assert seen is not None
    assert seen.facts["registrar_iana_id"].value == "1599"  # type: ignore[union-attr]


def over_loopback(answer: Answer) -> Callable[[Path], dict[str, str]]:
    def servers(path: Path) -> dict[str, str]:
        with RdapServer({"/rdap/dns.json": answer}) as server:
            live = Live(replace(Settings(), timeout=0.5, ecs_patience=0.0), lambda: SEEN_AT)
            url = f"{server.url}rdap/dns.json"
            wire = Kept(live, live, path, url, lambda: SEEN_AT)
            found = asked(wire, url)()
            return dict(found[1]) if found else {}

    return servers


def test_the_list_comes_over_http(tmp_path: Path) -> None:
    assert over_loopback((200, {}, listing()))(tmp_path / "list.json")["com"] == COM
    assert read(tmp_path / "list.json") is not None


@pytest.mark.parametrize(
    "fault",
    [Fault.HANG, Fault.DRIP, Fault.ENDLESS, Fault.RESET, Fault.GARBAGE, (200, {}, Fault.TRUNCATED), (503, {}, "")],
)
def test_a_server_that_misbehaves_costs_a_moment_and_changes_nothing(tmp_path: Path, fault: Answer) -> None:
    assert over_loopback(fault)(tmp_path / "list.json") == {}
    assert list(tmp_path.iterdir()) == []


def test_nobody_there_is_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{closed_port()}/dns.json"
    live = Live(replace(Settings(), timeout=0.5, ecs_patience=0.0), lambda: SEEN_AT)
    assert asked(Kept(live, live, tmp_path / "list.json", url, lambda: SEEN_AT), url)() is None
    assert capfd.readouterr() == ("", "")


# --- what is new --------------------------------------------------------------------------------------------------------


def test_a_list_is_compared_with_the_shipped_table() -> None:
    shipped = {suffix: TABLES.registries[suffix] for suffix in ("com", "net", "top", "io", "cn")}
    servers = {"com": shipped["com"].rdap, "net": COM, "io": COM, "frobnicate": COM}
    assert changes(shipped, servers) == Changes(new=("frobnicate", "io"), moved=("net",), gone=("top",))
    assert changes(shipped, {suffix: row.rdap for suffix, row in shipped.items() if row.rdap}) == Changes((), (), ())


def test_the_age_of_a_list_is_when_it_came(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(listing())
    os.utime(path, (0, 0))
    found = read(path)
    assert found is not None
    assert found[0].received_at == datetime(1970, 1, 1, tzinfo=UTC)
