from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Evidence, Judged, Outcome, passed
from auditor.outputs import Options
from auditor.outputs.csv import COLUMNS, cell
from tests.builders import SEEN_AT, instance, known
from tests.outputs.rendering import render, rows
from tests.reports import eligible, finding, gap, report, small


def test_a_row_is_a_finding_with_all_that_is_known_of_it() -> None:
    term = next(row for row in rows(small()) if row["rule"] == "instance-term")
    assert term == {
        "kind": "instance",
        "id": "i-short",
        "name": "示例 web",
        "account": "default",
        "region": "cn-hangzhou",
        "verdict": "ineligible",
        "rule": "instance-term",
        "outcome": "fail",
        "because": "1 of 3 months",
        "fix": "renew by 2 months",
        "source": "ecs\necs",
        "place": "DescribeInstances cn-hangzhou\nDescribeInstances cn-hangzhou",
        "quote": '"CreationTime": "2026-03-01T04:00Z"\n"ExpiredTime": "2026-04-01T16:00Z"',
        "seen_at": "2026-11-25T01:00:00Z\n2026-11-25T01:00:00Z",
        "authority": "Example Authority",
        "url": "https://authority.example/rules",
        "read_on": "2026-11-20",
    }


def test_every_finding_has_a_row() -> None:
    found = [row["rule"] for row in rows(small()) if row["rule"]]
    assert found == [f.rule for judged in small().subjects for f in judged.findings]


def test_only_the_findings_asked_for_have_a_row_but_gaps_and_the_run_always_do() -> None:
    found = rows(small(), Options(statuses=frozenset({Outcome.FAIL, Outcome.WARN})))
    assert [row["rule"] or row["kind"] for row in found] == ["instance-running", "instance-term", "gap", "gap", "run"]
    assert found[0]["verdict"] == "ineligible"
    bare = report(Judged(instance("i-bare"), ()))
    assert [row["kind"] for row in rows(bare, Options(statuses=frozenset({Outcome.FAIL})))] == ["run"]


def test_a_subject_without_findings_is_not_left_out() -> None:
    (bare, _) = rows(report(Judged(instance("i-bare"), ())))
    assert (bare["id"], bare["verdict"], bare["rule"]) == ("i-bare", "undetermined", "")


def test_gaps_and_then_the_run_are_the_last_rows() -> None:
    *_, first, second, run = rows(small())
    shown = [{column: text for column, text in row.items() if text} for row in (first, second, run)]
    assert shown == [
        {"kind": "gap", "id": "cn-shanghai", "source": "ecs", "outcome": "denied", "because": "Forbidden.RAM"},
        {
            "kind": "gap",
            "id": "example.中国",
            "source": "whois",
            "outcome": "throttled",
            "because": "Queried interval is too short.",
        },
        {
            "kind": "run",
            "name": "icp-auditor 0.0.0",
            "verdict": "ineligible",
            "outcome": "incomplete",
            "because": "INCOMPLETE: 2 questions without an answer; "
            "asked 9, answered 7: dns 2 of 2, ecs 4 of 5, whois 1 of 2; 2 gaps",
            "seen_at": "2026-11-25T01:02:03Z",
        },
    ]


def test_a_complete_run_says_so() -> None:
    run = rows(report(eligible(), answered={"ecs": 1}))[-1]
    assert (run["verdict"], run["outcome"], run["because"]) == (
        "eligible",
        "complete",
        "asked 1, answered 1: ecs 1 of 1; no gaps",
    )


def test_lines_end_with_cr_and_lf() -> None:
    text = render("csv", report(eligible()))
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert text.count("\n") == text.count("\r\n") == 4


def test_only_excel_gets_a_byte_order_mark() -> None:
    assert render("csv", small(), Options(excel=True)) == "\ufeff" + render("csv", small())


def test_a_line_end_in_a_name_stays_inside_its_cell() -> None:
    (first, *_, run) = rows(report(eligible("i-1", name='one\ntwo, "three"')))
    assert first["name"] == 'one\ntwo, "three"'
    assert run["kind"] == "run"


def test_a_line_end_in_a_quotation_does_not_shift_the_evidence_after_it() -> None:
    said = tuple(Evidence(source, "p", quote, SEEN_AT) for source, quote in (("rdap", "a\nb"), ("whois", "c")))
    ruling = replace(passed("fine"), evidence=said)
    (first, _) = rows(report(Judged(instance(), (finding("r", ruling),))))
    assert (first["source"], first["quote"]) == ("rdap\nwhois", "a\\nb\nc")
    alone = replace(passed("fine"), evidence=said[:1])
    assert rows(report(Judged(instance(), (finding("r", alone),))))[0]["quote"] == "a\\nb"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\tx",
        "\rx",
        " =1",
        "\n=1",
        "\u3000=1",
        "\xa0+1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "−1",
    ],
)
def test_what_a_spreadsheet_would_calculate_is_defused(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "web", "示例", "a=1", "1-2", "2026-11-25", " web", "i-1@x", "a\tb", '"=1"'])
def test_what_no_spreadsheet_would_calculate_is_left_alone(text: str) -> None:
    assert cell(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_no_cell_begins_with_what_makes_a_formula(text: str) -> None:
    assert not cell(text).lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not cell(text).startswith(("\t", "\r"))


def test_formulas_are_defused_in_every_column_that_comes_from_outside() -> None:
    evil = "=cmd()"
    subject = instance(evil, name=evil, account=evil, region_id=known(evil, evil, evil, evil))
    ruling = passed("{x}", subject.region_id, x=evil)
    judged = Judged(subject, (finding("r", replace(ruling, fix=ruling.because)),))
    (first, left, run) = rows(report(judged, gaps=(gap(evil, evil, "denied", evil),), answered={evil: 1}))
    cells = [*first.values(), *left.values(), *run.values()]
    assert not [text for text in cells if text.startswith("=")]
    assert cells.count("'=cmd()") == 12
