from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.commands._show import Target, collected, flows, show, targets
from auditor.errors import AuditorError, UsageError
from auditor.judge import judge
from auditor.model import Judged, Report, Verdict
from auditor.outputs import Options
from auditor.plugins import modules
from tests.builders import context, instance
from tests.reports import report, stream

OPTIONS = Options(frozenset(), color=False, width=100, excel=False)
ONE = judge(instance(), context())


def where(formats: Sequence[str], files: Sequence[str]) -> list[tuple[str, str]]:
    names = {module: name for name, module in modules("outputs").items()}
    return [(names[target.format], target.file.name if target.file else "-") for target in targets(formats, files)]


@pytest.mark.parametrize(
    ("formats", "files", "expected"),
    [
        ([], [], [("table", "-")]),
        (["json"], [], [("json", "-")]),
        ([], ["a.json"], [("json", "a.json")]),
        ([], ["a.csv", "a.md", "a.jsonl", "a.ndjson"], [("csv", "a.csv"), ("markdown", "a.md"), ("jsonl", "a.jsonl"), ("jsonl", "a.ndjson")]),
        (["table"], ["a.json"], [("json", "a.json"), ("table", "-")]),
        (["json"], ["a.json"], [("json", "a.json")]),
        (["json"], ["report"], [("json", "report")]),
        (["json", "csv"], ["report", "x.csv"], [("json", "report"), ("csv", "x.csv")]),
        (["csv", "json"], ["a", "b"], [("csv", "a"), ("json", "b")]),
        (["json"], ["-"], [("json", "-")]),
    ],
)  # fmt: skip
def test_what_goes_where(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    formats: list[str],
    files: list[str],
    expected: list[tuple[str, str]],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert where(formats, files) == expected
    assert list(tmp_path.iterdir()) == []  # nothing is made before the report is


@pytest.mark.parametrize(
    ("formats", "files", "said"),
    [
        (["jsn"], [], "the format 'jsn' is not known; did you mean json?"),
        ([], ["report"], "the suffix of report means no format"),
        ([], ["report.pdf"], "the suffix of report.pdf means no format"),
        (["json", "csv"], [], "2 formats for one standard output"),
        (["json", "csv", "table"], ["a.json"], "2 formats for one standard output"),
        (["json"], ["nowhere/a.json"], "nowhere/a.json cannot be written: there is no folder nowhere"),
    ],
)
def test_what_has_no_place_is_refused_before_the_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formats: list[str], files: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        targets(formats, files)
    assert str(caught.value) == said
    assert caught.value.advice


@pytest.mark.parametrize(("formats", "files"), [(["json", "csv"], ["-"]), (["json", "csv"], ["-", "-"])])
def test_two_reports_are_never_mixed_on_one_standard_output(formats: list[str], files: list[str]) -> None:
    with pytest.raises(UsageError):
        targets(formats, files)


def test_two_reports_never_go_to_one_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        targets(["json", "csv"], [str(tmp_path / "report")] * 2)


def test_a_streaming_format_alone_flows_and_anything_else_is_collected_first(tmp_path: Path) -> None:
    jsonl, csv, json_ = (str(tmp_path / name) for name in ("a.jsonl", "a.csv", "a.json"))
    assert flows(targets([], [jsonl]))
    assert flows(targets(["csv"], []))
    assert not flows(targets([], [json_]))
    assert not flows(targets([], [jsonl, csv]))  # though each of them alone would
    assert not flows(targets([], []))


def test_a_report_that_flows_is_read_to_its_end_while_it_is_written(tmp_path: Path) -> None:
    log: list[str] = []
    flowing = stream(ONE, ONE, log=log)
    show(flowing, targets([], [str(tmp_path / "a.jsonl")]), OPTIONS)
    assert log == ["i-1", "i-1"]
    assert flowing.counts == {"instance": {"eligible": 2}}
    assert [json.loads(line)["kind"] for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()] == [
        *("instance", "instance", "run"),
    ]


def test_several_outputs_of_one_collected_report_all_hold_every_subject(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log: list[str] = []
    whole = collected(stream(ONE, log=log))
    assert log == ["i-1"]
    assert whole.subjects == (ONE,)
    assert whole.verdict is Verdict.ELIGIBLE
    files = [str(tmp_path / name) for name in ("a.json", "a.jsonl", "a.csv", "a.md")]
    show(whole, targets(["table"], files), OPTIONS)
    assert log == ["i-1"]
    for file in files:
        assert "i-1" in Path(file).read_text("utf-8")
    assert "i-1" in capsys.readouterr().out


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("the last report", "utf-8")
    seen: list[str] = []

    def subjects() -> Iterator[Judged]:
        yield ONE
        seen.append(file.read_text("utf-8"))
        raise AuditorError("the run broke")

    broken = replace(stream(ONE), subjects=subjects())
    with pytest.raises(AuditorError, match="the run broke"):
        show(broken, targets([], [str(file)]), OPTIONS)
    assert seen == ["the last report"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
    assert file.read_text("utf-8") == "the last report"


def test_a_file_has_the_rights_of_any_other_file(tmp_path: Path) -> None:
    show(report(ONE), targets([], [str(tmp_path / "a.json")]), OPTIONS)
    (tmp_path / "other").touch()
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["subjects"][0]["id"] == "i-1"


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(AuditorError, match=r"a\.json cannot be written: ") as caught:
        show(report(ONE), targets([], [str(tmp_path / "a.json")]), OPTIONS)
    assert caught.value.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_link_stays_a_link_and_what_it_points_to_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("{}", "utf-8")
    link.symlink_to(real)
    show(report(ONE), targets([], [str(link)]), OPTIONS)
    assert link.is_symlink()
    assert "i-1" in real.read_text("utf-8")


def test_a_device_or_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """`--output /dev/null`, run by root, must not make a file of the device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        show(report(ONE), [Target(modules("outputs")["json"], pipe)], OPTIONS)
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert b"i-1" in os.read(reader, 1_000_000)
    finally:
        os.close(reader)


@pytest.mark.parametrize("name", sorted(modules("outputs")))
def test_half_a_character_from_the_cloud_breaks_no_file(tmp_path: Path, name: str) -> None:
    odd = judge(instance(name="web\ud800", status="Run\udfffning"), context())
    whole: Report = report(odd)
    show(whole, [Target(modules("outputs")[name], tmp_path / "out")], OPTIONS)
    assert "i-1" in (tmp_path / "out").read_text("utf-8")
