from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import stamina
from urllib3.exceptions import NameResolutionError

from auditor.errors import WireError
from auditor.live import ecs, post
from auditor.live.ecs import Ecs
from auditor.live.pacing import Final
from auditor.live.scrub import scrubbed
from auditor.settings import Account, Settings
from auditor.wire import ACTIONS, Query, Reply
from tests.servers import ecs_faults as faults
from tests.servers.ecs import EcsServer, Identity, ecs_eip, ecs_instance
from tests.servers.sts import Grant, StsServer
from tests.servers.tls import Authority

KEY = "LTAI5tPlantedKeyId000001"
SECRET = "PlantedSecret/0000000000000001"
TOKEN = "Planted+Token/with=every&kind.of-character"
ROOT = Path(__file__).parents[2]
KNOWN_WARNING = (
    "-W",
    "ignore::DeprecationWarning:alibabacloud_credentials.utils.parameter_helper",
)  # its utcnow(), from 3.12 on


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(variable, raising=False)
    with stamina.set_testing(True, attempts=20):  # pauses take no time
        yield


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def identity(instances: int = 1, *regions: str, **more: Any) -> Identity:
    each = [ecs_instance(InstanceId=f"i-{n:04}") for n in range(instances)]
    return Identity(SECRET, dict.fromkeys(regions or ("cn-hangzhou",), each), **more)


def client(**settings: Any) -> Ecs:
    return Ecs(Settings(**{"timeout": 5.0, "ecs_patience": 60.0, **settings}), lambda: datetime.now(UTC))


def question(
    server: EcsServer | str, action: str = "DescribeInstances", account: str = "default", **params: str
) -> Query:
    url = server if isinstance(server, str) else server.url
    return Query("ecs", url, action, tuple({"RegionId": "cn-hangzhou", **params}.items()), account)


def test_an_endpoint_may_have_a_path_and_that_is_signed_too() -> None:
    with EcsServer({KEY: Identity(SECRET, {"cn-hangzhou": [ecs_instance()]})}) as server:
        assert client().ask(question(f"{server.url}/ecs/cn-hangzhou")).status == 200


def trouble(asker: Ecs, query: Query) -> WireError:
    with pytest.raises(WireError) as caught:
        asker.ask(query)
    return caught.value


def ids(reply: Reply) -> list[str]:
    return [i["InstanceId"] for i in json.loads(reply.text)["Instances"]["Instance"]]


# --- asking -----------------------------------------------------------------------------------------------------------


def test_an_answer_is_the_text_that_was_sent_with_the_time_it_came() -> None:
    now = datetime.now(UTC)
    name = '网站 ~*+/&= "quoted"'
    with EcsServer({KEY: Identity(SECRET, {"cn-hangzhou": [ecs_instance(InstanceName=name)]})}) as server:
        reply = Ecs(Settings(), lambda: now).ask(question(server, MaxResults="100"))
    assert (reply.status, reply.received_at) == (200, now)
    assert json.loads(reply.text)["Instances"]["Instance"][0]["InstanceName"] == name
    assert "网站" in reply.text


def test_parameters_of_any_characters_are_signed_right() -> None:
    tag = {"TagKey": "owner ~*+/&=%", "TagValue": "张三 \u00e9"}
    tagged = ecs_instance(InstanceId="i-tagged", Tags={"Tag": [tag]})
    with EcsServer({KEY: Identity(SECRET, {"cn-hangzhou": [ecs_instance(), tagged]})}) as server:
        reply = client().ask(question(server, **{"Tag.1.Key": tag["TagKey"], "Tag.1.Value": tag["TagValue"]}))
    assert ids(reply) == ["i-tagged"]
    assert not server.refused


def test_pages_follow_the_token_to_the_end() -> None:
    with EcsServer({KEY: identity(230)}) as server:
        found, token = [], ""
        while True:
            reply = client().ask(question(server, MaxResults="100", NextToken=token))
            found += ids(reply)
            token = json.loads(reply.text)["NextToken"]
            if not token:
                break
    assert len(server.asked) == 3
    assert len(set(found)) == len(found) == 230


