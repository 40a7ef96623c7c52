from __future__ import annotations

import json

from auditor.codec import encode
from auditor.model import Outcome
from auditor.outputs import Options
from tests.outputs.rendering import lines, render
from tests.reports import eligible, report, small, stream


def test_the_document_is_the_codecs_indented_by_two_with_a_line_end() -> None:
    for one in (small(), report(), report(eligible())):
        assert render("json", one) == json.dumps(encode(one), indent=2, ensure_ascii=False) + "\n"


def test_chinese_stays_readable() -> None:
    assert "示例 web" in render("json", small())
    assert "示例 web" in render("jsonl", small())


def test_jsonl_has_a_line_per_subject_and_the_run_as_the_last() -> None:
    document = encode(small())
    found = lines(small())
    assert found[:-1] == document.pop("subjects")
    assert found[-1] == {"kind": "run", **document}
    assert list(found[-1])[:2] == ["kind", "schema"]


def test_jsonl_without_subjects_is_the_run_alone() -> None:
    assert [line["kind"] for line in lines(report())] == ["run"]


def test_jsonl_shows_only_the_findings_that_were_asked_for_and_their_subjects() -> None:
    found = lines(small(), Options(statuses=frozenset({Outcome.FAIL, Outcome.UNKNOWN})))
    assert [line["id"] for line in found[:-1]] == ["i-short", "xn--fsq092h.cn"]
    assert [[f["outcome"] for f in line["findings"]] for line in found[:-1]] == [["fail"], ["unknown"]]
    assert found[-1] == lines(small())[-1]


def test_a_verdict_in_jsonl_does_not_change_with_what_is_shown() -> None:
    found = lines(small(), Options(statuses=frozenset({Outcome.PASS})))
    assert [line["verdict"] for line in found[:-1]] == ["eligible", "ineligible", "undetermined", "ineligible"]


def test_jsonl_counts_the_subjects_that_it_does_not_show() -> None:
    seen: list[str] = []
    flowing = stream(eligible("i-1"), eligible("i-2"), log=seen)
    (run,) = lines(flowing, Options(statuses=frozenset({Outcome.FAIL})))
    assert seen == ["i-1", "i-2"]
    assert run["counts"] == {"instance": {"eligible": 2}}
