"""Several accounts in one run, where their credentials come from, and which endpoint is asked for which region."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.servers.ecs import Identity, ecs_instance
from tests.world import INSTANCE, KEY, OTHER_KEY, OTHER_SECRET, SECRET, World

NO_KEY_IN_ENVIRONMENT: dict[str, str | None] = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": None,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": None,
}
THEIRS = {"cn-shanghai": [ecs_instance(InstanceId="i-theirs", RegionId="cn-shanghai")], "cn-hangzhou": []}


def profile(name: str, key: str, secret: str) -> dict[str, str]:
    return {"name": name, "mode": "AK", "access_key_id": key, "access_key_secret": secret, "region_id": "cn-hangzhou"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("home"), identities={OTHER_KEY: Identity(OTHER_SECRET, THEIRS)}) as world:
        profiles = [
            profile("prod", KEY, SECRET),
            profile("customer-a", OTHER_KEY, OTHER_SECRET),
            profile("left", "LTAI5tPlantedKeyThatIsGone", OTHER_SECRET),
        ]
        world.write(".aliyun/config.json", json.dumps({"current": "customer-a", "profiles": profiles}))
        yield world


def test_two_profiles_are_two_accounts_and_one_that_is_refused_leaves_the_others_intact(world: World) -> None:
    ran = world.audit(
        *("--profile", "prod", "--profile", "left", "--profile", "customer-a", "--profile", "prod"),
        env=NO_KEY_IN_ENVIRONMENT,
    )
    accounts = {(s["account"], s["region"], s["id"]) for s in ran.report["subjects"]}
    assert accounts == {("prod", "cn-hangzhou", INSTANCE), ("customer-a", "cn-shanghai", "i-theirs")}
    assert len(ran.report["subjects"]) == 2, "a profile named twice is one account"
    assert ran.gaps == {"left regions": "denied"}
    assert set(ran.verdicts.values()) == {"eligible"}
    assert ran.report["verdict"] == "undetermined"
    assert ran.code == 11


def test_without_a_profile_the_current_one_is_used_when_the_environment_has_no_key(world: World) -> None:
    ran = world.audit(env=NO_KEY_IN_ENVIRONMENT)
    assert [(s["account"], s["id"]) for s in ran.report["subjects"]] == [("default", "i-theirs")]
    assert ran.code == 0


def test_accounts_of_the_settings_have_names_of_their_own_and_profile_chooses_among_them(world: World) -> None:
    theirs = '[[account]]\nname = "group"\nprofile = "prod"\n[[account]]\nname = "left"\nprofile = "customer-a"\n'
    settings = str(world.write("accounts.toml", theirs))
    both = world.audit("--config", settings)
    assert {s["account"]: s["id"] for s in both.report["subjects"]} == {"group": INSTANCE, "left": "i-theirs"}
    one = world.audit("--config", settings, "--profile", "left")
    assert [(s["account"], s["id"]) for s in one.report["subjects"]] == [("left", "i-theirs")], "not the profile"


def test_the_region_is_filled_into_the_endpoint_and_a_proxy_is_honoured(world: World) -> None:
    proxied = {"HTTP_PROXY": world.ecs.url, "AUDITOR_ECS_ENDPOINT_URL": "http://ecs-vpc.{region}.example"}
    ran = world.audit("--profile", "customer-a", "--verbose", env=proxied)
    asked = [line.split()[2:4] for line in ran.err.splitlines() if line.startswith("ecs customer-a ")]
    assert asked[0] == ["http://ecs-vpc.cn-hangzhou.example", "DescribeRegions"]
    assert sorted(asked[1:]) == [
        ["http://ecs-vpc.cn-hangzhou.example", "DescribeInstances"],
        ["http://ecs-vpc.cn-shanghai.example", "DescribeInstances"],
    ]
    assert list(ran.verdicts) == ["i-theirs"]
