from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import UsageError
from auditor.settings import (
    KEYS,
    Account,
    Settings,
    find_file,
    load,
    unknown_variables,
    variable,
    with_profiles,
)
from auditor.tables import config_folder


def from_file(folder: Path, text: str, flags: Mapping[str, Any] | None = None, **environ: str) -> Settings:
    file = folder / "auditor.toml"
    file.write_text(text, "utf-8")
    return load(flags or {}, environ, file)


def from_environment(**environ: str) -> Settings:
    return load({}, environ, None)


def refused(folder: Path, text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        from_file(folder, text)
    assert caught.value.exit_code == 2
    assert caught.value.advice
    return caught.value


# key, as TOML, as the environment's text, field, value
EVERY_KEY: list[tuple[str, str, str, str, Any]] = [
    ("owner", 'owner = " 示例（杭州）有限公司 "', " 示例（杭州）有限公司 ", "owner", "示例（杭州）有限公司"),
    (
        "owner_aliases",
        'owner_aliases = ["Example Technology Co., Ltd.", " 示例 ", ""]',
        "Example Technology Co., Ltd.; 示例;",
        "owner_aliases",
        ("Example Technology Co., Ltd.", "示例"),
    ),
    ("timeout", "timeout = 2.5", "2.5", "timeout", 2.5),
    ("concurrency", "concurrency = 3", "3", "concurrency", 3),
    (
        "ecs.endpoint_url",
        'ecs.endpoint_url = "https://ecs-vpc.{region}.aliyuncs.com/"',
        "https://ecs-vpc.{region}.aliyuncs.com/",
        "ecs_endpoint_url",
        "https://ecs-vpc.{region}.aliyuncs.com",
    ),
    ("ecs.patience", "[ecs]\npatience = 0", "0", "ecs_patience", 0.0),
    (
        "sts.endpoint",
        '[sts]\nendpoint = "sts.cn-beijing.aliyuncs.com"',
        "sts.cn-beijing.aliyuncs.com",
        "sts_endpoint",
        "sts.cn-beijing.aliyuncs.com:443",
    ),
    (
        "whois.servers",
        '[whois]\nservers = { cn = "127.0.0.1:4343", "中国" = "whois.example" }',
        "cn=127.0.0.1:4343, 中国=whois.example",
        "whois_servers",
        {"cn": "127.0.0.1:4343", "xn--fiqs8s": "whois.example:43"},
    ),
    (
        "whois.intervals",
        "[whois.intervals]\ncn = 2\n'公司.cn' = 0.5",
        "cn=2,公司.cn=0.5",
        "whois_intervals",
        {"cn": 2.0, "xn--55qx5d.cn": 0.5},
    ),
    (
        "rdap.servers",
        '[rdap]\nservers = { com = "https://rdap.example/com/v1", ".NET" = "http://127.0.0.1:8080/" }',
        "com=https://rdap.example/com/v1,.NET=http://127.0.0.1:8080/",
        "rdap_servers",
        {"com": "https://rdap.example/com/v1/", "net": "http://127.0.0.1:8080/"},
    ),
    (
        "rdap.bootstrap_url",
        'rdap.bootstrap_url = "https://data.example/dns.json"',
        "https://data.example/dns.json",
        "rdap_bootstrap_url",
        "https://data.example/dns.json",
    ),
    (
        "dns.nameservers",
        '[dns]\nnameservers = ["192.0.2.53", "192.0.2.54:5353", "[2001:db8::53]:53"]',
        "192.0.2.53, 192.0.2.54:5353, [2001:db8::53]:53",
        "dns_nameservers",
        ("192.0.2.53:53", "192.0.2.54:5353", "[2001:db8::53]:53"),
    ),
    ("domain.service", "domain.service = true", "Yes", "domain_service", True),
    (
        "domain.endpoint_url",
        'domain.endpoint_url = "http://127.0.0.1:8080"',
        "http://127.0.0.1:8080",
        "domain_endpoint_url",
        "http://127.0.0.1:8080",
    ),
    ("filing.check", "filing.check = true", "on", "check_filed", True),
    (
        "filing.cdn_url",
        'filing.cdn_url = "http://127.0.0.1:1/"',
        "http://127.0.0.1:1/",
        "filing_cdn_url",
        "http://127.0.0.1:1",
    ),
    (
        "filing.companyreg_url",
        'filing.companyreg_url = "http://127.0.0.1:1"',
        "http://127.0.0.1:1",
        "filing_companyreg_url",
        "http://127.0.0.1:1",
    ),
    ("cache.ttl", 'cache.ttl = "30m"', "1800", "cache_ttl", timedelta(minutes=30)),
]


def test_every_key_is_tried_here() -> None:
    assert [row[0] for row in EVERY_KEY] == list(KEYS)


@pytest.mark.parametrize(("key", "toml", "text", "field", "value"), EVERY_KEY, ids=[row[0] for row in EVERY_KEY])
def test_a_key_can_be_set_in_the_file_and_in_the_environment(
    tmp_path: Path, key: str, toml: str, text: str, field: str, value: Any
) -> None:
    filed = from_file(tmp_path, toml)
    assert getattr(filed, field) == value
    assert filed.origins == {field: str(tmp_path / "auditor.toml")}
    stated = from_environment(**{variable(key): text})
    assert getattr(stated, field) == value
    assert stated.origins == {field: variable(key)}


def test_a_flag_outranks_the_environment_the_environment_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    text = 'timeout = 1\nconcurrency = 1\nowner = "file"\necs.patience = 1'
    environ = {"AUDITOR_TIMEOUT": "2", "AUDITOR_CONCURRENCY": "2", "AUDITOR_OWNER": "environment"}
    found = from_file(tmp_path, text, {"timeout": 3.0, "owner": None, "concurrency": None}, **environ)
    assert (found.timeout, found.concurrency, found.owner, found.ecs_patience) == (3.0, 2, "environment", 1.0)
    assert found.sts_endpoint == Settings().sts_endpoint
    assert found.origins == {
        "timeout": "--timeout",
        "concurrency": "AUDITOR_CONCURRENCY",
        "owner": "AUDITOR_OWNER",
        "ecs_patience": str(tmp_path / "auditor.toml"),
    }


def test_without_anything_the_defaults_apply_and_an_empty_variable_is_not_set() -> None:
    assert load({}, {}, None) == Settings()
    assert from_environment(AUDITOR_TIMEOUT="", AUDITOR_WHOIS_SERVERS="") == Settings()


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("timout = 5", "unknown key timout in {file}; did you mean timeout?"),
        ("frobnicate_everything = 5", "unknown key frobnicate_everything in {file}"),
        ('[whois]\nserver = "x"', "unknown key whois.server in {file}; did you mean whois.servers?"),
        ("[ecs]\nendpoint = 'x'", "unknown key ecs.endpoint in {file}; did you mean ecs.endpoint_url?"),
        ("[acount]\nname = 'x'", "unknown key acount in {file}; did you mean account?"),
        ("[[account]]\nprofil = 'x'", "unknown key account.profil in {file}; did you mean profile?"),
        ("[[account]]\naccess_key_secret = 'planted'", "unknown key account.access_key_secret in {file}"),
    ],
)
def test_an_unknown_key_is_named_with_its_nearest(tmp_path: Path, toml: str, sentence: str) -> None:
    said = str(refused(tmp_path, toml))
    assert said == sentence.format(file=tmp_path / "auditor.toml")


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ("owner = 7", "owner"),
        ('owner = "a\\u001bb"', "owner"),
        ("timeout = true", "timeout"),
        ("timeout = []", "timeout"),
        ("timeout = 0", "timeout"),
        ("timeout = nan", "timeout"),
        ("timeout = inf", "timeout"),
        ("timeout = -1", "timeout"),
        pytest.param("timeout = 1" + "0" * 400, "timeout", id="timeout = a number of 401 digits"),
        ("concurrency = 0", "concurrency"),
        ("concurrency = 65", "concurrency"),
        ("concurrency = 1.5", "concurrency"),
        ("concurrency = true", "concurrency"),
        ("ecs.patience = 'long'", "ecs.patience"),
        ("ecs.endpoint_url = 'ecs.aliyuncs.com'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'ftp://ecs.aliyuncs.com'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://a:99999'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://[::1'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://a/?x=1'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://a/#x'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://a b/'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://{zone}.a'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://{region.__class__}.a'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = ['https://a']", "ecs.endpoint_url"),
        ("sts.endpoint = 'https://sts.aliyuncs.com'", "sts.endpoint"),
        ("sts.endpoint = ''", "sts.endpoint"),
        ("whois.servers = ['a:43']", "whois.servers"),
        ("whois.servers = { cn = 43 }", "whois.servers"),
        ("whois.servers = { cn = 'a:port' }", "whois.servers"),
        ("whois.servers = { cn = 'a:99999' }", "whois.servers"),
        ("whois.servers = { cn = 'a/path' }", "whois.servers"),
        ("whois.servers = { cn = 'a:43?x' }", "whois.servers"),
        ("whois.servers = { cn = 'a:43#x' }", "whois.servers"),
        ("whois.servers = { cn = 'a b' }", "whois.servers"),
        ("whois.servers = { 'a b' = 'a:43' }", "whois.servers"),
        ("whois.servers = 'cn'", "whois.servers"),
        ("whois.intervals = { cn = 'often' }", "whois.intervals"),
        ("rdap.servers = { com = 'rdap.example' }", "rdap.servers"),
        ("dns.nameservers = ['resolver.example']", "dns.nameservers"),
        ("dns.nameservers = [53]", "dns.nameservers"),
        ("dns.nameservers = { a = 'b' }", "dns.nameservers"),
        ("dns.nameservers = ['2001:db8::53']", "dns.nameservers"),
        ("owner_aliases = 7", "owner_aliases"),
        ("owner_aliases = [7]", "owner_aliases"),
        ("domain.service = 1", "domain.service"),
        ("domain.service = 'maybe'", "domain.service"),
        ("rdap.bootstrap_url = 'data.example'", "rdap.bootstrap_url"),
        ("cache.ttl = 'a while'", "cache.ttl"),
        ("cache.ttl = -1", "cache.ttl"),
        ("cache.ttl = 1.5", "cache.ttl"),
        ("cache.ttl = true", "cache.ttl"),
        ("cache.ttl = '9999999d'", "cache.ttl"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_key_and_its_file(tmp_path: Path, toml: str, key: str) -> None:
    said = str(refused(tmp_path, toml))
    assert said.startswith(f"{key} in {tmp_path / 'auditor.toml'} ")


def test_a_wrong_value_is_said_with_the_variable_or_the_flag_that_set_it() -> None:
    with pytest.raises(UsageError, match=r"^AUDITOR_TIMEOUT wants a number from 0\.1 to 600: 'soon'$"):
        from_environment(AUDITOR_TIMEOUT="soon")
    with pytest.raises(UsageError, match=r"^AUDITOR_WHOIS_SERVERS wants host:port: 'cn'$"):
        from_environment(AUDITOR_WHOIS_SERVERS="cn")
    with pytest.raises(UsageError, match=r"^--concurrency wants a number from 1 to 64: 99$"):
        load({"concurrency": 99}, {"AUDITOR_CONCURRENCY": "4"}, None)


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ("ecs.endpoint_url = 'https://me:PLANTED@ecs.example'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'https://PLANTED@ecs.example'", "ecs.endpoint_url"),
        ("ecs.endpoint_url = 'ftp://me:PLANTED@ecs.example'", "ecs.endpoint_url"),
        ("rdap.servers = { com = 'https://me:PLANTED@rdap.example/' }", "rdap.servers"),
        ("whois.servers = { cn = 'me:PLANTED@whois.example' }", "whois.servers"),
        ("sts.endpoint = 'me:PLANTED@sts.example'", "sts.endpoint"),
    ],
)
def test_a_password_in_an_address_is_refused_and_never_repeated(tmp_path: Path, toml: str, key: str) -> None:
    error = refused(tmp_path, toml)
    assert str(error).startswith(f"{key} in ")
    assert "PLANTED" not in str(error) + error.advice


