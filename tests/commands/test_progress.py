"""What the line that moves says of a run under way."""

from __future__ import annotations

import doctest

from auditor.commands import _progress
from auditor.commands._progress import line


def test_the_examples_hold() -> None:
    found = doctest.testmod(_progress)
    assert found.attempted == 2
    assert found.failed == 0


def test_before_the_first_answer_nobody_guesses_how_long_it_takes() -> None:
    assert line({}, 0, 10_000, 3.0) == "asked "
    assert line({"ecs": 4}, 0, 10_000, 3.0) == "asked 4 ecs"
    assert line({"whois": 4}, 4, 10_000, 0.0) == "asked 4 whois"
    assert line({"from the cache": 4}, 4, 10_000, 2.0) == "asked 4 from the cache"


def test_several_questions_about_a_domain_are_one_domain() -> None:
    shown = line({"rdap": 20, "whois": 20}, 25, 25, 5.0)
    assert shown == "asked 20 rdap, 20 whois – 25 of 25 domains, 5.0 a second, 0:00:00 left"


def test_what_had_no_answer_is_counted_in_plain_view() -> None:
    assert line({"whois": 3, "without an answer": 1}, 3, 3, 1.0) == "asked 3 whois, 1 without an answer"
