from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.cache import KEPT_FOR, Cache
from auditor.errors import WireError
from auditor.wire import Query, Reply
from tests.builders import SEEN_AT

ROOT = Path(__file__).parents[1]
TTL = timedelta(hours=6)
TICK = timedelta(microseconds=1)
FREE = "No matching record.\r\n"
WHOIS = Query("whois", "whois.cnnic.cn:43", "example.cn")
RDAP = Query("rdap", "https://rdap.example/", "domain/example.com")
DOCUMENT = {
    "objectClassName": "domain",
    "ldhName": "EXAMPLE.COM",
    "events": [{"eventAction": "registration", "eventDate": "1999-06-25T05:27:48Z"}],
}


def record(name: str, remark: str = "") -> str:
    return f"""\
Domain Name: {name}
Registrant: 示例科技有限公司
Sponsoring Registrar: 示例域名注册有限公司
Registration Time: 2020-03-17 12:20:05
Expiration Time: 2027-03-17 12:48:36
{remark}"""


def asks(name: str) -> Query:
    return replace(WHOIS, question=name)


@dataclass
class Registry:
    """Answers with a record of whatever is asked for, or with `says`; counts the questions."""

    says: str | WireError | None = None
    status: int = 200
    now: datetime = SEEN_AT
    remark: str = ""
    asked: list[Query] = field(default_factory=list)

    def ask(self, query: Query) -> Reply:
        self.asked.append(query)
        if isinstance(self.says, WireError):
            raise self.says
        text = record(query.question, self.remark) if self.says is None else self.says
        return Reply(self.status, text, self.now)

    def clock(self) -> datetime:
        return self.now


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "icp-auditor" / "answers.db"


@contextmanager
def opened(registry: Registry, file: Path, ttl: timedelta = TTL, **options: Any) -> Iterator[Cache]:
    with Cache(registry, file, ttl=ttl, clock=registry.clock, **options) as cache:
        yield cache


def kept(file: Path) -> list[str]:
    """The questions whose answers are in the file, the oldest answer first."""
    with closing(sqlite3.connect(file)) as db:
        return [json.loads(key)[2] for (key,) in db.execute("SELECT key FROM answers ORDER BY received_at, key")]


