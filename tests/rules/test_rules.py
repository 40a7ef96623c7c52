"""What every rule must have, whatever it judges, and what each says at its boundaries."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date
from types import ModuleType
from typing import get_type_hints

import pytest

from auditor import plugins
from auditor.model import Authority, Context, Domain, Instance, Outcome, Ruling, Site
from tests import examples
from tests.rules.cases import CASES, Case

RULES = plugins.modules("rules")
INSTANCE = "region subscription term not-expired public-address bandwidth running unlocked review-window"
DOMAIN = "name suffix registrar expiry status holder"
SAYS = {"passed", "warned", "failed", "undetermined", "not_applicable"}
every_rule = pytest.mark.parametrize("rule", RULES)


def judge(module: ModuleType, case: Case) -> Ruling:
    return examples.judge(module, case.subject, case.as_of)


def heard(rule: str) -> list[Ruling]:
    """Every ruling that the rule's examples and cases bring about."""
    module, found = RULES[rule], list[Ruling]()
    examples.run(examples.parse(module), examples.names(module, found))
    return found + [judge(module, case) for case in CASES[rule]]


def test_the_rules_are_those_of_the_filing() -> None:
    named = {f"instance-{rule}" for rule in INSTANCE.split()} | {f"domain-{rule}" for rule in DOMAIN.split()}
    assert named | {"site-address"} <= set(RULES)
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule in CASES for case in CASES[rule]])
def test_a_rule_says(rule: str, case: Case) -> None:
    ruling = judge(RULES[rule], case)
    assert case.says in examples.tell(ruling)


@every_rule
def test_the_docstring_has_a_title_and_says_why_and_how_to_fix(rule: str) -> None:
    text = inspect.cleandoc(RULES[rule].__doc__ or "")
    assert re.fullmatch(r"[^\n]+\.\n\nWhy:\n    .+\n\nHow to fix:\n    .+\n\nExamples:\n    .+", text, re.DOTALL)
    assert all(not line or line.startswith("    ") or line.endswith(":") for line in text.splitlines()[1:])


@every_rule
def test_the_authority_is_a_text_on_the_web_read_on_a_day(rule: str) -> None:
    authority = RULES[rule].AUTHORITY
    assert isinstance(authority, Authority)
    assert authority.publisher
    assert re.fullmatch(r"https://[\w.-]+\.[a-z]+/\S+", authority.url)
    assert authority.read_on == date(2026, 11, 23)


@every_rule
def test_the_first_parameter_says_what_the_rule_is_about(rule: str) -> None:
    subject, context, returned = get_type_hints(RULES[rule].check).values()
    assert {"instance": Instance, "domain": Domain, "site": Site}[rule.partition("-")[0]] is subject
    assert (context, returned) == (Context, Ruling)


@every_rule
def test_the_examples_run(rule: str) -> None:
    module = RULES[rule]
    assert examples.run(examples.parse(module), examples.names(module)) == ""


@every_rule
def test_the_examples_show_a_pass_an_unknown_and_what_is_in_between(rule: str) -> None:
    shown = {example.want.split(":")[0] for example in examples.parse(RULES[rule])}
    assert {"pass", "unknown"} <= shown
    assert {"warn", "fail"} & shown


def test_an_example_that_is_not_true_is_noticed() -> None:
    module = ModuleType("lie")
    module.__doc__ = '>>> check(instance(region_id="cn-hangzhou"))\nfail: cn-hangzhou'
    wrong = examples.run(examples.parse(module), examples.names(RULES["instance-region"]))
    assert "Got:\n    pass: cn-hangzhou" in wrong


@every_rule
def test_every_sentence_that_a_rule_can_say_is_brought_about_by_an_example_or_a_case(rule: str) -> None:
    tree = ast.parse(inspect.getsource(RULES[rule]))
    written = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYS
        if isinstance(node.args[0], ast.Constant)
    ]
    assert written
    assert [text for text in written if text not in {r.because.template for r in heard(rule)}] == []


@every_rule
def test_every_ruling_can_be_read_and_says_what_to_do_unless_all_is_well(rule: str) -> None:
    assert re.fullmatch(r"[A-Z][^{}\n]+\.", RULES[rule].UNKNOWN_FIX)
    for ruling in heard(rule):
        because, fix = str(ruling.because), str(ruling.fix)
        assert re.fullmatch(r"\S.*\S", because)
        assert not re.search(r"[{}]|  |None", because + fix)
        well = ruling.outcome in {Outcome.PASS, Outcome.NOT_APPLICABLE}
        assert fix == "" if well else re.fullmatch(r"[A-Z].*\.", fix)


@every_rule
def test_every_ruling_that_is_not_unknown_quotes_its_evidence(rule: str) -> None:
    silent = [str(r.because) for r in heard(rule) if r.outcome is not Outcome.UNKNOWN and not r.evidence]
    assert silent == []


@every_rule
def test_a_rule_knows_nothing_of_the_program_but_its_nouns(rule: str) -> None:
    source = inspect.getsource(RULES[rule])
    for_types_only = re.search(r"^if TYPE_CHECKING:\n(?:    .*\n)+", source, re.MULTILINE)
    tree = ast.parse(source.replace(for_types_only[0], "") if for_types_only else source)
    modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    modules |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert {m for m in modules if m and m.startswith(("auditor", "tests"))} == {"auditor.model"}
    assert modules <= {
        *("auditor.model", "__future__", "datetime", "itertools", "ipaddress", "re", "typing", "unicodedata"),
        "dateutil.relativedelta",
    }


@every_rule
def test_a_rule_is_short(rule: str) -> None:
    tree = ast.parse(inspect.getsource(RULES[rule]))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 40] == []
