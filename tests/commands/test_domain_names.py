"""Names as people write them: on the command line, in files, on standard input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.world import DAY, OWNER, Ran, World

LABEL, LONG = "a" * 64, ".".join(["abcdefgh"] * 30) + ".cn"
FLAWED = {
    "a..cn": ("undetermined", "unknown", "an empty label"),
    f"{LABEL}.cn": ("undetermined", "unknown", "a label longer than 63 characters"),
    LONG: ("undetermined", "unknown", "longer than 253 characters"),
    "exa mple.cn": ("undetermined", "unknown", "a space in it"),
    "https://example.cn/": ("undetermined", "unknown", "a web address"),
    "192.0.2.1": ("ineligible", "fail", "an IP address"),
    "2001:db8::1": ("ineligible", "fail", "an IP address"),
    "com.cn": ("ineligible", "fail", "a public suffix"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("home")) as world:
        yield world


@pytest.fixture(scope="module")
def flawed(world: World) -> Ran:
    since = len(world.questions)
    ran = world.domain(*FLAWED)
    assert len(world.questions) == since, "nobody is asked about a name that cannot be one"
    return ran


@pytest.mark.parametrize("name", FLAWED)
def test_a_name_that_cannot_be_filed_says_what_is_wrong_with_it(flawed: Ran, name: str) -> None:
    verdict, outcome, said = FLAWED[name]
    found = flawed.finding(name, "domain-name")
    assert (flawed.verdicts[name], found["outcome"]) == (verdict, outcome)
    assert said in found["because"]
    assert found["fix"]
    assert found["evidence"][0]["quote"] == name
    assert flawed.code == 10


def test_a_host_name_is_judged_by_its_domain_and_one_domain_is_judged_once(world: World) -> None:
    before = Counter(world.questions)
    ran = world.domain("WWW.Example.CN.", "example.cn", "shop.example.cn", "--owner", f" {OWNER} ")
    assert ran.verdicts == {"example.cn": "eligible"}
    assert ran.outcome("example.cn", "domain-name") == "warn"
    assert "WWW.Example.CN." in ran.finding("example.cn", "domain-name")["because"]
    asked = Counter(world.questions) - before
    assert asked["example.cn"] == 1
    assert {"www.example.cn A", "shop.example.cn A", "example.cn NS"} <= set(asked)
    assert ran.code == 0


def test_a_file_may_have_comments_a_byte_order_mark_and_windows_line_ends(world: World) -> None:
    text = "\ufeff# our domains\r\na..cn # a slip\r\n\r\n   com.cn\r\n#b..cn\r\n"
    ran = world.domain("c..cn", "--domains-file", str(world.write("names.txt", text)))
    assert list(ran.verdicts) == ["c..cn", "a..cn", "com.cn"]


def test_a_dash_reads_standard_input(world: World) -> None:
    ran = world.domain("--domains-file", "-", stdin="a..cn\n# no\n192.0.2.1\n".encode("utf-8-sig"))
    assert list(ran.verdicts) == ["a..cn", "192.0.2.1"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gbk.txt", "example.cn\n# 示例\n".encode("gbk"), "gbk.txt is not UTF-8 text in line 2"),
        ("empty.txt", b"# nothing\n\n", "empty.txt holds no domain"),
        ("missing.txt", None, "missing.txt cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(world: World, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        world.write(name, content)
    ran = world.run("audit", "--domains-file", name)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "\n  next: " in ran.err


def test_no_domain_at_all_is_a_usage_error(world: World) -> None:
    ran = world.run("domain")
    assert ran.code == 2
    assert "no domain was named" in ran.err


def test_who_will_file_decides_and_who_is_not_named_leaves_it_open(world: World) -> None:
    other = world.domain("example.cn", "--owner", "别的有限公司")
    assert other.outcome("example.cn", "domain-holder") == "fail"
    assert other.code == 10
    nobody = world.domain("example.cn")
    assert nobody.outcome("example.cn", "domain-holder") == "unknown"
    assert "--owner" in nobody.finding("example.cn", "domain-holder")["because"]
    assert nobody.code == 11


def test_the_day_that_is_judged_decides(world: World) -> None:
    ran = world.run("domain", "example.cn", "-f", "json", "--as-of", "2028-03-01", "--owner", OWNER)
    assert ran.report["as_of"] == "2028-03-01"
    assert ran.outcome("example.cn", "domain-expiry") == "fail"
    assert "in 17 days" in ran.finding("example.cn", "domain-expiry")["because"]
    assert DAY not in ran.finding("example.cn", "domain-expiry")["because"]
