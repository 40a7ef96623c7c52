"""Many names in one run: from a file, from an account, slowly where a registry wants that, in order, failures alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from tests.commands.test_terminal import on_a_terminal
from tests.sample_account.domains import HICHINA, cnnic
from tests.servers.aliyun_answers import Holdings, domain_of_account
from tests.servers.faults import Script
from tests.servers.whois import Answer
from tests.world import DAY, KEY, OWNER, Ran, World

NAMES = [f"shop-{n:03}.cn" for n in range(300)]
MUTE = NAMES[7::50]
"""Names of which the registry says nothing that could be read."""


def record(name: str) -> str:
    return cnnic(name, HICHINA, OWNER, "2028-03-18 10:05:31")


def lines(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


@dataclass(frozen=True)
class Runs:
    """The same 300 names twice: all of it, then what is unknown alone; and what WHOIS was asked in each."""

    ran: tuple[Ran, Ran]
    asked: tuple[Counter[str], Counter[str]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    whois: dict[str, str | bytes] = {name: b"" if name in MUTE else record(name) for name in NAMES}
    text = "# what we have\n" + "".join(f"{name}\n" for name in NAMES) + f"\nWWW.{NAMES[0].upper()}. # again\n"
    with World(tmp_path_factory.mktemp("home"), whois=whois, caching=True) as world:
        file = str(world.write("names.txt", text))
        flags = ("--domains-file", file, "--owner", OWNER, "--as-of", DAY, "-f", "jsonl", "--concurrency", "16")
        first = world.run("domain", *flags)
        asked = Counter(world.whois_server.questions)
        second = world.run("domain", *flags, "--status", "unknown")
        return Runs((first, second), (asked, Counter(world.whois_server.questions) - asked))


def test_three_hundred_names_are_three_hundred_lines_in_the_order_of_the_file(runs: Runs) -> None:
    *subjects, last = lines(runs.ran[0])
    assert [line["id"] for line in subjects] == NAMES
    assert last["kind"] == "run"
    assert last["counts"] == {"domain": {"eligible": len(NAMES) - len(MUTE), "undetermined": len(MUTE)}}
    assert [gap["target"] for gap in last["gaps"]] == MUTE
    assert runs.asked[0] == dict.fromkeys(NAMES, 1)


def test_failures_can_be_listed_alone(runs: Runs) -> None:
    *subjects, last = lines(runs.ran[1])
    assert [line["id"] for line in subjects] == MUTE
    assert {finding["outcome"] for line in subjects for finding in line["findings"]} == {"unknown"}
    assert {line["verdict"] for line in subjects} == {"undetermined"}
    assert last["counts"] == lines(runs.ran[0])[-1]["counts"], "the whole run, whatever is shown of it"


def test_the_next_run_asks_only_for_what_was_not_answered(runs: Runs) -> None:
    assert set(runs.asked[1]) == set(MUTE)
    assert f"{len(NAMES) - len(MUTE)} answers came from the cache" in runs.ran[1].err


# --- slowly -------------------------------------------------------------------------------------------------------------


class _Together(Script[str, Answer]):
    """Answers as soon as two are waiting, or it is clear that nobody else comes."""

    def __init__(self, answers: dict[str, Answer], patience: float) -> None:
        super().__init__(answers)
        self._barrier = Barrier(2)
        self._patience = patience

    def next(self, question: str) -> Answer | None:
        try:
            self._barrier.wait(self._patience)
        except BrokenBarrierError:
            self._barrier.reset()
        return super().next(question)


@pytest.mark.parametrize(
    ("intervals", "busiest", "patience"), [("cn=0.001", 1, 0.05), (None, 2, 30.0)], ids=["an interval", "none"]
)
def test_a_registry_with_an_interval_has_one_conversation_at_a_time(
    tmp_path: Path, intervals: str | None, busiest: int, patience: float
) -> None:
    names = NAMES[:8]
    with World(tmp_path) as world:
        world.whois_server.script = _Together({name: record(name) for name in names}, patience)
        ran = world.domain(*names, "--concurrency", "2", env={"AUDITOR_WHOIS_INTERVALS": intervals})
        assert world.whois_server.busiest == busiest
        assert Counter(world.whois_server.questions) == dict.fromkeys(names, 1)
    assert list(ran.verdicts) == names
    assert ran.report["gaps"] == []


# --- all that an account holds ------------------------------------------------------------------------------------------


def test_every_page_of_an_accounts_domains_is_read(tmp_path: Path) -> None:
    names = NAMES[:105]
    rows = [domain_of_account(DomainName=name, ZhRegistrantOrganization=OWNER) for name in names]
    with World(tmp_path, whois={n: record(n) for n in names}, holdings={KEY: Holdings(rows)}) as world:
        ran = world.domain("--domains-from-account", "--owner", OWNER, "--concurrency", "16")
        pages = [each.params["PageNum"] for each in world.ecs.asked if each.action == "QueryDomainList"]
    assert pages == ["1", "2"]
    assert list(ran.verdicts) == names
    assert ran.report["gaps"] == []


def test_progress_shows_how_fast_it_goes_and_the_time_left(tmp_path: Path) -> None:
    names = NAMES[:25]
    with World(tmp_path, whois={name: record(name) for name in names}) as world:
        shown = on_a_terminal(world, "domain", *names, "-f", "json", piped=True)
    assert len(json.loads(shown.pipe)["subjects"]) == len(names)
    assert "25 of 25 domains" in shown.terminal
    assert "a second, 0:00:00 left" in shown.terminal
