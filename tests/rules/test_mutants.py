"""No comparison in a rule can be changed without an example or a case noticing."""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest

from auditor import plugins
from tests import examples
from tests.rules.cases import CASES

RULES = plugins.modules("rules")
OTHERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


def expressions(node: ast.expr) -> Iterator[ast.expr]:
    """What could stand in place of an expression by a slip."""
    match node:
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in OTHERS[type(op)]:
                    changed = copy.deepcopy(node)
                    changed.ops[i] = other()
                    yield changed
            for i, right in enumerate(node.comparators):
                if isinstance(right, ast.Constant) and isinstance(right.value, int):
                    for value in (right.value + 1, right.value - 1):
                        changed = copy.deepcopy(node)
                        changed.comparators[i] = ast.Constant(value)
                        yield changed
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
            for i in range(len(values)):
                fewer = [*values[:i], *values[i + 1 :]]
                yield fewer[0] if len(fewer) == 1 else ast.BoolOp(op, fewer)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right)


def mutants(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """Copies of a module with one change each: an operator, a number compared with, or a condition that always or never holds."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for parent in (each for function in functions for each in ast.walk(function)):
        for field, found in ast.iter_fields(parent):
            for place in range(len(found)) if isinstance(found, list) else (None,):
                old = found if place is None else found[place]
                if not isinstance(old, ast.expr):
                    continue
                always = [ast.Constant(value) for value in (True, False)] if field in {"test", "ifs"} else []
                for new in (*expressions(old), *always):
                    put(parent, field, place, new)
                    name = f"line {old.lineno}: {ast.unparse(old)} → {ast.unparse(new)}"
                    yield name, ast.fix_missing_locations(copy.deepcopy(tree))
                put(parent, field, place, old)


def put(parent: ast.AST, field: str, place: int | None, node: ast.expr) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def load(tree: ast.Module, name: str) -> ModuleType:
    module = ModuleType(name)
    exec(compile(tree, name, "exec"), module.__dict__)  # noqa: S102 - our own rule, changed in one place
    return module


def behaviour(rule: str, module: ModuleType) -> Iterator[bool]:
    """Whether each example and case still holds, one at a time: the first that does not ends a mutant."""
    globs = examples.names(module)
    for example in examples.parse(RULES[rule]):
        got = repr(eval(example.source, globs))  # noqa: S307 - an example of ours
        yield got.split() == example.want.split()
    for case in CASES[rule]:
        ruling = examples.judge(module, case.subject, case.as_of)
        yield case.says in examples.tell(ruling)


def survives(rule: str, module: ModuleType) -> bool:
    try:
        return all(behaviour(rule, module))
    except (ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, TypeError, ValueError):
        return False


@pytest.mark.parametrize("rule", RULES)
def test_a_changed_comparison_is_noticed(rule: str) -> None:
    tree = ast.parse(inspect.getsource(RULES[rule]))
    assert survives(rule, load(tree, rule))
    made = list(mutants(tree))
    assert made
    assert [name for name, mutant in made if survives(rule, load(mutant, rule))] == []