def test_the_server_clamps_page_sizes_and_filters_like_the_real_one() -> None:
    with EcsServer({KEY: identity(150)}) as server:
        asker = client()
        sizes = [len(ids(asker.ask(question(server, MaxResults=n)))) for n in ("1", "10", "50", "100", "500")]
        assert sizes == [10, 10, 50, 100, 100]
        assert len(ids(asker.ask(question(server)))) == 10
        assert ids(asker.ask(question(server, InstanceIds='["i-0149", "i-none"]'))) == ["i-0149"]
        assert ids(asker.ask(question(server, InstanceIds="[]"))) == []
        assert asker.ask(question(server, RegionId="cn-nowhere")).status == 404


def test_regions_and_addresses_are_asked_for() -> None:
    eips = [ecs_eip(AllocationId=f"eip-{n}", Bandwidth=str(n)) for n in range(3)]
    with EcsServer({KEY: identity(0, "cn-hangzhou", "cn-beijing", eips=eips)}) as server:
        regions = json.loads(client().ask(question(server, "DescribeRegions")).text)["Regions"]["Region"]
        wanted = question(server, "DescribeEipAddresses", AllocationId="eip-1,eip-2")
        found = json.loads(client().ask(wanted).text)["EipAddresses"]["EipAddress"]
    assert [r["RegionId"] for r in regions] == ["cn-hangzhou", "cn-beijing"]
    assert [e["Bandwidth"] for e in found] == ["1", "2"]


def test_an_action_that_is_not_in_the_table_is_never_sent() -> None:
    with EcsServer({KEY: identity()}) as server:
        with pytest.raises(ValueError, match="DeleteInstance"):
            client().ask(question(server, "DeleteInstance"))
        assert not server.asked
    assert all(action.startswith(("Describe", "Query", "Check")) for action in ACTIONS)


def test_an_account_that_is_not_in_the_settings_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="'nobody'"):
        client().ask(question("http://127.0.0.1:1", account="nobody"))


def test_eight_threads_ask_many_regions_at_once() -> None:
    regions = [f"cn-region-{n}" for n in range(24)]
    each = {region: [ecs_instance(InstanceId=f"i-{region}")] for region in regions}
    with EcsServer({KEY: Identity(SECRET, each)}) as server, ThreadPoolExecutor(8) as pool:
        asker = client()
        replies = list(pool.map(lambda r: asker.ask(question(server, RegionId=r)), regions))
    assert [ids(reply) for reply in replies] == [[f"i-{region}"] for region in regions]
    assert sorted(asked.region for asked in server.asked) == sorted(regions)


def test_each_account_signs_with_its_own_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aliyun").mkdir()
    profile = {"name": "second", "mode": "AK", "access_key_id": "LTAI5tSecond", "access_key_secret": "other"}
    (tmp_path / ".aliyun/config.json").write_text(json.dumps({"current": "second", "profiles": [profile]}))
    second = Identity("other", {"cn-hangzhou": [ecs_instance(InstanceId="i-second")]})
    with EcsServer({KEY: identity(), "LTAI5tSecond": second}) as server:
        asker = client(accounts=(Account("default"), Account("two", profile="second")))
        assert ids(asker.ask(question(server))) == ["i-0000"]
        assert ids(asker.ask(question(server, account="two"))) == ["i-second"]
    assert [asked.key for asked in server.asked] == [KEY, "LTAI5tSecond"]


# --- answers that say no, and answers that are none --------------------------------------------------------------------


def ask_with(fault: faults.Fault, **settings: Any) -> tuple[Reply, EcsServer]:
    with EcsServer({KEY: identity()}, {"cn-hangzhou": [fault]}) as server:
        return client(**settings).ask(question(server)), server