# --- the file -----------------------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    for name, content, said in (
        ("missing.toml", None, "cannot be read: No such file or directory"),
        ("binary.toml", b"owner = '\xff'", "is not UTF-8 text"),
        ("broken.toml", b"owner = ", "is not TOML: "),
        ("twice.toml", b"timeout = 1\ntimeout = 2", "is not TOML: "),
    ):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(UsageError) as caught:
            load({}, {}, file)
        assert str(caught.value).startswith(f"the settings file {file} {said}")
        assert caught.value.advice
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        load({}, {}, tmp_path)


def test_the_file_is_looked_up_where_the_user_said_then_here_then_in_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, mine = tmp_path / "here", tmp_path / "mine"
    here.mkdir()
    mine.mkdir()
    monkeypatch.chdir(here)
    named, other = Path("named.toml"), {"AUDITOR_CONFIG": "other.toml"}
    assert find_file(None, {}, mine) is None
    (mine / "auditor.toml").write_text("", "utf-8")
    assert find_file(None, {}, mine) == mine / "auditor.toml"
    (here / "auditor.toml").write_text("", "utf-8")
    assert find_file(None, {"AUDITOR_CONFIG": ""}, mine) == Path("auditor.toml")
    assert find_file(None, other, mine) == Path("other.toml")  # though it is not there: `load` says so
    assert find_file(named, other, mine) == named


