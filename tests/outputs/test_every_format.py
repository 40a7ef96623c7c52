from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest

from auditor.model import Judged, Report, Tally
from auditor.outputs import Options, coverage
from auditor.plugins import modules
from tests.outputs.rendering import FORMATS, lines, render, rows
from tests.reports import eligible, gap, report, small, stream

TEXTS = ("csv", "markdown", "table")
STREAMING = [name for name, module in modules("outputs").items() if module.STREAMS]


def test_a_format_is_a_module_with_a_title_suffixes_and_a_way_to_write() -> None:
    found = modules("outputs")
    assert set(found) >= {"table", "json", "jsonl", "csv", "markdown"}
    for module in found.values():
        assert module.__doc__
        assert isinstance(module.STREAMS, bool)
        assert callable(module.write)
        assert all(suffix.startswith(".") for suffix in module.SUFFIXES)


def test_a_suffix_means_one_format() -> None:
    suffixes = [suffix for module in modules("outputs").values() for suffix in module.SUFFIXES]
    assert len(suffixes) == len(set(suffixes))


def test_the_coverage_line_says_what_was_asked_and_what_answered_by_source() -> None:
    asked = report(eligible(), gaps=(gap(),), answered={"ecs": 4, "whois": 8})
    assert coverage(asked) == "asked 13, answered 12: ecs 4 of 5, whois 8 of 8; 1 gap"
    assert coverage(report()) == "asked 0, answered 0; no gaps"


@pytest.mark.parametrize("form", TEXTS)
def test_the_coverage_line_and_every_gap_with_its_reason_are_in_every_format_for_people(form: str) -> None:
    shown = render(form, small())
    assert "asked 9, answered 7: dns 2 of 2, ecs 4 of 5, whois 1 of 2; 2 gaps" in shown
    for word in (
        "cn-shanghai",
        "denied",
        "Forbidden.RAM",
        "example.中国",
        "throttled",
        "Queried interval is too short.",
    ):
        assert word in shown


@pytest.mark.parametrize("form", TEXTS)
def test_an_incomplete_run_says_so_loudly(form: str) -> None:
    one = report(eligible(), gaps=(gap(),))
    assert "INCOMPLETE: 1 question without an answer" in render(form, one)
    assert "INCOMPLETE: 2 questions without an answer" in render(form, small())
    assert "INCOMPLETE" not in render(form, report(eligible()))


@pytest.mark.parametrize("form", TEXTS)
def test_a_run_without_subjects_says_that_nothing_was_audited(form: str) -> None:
    assert "nothing was audited" in render(form, report())
    assert "nothing was audited" not in render(form, report(eligible()))


@pytest.mark.parametrize("form", TEXTS)
def test_accounts_that_did_not_let_themselves_be_read_are_mentioned(form: str) -> None:
    refused = report(gaps=(gap(),))
    assert "every account was refused" not in render(form, refused)
    tally = replace(refused.tally, locked_out=True)
    assert "every account was refused" in render(form, replace(refused, tally=tally))


def test_an_incomplete_run_is_never_eligible_in_any_document() -> None:
    partial = report(eligible(), gaps=(gap(),))
    run = lines(partial)[-1]
    assert (run["verdict"], run["complete"], len(run["gaps"])) == ("undetermined", False, 1)
    assert '"complete": false' in render("json", partial)
    assert (rows(partial)[-1]["verdict"], rows(partial)[-1]["outcome"]) == ("undetermined", "incomplete")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_is_written_the_same_twice(form: str) -> None:
    assert render(form, small()) == render(form, small())


@pytest.mark.parametrize("form", STREAMING)
def test_a_streaming_format_writes_each_subject_before_it_asks_for_the_next(form: str) -> None:
    out, tally = io.StringIO(newline=""), Tally()

    def flow() -> Iterator[Judged]:
        for n in range(3):
            yield eligible(f"i-{n}")
            assert f"i-{n}" in out.getvalue()
            assert f"i-{n + 1}" not in out.getvalue()

    modules("outputs")[form].write(replace(small(), subjects=flow(), tally=tally), out, Options())
    assert "i-2" in out.getvalue()


@pytest.mark.parametrize("form", STREAMING)
def test_a_streaming_format_says_of_a_stream_what_it_says_of_a_list(form: str) -> None:
    whole = small()
    subjects = tuple(whole.subjects)
    flowing: Report = stream(*subjects, gaps=whole.gaps, answered=dict(whole.tally.answered))
    assert not flowing.tally.counts
    assert render(form, flowing) == render(form, whole)


def test_the_formats_that_stream_are_the_ones_with_a_line_per_thing() -> None:
    assert STREAMING == ["csv", "jsonl"]