def is_sound(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


# --- what is served -----------------------------------------------------------------------------------------------------


def test_an_answer_is_asked_for_once_and_then_served_as_it_was(file: Path) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        first = cache.ask(WHOIS)
        registry.now += timedelta(hours=1)
        assert cache.ask(WHOIS) == first == Reply(200, record("example.cn"), SEEN_AT)
    assert len(registry.asked) == 1


def test_the_next_run_is_served_what_this_one_was_told(file: Path) -> None:
    with opened(Registry(), file) as cache:
        first = cache.ask(WHOIS)
    registry = Registry(says="something else", now=SEEN_AT + timedelta(minutes=5))
    with opened(registry, file) as cache:
        assert cache.ask(WHOIS) == first
        assert (cache.hits, cache.oldest, cache.trouble) == (1, SEEN_AT, "")
    assert registry.asked == []


def test_the_oldest_of_the_served_answers_is_known(file: Path) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        for name in ("b.cn", "a.cn", "c.cn"):
            cache.ask(asks(name))
            registry.now += timedelta(minutes=1)
        assert (cache.hits, cache.oldest) == (0, None)
        for name in ("c.cn", "a.cn", "c.cn"):
            cache.ask(asks(name))
        assert (cache.hits, cache.oldest) == (3, SEEN_AT + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("age", "questions"),
    [(timedelta(0), 1), (TTL - TICK, 1), (TTL, 2), (TTL + TICK, 2), (-TICK, 2)],
    ids=["new", "just young enough", "just too old", "too old", "from the future"],
)
def test_only_an_answer_younger_than_the_limit_is_served(file: Path, age: timedelta, questions: int) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        cache.ask(WHOIS)
        registry.now += age
        assert cache.ask(WHOIS).received_at == (SEEN_AT if questions == 1 else registry.now)
        assert len(registry.asked) == questions


def test_an_answer_that_was_too_old_is_replaced(file: Path) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        cache.ask(WHOIS)
        registry.now += TTL
        cache.ask(WHOIS)
        registry.now += TTL - TICK
        assert cache.ask(WHOIS).received_at == SEEN_AT + TTL
    assert len(registry.asked) == 2
    assert kept(file) == ["example.cn"]


def test_without_any_age_nothing_is_served_and_everything_kept(file: Path) -> None:
    registry = Registry()
    with opened(registry, file, ttl=timedelta(0)) as cache:
        cache.ask(WHOIS)
        cache.ask(WHOIS)
        assert cache.hits == 0
    assert len(registry.asked) == 2
    assert kept(file) == ["example.cn"]


def test_no_answer_is_served_that_is_older_than_a_month(file: Path) -> None:
    registry = Registry()
    with opened(registry, file, ttl=timedelta(days=400)) as cache:
        cache.ask(WHOIS)
        registry.now += KEPT_FOR - TICK
        cache.ask(WHOIS)
        registry.now += TICK
        cache.ask(WHOIS)
    assert len(registry.asked) == 2


def test_a_refresh_asks_everything_and_keeps_the_new_answers(file: Path) -> None:
    with opened(Registry(), file) as cache:
        cache.ask(WHOIS)
    registry = Registry(remark="new", now=SEEN_AT + timedelta(minutes=1))
    with opened(registry, file, refresh=True) as cache:
        assert cache.ask(WHOIS).text == record("example.cn", "new")
        assert cache.ask(WHOIS).text == record("example.cn", "new")
        assert (len(registry.asked), cache.hits) == (2, 0)
    with opened(registry, file) as cache:
        assert cache.ask(WHOIS).text == record("example.cn", "new")
    assert len(registry.asked) == 2


@pytest.mark.parametrize("protocol", ["ecs", "dns", "aliyun"])
def test_other_protocols_are_always_asked(file: Path, protocol: str) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        query = replace(WHOIS, protocol=protocol)
        cache.ask(query)
        cache.ask(query)
    assert len(registry.asked) == 2
    assert kept(file) == []


@pytest.mark.parametrize(
    "other",
    [
        replace(WHOIS, server="whois.cnnic.cn:4343"),
        replace(WHOIS, server="whois.cnnic.cn:43e", question="xample.cn"),
        replace(WHOIS, question="example.com.cn"),
        replace(WHOIS, protocol="rdap"),
        replace(WHOIS, parameters=(("lang", "en"),)),
        replace(WHOIS, hearsay=True),
    ],
    ids=["server", "the same letters", "question", "protocol", "parameters", "hearsay"],
)
def test_another_question_has_an_answer_of_its_own(file: Path, other: Query) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        cache.ask(WHOIS)
        cache.ask(other)
    assert registry.asked == [WHOIS, other]


def test_how_slowly_a_server_is_asked_makes_no_other_question(file: Path) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        cache.ask(WHOIS)
        cache.ask(replace(WHOIS, pause=2.0))
    assert len(registry.asked) == 1


# --- what is kept -------------------------------------------------------------------------------------------------------

DEFINITIVE = [
    (WHOIS, 200, record("example.cn")),
    (WHOIS, 200, FREE),
    (
        WHOIS,
        200,
        "the Domain Name you apply can not be registered online. Please consult your Domain Name registrar\r\n",
    ),
    (replace(WHOIS, question="domain example.cn"), 200, record("example.cn")),
    (RDAP, 200, json.dumps(DOCUMENT)),
    (RDAP, 404, '{"errorCode": 404}'),
    (RDAP, 200, json.dumps({"ldhName": "example.com", "status": ["reserved"]})),
]
OPEN = [
    (WHOIS, 200, ""),
    (WHOIS, 200, "\x00\x01\x02"),
    (WHOIS, 200, "Queried interval is too short.\r\n"),
    (WHOIS, 200, "Access denied.\r\n"),
    (WHOIS, 200, record("example.com.cn")),
    (WHOIS, 200, "Good morning.\r\n"),
    (WHOIS, 500, record("example.cn")),
    (WHOIS, 200, "Domain Name: example.cn\nRegistrant: REDACTED FOR PRIVACY\n"),
    (WHOIS, 200, record("example.cn", "x" * 1_000_000)),
    (RDAP, 200, ""),
    (RDAP, 200, "<html>"),
    (RDAP, 200, "{}"),
    (RDAP, 200, json.dumps({**DOCUMENT, "ldhName": "example.net"})),
    (RDAP, 404, "<html>not found</html>"),
    (RDAP, 400, '{"errorCode": 400}'),
    (RDAP, 403, '{"errorCode": 403}'),
    (RDAP, 429, '{"errorCode": 429}'),
    (RDAP, 429, json.dumps(DOCUMENT)),
    (RDAP, 500, json.dumps(DOCUMENT)),
    (RDAP, 503, ""),
]


@pytest.mark.parametrize(("query", "status", "says"), DEFINITIVE)
def test_a_registry_s_word_is_kept(file: Path, query: Query, status: int, says: str) -> None:
    registry = Registry(says, status)
    with opened(registry, file) as cache:
        assert cache.ask(query) == cache.ask(query) == Reply(status, says, SEEN_AT)
    assert len(registry.asked) == 1


@pytest.mark.parametrize(("query", "status", "says"), OPEN)
def test_an_answer_that_leaves_the_question_open_is_not_kept(file: Path, query: Query, status: int, says: str) -> None:
    registry = Registry(says, status)
    with opened(registry, file) as cache:
        assert cache.ask(query) == cache.ask(query) == Reply(status, says, SEEN_AT)
        assert (cache.trouble, cache.hits) == ("", 0)
    assert len(registry.asked) == 2
    assert kept(file) == []


def test_an_answer_that_says_nothing_does_not_replace_one_that_does(file: Path) -> None:
    with opened(Registry(), file) as cache:
        first = cache.ask(WHOIS)
    with opened(Registry("Queried interval is too short.\r\n"), file, refresh=True) as cache:
        cache.ask(WHOIS)
    with opened(Registry(), file) as cache:
        assert cache.ask(WHOIS) == first
        assert cache.hits == 1


def test_a_question_without_an_answer_stays_one(file: Path) -> None:
    registry = Registry(WireError("timeout", "no end"))
    with opened(registry, file) as cache:
        for _ in range(2):
            with pytest.raises(WireError, match="no end") as failure:
                cache.ask(WHOIS)
            assert failure.value.reason == "timeout"
    assert len(registry.asked) == 2


def test_an_expired_answer_does_not_stand_in_for_a_failure(file: Path) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        cache.ask(WHOIS)
        registry.now += TTL
        registry.says = WireError("unreachable", "gone")
        with pytest.raises(WireError, match="gone"):
            cache.ask(WHOIS)


def test_an_answer_that_cannot_be_written_down_is_passed_on_and_not_kept(file: Path) -> None:
    registry = Registry(remark="\ud800")
    with opened(registry, file) as cache:
        assert cache.ask(WHOIS) == cache.ask(WHOIS) == Reply(200, record("example.cn", "\ud800"), SEEN_AT)
        assert cache.trouble == ""
    assert len(registry.asked) == 2


def test_a_question_of_any_characters_can_be_asked(file: Path) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        for text in ("\x00", "\ud800", "'; DROP TABLE answers; --", "", "示例.中国"):
            query = Query("whois", text, text, ((text, text),))
            assert cache.ask(query) == cache.ask(query) == Reply(200, record(text), SEEN_AT)
        assert cache.trouble == ""


@given(
    remark=st.text(max_size=200),
    age=st.timedeltas(timedelta(0), TTL - TICK),
    server=st.text(max_size=20),
    parameters=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3),
)
@settings(max_examples=50, deadline=None)
def test_what_is_kept_comes_back_character_by_character(
    tmp_path_factory: pytest.TempPathFactory,
    remark: str,
    age: timedelta,
    server: str,
    parameters: list[tuple[str, str]],
) -> None:
    file = tmp_path_factory.mktemp("cache") / "answers.db"
    # What stands behind this line is nobody's record, so that any text may.
    says = f"Domain Name: example.com\nRegistrar: Example, Inc.\nCreation Date: 2020-03-17T12:20:05Z\n>>> Last update <<<\n{remark}"
    query = Query("whois", server, "example.com", tuple(parameters))
    told = Registry(says, now=SEEN_AT - age)
    with opened(told, file) as cache:
        first = cache.ask(query)
    registry = Registry(says)
    with opened(registry, file) as cache:
        assert cache.ask(query) == first == Reply(200, says, SEEN_AT - age)
        assert cache.hits == 1
    assert registry.asked == []


