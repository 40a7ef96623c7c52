"""The answers of registries are kept between runs: `--cache-ttl`, `--refresh`, `--no-cache`, and a run that was killed."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.cache import Cache
from auditor.wire import Query, Reply
from tests.sample_account.domains import HICHINA, cnnic, rdap
from tests.servers.faults import Fault, Script
from tests.servers.rdap import Answer as RdapAnswer
from tests.servers.whois import Answer as WhoisAnswer
from tests.world import OWNER, Ran, World, bare, run

ALIBABA = ("1599", "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)", "2028-05-20T03:00:00Z")
NAMES = ("example.cn", "gone.cn", "limit.cn", "good.com", "absent.com")
LASTING = {"example.cn", "gone.cn", "/domain/good.com", "/domain/absent.com"}
"""The questions whose answers are a registry's word on the domain."""
LIMIT = "Your query rate limit has been exceeded. Please try again later.\r\n"
FILE = ".cache/icp-auditor/answers.db"
REMARK = re.compile(r"icp-auditor: (\d+) answers? came from the cache, the oldest (\d+:\d\d:\d\d) old")
STRANGER = "别的有限公司"


def record(name: str, holder: str = OWNER) -> str:
    return cnnic(name, HICHINA, holder, "2028-03-18 10:05:31")


def asked(world: World) -> Counter[str]:
    return Counter(world.whois_server.questions + world.rdap_server.questions)


def seen_at(ran: Ran, name: str) -> str:
    """When the registry's word on the expiry was read."""
    (evidence,) = ran.finding(name, "domain-expiry")["evidence"]
    return str(evidence["seen_at"])


def facts(ran: Ran, name: str) -> dict[str, object]:
    found: dict[str, object] = ran.subject(name)["facts"]
    return found


