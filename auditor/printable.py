"""Text from outside, made fit to be looked at: whatever would act or hide in a terminal is shown as an escape."""

from __future__ import annotations

import re

ACTING = (
    "\x7f-\x9f"  # terminal escapes and everything else that moves a cursor
    "\xad\u061c\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # joiners, zero width, bidi
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags: a second text inside the first
    "\ud800-\udfff"  # half a character: cannot be written as UTF-8
)
"""What a terminal, an editor or a browser obeys instead of showing it, or no file can hold: the inside of a regular
expression's `[]`. The ASCII control characters, which everybody escapes anyway, are not among them."""

_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"

# Besides: control characters, characters that show nothing at all, and combining marks piled higher than in any language.
_UNFIT = re.compile(rf"[\x00-\x1f{ACTING}{_BLANK}]|\A[{_MARKS}]|(?<=[{_MARKS}]{{3}})[{_MARKS}]")


def visible(text: str, keep: str = "") -> str:
    r"""`text` with every character that would act or hide shown as a Python escape; those in `keep` stay.

    It is for people, not for parsing: a backslash that was there before stays one backslash.

    >>> print(visible("web\x1b[31m\u202e1"))
    web\x1b[31m\u202e1
    >>> print(visible("示例 web"))
    示例 web
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNFIT.sub(lambda found: found[0] if found[0] in keep else _escape(found[0]), text)


def short(text: str, limit: int, keep: str = "") -> str:
    """`visible(text, keep)` in at most `limit` characters, plus an ellipsis and the true length if it was longer.

    >>> short("0123456789", 10)
    '0123456789'
    >>> short("0123456789a", 10)
    '0123456789… (11 characters)'
    """
    shown = visible(text[: limit + 1], keep)
    return shown if len(shown) <= limit else f"{shown[:limit]}… ({len(text)} characters)"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
