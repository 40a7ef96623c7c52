"""On a terminal: progress and colours, and neither of them where nobody looks."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.world import DAY, World

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
ERASES = "\x1b[2K"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("home")) as world:
        yield world


@dataclass(frozen=True)
class Shown:
    """What a terminal was sent, and what went into a pipe."""

    terminal: str
    pipe: bytes


def on_a_terminal(world: World, *arguments: str, piped: bool = False, **env: str) -> Shown:
    """Standard error is a terminal, and standard output too unless it is `piped`."""
    ours, theirs = pty.openpty()
    environment = {"TERM": "xterm-256color", "COLUMNS": "100", **env}
    out = subprocess.PIPE if piped else theirs
    with (
        world.started(*arguments, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=theirs) as process,
        ThreadPoolExecutor(1) as reader,
    ):
        os.close(theirs)
        shown = reader.submit(_everything, ours)
        pipe = process.communicate(timeout=60)[0]
        return Shown(shown.result(60).decode(), pipe or b"")


def _everything(descriptor: int) -> bytes:
    shown = bytearray()
    try:
        while chunk := os.read(descriptor, 4096):
            shown += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(descriptor)
    return bytes(shown)


def test_data_goes_to_standard_output_while_progress_is_shown(world: World) -> None:
    shown = on_a_terminal(world, "domain", "example.cn", "-f", "json", "--as-of", DAY, piped=True)
    assert json.loads(shown.pipe)["counts"] == {"domain": {"undetermined": 1}}
    assert "ask" in shown.terminal
    assert "example.cn" not in shown.terminal


def test_progress_is_over_when_the_report_begins(world: World) -> None:
    before, verdict, report = on_a_terminal(world, "domain", "example.cn").terminal.partition("Verdict: ")
    assert "ask" in before
    assert verdict
    assert COLOURS.search(report)
    assert ERASES not in report
    assert "asking" not in report


def test_data_that_flows_to_the_terminal_is_not_disturbed_by_progress(world: World) -> None:
    flow = on_a_terminal(world, "domain", "example.cn", "-f", "jsonl").terminal
    assert [json.loads(line)["kind"] for line in flow.splitlines()] == ["domain", "run"]


def test_no_colour_means_none_in_the_report_and_none_in_the_progress(world: World) -> None:
    assert not COLOURS.search(on_a_terminal(world, "domain", "com.cn", "--no-color").terminal)
    assert not COLOURS.search(on_a_terminal(world, "domain", "com.cn", NO_COLOR="1").terminal)


def test_quiet_shows_no_progress(world: World) -> None:
    shown = on_a_terminal(world, "domain", "example.cn", "--quiet", "-f", "csv").terminal
    assert shown.startswith("kind,id,")


def test_verbose_shows_every_question_instead(world: World) -> None:
    ran = world.domain("example.cn", "--verbose")
    assert ran.out.startswith("{")
    lines = sorted(line.partition(" -> ")[0] for line in ran.err.splitlines())
    resolver = world.dns_server.address
    assert lines == [
        *(f"dns {resolver} example.cn {kind}" for kind in ("A", "AAAA", "NS")),
        f"whois {world.whois_server.address} example.cn",
    ]