@dataclass(frozen=True)
class Runs:
    """Runs one after the other with the same names, by what was different, and what each asked of the registries."""

    home: Path
    ran: dict[str, Ran]
    questions: dict[str, Counter[str]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    home = tmp_path_factory.mktemp("home")
    found = Runs(home, {}, {})
    first, later = record("example.cn"), record("example.cn", STRANGER)
    whois: dict[str, WhoisAnswer | list[WhoisAnswer]] = {"limit.cn": LIMIT, "example.cn": [first, first, later]}
    registry: dict[str, RdapAnswer] = {"/domain/good.com": (200, {}, rdap("good.com", *ALIBABA))}
    with World(home, whois=whois, rdap=registry, caching=True) as world:
        for flags in ("--no-cache", "", "--record tape", "--refresh", "--quiet"):
            before = asked(world)
            found.ran[flags] = world.domain(*NAMES, "--owner", OWNER, *flags.split())
            found.questions[flags] = asked(world) - before
            assert (home / FILE).exists() == (flags != "--no-cache")
    return found


def test_a_second_run_asks_the_registries_nothing_that_they_have_answered(runs: Runs) -> None:
    assert set(runs.questions[""]) == {*LASTING, "limit.cn"}
    assert set(runs.questions["--record tape"]) == {"limit.cn"}
    for name in ("example.cn", "good.com"):
        assert facts(runs.ran["--record tape"], name) == facts(runs.ran[""], name)
    assert runs.ran["--record tape"].verdicts == runs.ran[""].verdicts


def test_the_second_run_says_how_many_answers_were_kept_and_how_old_each_of_them_is(runs: Runs) -> None:
    assert not REMARK.search(runs.ran[""].err)
    said = REMARK.search(runs.ran["--record tape"].err)
    assert said
    assert said[1] == "4"
    for name in ("example.cn", "good.com"):
        assert seen_at(runs.ran["--record tape"], name) == seen_at(runs.ran[""], name)


def test_an_answer_that_says_nothing_of_the_domain_is_never_kept(runs: Runs) -> None:
    for flags, ran in runs.ran.items():
        assert runs.questions[flags]["limit.cn"] >= 1
        assert ran.gaps == {"limit.cn": "throttled"}


def test_a_refresh_asks_anew_and_what_it_is_told_is_kept(runs: Runs) -> None:
    assert set(runs.questions["--refresh"]) == {*LASTING, "limit.cn"}
    assert not REMARK.search(runs.ran["--refresh"].err)
    assert runs.ran["--refresh"].fact("example.cn", "holder") == STRANGER
    assert runs.ran["--quiet"].fact("example.cn", "holder") == STRANGER
    assert set(runs.questions["--quiet"]) == {"limit.cn"}


def test_no_cache_neither_reads_nor_keeps(runs: Runs) -> None:
    assert set(runs.questions["--no-cache"]) == {*LASTING, "limit.cn"}
    assert set(runs.questions[""]) == {*LASTING, "limit.cn"}, "nothing of the run before was kept"


def test_a_quiet_run_says_nothing_of_the_cache(runs: Runs) -> None:
    assert runs.ran["--quiet"].err == ""


def test_a_recording_holds_the_kept_answers_with_their_age(runs: Runs) -> None:
    ran = run("domain", "--replay", "tape", "-f", "json", environment=bare(runs.home), folder=runs.home)
    assert ran.err == ""
    assert {**ran.report, "finished_at": ""} == {**runs.ran["--record tape"].report, "finished_at": ""}


# --- age ----------------------------------------------------------------------------------------------------------------


class _Then:
    """A registry, some time ago."""

    def __init__(self, at: datetime, answers: dict[str, str]) -> None:
        self._at, self._answers = at, answers

    def ask(self, query: Query) -> Reply:
        return Reply(200, self._answers[query.question], self._at)


def test_how_old_an_answer_may_be_is_on_the_line_in_the_environment_or_six_hours(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with World(tmp_path, whois={"older.cn": record("older.cn")}, caching=True) as world:
        for name, age in (("example.cn", timedelta(hours=2)), ("older.cn", timedelta(hours=7))):
            then = _Then(now - age, {name: record(name, STRANGER)})
            with Cache(then, tmp_path / FILE, ttl=age, clock=lambda: now) as cache:
                cache.ask(Query("whois", world.whois_server.address, name))
        usual = world.domain("example.cn")
        assert world.whois_server.questions == []
        older = world.domain("older.cn")
        assert world.whois_server.questions == ["older.cn"], "beyond six hours"
        short = world.domain("example.cn", env={"AUDITOR_CACHE_TTL": "90m"})
        assert world.whois_server.questions == ["older.cn", "example.cn"]
        longer = world.domain("older.cn", "--cache-ttl", "7d", env={"AUDITOR_CACHE_TTL": "0"})
        assert world.whois_server.questions == ["older.cn", "example.cn"]
        wrong = world.domain("example.cn", "--cache-ttl", "soon")
    assert usual.fact("example.cn", "holder") == STRANGER
    assert re.search(r"1 answers? came from the cache, the oldest 2:0\d:\d\d old \(--refresh asks anew\)", usual.err)
    assert seen_at(usual, "example.cn") == (now - timedelta(hours=2)).isoformat().replace("+00:00", "Z")
    assert older.fact("older.cn", "holder") == longer.fact("older.cn", "holder") == OWNER
    assert short.fact("example.cn", "holder") == OWNER
    assert (wrong.code, wrong.out) == (2, "")
    assert "--cache-ttl wants a duration like 90s, 30m, 6h or 7d" in wrong.err


# --- a run that was killed, and a cache that cannot be used -------------------------------------------------------------


def test_a_run_that_was_killed_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    names = [f"shop-{n}.cn" for n in range(1, 9)]
    done, last_done, silent = names[:5], names[4], names[5]
    whois: dict[str, WhoisAnswer | list[WhoisAnswer]] = {name: record(name) for name in names}
    flags = ("--concurrency", "1", "--owner", OWNER)
    with World(tmp_path, whois={**whois, silent: Fault.HANG}, caching=True) as world:
        loudly = ("domain", *names, *flags, "--timeout", "60", "--verbose", "-fjsonl")
        with world.started(*loudly, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            assert process.stderr
            for line in process.stderr:
                if line.startswith(b"dns ") and f" {last_done} NS ->".encode() in line:
                    break  # DNS is asked after the registry, so that answer is kept
            process.kill()
            assert process.wait(30) < 0
        world.whois_server.script = Script(whois)
        ran = world.domain(*names, *flags)
        questions = Counter(world.whois_server.questions)
    assert {name: n for name, n in questions.items() if name != silent} == {n: 1 for n in names if n != silent}
    assert list(ran.verdicts) == names
    assert ran.report["gaps"] == []
    said = REMARK.search(ran.err)
    assert said
    assert said[1] == str(len(done))


def test_a_cache_that_cannot_be_written_fails_no_run_and_is_said(tmp_path: Path) -> None:
    with World(tmp_path, caching=True) as world:
        world.write(".cache", "a file where the folder should be")
        ran = world.domain("example.cn", "--owner", OWNER)
        quiet = world.domain("example.cn", "--owner", OWNER, "--quiet")
        assert world.whois_server.questions == ["example.cn"] * 2
    assert ran.verdicts == quiet.verdicts == {"example.cn": "eligible"}
    assert ran.code == quiet.code == 0
    assert re.fullmatch(r"icp-auditor: the cache \S+answers\.db is not used: .+\n", ran.err)
    assert quiet.err == ""


def test_a_cache_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    with World(tmp_path, caching=True) as world:
        world.write(FILE, b"not a database" * 100)
        first, second = (world.domain("example.cn", "--owner", OWNER) for _ in range(2))
        assert world.whois_server.questions == ["example.cn"]
    assert "could not be read: it is now answers.db.damaged, and a new one was begun" in first.err
    assert first.code == second.code == 0
    assert REMARK.search(second.err)