def test_the_example_that_ships_is_sound_and_shows_every_key() -> None:
    found = load({}, {}, config_folder() / "auditor.example.toml")
    assert set(found.origins) == {field for field, _ in KEYS.values()} | {"accounts"}
    shown = {field.name for account in found.accounts for field in fields(Account) if getattr(account, field.name)}
    assert shown == {field.name for field in fields(Account)}


def test_a_variable_that_nothing_reads_is_named_with_its_nearest() -> None:
    environ = ["PATH", "AUDITOR_TIMEOUT", "AUDITOR_CONFIG", "AUDITOR_TIMOUT", "AUDITOR_WHOIS_SERVER", "auditor_owner"]
    assert unknown_variables(environ) == [
        "the environment variable AUDITOR_TIMOUT is not known; did you mean AUDITOR_TIMEOUT?",
        "the environment variable AUDITOR_WHOIS_SERVER is not known; did you mean AUDITOR_WHOIS_SERVERS?",
    ]
    assert unknown_variables(map(variable, KEYS)) == []


# --- accounts -----------------------------------------------------------------------------------------------------------

THREE = """
[[account]]
name = "production"
profile = "prod"
role_arn = "acs:ram::1:role/audit"
external_id = "x"

[[account]]
profile = "test"

[[account]]
ram_role = "audit"
"""
PRODUCTION = Account("production", "prod", "acs:ram::1:role/audit", "x")


