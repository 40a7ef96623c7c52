"""The committed inputs of `tests/fuzz`, replayed without atheris, and what the targets themselves must be able to."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from auditor.model import Evidence, Known, Unknown
from tests.fuzz import CORPUS, NAMES, law
from tests.fuzz.mutate import mutated
from tests.readers.test_rdap import document, with_registrar
from tests.servers.aliyun_answers import domain_of_account, filing_of_account
from tests.servers.ecs_answers import ecs_instance

INPUTS = [(name, path) for name in NAMES for path in sorted((CORPUS / name).iterdir())]
LARGEST, MOST = 16_384, 80


def target(name: str) -> Callable[[bytes], None]:
    found: Callable[[bytes], None] = import_module(f"tests.fuzz.targets.{name}").target
    return found


@pytest.mark.parametrize(("name", "path"), INPUTS, ids=[f"{name}-{path.name}" for name, path in INPUTS])
def test_no_input_that_was_ever_kept_breaks_a_reader(name: str, path: Path) -> None:
    target(name)(path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_every_target_has_a_small_corpus_that_is_its_own(name: str) -> None:
    sizes = [path.stat().st_size for path in (CORPUS / name).iterdir()]
    assert 12 <= len(sizes) <= MOST
    assert max(sizes) <= LARGEST
    assert {path.name for path in CORPUS.iterdir()} == set(NAMES)


# --- nesting: the reader has room for it when it parses, and less when it quotes ------------------------------------------


def nested() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Answers with a `HOLE` in each place that is looked at."""
    for key in ("Status", "PublicIpAddress", "EipAddress", "NetworkInterfaces"):
        yield "ecs", "200", {"Instances": {"Instance": [ecs_instance(**{key: "HOLE"})]}}
    locks = {"LockReason": [{"LockReason": "financial", "More": "HOLE"}]}
    yield "ecs", "200", {"Instances": {"Instance": [ecs_instance(OperationLocks=locks)]}}
    for key in ("RealNameStatus", "PrivacyServiceStatus", "ZhRegistrantOrganization", "DomainStatus"):
        yield "aliyun_domain", "200", domain_of_account(**{key: "HOLE"})
    for risks in ("HOLE", [{"DeadLine": "HOLE"}]):
        filed = filing_of_account(RiskList=risks)
        yield "filing", "200", {"Success": True, "BaSuccessDataWithRiskList": [filed]}
    for key in ("entities", "events", "status"):
        yield "rdap", "200 example.com", document(**{key: "HOLE"})
    yield "rdap", "200 example.com", with_registrar(vcardArray="HOLE")


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_no_depth_of_nesting_breaks_a_reader(opening: str, closing: str) -> None:
    deepest = sys.getrecursionlimit() - len(inspect.stack())
    for name, head, answer in nested():
        text = json.dumps(answer)
        for depth in range(deepest - 40, deepest + 1):
            hole = opening * depth + "1" + closing * depth
            target(name)(f"{head}\n{text}".replace('"HOLE"', hole).encode())


# --- the law is one that can be broken ------------------------------------------------------------------------------------


def quoting(*quotes: str) -> tuple[Evidence, ...]:
    return tuple(Evidence("whois", "line 1", quote, law.SEEN_AT) for quote in quotes)


@pytest.mark.parametrize(
    "fact",
    [
        Known("x", ()),
        Known("x", quoting("Registrar: y")),
        Known("x", quoting("Registrar: x", "Registrar: y")),
        Unknown("two values", quoting("Registrar: y")),
        Unknown(""),
    ],
    ids=repr,
)
def test_a_fact_that_nobody_stated_is_noticed(fact: Known[str] | Unknown) -> None:
    with pytest.raises(AssertionError):
        law.assert_borne_out({"registrar": fact}, "Registrar: x\n".__contains__)
    law.assert_borne_out({"registrar": Known("x", quoting("Registrar: x"))}, "Registrar: x\n".__contains__)


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "a\nb", "\x85", "\u2028", "\u202ea", "\u2066", "\ud800", "\x00"], ids=ascii
)
def test_a_character_that_acts_is_noticed(text: str) -> None:
    with pytest.raises(AssertionError):
        law.assert_plain(text)
    law.assert_plain("示例\tweb")


def test_a_domain_is_named_by_itself_alone() -> None:
    assert law.names_domain("Domain Name:EXAMPLE.CN.", "example.cn")
    assert law.names_domain("[示例。中国]", "xn--fsq092h.xn--fiqs8s")
    assert not law.names_domain("notexample.cn example.cn.com www.example.cn", "example.cn")


def test_what_json_says_are_its_texts_and_the_document_itself() -> None:
    is_said = law.said_in_json('{"a": "x\\u0041\\"", "b": [1, "示例"], "c": "first", "c": "second"}')
    assert all(map(is_said, ['xA"', "示例", '[1, "示例"]', "first", "second"]))
    assert not any(map(is_said, ["xB", "[1]", "third"]))
    assert not law.said_in_json("{")("{")


# --- the mutator and the runner -------------------------------------------------------------------------------------------


def shuffled(data: bytes, longest: int) -> bytes:
    return data[::-1][:longest]


def test_a_mutated_document_is_one_still_and_stands_below_its_first_line() -> None:
    data = b'200 example.com\n{"a": ["x", {"b": 1}], "c": "y"}'
    made = {mutated(data, seed, shuffled) for seed in range(200)}
    assert len(made) > 50
    for each in made:
        assert each is not None
        head, _, body = each.partition(b"\n")
        assert head == b"200 example.com"
        json.loads(body)
    assert mutated(data, 7, shuffled) == mutated(data, 7, shuffled)


@pytest.mark.parametrize("data", [b"", b"200\n", b"200\n{", b"200\n[]", b"200\n1", b"\n" + b"[" * 5000])
def test_what_holds_no_value_is_left_to_atheris(data: bytes) -> None:
    assert mutated(data, 1, shuffled) is None


def test_without_atheris_it_is_said_what_to_install() -> None:
    code = "import runpy, sys; sys.modules['atheris'] = None; sys.argv = ['run', 'names']; runpy.run_module('tests.fuzz.run', run_name='__main__')"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=CORPUS.parents[2], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "--group fuzz" in ran.stderr


def test_a_target_that_is_none_is_refused() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "nosuch"]
    ran = subprocess.run(command, cwd=CORPUS.parents[2], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "there is no target nosuch" in ran.stderr
