"""Which format goes where: `--format`, `--output`, `--status`, `--excel`, colours."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.world import Ran, World, validate


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("home")) as world:
        yield world


def demo(world: World, *arguments: str) -> Ran:
    """The sample account, whatever servers this world has."""
    servers = [name for name in world.environment if name.startswith("AUDITOR_")]
    return world.run("demo", *arguments, env=dict.fromkeys(servers))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_each_file_gets_the_format_of_its_suffix_and_standard_output_what_is_left(world: World) -> None:
    folder = world.home / "out"
    folder.mkdir()
    (folder / "r.json").write_text("old")
    outputs = [f"-oout/r.{suffix}" for suffix in ("json", "csv", "jsonl", "md")]
    ran = demo(world, *outputs, "-f", "table", "--excel")
    assert files(folder) == {"r.json", "r.csv", "r.jsonl", "r.md"}, "nothing is left beside them"
    text = {path.suffix: path.read_bytes().decode() for path in folder.iterdir()}
    report = json.loads(text[".json"])
    assert {s["kind"] for s in report["subjects"]} == {"instance", "domain", "site"}
    assert report["verdict"] == "ineligible"
    rows = list(csv.reader(StringIO(text[".csv"].removeprefix("\ufeff"), newline="")))
    assert text[".csv"].startswith("\ufeff")
    assert rows[-1][0] == "run"
    assert len({len(row) for row in rows}) == 1
    lines = [json.loads(line) for line in text[".jsonl"].splitlines()]
    assert [line["kind"] for line in lines] == [*(s["kind"] for s in report["subjects"]), "run"]
    assert lines[:-1] == report["subjects"]
    assert text[".md"].startswith("# ICP filing eligibility\n\n**Verdict: ineligible**\n")
    assert ran.out.startswith("Verdict: ineligible\nINCOMPLETE: 2 questions without an answer\n")
    assert ran.code == 10
    assert ran.err == ""


def test_without_a_format_people_get_a_table(world: World) -> None:
    ran = world.run("domain", "com.cn")
    assert ran.out.startswith("Verdict: ineligible\n")
    assert "fail  domain-name: com.cn is not a registrable domain" in ran.out
    assert "  to do: Name the domain as it was registered" in ran.out
    assert "  domains: 1 ineligible\n" in ran.out
    assert "\x1b" not in ran.out
    assert ran.err == "", "no progress where no terminal is"


def test_a_format_serves_a_file_whose_suffix_means_none_and_files_alone_are_remarked_on(world: World) -> None:
    ran = world.run("domain", "com.cn", "-f", "json", "-o", "report.out")
    assert ran.out == ""
    document = json.loads((world.home / "report.out").read_text("utf-8"))
    validate(document)
    assert document["verdict"] == "ineligible"
    assert ran.err == "icp-auditor: wrote report.out: ineligible, complete\n"
    quiet = world.run("domain", "com.cn", "-q", "-f", "json", "-o", "report.out", "-f", "jsonl", "-o", "-")
    assert quiet.err == ""
    assert json.loads(quiet.out.splitlines()[-1])["kind"] == "run"


def test_status_chooses_what_the_table_shows_and_never_what_json_holds(world: World) -> None:
    ran = demo(world, "--status", "fail,unknown", "-o", "all.json", "-f", "table")
    assert "  fail  domain-suffix: .io is not approved by MIIT" in ran.out
    assert "  unknown  domain-holder: " in ran.out
    assert "  warn  " not in ran.out
    assert "i-demo0001" in ran.out, "every subject is listed"
    assert "Gaps (2)" in ran.out
    outcomes = {
        f["outcome"]
        for s in json.loads((world.home / "all.json").read_text("utf-8"))["subjects"]
        for f in s["findings"]
    }
    assert outcomes == {"pass", "warn", "fail", "unknown", "not-applicable"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "report.pdf"), "the suffix of report.pdf means no format"),
        (("-o", "nowhere/report.json"), "nowhere/report.json cannot be written: there is no folder nowhere"),
        (("-f", "jsn"), "the format 'jsn' is not known; did you mean json?"),
        (("-f", "json", "-f", "csv"), "2 formats for one standard output"),
        (("--status", "failed"), "--status 'failed' is not known; did you mean fail?"),
    ],
)
def test_an_output_that_cannot_be_is_said_before_anything_is_asked(
    world: World, arguments: tuple[str, ...], said: str
) -> None:
    since = len(world.questions)
    ran = world.run("audit", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(world.questions) == since


def test_a_file_that_cannot_be_written_is_a_broken_run_that_leaves_no_half_file(world: World) -> None:
    (world.home / "taken.json").mkdir()
    ran = world.run("domain", "com.cn", "-o", "taken.json")
    assert ran.code == 1
    assert "taken.json cannot be written: Is a directory\n  next: " in ran.err
    assert not [name for name in files(world.home) if name.startswith(".taken")]


def test_the_gap_and_the_coverage_are_in_every_format(world: World) -> None:
    forms = ("json", "csv", "jsonl", "md", "txt")
    ran = demo(world, *(f"-oall.{suffix}" for suffix in forms), "--exit-zero")
    assert ran.code == 0
    for suffix in forms:
        text = " ".join((world.home / f"all.{suffix}").read_text("utf-8").replace("\\", "").split())
        assert "default cn-shenzhen" in text
        assert "Forbidden.RAM" in text
        assert re.search(r"asked (\d+), answered (?!\1)\d+|\"complete\": ?false", text)
