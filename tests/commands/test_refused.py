"""Nobody is let in: exit code 12, a sentence that says why, and no secret anywhere, however loud the run is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ecs_faults as faults
from tests.servers.ecs import Identity, ecs_instance
from tests.servers.faults import closed_port
from tests.world import DAY, KEY, OTHER_KEY, OTHER_SECRET, OWNER, SECRET, TOKEN, Ran, World

LOUD = {"DEBUG": "sdk"}
HOME = {"cn-hangzhou": [ecs_instance()]}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    expired = Identity(OTHER_SECRET, HOME, token=TOKEN, expired=True)
    with World(tmp_path_factory.mktemp("home"), identities={OTHER_KEY: expired}) as world:
        yield world


def loudly(world: World, name: str, *arguments: str, **env: str | None) -> Ran:
    """Recorded, with every question on stderr and the SDK's own debugging on."""
    return world.run(
        *("audit", "--as-of", DAY, "--verbose", "--record", name),
        *("-o", f"{name}.json", "-o", f"{name}.csv", "-o", f"{name}.md", "-o", f"{name}.jsonl", "-f", "table"),
        *arguments,
        env={**LOUD, **env},
    )


def is_locked_out(ran: Ran, *said: str) -> None:
    assert ran.code == 12
    assert "every account was refused" in ran.out
    assert "next: see README, “Credentials”" in ran.err
    for words in said:
        assert words in ran.err
        assert words in " ".join(ran.out.split())


def test_a_revoked_key(world: World) -> None:
    gone = "LTAI5tPlantedKeyThatIsGone"
    ran = loudly(world, "revoked", ALIBABA_CLOUD_ACCESS_KEY_ID=gone)
    is_locked_out(ran, "the access key was refused: is it right, and still in use?", "InvalidAccessKeyId.NotFound")
    assert "InvalidAccessKeyId.NotFound" in (world.home / "revoked/ecs-default.yaml").read_text("utf-8")


def test_a_wrong_secret_whose_signature_the_api_explains_at_length(world: World) -> None:
    wrong = "PlantedSecretThatIsWrong012345"
    ran = loudly(world, "wrong", ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong)
    is_locked_out(ran, "the access key was refused", "SignatureDoesNotMatch")
    assert wrong not in (world.home / "wrong/ecs-default.yaml").read_text("utf-8")


def test_an_expired_token_and_a_domain_that_is_reported_all_the_same(world: World) -> None:
    theirs = {"ALIBABA_CLOUD_ACCESS_KEY_ID": OTHER_KEY, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": OTHER_SECRET}
    domains = ("--domain", "example.cn", "--owner", OWNER)
    ran = loudly(world, "expired", *domains, **theirs, ALIBABA_CLOUD_SECURITY_TOKEN=TOKEN)
    is_locked_out(ran, "the security token has expired: get a new one")
    assert "eligible  example.cn\n" in ran.out


def test_no_credential_at_all(world: World) -> None:
    ran = world.audit("--exit-zero", env={"ALIBABA_CLOUD_ACCESS_KEY_ID": None})
    assert ran.code == 12, "--exit-zero forgives what was found, not that nothing was"
    assert "no credential for account 'default'" in ran.err
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in ran.gap("default")["detail"]
    assert "~/.aliyun/config.json does not exist" in ran.gap("default")["detail"]
    assert "RAM role" not in ran.gap("default")["detail"], "the metadata address is not asked unless a role is named"
    assert ran.report["verdict"] == "undetermined"


def test_a_profile_that_nobody_knows(world: World) -> None:
    profile = {"name": "prod", "mode": "AK", "access_key_id": KEY, "access_key_secret": SECRET}
    world.write(".aliyun/config.json", f'{{"current": "prod", "profiles": [{profile}]}}'.replace("'", '"'))
    ran = world.audit("--profile", "prd")
    assert ran.code == 12
    assert "there is no profile 'prd'" in ran.err
    assert "did you mean 'prod'?" in ran.err


def test_a_clock_that_is_wrong(tmp_path: Path) -> None:
    late = faults.refused(
        400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.", action="DescribeRegions"
    )
    with World(tmp_path, faults={"*": [late]}) as world:
        ran = loudly(world, "late")
    is_locked_out(ran, "the time of the request was refused: set this machine's clock")


def test_regions_may_be_named_by_who_may_not_list_them(tmp_path: Path) -> None:
    with World(tmp_path, faults={"*": [faults.forbidden(action="DescribeRegions")]}) as world:
        ran = world.audit("--region", "cn-hangzhou")
    assert ran.code == 11
    assert ran.gaps == {"default regions": "denied"}
    assert ran.report["counts"] == {"instance": {"eligible": 1}}
    assert ran.report["verdict"] == "undetermined"


def test_no_network_is_no_refusal(world: World) -> None:
    nobody = f"http://127.0.0.1:{closed_port()}"
    ran = world.audit(env={"AUDITOR_ECS_ENDPOINT_URL": nobody, "AUDITOR_ECS_PATIENCE": "0"})
    assert ran.code == 11
    assert ran.gaps == {"default regions": "unreachable"}
    assert nobody.removeprefix("http://") in ran.gap("regions")["detail"]


def test_a_list_of_regions_that_is_none_is_no_refusal_and_no_empty_account(tmp_path: Path) -> None:
    page = faults.html(200, action="DescribeRegions")
    with World(tmp_path, faults={"*": [page]}) as world:
        ran = world.audit("--domain", "example.cn", "--owner", OWNER)
    assert ran.gaps == {"default regions": "garbled"}
    assert ran.verdicts == {"example.cn": "eligible"}
    assert ran.report["verdict"] == "undetermined"
    assert ran.code == 11


def test_an_empty_account_is_said_in_every_format(tmp_path: Path) -> None:
    with World(tmp_path, {"cn-hangzhou": [], "cn-beijing": []}) as world:
        ran = world.run("audit", "-f", "table", *(f"-oreport.{suffix}" for suffix in ("json", "jsonl", "csv", "md")))
    assert ran.code == 11
    for text in (ran.out, *(path.read_text("utf-8") for path in tmp_path.glob("report.*"))):
        assert "none is visible to this identity" in text
        assert "undetermined" in text
    assert len(list(tmp_path.glob("report.*"))) == 4
