from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import auditor

PACKAGE = Path(auditor.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
NETWORK = {
    "alibabacloud_credentials",
    "alibabacloud_ecs20140526",
    "alibabacloud_tea_openapi",
    "alibabacloud_tea_util",
    "darabonba",
    "Tea",
    "requests",
    "urllib3",
    "aiohttp",
    "socket",
    "ssl",
    "http",
    "dns",
}
"""Modules that open sockets. Of `http`, `HTTPStatus` is a list of numbers; of `urllib`, `parse` opens nothing."""

SDK = {name for name in NETWORK if name.startswith("alibabacloud")} | {"darabonba", "Tea"}


def place(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), str(file))


def imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever it does."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(file)} imports relatively"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_data(name: str) -> bool:
    return name.startswith("http.HTTPStatus")


def test_the_package_is_looked_at() -> None:
    assert {"audit.py", "cli.py", "live/ecs.py", "sources/ecs.py"} <= {place(file) for file in FILES}
    assert "alibabacloud_ecs20140526.client.Client" in set(imported(PACKAGE / "live" / "ecs.py"))


@pytest.mark.parametrize("file", FILES, ids=place)
def test_only_the_live_network_opens_sockets(file: Path) -> None:
    if place(file).startswith("live/"):
        return
    found = [name for name in imported(file) if name.partition(".")[0] in NETWORK and not is_data(name)]
    found += [name for name in imported(file) if name.startswith(("urllib.request", "whois.whois"))]
    assert found == []


@pytest.mark.parametrize("file", FILES, ids=place)
def test_only_one_module_of_the_live_network_imports_the_sdk(file: Path) -> None:
    """`live/credentials.py` may ask Alibaba's credential chain; the API's client is `live/ecs.py`'s alone."""
    allowed = {"live/ecs.py": SDK, "live/credentials.py": {"alibabacloud_credentials"}}.get(place(file), set())
    assert [name for name in imported(file) if name.partition(".")[0] in SDK - allowed] == []


@pytest.mark.parametrize("file", FILES, ids=place)
def test_nothing_is_swallowed_outside_the_live_network(file: Path) -> None:
    """Other people's code is caught whole where it is called: the SDK in `live/`, and python-whois, fed with hostile text."""
    if place(file).startswith("live/") or place(file) == "readers/long_tail.py":
        return
    broad = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            broad += [
                f"{place(file)}:{node.lineno}"
                for each in caught
                if each is None or (isinstance(each, ast.Name) and each.id in ("Exception", "BaseException"))
            ]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "suppress":
            broad += [
                f"{place(file)}:{node.lineno}"
                for each in node.args
                if isinstance(each, ast.Name) and each.id in ("Exception", "BaseException")
            ]
    assert broad == []


CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
OWNERS = {"datetime", "date", "time"}


@pytest.mark.parametrize("file", FILES, ids=place)
def test_only_a_run_reads_the_clock(file: Path) -> None:
    if place(file) in ("commands/_run.py", "cli.py"):
        return
    found = [
        f"{place(file)}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and (
            (isinstance(node.value, ast.Name) and node.value.id in OWNERS)
            or (isinstance(node.value, ast.Attribute) and node.value.attr in OWNERS)
        )
    ]
    found += [name for name in imported(file) if name in {f"time.{clock}" for clock in CLOCKS}]
    assert found == []


@pytest.mark.parametrize("file", FILES, ids=place)
def test_a_rule_sees_the_model_and_nothing_else_of_ours(file: Path) -> None:
    if not place(file).startswith("rules/") or file.name == "__init__.py":
        return
    body = tree(file).body  # an import for types only stands in an `if`
    ours = [node.module for node in body if isinstance(node, ast.ImportFrom) and str(node.module).startswith("auditor")]
    assert ours == ["auditor.model"]


@pytest.mark.parametrize("file", FILES, ids=place)
def test_a_module_and_its_functions_fit_on_a_screen(file: Path) -> None:
    if place(file) != "model.py":
        assert len(file.read_text("utf-8").splitlines()) <= 300
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 45, f"{place(file)} {node.name}"


@pytest.mark.parametrize("file", FILES, ids=place)
def test_no_file_leaves_something_to_do(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not [word for word in ("TODO", "FIXME", "XXX", "NotImplementedError", "for now") if word in text]


# --- what a command costs -------------------------------------------------------------------------------------------------

HEAVY = ("alibabacloud", "darabonba", "Tea", "vcr", "whois", "dns", "requests", "urllib3", "aiohttp")
PROBE = """
import json, sys
from auditor.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
sys.stdout.write("\\n" + json.dumps(sorted(sys.modules)))
"""


def loaded(tmp_path: Path, *arguments: str) -> list[str]:
    """The modules that are loaded once a command has run."""
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "COLUMNS": "200"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    said, _, modules = ran.stdout.rpartition("\n")
    assert said.strip()
    found: list[str] = json.loads(modules)
    assert "auditor.cli" in found
    return found


def heavy(modules: list[str], names: tuple[str, ...] = HEAVY) -> list[str]:
    return [name for name in modules if name.partition(".")[0].startswith(names) and not name.startswith("auditor")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("audit", "--help"),
        ("--version",),
        ("rules",),
        ("explain", "instance-term"),
        ("schema",),
    ],
    ids=" ".join,
)
def test_a_command_that_asks_nobody_loads_no_library_that_asks(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert heavy(loaded(tmp_path, *arguments)) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo", "--exit-zero"),
        ("audit", "--exit-zero", "--replay", "DEMO"),
        ("domain", "--exit-zero", "--replay", "DEMO"),
    ],
    ids=" ".join,
)
def test_a_replay_loads_neither_the_sdk_nor_vcrpy_nor_anything_live(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    demo = str(PACKAGE.parent / "cassettes" / "demo")
    modules = loaded(tmp_path, *(demo if argument == "DEMO" else argument for argument in arguments))
    assert "auditor.tape.player" in modules
    assert heavy(modules, ("alibabacloud", "darabonba", "Tea", "vcr", "aiohttp", "dns")) == []
    assert [name for name in modules if name.startswith("auditor.live")] == []
