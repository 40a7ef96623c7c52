from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.printable import short, visible

ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]8;;https://evil.example\x07x", r"\x1b]8;;https://evil.example\x07x"),
        ("\x9b2J", r"\x9b2J"),
        ("a\rb\nc\td\0e\x7f", r"a\rb\nc\td\x00e\x7f"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("\u2066x\u2069\u061c", r"\u2066x\u2069\u061c"),
        ("a\u200bb\u200dc\ufeffd\u2060e\xad", r"a\u200bb\u200dc\ufeffd\u2060e\xad"),
        ("\u2028\u2029\x85", r"\u2028\u2029\x85"),
        ("\u3164\u115f\u2800\ufe0f", r"\u3164\u115f\u2800\ufe0f"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800x\udfff", r"\ud800x\udfff"),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 3 + r"\u0301\u0301"),
        ("\u0338x", r"\u0338x"),
    ],
)
def test_what_acts_or_hides_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text", ["", "web-1", "示例　公司（杭州）", "Việt Nam", "naïve", "🙂", "C:\\new", "עברית", "日本\xa0語"]
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_nothing_that_acts_is_left_of_all_characters_there_are() -> None:
    left = visible("".join(map(chr, range(sys.maxunicode + 1))))
    acting = {c for c in left if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    # Signs that stand around Arabic numbers: format characters by name only, they are drawn.
    assert acting <= {chr(n) for n in (*range(0x600, 0x606), 0x6DD, 0x890, 0x891, 0x8E2)}


def test_what_is_kept_is_what_was_named() -> None:
    assert visible("a\n\tb\r", keep="\t\n") == "a\n\tb\\r"


@given(ANYTHING)
def test_it_can_be_written_and_showing_it_again_changes_nothing(text: str) -> None:
    shown = visible(text)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert len(shown.splitlines()) <= 1
    assert visible(shown) == shown


@given(ANYTHING, st.integers(1, 20))
def test_short_text_is_whole_and_long_text_says_how_long_it_was(text: str, limit: int) -> None:
    shown = short(text, limit)
    assert shown == visible(text) or shown.endswith(f"… ({len(text)} characters)")
    assert len(shown) <= limit + len(f"… ({len(text)} characters)")
