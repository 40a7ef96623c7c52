"""How a run ends: its exit code, what it was told to forgive, and what happens when it is stopped or nobody listens."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import ecs_faults as faults
from tests.servers.ecs import ecs_instance
from tests.servers.faults import Fault
from tests.world import DAY, INSTANCE, OWNER, ROOT, SECRET, Ran, World, bare, run

STOPPING = ("audit", "--as-of", DAY, "--timeout", "60", "--domain", "silent.cn")
FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One eligible instance, and one in a region that does not answer."""
    regions = {"cn-hangzhou": [ecs_instance()], "cn-beijing": []}
    hanging = {"cn-beijing": [faults.hang()]}
    with World(tmp_path_factory.mktemp("home"), regions, faults=hanging, whois={"silent.cn": Fault.HANG}) as world:
        yield world


def test_eligible_and_complete_is_0(world: World) -> None:
    ran = world.audit("--region", "cn-hangzhou", "--domain", "example.cn", "--owner", OWNER, "--concurrency", "1")
    assert ran.verdicts == dict.fromkeys((INSTANCE, "example.cn", f"example.cn@{INSTANCE}"), "eligible")
    assert (ran.report["verdict"], ran.report["complete"], ran.report["as_of"]) == ("eligible", True, DAY)
    assert ran.code == 0
    assert ran.err == ""


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("com.cn", (), 10),
        ("com.cn", ("--fail-on", "undetermined"), 11),
        ("com.cn", ("--fail-on", ""), 0),
        ("com.cn", ("--exit-zero",), 0),
        ("a..cn", (), 11),
        ("a..cn", ("--fail-on", "ineligible"), 0),
    ],
)
def test_what_was_found_has_a_code_unless_it_is_forgiven(
    world: World, name: str, arguments: tuple[str, ...], code: int
) -> None:
    both = (name, "a..cn") if name == "com.cn" else (name,)
    ran = world.domain(*both, *arguments)
    assert ran.code == code
    assert set(ran.verdicts) == set(both), "the report is the same"


def test_a_silent_region_ends_with_the_timeout_and_is_a_gap(world: World) -> None:
    ran = world.audit("--timeout", "0.5", env={"AUDITOR_ECS_PATIENCE": "0"})
    assert ran.gaps == {"default cn-beijing": "timeout"}
    assert ran.verdicts == {INSTANCE: "eligible"}
    assert ran.code == 11


@contextmanager
def waiting(world: World, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command, when it waits for two servers that do not answer."""
    before = Counter(world.questions)
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs us behind itself ignores it
    with world.started(*STOPPING, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        signal.signal(signal.SIGINT, ours)
        _until(lambda: {"DescribeInstances cn-beijing", "silent.cn"} <= set(Counter(world.questions) - before))
        yield process


def _until(true: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends_at, "the command does not get there"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("number", "said"),
    [(signal.SIGINT, "interrupted; there is no report"), (signal.SIGTERM, "stopped by SIGTERM; there is no report")],
)
def test_who_is_stopped_says_so_and_goes_at_once(world: World, number: int, said: str) -> None:
    name = f"tape-{number}"
    with waiting(world, "--record", name, "-o", f"{name}.json") as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    ran = Ran(process.returncode, out.decode(), err.decode())
    world.look_through(ran)
    assert (ran.code, ran.out, ran.err) == (130, "", f"icp-auditor: {said}\n")
    assert not (world.home / f"{name}.json").exists(), "no half report"
    assert "DescribeRegions" in (world.home / name / "ecs-default.yaml").read_text("utf-8"), "what was answered is kept"


def on_closed_pipe(world: World, *arguments: str) -> Ran:
    """Whoever should read the output has gone."""
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        return world.run(*arguments, stdout=theirs)
    finally:
        os.close(theirs)


@pytest.mark.parametrize("arguments", [("domain", "com.cn"), ("domain", "com.cn", "-f", "jsonl"), ("rules",)])
def test_a_reader_that_goes_away_is_told_nothing(world: World, arguments: tuple[str, ...]) -> None:
    ran = on_closed_pipe(world, *arguments)
    assert (ran.code, ran.err) == (1, "")


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_help_into_a_closed_pipe_is_quiet_too(world: World, arguments: tuple[str, ...]) -> None:
    assert on_closed_pipe(world, *arguments).err == ""


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", [("domain", "com.cn"), ("schema",), ("--version",)])
def test_a_full_disk_is_one_sentence(world: World, arguments: tuple[str, ...]) -> None:
    descriptor = os.open(FULL, os.O_WRONLY)
    try:
        ran = world.run(*arguments, stdout=descriptor)
    finally:
        os.close(descriptor)
    assert ran.code == 1
    assert ran.err == "icp-auditor: the output cannot be written: No space left on device\n"


def test_a_defect_is_one_sentence_with_its_place_and_no_value(tmp_path: Path) -> None:
    (tmp_path / "publicsuffixlist.py").write_text(f"raise RuntimeError({SECRET!r})\n")  # a broken installation
    broken = {**bare(tmp_path), "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    ran = run("domain", "com.cn", environment=broken, folder=tmp_path)
    said = "broke: RuntimeError in publicsuffixlist.py, line 1. This is a defect; please report it."
    assert (ran.code, ran.out, ran.err) == (1, "", f"icp-auditor {said}\n")
