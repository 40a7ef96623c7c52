"""What all targets assert, and how their inputs are taken apart."""

from __future__ import annotations

import atexit
import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.model import Evidence, Fact, GapReason, Known, Unknown
from auditor.names import to_ascii
from auditor.wire import Reply

SEEN_AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
ABSENT = "absent"
"""The first label of a domain that no answer is about."""

IsSaid = Callable[[str], bool]
_BETWEEN_WORDS = re.compile(r"[\s:()\[\]]+")
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


# --- an input: a line that says what is asked, and the answer -------------------------------------------------------------


def text_of(data: bytes) -> str:
    """The bytes as text; what is no UTF-8 becomes half characters, which a tape or a cache may hold too."""
    return data.decode("utf-8", "surrogateescape")


def head_and_body(data: bytes) -> tuple[str, str]:
    head, _, body = text_of(data).partition("\n")
    return head, body


def reply(body: str, status: str = "200") -> Reply:
    return Reply(int(status) if status.isascii() and status.isdigit() and len(status) == 3 else 200, body, SEEN_AT)


@cache
def scratch(name: str) -> Path:
    """A file of this process alone, for readers that read files."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Path(folder.name) / name


# --- the law ----------------------------------------------------------------------------------------------------------------


def facts_of(subject: Any) -> dict[str, Fact[Any]]:
    found = {field.name: getattr(subject, field.name) for field in fields(subject)}
    return {name: value for name, value in found.items() if isinstance(value, Known | Unknown)}


def assert_borne_out(facts: Mapping[str, Fact[Any]], is_said: IsSaid) -> None:
    """What is known has evidence, and all evidence, also of what is not known, is what was said."""
    for name, fact in facts.items():
        assert not isinstance(fact, Known) or fact.evidence, f"{name} is known without evidence"
        assert isinstance(fact, Known) or fact.reason, f"{name} is unknown without a reason"
        assert_quoted(fact.evidence, is_said)


def assert_quoted(evidence: Iterable[Evidence], is_said: IsSaid) -> None:
    for each in evidence:
        assert each.seen_at == SEEN_AT
        assert each.source
        assert each.place
        assert is_said(each.quote), f"nobody said {each.quote!r}"


def assert_plain(text: str) -> None:
    """Nothing in the text acts on a terminal or turns it round; a tab may stand there."""
    for character in text:
        is_control = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character != "\t"
        assert not is_control, f"{character!r} in {text!r}"
        assert unicodedata.bidirectional(character) not in _TURNS, f"{character!r} in {text!r}"


def assert_instant(value: Any) -> None:
    assert isinstance(value, datetime)
    assert value.tzinfo is not None
    assert value == value.astimezone(UTC)


def assert_blames(error: UsageError, *places: str) -> None:
    assert any(place in str(error) for place in places), f"where the mistake stands is not said: {error}"


def assert_is_a_gap(reason: str) -> None:
    assert reason in list(GapReason)


def names_domain(text: str, domain: str) -> bool:
    """Whether the A-label name `domain` is a word of the text, in any spelling."""
    words = _BETWEEN_WORDS.split(text)
    wanted = {word.rpartition("..")[2] for word in words} | set(words)
    return any(to_ascii(word) == domain for word in wanted if word)


def is_about_absent(text: str) -> bool:
    return ABSENT in unicodedata.normalize("NFKC", text).casefold()


# --- what JSON says ---------------------------------------------------------------------------------------------------------


def said_in_json(text: str) -> IsSaid:
    """Whether words are those of the document: part of one of its texts, or of the document as it is written.

    Without a document nothing is said. One that is nested too deep to be written again cannot be held against anybody.
    """
    try:
        texts = list(texts_in(json.loads(text, object_pairs_hook=_both_of_a_pair)))
        whole = json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return lambda _: False
    except RecursionError:
        return lambda _: True
    return lambda quote: any(quote in each for each in texts) or quote in whole


def texts_in(value: Any) -> Iterator[str]:
    """All texts of a document, its keys aside."""
    left = [value]
    while left:
        match left.pop():
            case str(found):
                yield found
            case dict(found):
                left += found.values()
            case list(found):
                left += found


def _both_of_a_pair(pairs: list[tuple[str, Any]]) -> list[Any]:
    """The values of an object, those too whose key is there twice."""
    return [value for _, value in pairs]
