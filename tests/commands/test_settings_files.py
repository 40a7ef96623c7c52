"""Where settings come from, and which of them wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import DAY, OWNER, Ran, World

USER_FILE = ".config/icp-auditor/auditor.toml"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("home")) as world:
        yield world


def owner(ran: Ran) -> tuple[str, str]:
    """Who the report says will file, and where it says that this was said."""
    said = next(e for e in ran.finding("example.cn", "domain-holder")["evidence"] if e["source"] == "user")
    return said["quote"], said["place"]


def test_a_flag_outranks_the_environment_and_the_environment_the_file(world: World) -> None:
    file = str(world.write("mine.toml", f'owner = "{OWNER}"\n'))
    assert owner(world.domain("example.cn", "--config", file)) == (OWNER, file)
    env: dict[str, str | None] = {"AUDITOR_OWNER": "二号公司"}
    assert owner(world.domain("example.cn", "--config", file, env=env)) == ("二号公司", "AUDITOR_OWNER")
    ran = world.domain("example.cn", "--config", file, "--owner", "三号公司", env=env)
    assert owner(ran) == ("三号公司", "--owner")
    assert ran.outcome("example.cn", "domain-holder") == "fail"


def test_files_are_looked_up_in_their_order_and_only_the_first_counts(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.write("flag.toml", "in_flag = 1")
        world.write("variable.toml", "in_variable = 1")
        env: dict[str, str | None] = {"AUDITOR_CONFIG": "variable.toml"}
        assert world.domain("com.cn").code == 10
        world.write(USER_FILE, "in_home = 1")
        assert "unknown key in_home in" in world.domain("com.cn").err
        world.write("auditor.toml", "in_folder = 1")
        assert "unknown key in_folder in auditor.toml" in world.domain("com.cn").err
        assert "unknown key in_variable in variable.toml" in world.domain("com.cn", env=env).err
        assert "unknown key in_flag in flag.toml" in world.domain("com.cn", "--config", "flag.toml", env=env).err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("ownr = 'x'", "unknown key ownr in wrong.toml; did you mean owner?"),
        ("[whois]\nserver = {}", "unknown key whois.server in wrong.toml; did you mean whois.servers?"),
        ("[[account]]\nprofil = 'x'", "unknown key account.profil in wrong.toml; did you mean profile?"),
        ("timeout = 'soon'", "timeout in wrong.toml wants a number from 0.1 to 600: 'soon'"),
        ("owner = ", "the settings file wrong.toml is not TOML: Invalid value"),
        (b"owner = '\xb2\xe2'", "the settings file wrong.toml is not UTF-8 text"),
        (None, "the settings file wrong.toml cannot be read: No such file or directory"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(world: World, content: str | bytes | None, said: str) -> None:
    (world.home / "wrong.toml").unlink(missing_ok=True)
    if content is not None:
        world.write("wrong.toml", content)
    ran = world.domain("com.cn", "--config", "wrong.toml")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "\n  next: " in ran.err


@pytest.mark.parametrize(
    ("arguments", "env", "said"),
    [
        (("--concurrency", "0"), {}, "--concurrency wants a number from 1 to 64: 0"),
        (("--timeout", "0"), {}, "--timeout wants a number from 0.1 to 600: 0.0"),
        ((), {"AUDITOR_TIMEOUT": "soon"}, "AUDITOR_TIMEOUT wants a number from 0.1 to 600: 'soon'"),
        ((), {"AUDITOR_ECS_ENDPOINT_URL": "ecs.example"}, "AUDITOR_ECS_ENDPOINT_URL wants an address like https://"),
        (("--fail-on", "warn"), {}, "--fail-on 'warn' is not known"),
    ],
)
def test_a_wrong_value_is_named_with_where_it_was_said(
    world: World, arguments: tuple[str, ...], env: dict[str, str | None], said: str
) -> None:
    ran = world.domain("com.cn", *arguments, env=env)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_variable_that_nothing_reads_is_remarked_on(world: World) -> None:
    stray: dict[str, str | None] = {"AUDITOR_OWNERS": "x"}
    ran = world.domain("com.cn", env=stray)
    assert ran.err == "icp-auditor: the environment variable AUDITOR_OWNERS is not known; did you mean AUDITOR_OWNER?\n"
    assert ran.code == 10
    assert world.domain("com.cn", "--quiet", env=stray).err == ""


def test_the_servers_of_the_file_are_asked(world: World) -> None:
    nobody: dict[str, str | None] = dict.fromkeys(
        ("AUDITOR_WHOIS_SERVERS", "AUDITOR_RDAP_SERVERS", "AUDITOR_DNS_NAMESERVERS", "AUDITOR_ECS_ENDPOINT_URL")
    )
    text = f"""
        concurrency = 1
        [ecs]
        endpoint_url = "{world.ecs.url}"
        [whois]
        servers = {{ cn = "{world.whois_server.address}" }}
        [rdap]
        servers = {{ com = "{world.rdap_server.url}" }}
        [dns]
        nameservers = ["{world.dns_server.address}"]
    """
    before = Counter(world.questions)
    file = str(world.write("servers.toml", text))
    ran = world.run(
        *("audit", "-f", "json", "--config", file, "--as-of", DAY, "--domain", "example.cn", "--domain", "absent.com"),
        env=nobody,
    )
    assert ran.report["gaps"] == []
    asked = set(Counter(world.questions) - before)
    assert {"DescribeRegions", "example.cn", "/domain/absent.com", "example.cn A"} <= asked
