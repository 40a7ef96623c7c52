from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditor.model import Outcome
from auditor.outputs import Options
from auditor.outputs.markdown import code, sentence
from auditor.printable import short, visible
from tests.outputs.rendering import render
from tests.reports import report, small

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ANYTHING = st.text(st.characters(exclude_categories=()))
PIECES = st.lists(
    st.sampled_from([*"`*_[]()<>!#|~&\\@:/.-+=$\"' \na1", "<b>", "](", "https://x", "www.x.y", "@you", "``", "&lt;"])
)
NASTY = ANYTHING | PIECES.map("".join)


def inline(text: str) -> list[Token]:
    """What a reader sees of `text` inside a list item, as ours always is."""
    tokens = MARKDOWN.parse(f"- x {text} x")
    (found,) = (token for token in tokens if token.type == "inline")
    return found.children or []


def shown(text: str) -> str:
    return "".join(token.content for token in inline(text)).removeprefix("x ").removesuffix(" x")


@given(NASTY)
def test_a_code_span_shows_exactly_the_visible_text_and_nothing_acts(text: str) -> None:
    assert {token.type for token in inline(code(text))} <= {"text", "code_inline"}
    if visible(text).strip():
        assert shown(code(text)) == visible(text)


@given(NASTY)
def test_a_sentence_shows_exactly_the_visible_text_and_nothing_acts(text: str) -> None:
    tokens = inline(sentence(text))
    assert {token.type for token in tokens} <= {"text", "code_inline"}
    assert shown(sentence(text)).split() == short(text, 600).split()
    prose = "".join(token.content if token.type == "text" else "…" for token in tokens)
    for linked in ("@", "://", "www.", "#"):
        assert linked not in prose


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a plain sentence, with (brackets) - and more.", "a plain sentence, with (brackets) - and more."),
        (
            "ends 2026-11-25 10:00, see www.example.cn or (@you).",
            "ends 2026-11-25 10:00, see `www.example.cn` or `(@you`).",
        ),
        ("<b>*x*</b> [y](z) a|b", r"\<`b>*x*`\<`/b>` `[y`\]`(z`) a\|b"),
        ("issue #12 of R&D costs $5", r"issue `#12` of R\&D costs \$5"),
        ("示例<b>公司", r"示例\<`b>`公司"),
    ],
)
def test_sentences_stay_readable(text: str, escaped: str) -> None:
    assert sentence(text) == escaped


@pytest.mark.parametrize("text", ["<script>x</script>", "[x](https://evil.example)", "![x](y)", "<img src=x>"])
def test_tags_and_links_are_parted_even_where_nobody_understands_code_spans(text: str) -> None:
    for escaped in (code(text), sentence(text)):
        assert "](" not in escaped
        assert "<s" not in escaped
        assert "<i" not in escaped


def test_the_verdict_coverage_and_gaps_come_first() -> None:
    page = render("markdown", small())
    marks = [
        "**Verdict: ineligible**",
        "**INCOMPLETE",
        "asked 9, answered 7",
        "## Gaps (2)",
        "## Instances",
        "## Domains",
    ]
    assert [page.index(mark) for mark in marks] == sorted(page.index(mark) for mark in marks)


def test_a_finding_has_its_reason_fix_quotation_and_authority_and_passes_are_summed_up() -> None:
    page = render("markdown", small())
    assert "- **fail** `instance-term`: 1 of 3 months\n  - to do: renew by 2 months\n" in page
    assert '`"ExpiredTime": "2026-04-01T16:00Z"` (2026-11-25T01:00:00Z)' in page
    assert "according to Example Authority, `https://authority.example/rules`, read on 2026-11-20" in page
    assert "- pass (1): `instance-region`" in page
    assert "- its domain is undetermined, its instance is ineligible" in page
    assert "- `policy`, read on 2026-11-19" in page


def test_the_findings_asked_for_are_shown_in_full_and_the_others_summed_up() -> None:
    page = render("markdown", small(), Options(statuses=frozenset({Outcome.PASS})))
    assert "- **pass** `instance-region`: cn-hangzhou is in mainland China\n" in page
    assert "- fail (1): `instance-term`" in page
    assert "- **fail**" not in page


def test_a_page_without_gaps_has_no_heading_for_them() -> None:
    assert "Gaps" not in render("markdown", report())
