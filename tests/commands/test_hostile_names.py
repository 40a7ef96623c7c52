"""Names from the cloud and from registries are data: what would act in a terminal, a sheet or a page does not."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO

import pytest

from tests.sample_account.domains import HICHINA, cnnic
from tests.servers.ecs import ecs_instance
from tests.world import DAY, INSTANCE, World

NAME = "\x1b[2J\x1b]0;owned\x07web\u202e\r\nVerdict: eligible\n=HYPERLINK(1)<script>alert(1)</script>[x](javascript:1)"
HOLDER = "\x1b[31m=cmd|'/c calc'!A1 <img src=x>\u200b"
ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]")
FORMS = ("txt", "json", "jsonl", "csv", "md")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    row = ecs_instance(InstanceName=NAME, Status=NAME, OperationLocks={"LockReason": [{"LockReason": NAME}]})
    other = ecs_instance(InstanceId="=1+1", InstanceName="@SUM(1)", PublicIpAddress={"IpAddress": []})
    whois = {"example.cn": cnnic("example.cn", HICHINA, HOLDER, "2028-03-18 10:05:31")}
    home = tmp_path_factory.mktemp("home")
    with World(home, {"cn-hangzhou": [row, other]}, whois=whois) as world:
        ran = world.run(
            *("audit", "--as-of", DAY, "--domain", "example.cn", "--owner", "示例", "--verbose", "--record", "tape"),
            *(f"-or.{suffix}" for suffix in FORMS),
        )
        assert ran.code == 10
        yield {"stderr": ran.err, **{suffix: (home / f"r.{suffix}").read_bytes().decode() for suffix in FORMS}}


@pytest.mark.parametrize("form", [*FORMS, "stderr"])
def test_no_character_acts(texts: dict[str, str], form: str) -> None:
    assert not ACTING.search(texts[form])


@pytest.mark.parametrize("form", FORMS)
def test_the_name_is_there_all_the_same(texts: dict[str, str], form: str) -> None:
    assert "owned" in texts[form]
    assert "alert" in texts[form]


def test_a_line_of_a_name_is_no_line_of_the_report(texts: dict[str, str]) -> None:
    for form in ("txt", "md"):
        assert not [line for line in texts[form].splitlines() if line.startswith(("Verdict: eligible", "=HYPERLINK"))]
    lines = [json.loads(line) for line in texts["jsonl"].splitlines()]
    assert [line["kind"] for line in lines] == ["instance", "instance", "domain", "site", "run"]


def test_json_holds_the_name_exactly(texts: dict[str, str]) -> None:
    subjects = {s["id"]: s for s in json.loads(texts["json"])["subjects"]}
    assert subjects[INSTANCE]["name"] == NAME
    assert subjects[INSTANCE]["verdict"] == "undetermined"
    assert subjects["=1+1"]["name"] == "@SUM(1)"


def test_no_cell_is_a_formula(texts: dict[str, str]) -> None:
    rows = list(csv.reader(StringIO(texts["csv"], newline="")))
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+@\t\r-]", cell)]
    assert {"'=1+1", "'@SUM(1)"} <= {cell for row in rows for cell in row}


def test_no_tag_and_no_link_is_left_in_a_page(texts: dict[str, str]) -> None:
    assert not re.search(r"(?<!\\)<(script|img)", texts["md"])
    assert "](javascript" not in texts["md"]