def test_a_refusal_comes_back_word_for_word_and_is_not_asked_again() -> None:
    reply, server = ask_with(faults.forbidden())
    assert reply.status == 403
    assert json.loads(reply.text)["Code"] == "Forbidden.RAM"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        faults.throttled(times=3),
        faults.throttled(times=3, code="Throttling"),
        faults.throttled(3_000, times=3),
        faults.too_many("5", times=3),
        faults.server_error(500, times=3),
        faults.html(503, times=3),
        faults.raw("", 502, times=3),
        faults.half_body(times=3),
        faults.reset(times=3),
    ],
)
def test_what_passes_is_waited_for(fault: faults.Fault) -> None:
    reply, server = ask_with(fault)
    assert ids(reply) == ["i-0000"]
    assert len(server.asked) == 4


@pytest.mark.parametrize("fault", [faults.server_error(500), faults.html(503)])
def test_a_service_that_goes_on_failing_is_given_up_long_before_the_patience_ends(fault: faults.Fault) -> None:
    reply, server = ask_with(fault)
    assert reply.status >= 500
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("fault", "status"),
    [(faults.html(403), 403), (faults.html(302), 302), (faults.refused(400, "InvalidParameter", "x"), 400)],
)
def test_what_does_not_pass_is_not_waited_for(fault: faults.Fault, status: int) -> None:
    reply, server = ask_with(fault)
    assert reply.status == status
    assert len(server.asked) == 1


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with EcsServer({KEY: identity()}) as other:
        there = faults.Answer(302, b"", {"Location": other.url})
        reply, _ = ask_with(faults.Fault(lambda _: there))
        assert reply.status == 302
        assert other.connections == 0


@pytest.mark.parametrize("body", ["<html>login</html>", "", "[]", "null", '{"Instances": null}', b"\xff\xfe", '{"Inst'])
def test_a_200_is_handed_on_whatever_it_holds(body: str | bytes) -> None:
    reply, server = ask_with(faults.raw(body))
    assert reply.status == 200
    assert reply.text == (body if isinstance(body, str) else body.decode(errors="replace"))
    assert len(server.asked) == 1


def test_patience_ends_with_the_last_answer() -> None:
    reply, server = ask_with(faults.html(503, "<html>busy</html>"), ecs_patience=0.0)
    assert (reply.status, reply.text) == (503, "<html>busy</html>")
    assert len(server.asked) == 1


def test_a_pause_that_is_longer_than_our_patience_is_not_made() -> None:
    reply, server = ask_with(faults.throttled(3_600_000), ecs_patience=600.0)
    assert json.loads(reply.text)["Code"] == "Throttling.User"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-acs-retry-after": "2500"}, 2.5),
        ({"retry-after": "7"}, 7.0),
        ({"x-acs-retry-after": "500", "retry-after": "7"}, 0.5),
        ({"retry-after": "Wed, 25 Nov 2026 01:00:00 GMT"}, 0.0),
        ({"x-acs-retry-after": "-1"}, 0.0),
        ({"x-acs-retry-after": "9" * 5000}, 0.0),
        ({}, 0.0),
    ],
)
def test_the_api_says_how_long_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert ecs._asked_to_wait(headers) == seconds


def test_silence_is_a_timeout_that_names_the_server() -> None:
    with EcsServer({KEY: identity()}, {"cn-hangzhou": [faults.hang()]}) as server:
        error = trouble(client(timeout=0.2), question(server))
        assert (error.reason, str(error)) == ("timeout", f"{server.netloc} did not answer within 0.2 s")
        assert len(server.asked) == ecs.FAULTS


def test_an_answer_that_drips_is_a_timeout() -> None:
    with EcsServer({KEY: identity(0)}, {"cn-hangzhou": [faults.drip()]}) as server:
        error = trouble(client(timeout=0.1, ecs_patience=0.0), question(server))
        assert (error.reason, str(error)) == ("timeout", f"{server.netloc} did not finish its answer in time")


def test_an_answer_without_end_is_garbled() -> None:
    with EcsServer({KEY: identity()}, {"cn-hangzhou": [faults.raw(b" " * (post.LARGEST_ANSWER + 1))]}) as server:
        error = trouble(client(), question(server))
        assert (error.reason, str(error)) == ("garbled", f"{server.netloc} sent more than 32 MB")
        assert len(server.asked) == 1


