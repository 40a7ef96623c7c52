from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from auditor.model import Judged, Outcome, failed, passed
from auditor.outputs import Options
from tests.builders import instance, known
from tests.outputs.rendering import render
from tests.reports import eligible, finding, report, small


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_worst_stands_first_within_its_kind() -> None:
    shown = render("table", small())
    assert shown.index("i-short") < shown.index("i-eligible") < shown.index("xn--fsq092h.cn")
    assert shown.index("fail  instance-term") < shown.index("warn  instance-running")


def test_a_finding_has_its_reason_its_fix_and_its_evidence() -> None:
    shown = squeezed(render("table", small()))
    said = 'ecs DescribeInstances cn-hangzhou: «"ExpiredTime": "2026-04-01T16:00Z"» 2026-11-25T01:00:00Z'
    assert squeezed(f"fail instance-term: 1 of 3 months to do: renew by 2 months ecs {said[4:]}")[:60] in shown
    assert squeezed(said) in shown


def test_passes_are_only_counted_unless_asked_for() -> None:
    assert "pass  instance-region" not in render("table", small())
    assert "\n  2 pass\n" in render("table", small())
    shown = render("table", small(), Options(statuses=frozenset({Outcome.PASS})))
    assert "pass  instance-region: cn-hangzhou is in mainland China" in shown
    assert "\n  1 fail, 1 warn\n" in shown
    assert "fail  instance-term" not in shown


def test_a_site_says_what_its_halves_bring() -> None:
    assert "its domain is undetermined, its instance is ineligible" in render("table", small())


def test_a_subject_without_findings_says_that_no_rule_was_applied() -> None:
    assert "no rule was applied" in render("table", report(Judged(instance(), ())))


def test_the_days_the_tables_were_read_are_said() -> None:
    assert "tables read on: policy 2026-11-19, regions 2026-11-21" in render("table", small())


def test_an_account_is_named_where_there_are_several() -> None:
    one = report(eligible("i-1", account="first"))
    two = report(eligible("i-1", account="first"), eligible("i-2", account="second"))
    assert "first" not in render("table", one)
    assert "first" in render("table", two)
    assert "second" in render("table", two)


@pytest.mark.parametrize("width", [0, 20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for line in render("table", small(), Options(width=width)).splitlines():
        assert cell_len(line) <= max(width, 20)
        assert line == line.rstrip()


def test_a_terminal_too_narrow_for_anything_gets_lines_of_twenty_columns() -> None:
    assert render("table", small(), Options(width=1)) == render("table", small(), Options(width=20))


def test_ids_verdicts_and_rules_are_wrapped_not_cut() -> None:
    identity, rule = "i-" + "0123456789" * 9, "instance-" + "abcdefghij" * 9
    judged = Judged(instance(identity), (finding(rule, failed("no", fix="mend it")),))
    shown = squeezed(render("table", report(judged), Options(width=30)))
    for word in (identity, rule, "ineligible"):
        assert word in shown


def test_columns_line_up_where_names_are_wide() -> None:
    chinese, latin = eligible("i-1", name="示例"), eligible("i-2", name="abcdef")
    first, second = (
        line for line in render("table", report(chinese, latin)).splitlines() if line.startswith("eligible")
    )
    assert cell_len(first[: first.index("cn-")]) == cell_len(second[: second.index("cn-")])


def test_there_is_colour_only_when_asked_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, coloured = render("table", small()), render("table", small(), Options(color=True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert coloured != plain
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "30", "TTY_COMPATIBLE": "1"}.items():
        monkeypatch.setenv(name, value)
    assert render("table", small()) == plain
    monkeypatch.delenv("FORCE_COLOR")
    for name, value in {"NO_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert render("table", small(), Options(color=True)) == coloured


def test_markup_of_the_library_in_a_name_is_only_a_name() -> None:
    name = "[bold red]x[/] [link=https://evil.example]y[/link] :smile: [/]"
    subject = eligible("i-1", name=name)
    assert name in render("table", report(subject), Options(width=200))
    assert name in re.sub(r"\x1b\[[0-9;]*m", "", render("table", report(subject), Options(width=200, color=True)))


def test_what_goes_on_and_on_is_shortened_and_says_how_long_it_was() -> None:
    long = "x" * 65536
    judged = Judged(instance("i-1", name=long), (finding("r", failed("{x}", known(long), x=long, fix=long)),))
    shown = render("table", report(judged))
    assert squeezed(shown).count("…(65536characters)") == 4
    assert len(shown) < 4000


def test_a_message_that_passes_is_not_a_fix() -> None:
    judged = Judged(instance(), (finding("r", passed("fine")),))
    assert "to do" not in render("table", report(judged), Options(statuses=frozenset({Outcome.PASS})))
