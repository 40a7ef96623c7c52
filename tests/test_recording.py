from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.audit import Request
from auditor.commands._recording import kept, restored
from auditor.errors import UsageError
from auditor.settings import Account, Settings, load, with_profiles
from auditor.sources.ecs import Selection

REQUEST = Request(
    selection=Selection(("cn-hangzhou",), ("cn-beijing",), ("i-1",), (("site", "shop"), ("any", ""))),
    domains=("www.示例.中国", "a..cn"),
    sites=(("example.cn", "i-1"),),
    as_of=date(2027, 1, 31),
)
SETTINGS = replace(
    Settings(),
    accounts=(Account("production", "prod"), Account("test", "test")),
    owner="示例科技有限公司",
    ecs_endpoint_url="https://vpc.{region}.example",
    whois_servers={"cn": "127.0.0.1:4343", "xn--fiqs8s": "[::1]:43"},
    whois_intervals={"cn": 2.0},
    rdap_servers={"com": "http://127.0.0.1:8080/"},
    dns_nameservers=("192.0.2.53:53", "[2001:db8::53]:53"),
)


def recorded(request: Request = REQUEST, settings: Settings = SETTINGS) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps({"request": kept(request, settings)}))
    return found


def test_a_recording_is_asked_what_it_was_asked_without_its_flags() -> None:
    asked, settings = restored(recorded(), Request(), Settings())
    assert asked == REQUEST
    assert settings.accounts == (Account("production"), Account("test"))
    same = ("owner", "ecs_endpoint_url", "whois_servers", "whois_intervals", "rdap_servers", "dns_nameservers")
    assert {name: getattr(settings, name) for name in same} == {name: getattr(SETTINGS, name) for name in same}
    assert settings.origins["owner"] == "the recording"


def test_a_recording_of_domains_alone_asks_for_no_account() -> None:
    asked, _ = restored(recorded(Request(accounts=False, domains=("a.cn",))), Request(), Settings())
    assert not asked.accounts
    assert recorded(Request(accounts=False))["request"]["with_instances"] is False


def test_no_credential_and_no_way_to_one_is_kept() -> None:
    secret = Account("x", "a-profile", "acs:ram::1:role/a", "an-external-id", "a-ram-role")
    said = json.dumps(recorded(settings=replace(SETTINGS, accounts=(secret,))))
    assert not [word for word in ("a-profile", "acs:ram", "an-external-id", "a-ram-role") if word in said]


def test_what_the_flags_say_now_outranks_the_recording() -> None:
    now = Request(
        accounts=True,
        selection=Selection(regions=("cn-shanghai",)),
        domains=("b.cn",),
        sites=(("b.cn", "i-2"),),
        as_of=date(2026, 12, 31),
    )
    asked, settings = restored(recorded(), now, replace(Settings(), owner="x", origins={"owner": "--owner"}))
    assert asked == now
    assert (settings.owner, settings.origins["owner"]) == ("x", "--owner")


def test_a_profile_named_now_outranks_the_accounts_of_the_recording() -> None:
    """Otherwise `--replay DIR --profile test` would judge every account of the recording, and not say so."""
    _, settings = restored(recorded(), Request(), with_profiles(Settings(), ["test"]))
    assert [account.name for account in settings.accounts] == ["test"]


def test_the_accounts_of_the_users_own_file_are_not_those_of_the_recording(tmp_path: Path) -> None:
    file = tmp_path / "auditor.toml"
    file.write_text("[[account]]\nname = 'mine'\n", "utf-8")
    _, settings = restored(recorded(), Request(), load({}, {}, file))
    assert [account.name for account in settings.accounts] == ["production", "test"]


@pytest.mark.parametrize(
    "mine",
    [
        {"ecs_endpoint_url": "https://vpc.example"},
        {"whois_servers": {"cn": "127.0.0.1:1"}},
        {"rdap_servers": {"com": "http://127.0.0.1:1/"}},
        {"dns_nameservers": ("192.0.2.53:53",)},
    ],
)
def test_the_users_own_servers_are_not_those_of_a_recording_without_any(mine: dict[str, Any]) -> None:
    """Whoever set an endpoint would otherwise find nothing on any tape, `icp-auditor demo` included."""
    _, settings = restored(recorded(REQUEST, Settings()), Request(), replace(Settings(), **mine))
    assert {name: getattr(settings, name) for name in mine} == {name: getattr(Settings(), name) for name in mine}


@pytest.mark.parametrize("about", [{}, {"request": None}, {"request": []}, {"request": "x"}])
def test_a_recording_that_does_not_say_what_was_asked_is_refused(about: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="the recording does not say what was asked"):
        restored(about, Request(), Settings())


@pytest.mark.parametrize(
    "damage",
    [
        {"regions": ["a b"]},
        {"regions": 7},
        {"tags": ["=x"]},
        {"sites": ["example.cn"]},
        {"domains": [" "]},
        {"domains": True},
        {"as_of": "someday"},
        {"accounts": 7},
        {"settings": None},
        {"settings": []},
        {"settings": {"frobnicate": "x"}},
        {"settings": {"whois.servers": "x"}},
        {"settings": {"ecs.endpoint_url": "ftp://x"}},
    ],
)
def test_a_recording_that_says_nonsense_is_one_sentence(damage: dict[str, Any]) -> None:
    about = recorded()
    about["request"].update(damage)
    with pytest.raises(UsageError, match=r"what the recording says was asked cannot be used: .") as caught:
        restored(about, Request(), Settings())
    assert caught.value.advice


WORDS = st.text("abc-019", min_size=1, max_size=8)
TEXTS = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)


@given(
    st.builds(
        Request,
        accounts=st.booleans(),
        selection=st.builds(
            Selection,
            *[st.lists(WORDS, max_size=3).map(tuple)] * 3,
            st.lists(st.tuples(TEXTS.filter(lambda text: "=" not in text), TEXTS | st.just("")), max_size=3).map(tuple),
        ),
        domains=st.lists(TEXTS, max_size=3).map(tuple),
        sites=st.lists(st.tuples(TEXTS.filter(lambda text: "=" not in text), WORDS), max_size=3).map(tuple),
        as_of=st.none() | st.dates(),
    )
)
def test_whatever_was_asked_is_asked_again(request: Request) -> None:
    assert restored(recorded(request), Request(), Settings())[0] == request