@pytest.mark.parametrize("fault", [faults.half_body(), faults.reset()])
def test_a_broken_connection_is_unreachable_in_the_end(fault: faults.Fault) -> None:
    with EcsServer({KEY: identity()}, {"cn-hangzhou": [fault]}) as server:
        error = trouble(client(), question(server))
        assert error.reason == "unreachable"
        assert str(error) == f"{server.netloc} closed the connection before its answer was complete"
        assert len(server.asked) == ecs.FAULTS


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        netloc = f"127.0.0.1:{listening.getsockname()[1]}"
    error = trouble(client(), question(f"http://{netloc}"))
    assert (error.reason, str(error)) == ("unreachable", f"no connection can be made to {netloc}")


def test_a_name_that_cannot_be_resolved_is_named() -> None:
    error = post._no_answer(NameResolutionError("x", None, socket.gaierror()), "ecs.x.example", 1.0)  # type: ignore[arg-type]
    assert (error.reason, str(error)) == ("unreachable", "the name of ecs.x.example cannot be resolved")


def test_a_name_that_is_too_long_is_unreachable() -> None:
    assert trouble(client(), question(f"http://{'x' * 70}.example")).reason == "unreachable"


@pytest.mark.parametrize(
    "server",
    ["", "127.0.0.1", "ftp://127.0.0.1", "http://[", "http://a/b?c", "http://a:99999999", "http://é", "http://a\r\nb"],
)
def test_an_endpoint_that_is_none_is_quoted(server: str) -> None:
    assert str(trouble(client(), question(server))).startswith(f"{server!r} is no endpoint")


def test_a_port_that_cannot_be_is_unreachable() -> None:
    assert str(trouble(client(), question("http://127.0.0.1:99999"))) == "127.0.0.1:99999 is no host name with a port"


# --- TLS --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_an_authority_of_ones_own_is_trusted(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(authority.bundle))
    with EcsServer({KEY: identity()}, tls=authority.server("127.0.0.1")) as server:
        assert server.url.startswith("https://")
        assert ids(client().ask(question(server))) == ["i-0000"]


@pytest.mark.parametrize(
    ("trusting", "name", "days", "why"),
    [
        ("", "127.0.0.1", 30, "unable to get local issuer certificate"),
        ("SSL_CERT_FILE", "ecs.elsewhere.example", 30, "IP address mismatch"),
        ("SSL_CERT_FILE", "127.0.0.1", -1, "certificate has expired"),
    ],
)
def test_a_certificate_that_is_not_right_ends_it(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, trusting: str, name: str, days: int, why: str
) -> None:
    if trusting:
        monkeypatch.setenv(trusting, str(authority.bundle))
    with EcsServer({KEY: identity()}, tls=authority.server(name, days=days)) as server:
        error = trouble(client(), question(server))
        assert isinstance(error, Final)
        assert str(error).startswith(f"the TLS certificate of {server.netloc} is not accepted: ")
        assert why in str(error)
        assert not server.asked
        assert server.connections == 1


def test_authorities_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    error = trouble(client(), question("https://127.0.0.1:1"))
    assert str(error) == f"the certificate authorities in {tmp_path / 'gone.pem'} cannot be read"


def test_plain_http_at_a_tls_port_is_not_a_crash(authority: Authority) -> None:
    with EcsServer({KEY: identity()}, tls=authority.server("127.0.0.1")) as server:
        assert trouble(client(), question(f"http://{server.netloc}")).reason == "unreachable"


def test_tls_at_a_plain_port_is_unreachable() -> None:
    with EcsServer({KEY: identity()}) as server:
        error = trouble(client(), question(f"https://{server.netloc}"))
    assert (error.reason, str(error)) == ("unreachable", f"{server.netloc} does not speak TLS as expected")


# --- proxies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["http://{}", "{}"])
def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    with EcsServer({KEY: identity()}) as proxy:
        monkeypatch.setenv("http_proxy", form.format(proxy.netloc))
        assert ids(client().ask(question("http://ecs.far-away.example"))) == ["i-0000"]


def test_a_proxy_of_another_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://user:PlantedProxyPassword@127.0.0.1:1")
    error = trouble(client(), question("http://ecs.far-away.example"))
    assert str(error) == "the proxy that the environment sets for ecs.far-away.example is not an http address"


