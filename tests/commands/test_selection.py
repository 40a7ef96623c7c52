"""Which instances are asked for: regions, ids, tags."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.ecs import ecs_instance
from tests.world import World


def row(identity: str, region: str, **tags: str) -> dict[str, object]:
    listed = [{"TagKey": key, "TagValue": value} for key, value in tags.items()]
    return ecs_instance(InstanceId=identity, RegionId=region, Tags={"Tag": listed})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    regions = {
        "cn-hangzhou": [
            row("i-shop", "cn-hangzhou", site="shop", env="prod"),
            row("i-test", "cn-hangzhou", env="test"),
        ],
        "cn-beijing": [row("i-blog", "cn-beijing", site="blog", env="prod")],
        "cn-shanghai": [row("i-plain", "cn-shanghai")],
    }
    with World(tmp_path_factory.mktemp("home"), regions) as world:
        yield world


def asked_regions(world: World, since: int) -> set[str]:
    return {each.region for each in world.ecs.asked[since:]} - {""}


def test_regions_are_chosen_and_excluded_before_they_are_asked_and_an_unknown_one_is_a_gap(world: World) -> None:
    since = len(world.ecs.asked)
    chosen = ("--region", "cn-hangzhou", "--region", "cn-beijing", "--region", "cn-hangzhuo")
    ran = world.audit(*chosen, "--exclude-region", "cn-beijing", "--tag", "env=prod")
    assert asked_regions(world, since) == {"cn-hangzhou"}
    assert set(ran.verdicts) == {"i-shop"}
    assert ran.gaps == {"default cn-hangzhuo": "not-found"}
    assert ran.gap("cn-hangzhuo")["detail"].endswith("did you mean cn-hangzhou?")
    assert ran.code == 11


def test_an_excluded_region_is_not_asked(world: World) -> None:
    since = len(world.ecs.asked)
    ran = world.run("instances", "-f", "json", "--exclude-region", "cn-shanghai")
    assert asked_regions(world, since) == {"cn-hangzhou", "cn-beijing"}
    assert set(ran.verdicts) == {"i-blog", "i-shop", "i-test"}
    assert ran.report["gaps"] == []


def test_instances_are_chosen_by_id_and_one_that_is_not_there_is_a_gap(world: World) -> None:
    ran = world.audit("--instance", "i-blog", "--instance", "i-gone", "--instance", "i-test")
    assert set(ran.verdicts) == {"i-blog", "i-test"}
    assert ran.gaps == {"i-gone": "not-found"}
    assert ran.report["verdict"] == "undetermined"
    assert ran.code == 11


def test_every_tag_must_be_there_and_a_key_alone_stands_for_any_value(world: World) -> None:
    assert set(world.audit("--tag", "env=prod", "--tag", "site").verdicts) == {"i-shop", "i-blog"}


def test_a_selection_that_fits_nothing_is_said_to_be_one(world: World) -> None:
    ran = world.audit("--tag", "env=nowhere")
    assert ran.code == 11
    assert "none of this selection is visible to this identity" in ran.gap("instances")["detail"]


@pytest.mark.parametrize(
    ("arguments", "named", "advice"),
    [
        (("--region", "cn hangzhou"), "--region 'cn hangzhou' is not an id", "ids are like cn-hangzhou"),
        (("--instance", ""), "--instance '' is not an id", "i-bp1a2b3c"),
        (("--tag", "=shop"), "--tag '=shop' has no key", "--tag KEY=VALUE"),
        (("--site", "example.cn"), "--site 'example.cn' is not DOMAIN=INSTANCE", "--site example.cn=i-bp1a2b3c"),
        (("--domain", " "), "an empty domain was given", "leave it out"),
        (("--as-of", "2027-02-30"), "--as-of '2027-02-30' is not a day", "write it like 2027-01-31"),
    ],
)
def test_a_wrong_argument_is_named_with_the_next_step(
    world: World, arguments: tuple[str, ...], named: str, advice: str
) -> None:
    since = len(world.questions)
    ran = world.run("audit", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert named in ran.err.splitlines()[0]
    assert advice in ran.err.splitlines()[1]
    assert len(world.questions) == since, "nothing was asked"
