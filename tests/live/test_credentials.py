from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from auditor.live import ecs
from auditor.live.credentials import AccountKey, Key
from auditor.live.pacing import Final
from auditor.settings import Account, Settings
from tests.live.test_ecs import run
from tests.servers.ecs_faults import Answer, error_answer
from tests.servers.sts import Grant, StsServer
from tests.servers.tls import Authority

ENV = "ALIBABA_CLOUD_"
PLANTED = "PlantedSecret0000000001"
ROLE = "acs:ram::1234567890123456:role/audit"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home without any credential, and an environment without any."""
    for name in list(os.environ):
        if name.startswith(ENV) or name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            monkeypatch.delenv(name)
    monkeypatch.setenv(f"{ENV}ECS_METADATA_DISABLED", "true")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


def account_key(account: Account | None = None, **settings: Any) -> AccountKey:
    sdk = ecs.load(ram_role=False)
    return AccountKey(account or Account("default"), Settings(**{"timeout": 5.0, **settings}), sdk.credentials)


def failure(key: AccountKey) -> str:
    with pytest.raises(Final) as caught:
        key.read()
    assert PLANTED not in repr((caught.value, caught.value.__context__, caught.value.__cause__))
    return str(caught.value)


def ak(name: str, key: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "mode": "AK", "access_key_id": key or f"LTAI5t{name}", "access_key_secret": PLANTED, **more}


def cli(home: Path, *profiles: dict[str, Any], current: str = "") -> None:
    write(home / ".aliyun/config.json", json.dumps({"current": current or profiles[0]["name"], "profiles": profiles}))


def write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


INI = f"[default]\ntype = access_key\naccess_key_id = LTAI5tFromIni\naccess_key_secret = {PLANTED}\n"


def environment(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"{ENV}{name}", value)


# --- the default chain ------------------------------------------------------------------------------------------------


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    cli(home, ak("first"))
    environment(monkeypatch, ACCESS_KEY_ID="LTAI5tEnv", ACCESS_KEY_SECRET=PLANTED)
    assert account_key().read() == Key("LTAI5tEnv", PLANTED)
    environment(monkeypatch, SECURITY_TOKEN="a token")
    assert account_key().read() == Key("LTAI5tEnv", PLANTED, "a token")


def test_the_current_profile_of_the_command_line_tool_comes_before_the_ini_file(home: Path) -> None:
    write(home / ".alibabacloud/credentials.ini", INI)
    assert account_key().read().id == "LTAI5tFromIni"
    cli(home, ak("first"), ak("second"), current="second")
    assert account_key().read().id == "LTAI5tsecond"


def test_the_ini_file_may_lack_its_suffix_or_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    write(home / ".alibabacloud/credentials", INI)
    assert account_key().read().id == "LTAI5tFromIni"
    write(home / "else/where.json", INI.replace("FromIni", "Elsewhere"))
    environment(monkeypatch, CREDENTIALS_FILE=str(home / "else/where.json"))
    assert account_key().read().id == "LTAI5tElsewhere"


def test_a_profile_named_by_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    cli(home, ak("first"), ak("second"))
    environment(monkeypatch, PROFILE="second")
    assert account_key().read().id == "LTAI5tsecond"


def test_the_command_line_tool_can_be_left_out(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    cli(home, ak("first"))
    write(home / ".alibabacloud/credentials.ini", INI)
    environment(monkeypatch, CLI_PROFILE_DISABLED="true")
    assert account_key().read().id == "LTAI5tFromIni"


def test_without_any_credential_all_places_are_named() -> None:
    assert failure(account_key(Account("prod"))) == (
        "no credential for account 'prod': "
        "the environment (ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET) is not set; "
        "OIDC (ALIBABA_CLOUD_OIDC_TOKEN_FILE) is not set; "
        "~/.aliyun/config.json does not exist; "
        "~/.alibabacloud/credentials.ini does not exist"
    )


def test_half_a_key_in_the_environment_names_the_other_half(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, ACCESS_KEY_ID=PLANTED)
    assert "the environment (ALIBABA_CLOUD_ACCESS_KEY_SECRET) is not set" in failure(account_key())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"current": "a",\n "profiles": [{"access_key_secret": "%s"', "is not valid JSON (line 2)"),
        ("[]", "has no list of profiles"),
        ('{"profiles": {"a": "%s"}}', "has no list of profiles"),
        ('{"current": 5, "profiles": [1, null, {"name": 7}]}', "names no current profile"),
        ('{"current": "a", "profiles": []}', "has no profile 'a'"),
        ("[" * 100_000, "cannot be read"),
        ('{"current": "a", "profiles": [{"name": "a", "mode": "%s"}]}', "gives no usable credential"),
        ('{"current": "a", "profiles": [{"name": "a"}]}', "profile 'a' of ~/.aliyun/config.json (mode missing)"),
    ],
)
def test_a_file_of_the_command_line_tool_that_is_broken_is_told(home: Path, text: str, why: str) -> None:
    write(home / ".aliyun/config.json", text.replace("%s", "Strange"))
    assert why in failure(account_key())


@pytest.mark.parametrize(
    "text", [f"{PLANTED}\n", f"[default]\n{PLANTED}\n", "[default]\ntype = access_key\n[default]\n"]
)
def test_an_ini_file_that_is_broken_is_told(home: Path, text: str) -> None:
    write(home / ".alibabacloud/credentials.ini", text)
    assert "~/.alibabacloud/credentials.ini is not a valid INI file" in failure(account_key())


def test_files_that_are_no_text_are_told(home: Path) -> None:
    write(home / ".aliyun/config.json", "")
    (home / ".aliyun/config.json").write_bytes(b"\xff\xfe\x00")
    (home / ".alibabacloud/credentials.ini").mkdir(parents=True)
    said = failure(account_key())
    assert "~/.aliyun/config.json cannot be read; ~/.alibabacloud/credentials.ini cannot be read" in said


@pytest.mark.parametrize("key", [f"{PLANTED}\n", f" {PLANTED}", f"{PLANTED}钥", f"{PLANTED}\r\nX-Header: 1"])
def test_a_key_that_cannot_be_sent_is_none(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    environment(monkeypatch, ACCESS_KEY_ID=key, ACCESS_KEY_SECRET=PLANTED)
    assert "account 'default': the environment gives no usable credential" in failure(account_key())


# --- a profile by name ------------------------------------------------------------------------------------------------


def test_a_profile_is_looked_for_in_both_files(home: Path) -> None:
    cli(home, ak("first"), {**ak("sts"), "mode": "StsToken", "sts_token": "a token"})
    write(home / ".alibabacloud/credentials.ini", INI.replace("default", "third"))
    assert account_key(Account("x", profile="first")).read() == Key("LTAI5tfirst", PLANTED)
    assert account_key(Account("x", profile="sts")).read() == Key("LTAI5tsts", PLANTED, "a token")
    assert account_key(Account("x", profile="third")).read().id == "LTAI5tFromIni"


def test_a_named_profile_is_not_replaced_by_the_environment(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    environment(monkeypatch, ACCESS_KEY_ID="LTAI5tEnv", ACCESS_KEY_SECRET=PLANTED, PROFILE="other")
    cli(home, ak("first"))
    assert account_key(Account("x", profile="first")).read().id == "LTAI5tfirst"


def test_an_unknown_profile_names_the_known_ones_and_the_nearest(home: Path) -> None:
    cli(home, ak("production"), ak("test"))
    write(home / ".alibabacloud/credentials.ini", INI)
    assert failure(account_key(Account("x", profile="prodction"))) == (
        "there is no profile 'prodction' (account 'x') in ~/.aliyun/config.json and ~/.alibabacloud/credentials.ini; "
        "there are: default, production, test; did you mean 'production'?"
    )


def test_an_unknown_profile_without_files_says_so() -> None:
    assert failure(account_key(Account("x", profile="prod"))) == (
        "there is no profile 'prod' (account 'x') in ~/.aliyun/config.json (does not exist) "
        "and ~/.alibabacloud/credentials.ini (does not exist)"
    )


def test_a_profile_that_runs_a_command_gets_its_key_and_never_leaks_what_it_says(home: Path) -> None:
    said = json.dumps({"mode": "AK", "access_key_id": "LTAI5tCmd", "access_key_secret": PLANTED})
    good = home / "good.py"
    write(good, f"print('''{said}''')")
    bad = home / "bad.py"
    write(bad, f"import sys; sys.exit('{PLANTED}')")
    commands = [{"name": f.stem, "mode": "External", "process_command": f"{sys.executable} {f}"} for f in (good, bad)]
    cli(home, *commands)
    assert account_key(Account("x", profile="good")).read() == Key("LTAI5tCmd", PLANTED)
    assert failure(account_key(Account("x", profile="bad"))) == (
        "no credential for account 'x': profile 'bad' of ~/.aliyun/config.json (mode External) gives no usable credential"
    )


def test_no_key_shows_in_a_repr() -> None:
    assert repr(Key("LTAI5t", PLANTED, "token")) == "Key()"


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_command_without_expiry_is_run_once_for_many_threads(home: Path) -> None:
    log = home / "log"
    said = json.dumps({"access_key_id": "LTAI5tCmd", "access_key_secret": PLANTED})
    write(home / "counts.py", f"open({str(log)!r}, 'a').write('x'); print('''{said}''')")
    command = f"{sys.executable} {home / 'counts.py'}"
    cli(home, {"name": "default", "mode": "External", "process_command": command})
    key = account_key()
    with ThreadPoolExecutor(8) as pool:
        found = {k.id for k in pool.map(lambda _: key.read(), range(64))}
    assert found == {"LTAI5tCmd"}
    assert len(log.read_text()) <= 2  # to find out whether it works, and to read it


def test_a_failure_is_remembered(home: Path) -> None:
    key = account_key()
    first = failure(key)
    cli(home, ak("default"))
    assert failure(key) == first


# --- roles ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., StsServer]:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    environment(monkeypatch, ACCESS_KEY_ID="LTAI5tBase", ACCESS_KEY_SECRET=PLANTED)
    grant = Grant("STS.Role", "role secret", "role token")
    return lambda **more: StsServer({"LTAI5tBase": PLANTED}, grant, authority.server("127.0.0.1"), **more)


def role(server: StsServer | str, **more: Any) -> AccountKey:
    netloc = server if isinstance(server, str) else server.netloc
    return account_key(Account("x", role_arn=ROLE, **more), sts_endpoint=netloc)


def test_a_role_is_assumed_once_with_the_base_credential(sts: Callable[..., StsServer]) -> None:
    with sts() as server:
        key = role(f"https://{server.netloc}/", external_id="external")
        assert [key.read() for _ in range(5)] == [Key("STS.Role", "role secret", "role token")] * 5
    assert [(a["RoleArn"], a["ExternalId"], a["DurationSeconds"]) for a in server.asked] == [(ROLE, "external", "3600")]


def test_a_role_that_may_not_be_assumed_is_told_with_the_code(sts: Callable[..., StsServer]) -> None:
    refusal = error_answer(403, "NoPermission", f"You are not authorized: {PLANTED}")
    with sts(trouble=refusal) as server:
        key = role(server)
        said = failure(key)
        assert failure(key) == said
    assert said == f"the role {ROLE} of account 'x' cannot be assumed: it was refused with 403 NoPermission"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[]", b"null", b'{"Credentials": {"AccessKeyId": "PlantedSecret"}}']
)
def test_an_sts_that_talks_nonsense_gives_no_credential(sts: Callable[..., StsServer], body: bytes) -> None:
    with sts(trouble=Answer(200, body)) as server:
        assert failure(role(server)).endswith("cannot be assumed: it gives no usable credential")


def test_an_sts_that_is_not_there_is_unreachable(sts: Callable[..., StsServer]) -> None:
    with pytest.raises(Final) as caught:
        role("127.0.0.1:1").read()
    assert caught.value.reason == "unreachable"
    assert (
        str(caught.value)
        == f"the role {ROLE} of account 'x' cannot be assumed: it could not be asked: its server cannot be reached"
    )
    assert caught.value.__context__ is None


def test_an_sts_with_a_certificate_of_nobody_is_not_believed(
    sts: Callable[..., StsServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    with sts() as server:
        monkeypatch.delenv("SSL_CERT_FILE")
        assert "its server cannot be reached" in failure(role(server))
        assert not server.asked


# --- the metadata address ---------------------------------------------------------------------------------------------


class _Metadata(BaseHTTPRequestHandler):
    """The metadata address of an ECS instance, reached as a proxy so that the test stays on loopback."""

    asked: list[str]

    def do_PUT(self) -> None:
        self._say("a metadata token")

    def do_GET(self) -> None:
        key = {"AccessKeyId": "STS.Instance", "AccessKeySecret": PLANTED, "SecurityToken": "a token"}
        self._say(json.dumps({"Code": "Success", "Expiration": "2099-01-01T00:00:00Z", **key}))

    def _say(self, text: str) -> None:
        self.asked.append(f"{self.command} {self.path}")
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


READ_KEY = """
import sys, threading
from auditor.live import ecs
from auditor.live.credentials import AccountKey
from auditor.live.pacing import Final
from auditor.settings import Account, Settings
account = Account("x", ram_role=sys.argv[1], profile=sys.argv[2])
try:
    print(AccountKey(account, Settings(), ecs.load(ram_role=bool(account.ram_role)).credentials).read().id)