def test_no_proxy_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://user:PlantedProxyPassword@127.0.0.1:1")
    with EcsServer({KEY: identity()}) as server:
        error = trouble(client(), question(server))
        assert str(error) == f"the proxy that the environment sets for {server.netloc} does not answer"
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert ids(client().ask(question(server))) == ["i-0000"]


# --- secrets ----------------------------------------------------------------------------------------------------------


def test_a_refused_signature_does_not_tell_what_was_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN)
    with EcsServer({KEY: Identity("another secret", {}, token=TOKEN)}) as server:
        reply = client().ask(question(server))
    assert server.refused == {"SignatureDoesNotMatch": 1}
    assert reply.status == 400
    said = json.loads(reply.text)
    assert said["Code"] == "SignatureDoesNotMatch"
    assert said["Message"] == "Specified signature is not matched with our calculation. server string to sign ***"


@pytest.mark.parametrize("form", ["{0}", "x={0}&y", "{1}", "{2}", "{3}"])
def test_a_secret_is_found_however_it_is_written(form: str) -> None:
    once = TOKEN.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D").replace("&", "%26").replace(" ", "%20")
    text = form.format(TOKEN, once, once.replace("%", "%25"), TOKEN.replace("/", "\\/"))
    assert scrubbed(text, [TOKEN], error=False) == form.format(*["***"] * 4)


def test_a_reply_that_repeats_a_secret_is_scrubbed() -> None:
    echo = faults.raw(json.dumps({"Name": f"{KEY} {SECRET}"}))
    reply, _ = ask_with(echo)
    assert json.loads(reply.text) == {"Name": "*** ***"}


class _Echo(BaseHTTPRequestHandler):
    """Repeats all it was told, headers and all."""

    def do_POST(self) -> None:
        text = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


def test_a_server_that_repeats_our_headers_repeats_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        reply = client().ask(question(f"http://127.0.0.1:{server.server_address[1]}"))
        server.shutdown()
    headers = {name.lower(): value for name, value in json.loads(reply.text)["headers"].items()}
    assert headers["x-acs-security-token"] == headers["x-acs-accesskey-id"] == "***"
    assert headers["authorization"].startswith("ACS3-HMAC-SHA256 Credential=***,SignedHeaders=")
    assert headers["authorization"].endswith(",Signature=***")


@pytest.mark.parametrize(
    ("key", "token", "status", "code"),
    [
        ("LTAI5tUnknownKey0001", "", 404, "InvalidAccessKeyId.NotFound"),
        (KEY, TOKEN, 403, "InvalidSecurityToken.Expired"),
    ],
)
def test_a_credential_that_is_refused_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, key: str, token: str, status: int, code: str
) -> None:
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", key)
    monkeypatch.setenv("ALIBABA_CLOUD_SECURITY_TOKEN", token)
    with EcsServer({KEY: identity(token=token, expired=True)}) as server:
        reply = client().ask(question(server))
    assert (reply.status, json.loads(reply.text)["Code"]) == (status, code)


def test_a_clock_that_is_wrong_is_an_answer() -> None:
    with EcsServer({KEY: identity()}) as server:
        asker = Ecs(Settings(), lambda: datetime.now(UTC) - timedelta(hours=2))
        reply = asker.ask(question(server))
    assert json.loads(reply.text)["Code"] == "InvalidTimeStamp.Expired"


SWEEP = """
import logging, sys, traceback
from datetime import UTC, datetime
from auditor.errors import WireError
from auditor.live.ecs import Ecs
from auditor.settings import Account, Settings
from auditor.wire import Query

if "root" in sys.argv:
    logging.basicConfig(level=logging.DEBUG)
accounts = (Account("default"), Account("role", role_arn="acs:ram::1:role/audit"))
asker = Ecs(Settings(accounts=accounts, timeout=1.0, ecs_patience=0.0, sts_endpoint=sys.argv[4]), lambda: datetime.now(UTC))
for url in sys.argv[1:4]:
    for account in accounts:
        query = Query("ecs", url, "DescribeInstances", (("RegionId", "cn-hangzhou"),), account.name)
        try:
            print(asker.ask(query))
        except WireError as error:
            print(repr(error), error.__dict__, error.__context__ and repr(error.__context__))
            traceback.print_exc()
print(vars(asker), [vars(c) for c in asker._clients.values()])
"""


