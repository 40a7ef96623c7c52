"""What the command says about itself: help, version, rules, the schema, shell completion."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from auditor import __version__
from auditor.codec import schema
from tests.world import ROOT, Ran, bare, run

CODES = ("0", "10", "11", "12", "1", "2", "130")
COMMON = (
    *("--as-of", "--format", "--output", "--status", "--record", "--replay", "--config", "--fail-on", "--exit-zero"),
    *("--concurrency", "--timeout", "--quiet", "--verbose", "--no-color", "--excel", "-f", "-o"),
)
INSTANCES = ("--profile", "--region", "--exclude-region", "--instance", "--tag")
OPTIONS = {
    "audit": (*COMMON, *INSTANCES, "--domain", "--domains-file", "--site", "--owner"),
    "instances": (*COMMON, *INSTANCES),
    "domain": (*COMMON, "--domains-file", "--owner"),
    "demo": (*COMMON, "--owner"),
}


def say(home: Path, *arguments: str, **env: str) -> Ran:
    return run(*arguments, environment={**bare(home), "COLUMNS": "100", **env}, folder=home)


def test_help_lists_the_commands_and_every_exit_code(tmp_path: Path) -> None:
    ran = say(tmp_path, "--help")
    assert ran.code == 0
    assert re.findall(r"^ +(\d+)  \w", ran.out, re.MULTILINE) == list(CODES)
    for name in (*OPTIONS, "rules", "explain", "schema"):
        assert re.search(rf"^  {name} +[A-Z]", ran.out, re.MULTILINE)
    nothing = say(tmp_path)
    assert (nothing.code, nothing.out, nothing.err) == (2, "", ran.out), "who asks for nothing gets help"


@pytest.mark.parametrize("command", OPTIONS)
def test_a_command_lists_its_options_and_the_exit_codes(tmp_path: Path, command: str) -> None:
    ran = say(tmp_path, command, "--help")
    assert ran.code == 0
    assert re.findall(r"^ +(\d+)  \w", ran.out, re.MULTILINE) == list(CODES)
    listed = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", ran.out.partition("Exit codes:")[0]))
    assert set(OPTIONS[command]) <= listed
    assert not [name for name in listed if "key" in name or "secret" in name or "token" in name], "never a credential"


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    ran = say(tmp_path, "--version")
    assert (ran.code, ran.out, ran.err) == (0, f"icp-auditor {__version__}\n", "")


def test_the_schema_is_json_schema_2020_12(tmp_path: Path) -> None:
    ran = say(tmp_path, "schema")
    assert (ran.code, ran.out) == (0, schema()), "what every report of these tests is held against"
    document = json.loads(ran.out)
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["properties"]["schema"]["const"] == "icp-auditor/report/1"


def rule_ids() -> Iterator[str]:
    for path in sorted((ROOT / "auditor/rules").glob("[a-z]*.py")):
        yield path.stem.replace("_", "-")


def test_rules_lists_each_rule_with_its_title(tmp_path: Path) -> None:
    ran = say(tmp_path, "rules")
    assert ran.code == 0
    listed = re.findall(r"^([a-z-]+)  +(instance|domain|site)  +[A-Z]", ran.out, re.MULTILINE)
    assert [identity for identity, _ in listed] == list(rule_ids())
    assert {"instance-term", "domain-registrar", "site-address"} <= {identity for identity, _ in listed}


def test_explain_says_why_how_to_fix_it_and_who_says_so(tmp_path: Path) -> None:
    ran = say(tmp_path, "explain", "instance-term")
    assert ran.code == 0
    assert ran.out.startswith("instance-term (about: instance)\n")
    for heading in ("Why:", "How to fix:", "Examples:", "When unknown:", "Who says so:"):
        assert heading in ran.out
    assert re.search(r"Alibaba Cloud, read on \d{4}-\d\d-\d\d\n +https://", ran.out)


def test_a_rule_that_is_not_there_is_named_with_its_nearest(tmp_path: Path) -> None:
    ran = say(tmp_path, "explain", "instance-terms")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "icp-auditor: there is no rule 'instance-terms'; did you mean instance-term?\n  next: see icp-auditor rules\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("adit",), "adit"), (("audit", "--regions", "x"), "--regions"), (("domain", "--timeout", "soon"), "--timeout")],
)
def test_a_command_line_that_cannot_be_read_is_a_usage_error(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = say(tmp_path, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_the_shell_completes_commands_and_options(tmp_path: Path) -> None:
    shown = say(tmp_path, "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert shown.code == 0
    assert "_ICP_AUDITOR_COMPLETE=complete_bash" in shown.out
    asked = {"_ICP_AUDITOR_COMPLETE": "complete_bash", "COMP_WORDS": "icp-auditor ex", "COMP_CWORD": "1"}
    assert say(tmp_path, **asked).out.split() == ["explain"]
    asked = {**asked, "COMP_WORDS": "icp-auditor audit --dom", "COMP_CWORD": "2"}
    assert say(tmp_path, **asked).out.split() == ["--domain", "--domains-file", "--domains-from-account"]


def test_nothing_of_this_needs_the_network_the_sdk_or_a_home(tmp_path: Path) -> None:
    ran = say(tmp_path, "demo", "-f", "json", PYTHONVERBOSE="", PYTHONPROFILEIMPORTTIME="1", HOME=os.devnull)
    assert ran.report["counts"]["instance"] == {"eligible": 4, "ineligible": 7, "undetermined": 2}
    assert ran.code == 10
    imported = {line.rpartition("|")[2].strip() for line in ran.err.splitlines() if line.startswith("import time:")}
    assert "auditor.tape.player" in imported
    assert not {name for name in imported if name.startswith(("alibabacloud", "vcr", "requests", "auditor.live"))}