# --- threads and processes ----------------------------------------------------------------------------------------------


def test_sixty_four_threads_may_ask_at_once(file: Path) -> None:
    registry = Registry()
    names = [f"example{n}.cn" for n in range(200)]
    with opened(registry, file) as cache, ThreadPoolExecutor(64) as pool:
        for _ in range(2):
            replies = list(pool.map(lambda name: cache.ask(asks(name)), names))
            assert [reply.text for reply in replies] == [record(name) for name in names]
        assert (cache.hits, cache.trouble) == (200, "")
    assert len(registry.asked) == 200
    assert sorted(kept(file)) == sorted(names)


def test_two_caches_of_one_process_may_share_a_file(file: Path) -> None:
    first, second = Registry(), Registry()
    with opened(first, file) as one, opened(second, file) as other:
        for n in range(50):
            one.ask(asks(f"a{n}.cn"))
            other.ask(asks(f"b{n}.cn"))
        for n in range(50):
            one.ask(asks(f"b{n}.cn"))
            other.ask(asks(f"a{n}.cn"))
        assert (one.hits, other.hits, one.trouble, other.trouble) == (50, 50, "", "")
    assert is_sound(file)


CHILD = """
import sys
from pathlib import Path
from tests.test_cache import Registry, asks, opened
file, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
sys.stdin.readline()
with opened(Registry(), file) as cache:
    for n in range(first, last):
        cache.ask(asks(f"example{n}.cn"))
        print(n, flush=True)
    sys.stderr.write(cache.trouble)
"""