except Final as error:
    print(error)
assert threading.active_count() == 1, threading.enumerate()
"""


@pytest.mark.parametrize("half", [{"access_key_id": PLANTED}, {"access_key_id": PLANTED, "access_key_secret": 5}])
def test_half_a_key_in_a_profile_is_none(home: Path, half: dict[str, Any]) -> None:
    cli(home, {"name": "half", "mode": "AK", **half})
    done = run(READ_KEY, "", "half", HOME=str(home))  # apart: the SDK fills gaps from the environment of its import
    said = "no credential for account 'x': profile 'half' of ~/.aliyun/config.json (mode AK) gives no usable credential"
    assert (done.stdout, done.stderr) == (f"{said}\n", "")


@pytest.mark.parametrize(
    ("ram_role", "profile", "variables", "says", "asks"),
    [
        ("audit", "", {}, "STS.Instance", True),
        ("", "", {f"{ENV}ECS_METADATA": "audit"}, "STS.Instance", True),
        ("", "", {}, "no credential for account 'x': ", False),
        ("", "onecs", {}, "profile 'onecs' of ~/.aliyun/config.json (mode EcsRamRole) gives no usable", False),
        (
            "audit",
            "",
            {f"{ENV}ECS_METADATA_DISABLED": "true"},
            "the RAM role 'audit' of this ECS instance gives",
            False,
        ),
    ],
)
def test_the_metadata_address_is_asked_only_when_a_ram_role_is_wanted(
    home: Path,
    ram_role: str,
    profile: str,
    variables: dict[str, str],
    says: str,
    asks: bool,  # noqa: FBT001 - a column
) -> None:
    cli(home, {"name": "onecs", "mode": "EcsRamRole", "ram_role_name": "audit"}, current="none")
    asked: list[str] = []
    handler = type("Handler", (_Metadata,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        proxy = f"http://127.0.0.1:{server.server_address[1]}"
        done = run(READ_KEY, ram_role, profile, HTTP_PROXY=proxy, HOME=str(home), **variables)
        server.shutdown()
    assert says in done.stdout, done.stderr
    assert done.stderr == ""
    assert bool(asked) is asks
    assert PLANTED not in done.stdout
