"""Who will file, and the other names of the same: `--owner`, `owner_aliases`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sample_account.domains import HICHINA, cnnic
from tests.world import Ran, World, bare, run

OWNER = "甲（北京）科技有限公司"
ENGLISH, FORMER = "Jia Technology Co., Ltd.", "甲旧名有限公司"
HOLDERS = {
    "same.cn": (OWNER, "pass"),
    "width.cn": ("甲(北京)科技有限公司", "pass"),
    "spaced.cn": ("甲 （北京） 科技 有限公司", "pass"),
    "english.cn": ("JIA TECHNOLOGY CO LTD", "pass"),
    "former.cn": ("甲旧名有限公司", "pass"),
    "liability.cn": ("甲（北京）科技有限责任公司", "fail"),
    "bare.cn": ("甲北京科技有限公司", "fail"),
    "part.cn": ("Jia Technology", "fail"),
    "other.cn": ("乙科技有限公司", "fail"),
    "masked.cn": ("***", "unknown"),
    "redacted.cn": ("REDACTED FOR PRIVACY", "unknown"),
}


@dataclass(frozen=True)
class Seen:
    world: World
    ran: Ran


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    whois = {name: cnnic(name, HICHINA, holder, "2028-03-18 10:05:31") for name, (holder, _) in HOLDERS.items()}
    with World(tmp_path_factory.mktemp("home"), whois=whois) as world:
        settings = str(world.write("mine.toml", f'owner = "{OWNER}"\nowner_aliases = ["{ENGLISH}", "{FORMER}"]\n'))
        yield Seen(world, world.domain(*HOLDERS, "--config", settings, "--record", "tape"))


@pytest.mark.parametrize("name", HOLDERS)
def test_the_holder_is_compared_as_a_name_and_never_by_its_spelling_alone(seen: Seen, name: str) -> None:
    found = seen.ran.finding(name, "domain-holder")
    assert found["outcome"] == HOLDERS[name][1], found["because"]


def test_an_alias_that_decides_is_named_and_quoted(seen: Seen) -> None:
    for name, alias in (("english.cn", ENGLISH), ("former.cn", FORMER)):
        found = seen.ran.finding(name, "domain-holder")
        assert f"by the alias {alias}" in found["because"]
        quoted = [(e["source"], e["place"], e["quote"]) for e in found["evidence"]]
        assert ("user", "owner_aliases", alias) in quoted
        assert ("whois", f"Registrant: {HOLDERS[name][0]}") in [(source, quote) for source, _, quote in quoted]
    assert "alias" not in seen.ran.finding("same.cn", "domain-holder")["because"]


def test_a_holder_that_is_taken_out_is_unknown_and_no_mismatch(seen: Seen) -> None:
    for name in ("masked.cn", "redacted.cn"):
        assert seen.ran.verdicts[name] == "undetermined"


def test_in_the_environment_aliases_are_separated_by_semicolons_as_a_name_may_hold_a_comma(seen: Seen) -> None:
    said: dict[str, str | None] = {"AUDITOR_OWNER_ALIASES": f"{ENGLISH}; {FORMER}"}
    ran = seen.world.domain("english.cn", "former.cn", "--owner", OWNER, env=said)
    assert set(ran.verdicts.values()) == {"eligible"}
    without = seen.world.domain("english.cn", "former.cn", "--owner", OWNER)
    assert set(without.verdicts.values()) == {"ineligible"}


def test_aliases_of_nobody_say_nothing(seen: Seen) -> None:
    ran = seen.world.domain("english.cn", env={"AUDITOR_OWNER_ALIASES": ENGLISH})
    assert ran.outcome("english.cn", "domain-holder") == "unknown"


def replay(home: Path, *arguments: str) -> Ran:
    return run("domain", "--replay", "tape", "-f", "json", *arguments, environment=bare(home), folder=home)


def test_a_replay_knows_the_aliases_but_does_not_lend_them_to_another_owner(seen: Seen) -> None:
    same = replay(seen.world.home)
    assert {**same.report, "finished_at": ""} == {**seen.ran.report, "finished_at": ""}
    other = replay(seen.world.home, "--owner", "乙科技有限公司")
    assert other.outcome("english.cn", "domain-holder") == "fail"
    assert other.outcome("other.cn", "domain-holder") == "pass"