def test_accounts_come_from_the_file_each_with_a_name(tmp_path: Path) -> None:
    found = from_file(tmp_path, THREE)
    assert found.accounts == (PRODUCTION, Account("test", "test"), Account("default", ram_role="audit"))
    assert found.origins == {"accounts": str(tmp_path / "auditor.toml")}
    assert from_file(tmp_path, "[[account]]\nrole_arn = 'acs:ram::1:role/a'").accounts[0].name == "acs:ram::1:role/a"
    assert from_file(tmp_path, "account = []").accounts == (Account("default"),)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("account = 'x'", "account in {file} wants tables: [[account]]"),
        ("account = ['x']", "account in {file} wants tables: [[account]]"),
        ("[account]\nname = 'x'", "account in {file} wants tables: [[account]]"),
        ("[[account]]\nname = 7", "account.name in {file} wants a text: 7"),
        ("[[account]]\nprofile = ''", "account.profile in {file} wants a text: ''"),
        ("[[account]]\nprofile = 'a'\n[[account]]\nname = 'a'", "two accounts in {file} are called a"),
        ("[[account]]\n[[account]]", "two accounts in {file} are called default"),
    ],
)
def test_accounts_that_cannot_be_told_apart_or_read_are_refused(tmp_path: Path, toml: str, sentence: str) -> None:
    assert str(refused(tmp_path, toml)) == sentence.format(file=tmp_path / "auditor.toml")


def test_a_profile_chooses_an_account_of_the_file_or_a_profile_of_alibabas_files(tmp_path: Path) -> None:
    filed = from_file(tmp_path, THREE)
    chosen = with_profiles(filed, ["elsewhere", "production", "elsewhere"])
    assert chosen.accounts == (Account("elsewhere", "elsewhere"), PRODUCTION)
    assert with_profiles(filed, []) == filed
    assert with_profiles(Settings(), ["default"]).accounts == (Account("default", "default"),)  # not the default chain


def test_an_empty_profile_is_not_the_default_account() -> None:
    with pytest.raises(UsageError):
        with_profiles(Settings(), [""])