def run(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Our code in a process of its own: the SDK reads the environment when it is imported."""
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith("ALIBABA_CLOUD_") and not k.lower().endswith("proxy")
    }
    return subprocess.run(
        [sys.executable, "-W", "error", *KNOWN_WARNING, "-c", code, *arguments],
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("debug", [(), ("root",)])
def test_no_secret_is_printed_even_when_the_sdk_is_told_to_debug(authority: Authority, debug: tuple[str, ...]) -> None:
    granted = Grant("STS.PlantedRoleKey", "PlantedRoleSecret", "PlantedRoleToken")
    with (
        EcsServer({KEY: identity(token=TOKEN)}) as good,
        EcsServer({KEY: Identity("another secret", {}, token=TOKEN)}) as strict,
        StsServer({KEY: SECRET}, granted, authority.server("127.0.0.1")) as sts,
    ):
        done = run(
            SWEEP,
            good.url,
            strict.url,
            "http://127.0.0.1:1",
            sts.netloc,
            *debug,
            DEBUG="sdk",
            SSL_CERT_FILE=str(authority.bundle),
            ALIBABA_CLOUD_ACCESS_KEY_ID=KEY,
            ALIBABA_CLOUD_ACCESS_KEY_SECRET=SECRET,
            ALIBABA_CLOUD_SECURITY_TOKEN=TOKEN,
        )
    assert done.returncode == 0, done.stderr
    assert '"InstanceId": "i-0000"' in done.stdout
    assert "SignatureDoesNotMatch" in done.stdout
    assert "no connection can be made to 127.0.0.1:1" in done.stdout
    assert sts.asked[0]["SecurityToken"] == TOKEN
    assert good.refused == {"InvalidAccessKeyId.NotFound": 1}  # the role's key came as far as this
    for secret in (KEY, SECRET, TOKEN, "Planted", "Signature=", "Credential="):
        assert secret not in done.stdout
        assert secret not in done.stderr


# --- the SDK ----------------------------------------------------------------------------------------------------------


def test_the_lazy_models_are_the_real_ones() -> None:
    done = run(
        """
import importlib, sys
from auditor.live.ecs import lazy_models
lazy = lazy_models()
import alibabacloud_ecs20140526.client
assert alibabacloud_ecs20140526.models is lazy
few = [m for m in sys.modules if m.startswith("alibabacloud_ecs20140526.models.")]
assert len(few) == 0, few
del sys.modules["alibabacloud_ecs20140526.models"]
real = importlib.import_module("alibabacloud_ecs20140526.models")
names = [n for n in vars(real) if n[0].isupper()]
assert len(names) > 2000, len(names)
assert all(getattr(lazy, n) is getattr(real, n) for n in names)
assert not hasattr(lazy, "NoSuchModel")
print("same")
"""
    )
    assert done.stdout == "same\n", done.stderr


def test_importing_and_asking_starts_no_thread_and_prints_nothing() -> None:
    with EcsServer({KEY: identity()}) as server:
        done = run(
            """
import sys, threading
from datetime import UTC, datetime
from auditor.live.ecs import Ecs
assert not any(m.startswith(("alibabacloud", "darabonba")) for m in sys.modules)
from auditor.settings import Settings
from auditor.wire import Query
reply = Ecs(Settings(), lambda: datetime.now(UTC)).ask(Query("ecs", sys.argv[1], "DescribeRegions", (), "default"))
assert reply.status == 200
assert threading.active_count() == 1, threading.enumerate()
assert not any(m.startswith("alibabacloud_ecs20140526.models.") for m in sys.modules)
""",
            server.url,
            ALIBABA_CLOUD_ACCESS_KEY_ID=KEY,
            ALIBABA_CLOUD_ACCESS_KEY_SECRET=SECRET,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
