"""The examples in a rule's docstring, run as a reader would read them.

`check(subject)` judges with the reference tables on `TODAY`, `check(subject, as_of="2027-01-01")` on that day, and shows
`outcome: because`; a fact that is needed and not known shows as `unknown: reason`, as the pipeline has it.
"""

from __future__ import annotations

import doctest
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from auditor.judge import rule_of, ruling
from auditor.model import Ruling, Subject
from tests import builders


class Shown(str):
    """Text whose repr is the text, so that an example shows it without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def judge(rule: ModuleType, subject: Subject, as_of: str = builders.TODAY) -> Ruling:
    """What the pipeline makes of the rule in a module."""
    return ruling(rule_of("a-rule", rule), subject, builders.context(as_of))


def show(ruling: Ruling) -> Shown:
    """A ruling in one line, as the examples have it."""
    return Shown(f"{ruling.outcome}: {ruling.because}")


def tell(ruling: Ruling) -> str:
    """All of a ruling: `outcome: because → fix [place: quote; …]`."""
    quotes = "; ".join(f"{evidence.place}: {evidence.quote}" for evidence in ruling.evidence)
    return f"{show(ruling)} → {ruling.fix} [{quotes}]"


def parse(rule: ModuleType) -> list[doctest.Example]:
    """The examples of a rule's docstring, in their order."""
    return doctest.DocTestParser().get_examples(rule.__doc__ or "", rule.__name__)


def names(rule: ModuleType, heard: list[Ruling] | None = None) -> dict[str, Any]:
    """What an example may use. Every ruling that it brings about is appended to `heard`."""

    def check(subject: Subject, as_of: str = builders.TODAY) -> Shown:
        ruling = judge(rule, subject, as_of)
        if heard is not None:
            heard.append(ruling)
        return show(ruling)

    shared = (check, builders.instance, builders.domain, builders.site, builders.known, builders.unknown)
    return {each.__name__: each for each in shared}


def run(examples: list[doctest.Example], globs: Mapping[str, Any]) -> str:
    """What is wrong with the examples, "" if nothing."""
    test = doctest.DocTest(examples, dict(globs), "examples", None, None, None)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    return "".join(said)
