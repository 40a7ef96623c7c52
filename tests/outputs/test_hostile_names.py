"""Every string that the cloud or a registry can choose goes through every format: nothing acts, nothing breaks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from auditor.codec import encode
from auditor.model import Judged, Report, Unknown, Verdict, failed, undetermined, warned
from auditor.outputs import Options
from auditor.printable import short, visible
from tests.builders import domain, instance, known, site
from tests.outputs.rendering import FORMATS, VALIDATOR, lines, render, rows
from tests.reports import finding, gap, report

HOSTILE = {
    "escape": "\x1b[2J\x1b]0;title\x07\x9b31m",
    "title": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "markup": "[bold red]x[/] [link=https://evil.example]y[/link] [/]",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "comment": "--><!--",
    "link": "[x](https://evil.example) ![y](z) <https://evil.example>",
    "autolink": "www.evil.example https://evil.example you@evil.example @you #1",
    "structure": "# heading\n- item\n\n| a | b |\n|---|---|\n```\ncode",
    "fence": "``` ` `` \\` \\",
    "emphasis": "**x** __y__ ~~z~~ &amp; &#60;",
    "formula": "=cmd|' /C calc'!A0",
    "wide formula": "\u3000＝1+1",
    "tab": "\t=1+1",
    "quotes": '",;\r\n"=1+1"',
    "bidi": "\u202egpj.exe\u2066x",
    "zero width": "a\u200bb\u200d\ufeff\u2060\U000e0041",
    "marks": "e" + "\u0301" * 500,
    "nul": "a\0b",
    "line ends": "a\r\nb\x85c\u2028d\x0be",
    "half": "\ud83dx\udfff",
    "wide": "示例" * 200,
    "braces": "{0} {x} %s %(x)s",
    "long": "x" * 65536,
    "long and nasty": "\x1b<b>`" * 13108,
}

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def hostile(text: str) -> Report:
    """A report in which everything that comes from outside is `text`."""
    said = known(text, text or "x", text, text)
    machine = instance(text, name=text, account=text, region_id=said, status=said, locks=known((text,), text))
    name = domain(text, name=text, holder=said, registrar=Unknown(f"no: {text}"), statuses=known((text,), text))
    findings = tuple(
        finding(rule, make("it is {x}", said, fix="mend {x}", x=text))
        for rule, make in (("r-fail", failed), ("r-unknown", undetermined), ("r-warn", warned))
    )
    pair = Judged(site(name, machine), findings, (Verdict.INELIGIBLE, Verdict.INELIGIBLE))
    gaps = (gap(text, text, "garbled", text),)
    return report(Judged(machine, findings), Judged(name, findings), pair, gaps=gaps, answered={text: 1})


def strings(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, list | dict):
        for item in document.values() if isinstance(document, dict) else document:
            yield from strings(item)


def skeleton(page: str) -> list[tuple[str, str]]:
    """The structure of a Markdown page: its blocks, and of its inline content all but text and code."""
    found = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(page):
        found.append((token.type, token.tag))
        found += [(t.type, t.tag) for t in token.children or () if t.type not in {"text", "code_inline"}]
    return found


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_acts_leaves_any_format(form: str, text: str) -> None:
    written = render(form, hostile(text), Options(width=60))
    assert not ACTING.search(written.replace("\r\n", "\n"))
    assert written.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_json_reads_back_as_what_was_said(text: str) -> None:
    document = json.loads(render("json", hostile(text)).encode("utf-8"))
    assert document == encode(hostile(text))
    VALIDATOR.validate(document)
    assert document["subjects"][0]["name"] == text
    assert sum(string == text for string in strings(document)) > 20


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_jsonl_has_one_line_for_each_thing(text: str) -> None:
    assert len(render("jsonl", hostile(text)).splitlines()) == 4
    assert [line["kind"] for line in lines(hostile(text))] == ["instance", "domain", "site", "run"]
    assert lines(hostile(text))[0]["id"] == text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_csv_keeps_its_rows_and_columns_and_has_no_formula(text: str) -> None:
    found = rows(hostile(text))
    assert [row["kind"] for row in found] == ["instance"] * 3 + ["domain"] * 3 + ["site"] * 3 + ["gap", "run"]
    table = list(csv.reader(io.StringIO(render("csv", hostile(text)), newline=""), strict=True))
    assert {len(row) for row in table} == {17}
    assert not [cell for row in table for cell in row if re.match(r"[\t\r]|\s*[=+\-@＝＋－＠]", cell)]
    shown = visible(text, keep="\t\n")
    assert found[0]["name"].removeprefix("'") == (shown if len(shown) < 32_000 else short(text, 32_000))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_markdown_page_is_built_as_if_the_names_were_harmless(text: str) -> None:
    assert skeleton(render("markdown", hostile(text))) == skeleton(render("markdown", hostile("harmless")))


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_table_keeps_its_layout(text: str, color: bool) -> None:  # noqa: FBT001
    plain = re.sub(r"\x1b\[[0-9;]*m", "", render("table", hostile(text), Options(width=40, color=color)))
    assert "\x1b" not in plain
    assert all(cell_len(line) <= 40 for line in plain.splitlines())
    heads = [line for line in plain.split("\n") if line and not line.startswith(" ")]
    assert heads[0] == "Verdict: ineligible"
    assert [head for head in heads if head in {"Instances", "Domains", "Sites", "Gaps (1)", "Coverage"}] == [
        *("Instances", "Domains", "Sites", "Gaps (1)", "Coverage")
    ]
    assert plain.count("\n  fail  r-fail") == 3


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_no_text_at_all_breaks_a_format(text: str) -> None:
    for form in FORMATS:
        assert not ACTING.search(render(form, hostile(text), Options(width=40)).replace("\r\n", "\n"))
    assert skeleton(render("markdown", hostile(text or "x"))) == skeleton(render("markdown", hostile("harmless")))