def child(file: Path, first: int, last: int, code: str = CHILD) -> subprocess.Popen[str]:
    """A process that keeps the answers about `example{first}.cn` and so on, once it is told to go."""
    return subprocess.Popen(
        [sys.executable, "-c", code, str(file), str(first), str(last)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_several_processes_may_keep_their_answers_in_one_file(file: Path) -> None:
    processes = [child(file, first, first + 300) for first in (0, 200, 400)]
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, complaint = process.communicate()
        assert (process.returncode, complaint) == (0, "")
    assert len(kept(file)) == 700
    assert is_sound(file)
    assert not file.with_name("answers.db.damaged").exists()


def test_a_run_that_was_killed_is_taken_up_where_it_ended(file: Path) -> None:
    with child(file, 0, 1_000_000) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("go\n")
        process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(100)]
        process.kill()
        process.stdin.close()
        process.wait()
    assert (lines[-1], process.returncode) == ("99\n", -signal.SIGKILL)
    registry = Registry()
    with opened(registry, file) as cache:
        for n in range(100):
            assert cache.ask(asks(f"example{n}.cn")).text == record(f"example{n}.cn")
        assert (cache.hits, cache.trouble) == (100, "")
    assert registry.asked == []
    assert is_sound(file)


def test_another_process_that_does_not_let_go_is_not_waited_for_without_end(file: Path) -> None:
    registry = Registry()
    with opened(registry, file, patience=0.01) as cache, closing(sqlite3.connect(file)) as other:
        cache.ask(WHOIS)
        other.execute("BEGIN EXCLUSIVE")
        assert cache.ask(asks("example1.cn")).text == record("example1.cn")
        assert not cache.is_on
        assert cache.trouble == f"the cache {file} is not used: database is locked"
        assert cache.ask(WHOIS).text == record("example.cn")
    assert [query.question for query in registry.asked] == ["example.cn", "example1.cn", "example.cn"]


def test_a_file_that_another_process_is_opening_is_not_waited_for_without_end(file: Path) -> None:
    with opened(Registry(), file):
        pass
    with closing(sqlite3.connect(f"{file}.lock")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with opened(Registry(), file, patience=0.01) as cache:
            assert cache.ask(WHOIS).text == record("example.cn")
            assert cache.trouble == f"the cache {file} is not used: database is locked"
    assert kept(file) == []


# --- files that cannot be used --------------------------------------------------------------------------------------------


def check_that_it_is_off(registry: Registry, cache: Cache, file: Path) -> None:
    assert cache.ask(WHOIS) == cache.ask(WHOIS) == Reply(200, record("example.cn"), SEEN_AT)
    assert len(registry.asked) == 2
    assert (cache.is_on, cache.hits, cache.oldest) == (False, 0, None)
    assert cache.trouble.startswith(f"the cache {file} is not used: ")
    assert "\n" not in cache.trouble


def test_a_folder_that_cannot_be_made_switches_the_cache_off(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    registry = Registry()
    for file in (tmp_path / "file" / "answers.db", tmp_path / "file" / "deeper" / "answers.db"):
        registry.asked.clear()
        with opened(registry, file) as cache:
            check_that_it_is_off(registry, cache, file)


def test_folders_are_made_as_needed(tmp_path: Path) -> None:
    file = tmp_path / "share" / "cache" / "answers.db"
    full(file, 1)
    assert kept(file) == ["example0.cn"]


def test_a_folder_in_the_place_of_the_file_switches_the_cache_off(file: Path) -> None:
    file.mkdir(parents=True)
    registry = Registry()
    with opened(registry, file) as cache:
        check_that_it_is_off(registry, cache, file)


def test_a_damaged_file_that_cannot_be_set_aside_switches_the_cache_off(file: Path) -> None:
    (file.with_name("answers.db.damaged") / "in the way").mkdir(parents=True)
    file.write_bytes(b"not a database" * 100)
    registry = Registry()
    with opened(registry, file) as cache:
        check_that_it_is_off(registry, cache, file)
    assert file.read_bytes() == b"not a database" * 100


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
""" + CHILD.replace("print(n, flush=True)", "assert n or cache.is_on")


def test_a_full_disk_switches_the_cache_off_and_never_ends_the_run(file: Path) -> None:
    """No file of the child may be larger than 300 kB, which is what a full disk looks like to it."""
    process = child(file, 0, 2000, FULL)
    _, complaint = process.communicate("go\n")
    assert process.returncode == 0, complaint
    assert complaint.startswith(f"the cache {file} is not used: ")
    assert is_sound(file)
    with opened(Registry(), file) as cache:
        cache.ask(asks("example0.cn"))
        assert (cache.hits, cache.trouble) == (1, "")


def test_a_closed_cache_asks_and_keeps_nothing(file: Path) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        pass
    cache.close()
    cache.ask(WHOIS)
    assert (len(registry.asked), cache.trouble) == (1, "")
    assert kept(file) == []


# --- damage -------------------------------------------------------------------------------------------------------------


def full(file: Path, names: int = 300) -> None:
    with opened(Registry(), file) as cache:
        for n in range(names):
            cache.ask(asks(f"example{n}.cn"))


def spoil(file: Path) -> bytes:
    """Damage a file as a disk does: all but the first page is lost."""
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    return bytes(content)


def check_that_it_was_begun_anew(file: Path, aside: bytes) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        assert cache.ask(asks("example0.cn")) == cache.ask(asks("example0.cn"))
        assert (len(registry.asked), cache.hits, cache.is_on) == (1, 1, True)
        assert cache.trouble == (
            f"the cache {file} could not be read: it is now answers.db.damaged, and a new one was begun"
        )
    assert file.with_name("answers.db.damaged").read_bytes() == aside
    with opened(Registry(), file) as cache:
        cache.ask(asks("example0.cn"))
        assert (cache.hits, cache.trouble) == (1, "")


def test_a_file_that_is_no_database_is_set_aside(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"not a database" * 100)
    check_that_it_was_begun_anew(file, b"not a database" * 100)


def test_only_the_last_damaged_file_is_left(file: Path) -> None:
    file.parent.mkdir()
    for text in (b"first" * 300, b"second" * 300):
        file.with_name("answers.db.damaged-wal").write_bytes(b"of another file")
        file.write_bytes(text)
        check_that_it_was_begun_anew(file, text)
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "answers.db",
        "answers.db.damaged",
        "answers.db.lock",
    ]


@pytest.mark.parametrize(
    "change",
    [
        "PRAGMA user_version = 2",
        "PRAGMA user_version = 0",
        "CREATE TABLE more (x)",
        "DROP TABLE answers",
        "CREATE TRIGGER lies AFTER INSERT ON answers BEGIN UPDATE answers SET status = 404; END",
    ],
)
def test_a_database_of_another_shape_is_set_aside(file: Path, change: str) -> None:
    full(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute(change)
    check_that_it_was_begun_anew(file, file.read_bytes())


@pytest.mark.parametrize(("offset", "value"), [(0, 0), (18, 9), (28, 255), (47, 9), (59, 3)])
def test_a_damaged_header_is_set_aside(file: Path, offset: int, value: int) -> None:
    full(file)
    content = bytearray(file.read_bytes())
    content[offset] = value
    file.write_bytes(content)
    check_that_it_was_begun_anew(file, bytes(content))


def test_damage_that_cannot_even_be_quoted_is_set_aside(file: Path) -> None:
    full(file)
    content = file.read_bytes().replace(b"tableanswersanswers", b"table\xff\xfe\xfd\xfc\xfb\xfa\xf9answers")
    file.write_bytes(content)
    check_that_it_was_begun_anew(file, content)


def test_damage_behind_the_first_page_is_set_aside_too(file: Path) -> None:
    full(file)
    check_that_it_was_begun_anew(file, spoil(file))


def test_damage_in_the_middle_of_a_run_costs_no_answer(file: Path) -> None:
    full(file)
    registry = Registry()
    with opened(registry, file) as cache, opened(Registry(), file) as other:
        spoil(file)
        other.ask(asks("another.cn"))  # so that pages which were read before are read again
        for n in range(300):
            assert cache.ask(asks(f"example{n}.cn")).text == record(f"example{n}.cn")
            assert other.ask(asks(f"example{n}.cn")).text == record(f"example{n}.cn")
        assert cache.is_on
        assert other.is_on
        assert "begun" in cache.trouble + other.trouble
    assert is_sound(file)
    assert set(kept(file)) >= {"example0.cn", "example299.cn"}


def test_a_new_file_that_another_has_just_begun_is_not_set_aside(file: Path) -> None:
    full(file)
    registry = Registry()
    with opened(registry, file) as late:
        content = spoil(file)
        with opened(Registry(), file) as early:
            early.ask(WHOIS)
            assert "begun" in early.trouble
            late.ask(WHOIS)
            assert (late.hits, late.is_on, late.trouble) == (1, True, "")
    assert registry.asked == []
    assert file.with_name("answers.db.damaged").read_bytes() == content


def test_threads_that_meet_the_damage_together_begin_anew_once(file: Path) -> None:
    full(file)
    names = [f"example{n}.cn" for n in range(300)]
    with opened(Registry(), file) as cache, ThreadPoolExecutor(64) as pool:
        spoil(file)
        assert [reply.text for reply in pool.map(lambda name: cache.ask(asks(name)), names)] == list(map(record, names))
        assert cache.is_on
        assert cache.trouble.endswith("a new one was begun")
    assert sorted(kept(file)) == sorted(names)


def test_a_disk_that_damages_the_new_file_too_is_left_alone(file: Path) -> None:
    full(file)
    with opened(Registry(), file) as cache:
        spoil(file)
        cache.ask(WHOIS)
        assert cache.is_on
        for n in range(300):
            cache.ask(asks(f"example{n}.cn"))
        with closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        spoil(file)
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute("PRAGMA user_version = 1")  # a change, so that pages which were read before are read again
        assert cache.ask(WHOIS).text == record("example.cn")
        assert (cache.is_on, cache.trouble) == (False, f"the cache {file} is not used: it is damaged again")
    check_that_it_was_begun_anew(file, file.read_bytes())


def test_a_lock_that_somebody_wrote_to_still_locks(file: Path) -> None:
    full(file, 1)
    file.with_name("answers.db.lock").write_text("not a database" * 100)
    with opened(Registry(), file) as cache:
        cache.ask(asks("example0.cn"))
        assert (cache.hits, cache.trouble) == (1, "")


@given(seed=st.integers(0, 2**32), cut=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_becomes_of_the_file_no_answer_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, seed: int, *, cut: bool
) -> None:
    whole = tmp_path / "answers.db"
    if not whole.exists():
        full(whole, 40)
    content = bytearray(whole.read_bytes())
    chance = random.Random(seed)  # noqa: S311 - for a test
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(100 if chance.random() < 0.2 else len(content))] = chance.randrange(256)
    if cut:
        del content[chance.randrange(len(content)) :]
    file = tmp_path_factory.mktemp("cache") / "answers.db"
    file.write_bytes(content)
    registry = Registry()
    with opened(registry, file) as cache:
        for n in range(40):
            assert cache.ask(asks(f"example{n}.cn")) == Reply(200, record(f"example{n}.cn"), SEEN_AT)
        assert cache.is_on, cache.trouble


def test_an_answer_that_was_changed_in_the_file_is_not_served(file: Path) -> None:
    full(file, 3)
    changes = ["text = replace(text, '2027', '2037')", "status = 404", "received_at = received_at - 1", "text = 'x'"]
    for change in changes:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute(f"UPDATE answers SET {change}")  # noqa: S608 - our own words
        registry = Registry()
        with opened(registry, file) as cache:
            for n in range(3):
                assert cache.ask(asks(f"example{n}.cn")).text == record(f"example{n}.cn")
            assert (cache.hits, cache.trouble) == (0, "")


# --- pruning ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["open", "close"])
def test_answers_older_than_a_month_are_deleted(file: Path, moment: str) -> None:
    registry = Registry()
    with opened(registry, file) as cache:
        cache.ask(asks("old.cn"))
        registry.now += TICK
        cache.ask(asks("less-old.cn"))
        if moment == "close":
            registry.now = SEEN_AT + KEPT_FOR + TICK
    registry.now = SEEN_AT + KEPT_FOR + TICK
    with opened(registry, file):
        assert kept(file) == ["less-old.cn"]


def test_answers_from_a_time_to_come_are_deleted(file: Path) -> None:
    registry = Registry(now=SEEN_AT + timedelta(days=1))
    with opened(registry, file) as cache:
        cache.ask(asks("tomorrow.cn"))
        registry.now += TICK
        cache.ask(asks("never.cn"))
        assert len(kept(file)) == 2
    with opened(Registry(), file):
        assert kept(file) == ["tomorrow.cn"]


@pytest.mark.parametrize("moment", ["open", "close"])
def test_beyond_its_size_the_oldest_answers_go_and_the_file_shrinks(file: Path, moment: str) -> None:
    registry = Registry(remark="x" * 4000)
    largest = 200_000
    with opened(registry, file, largest=largest if moment == "close" else 10**9) as cache:
        for n in range(300):
            cache.ask(asks(f"example{n}.cn"))
            registry.now += TICK
        assert len(kept(file)) == 300
    with opened(registry, file, largest=largest):
        left = kept(file)
    assert left == [f"example{n}.cn" for n in range(300 - len(left), 300)]
    assert 20 < len(left) < 60
    assert largest / 2 < file.stat().st_size <= largest


def test_a_file_that_is_too_small_for_anything_holds_nothing(file: Path) -> None:
    with opened(Registry(), file, largest=0) as cache:
        cache.ask(WHOIS)
        assert cache.trouble == ""
    assert kept(file) == []


def test_thousands_of_answers_do_not_stay_in_memory(file: Path) -> None:
    registry = Registry(remark="x" * 5000)
    with opened(registry, file) as cache:
        cache.ask(WHOIS)
        tracemalloc.start()
        for n in range(1000):
            cache.ask(asks(f"example{n}.cn"))
            registry.asked.clear()
        left, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert left < 500_000  # the answers have 5 MB


# --- privacy ------------------------------------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_can_read_the_cache(file: Path) -> None:
    before = os.umask(0)
    try:
        with opened(Registry(), file) as cache:
            cache.ask(WHOIS)
            modes = {path.name: mode(path) for path in file.parent.iterdir()}
    finally:
        os.umask(before)
    assert mode(file.parent) == 0o700
    assert set(modes) == {"answers.db", "answers.db-wal", "answers.db-shm", "answers.db.lock"}
    assert set(modes.values()) == {0o600}


def test_a_file_that_others_could_read_is_taken_from_their_eyes(file: Path) -> None:
    full(file, 1)
    file.chmod(0o644)
    with opened(Registry(), file) as cache:
        cache.ask(asks("example0.cn"))
        assert cache.hits == 1
    assert mode(file) == 0o600


def test_every_question_that_a_kept_answer_serves_is_told(file: Path) -> None:
    told: list[Query] = []
    registry = Registry()
    for _ in range(2):
        with opened(registry, file, served=told.append) as cache:
            cache.ask(asks("example.cn"))
    assert told == [asks("example.cn")]
