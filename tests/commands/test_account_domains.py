"""`--domains-from-account` and `[domain] service`: what the Domain service of an account knows, beside what registries say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sample_account.domains import HICHINA, cnnic, rdap
from tests.servers import ecs_faults as faults
from tests.servers.aliyun_answers import PERSONAL, Holdings, domain_of_account
from tests.servers.ecs import Asked, Identity
from tests.servers.rdap import Answer as RdapAnswer
from tests.world import KEY, OTHER_KEY, OTHER_SECRET, OWNER, SECRET, Ran, World, bare, run

DAY = "2025-11-25"
"""In the past of whoever runs this: a submission that is yet to come is not believed."""
LONG_AGO, BY_NAME, REAL_NAME = "2025-11-01 10:00:00", "QueryDomainByDomainName", "QueryDomainRealNameVerificationInfo"
IDN = "xn--fsq092h.xn--fiqs8s"
STRANGER = "别的有限公司"
ALIBABA = ("1599", "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)", "2028-05-20T03:00:00Z")
HIDDEN = {  # .com's registry shows no holder; its own dates, so that nothing differs
    "RegistrationDateLong": 1621479600000,
    "RegistrationDate": "2021-05-20 11:00:00",
    "ExpirationDateLong": 1842404400000,
    "ExpirationDate": "2028-05-20 11:00:00",
}
HELD: dict[str, dict[str, Any]] = {
    "same.cn": {},
    "示例.中国": {},
    "hidden.com": HIDDEN,
    "differ.cn": {},
    "later.cn": {"ExpirationDateLong": 1868493931000, "ExpirationDate": "2029-03-18 10:05:31"},
    "person.cn": {"RegistrantType": "1", "ZhRegistrantOrganization": "", "RegistrantOrganization": ""},
    "unsubmitted.cn": {"RealNameStatus": "NONAUDIT"},
    "rejected.cn": {"RealNameStatus": "FAILED"},
    "reviewed.cn": {"RealNameStatus": "AUDITING"},
    "strange.cn": {"RealNameStatus": "Verified", "RegistrantUpdatingStatus": "CHANGED", "TransferOutStatus": "GONE"},
    "terse.cn": {"RealNameStatus": None, "DomainNameProxyService": None},
    "fresh.cn": {},
    "settling.cn": {},
    "ancient.cn": {},
    "changing.cn": {"RegistrantUpdatingStatus": "PENDING"},
    "leaving.cn": {"TransferOutStatus": "PENDING"},
    "private.cn": {"DomainNameProxyService": True},
    "onhold.cn": {"EmailVerificationClientHold": True},
}
SUBMITTED = {
    **dict.fromkeys([*HELD, "theirs.cn"], LONG_AGO),
    "fresh.cn": "2025-11-23 10:00:00",
    "settling.cn": "2025-11-20 10:00:00",
    "ancient.cn": "2017-11-01 10:00:00",
}
OUTCOMES = {
    ("same.cn", "domain-real-name"): "pass",
    ("unsubmitted.cn", "domain-real-name"): "fail",
    ("rejected.cn", "domain-real-name"): "fail",
    ("reviewed.cn", "domain-real-name"): "warn",
    ("strange.cn", "domain-real-name"): "unknown",
    ("terse.cn", "domain-real-name"): "unknown",
    ("theirs.cn", "domain-real-name"): "pass",
    ("outside.cn", "domain-real-name"): "warn",
    ("young.cn", "domain-real-name"): "unknown",
    ("parked.cn", "domain-real-name"): "unknown",
    ("foreign.com", "domain-real-name"): "unknown",
    ("com.cn", "domain-real-name"): "not-applicable",
    ("same.cn", "domain-real-name-settled"): "pass",
    ("fresh.cn", "domain-real-name-settled"): "fail",
    ("settling.cn", "domain-real-name-settled"): "warn",
    ("ancient.cn", "domain-real-name-settled"): "warn",
    ("reviewed.cn", "domain-real-name-settled"): "warn",
    ("strange.cn", "domain-real-name-settled"): "unknown",
    ("terse.cn", "domain-real-name-settled"): "unknown",
    ("unsubmitted.cn", "domain-real-name-settled"): "not-applicable",
    ("outside.cn", "domain-real-name-settled"): "not-applicable",
    ("same.cn", "domain-holder-settled"): "pass",
    ("changing.cn", "domain-holder-settled"): "warn",
    ("strange.cn", "domain-holder-settled"): "unknown",
    ("outside.cn", "domain-holder-settled"): "not-applicable",
    ("same.cn", "domain-not-transferring"): "pass",
    ("leaving.cn", "domain-not-transferring"): "warn",
    ("strange.cn", "domain-not-transferring"): "unknown",
    ("moving.cn", "domain-not-transferring"): "warn",
    ("outside.cn", "domain-not-transferring"): "pass",
    ("com.cn", "domain-not-transferring"): "not-applicable",
    ("same.cn", "domain-privacy"): "pass",
    ("private.cn", "domain-privacy"): "warn",
    ("terse.cn", "domain-privacy"): "unknown",
    ("outside.cn", "domain-privacy"): "pass",
    ("foreign.com", "domain-privacy"): "not-applicable",
    ("onhold.cn", "domain-status"): "fail",
    ("same.cn", "domain-status"): "pass",
    ("same.cn", "domain-holder"): "pass",
    ("hidden.com", "domain-holder"): "pass",
    ("person.cn", "domain-holder"): "unknown",
    ("differ.cn", "domain-holder"): "unknown",
    ("later.cn", "domain-expiry"): "unknown",
    ("same.cn", "domain-filing-state"): "not-applicable",
}
NAMED = ("outside.cn", "young.cn", "parked.cn", "moving.cn", "foreign.com", "com.cn")


def record(name: str, *statuses: str, holder: str = OWNER) -> str:
    return cnnic(name, HICHINA, holder, "2028-03-18 10:05:31", *statuses)


def whois() -> dict[str, Any]:
    asked = [*(name for name in HELD if name.endswith(".cn")), "theirs.cn", "outside.cn", IDN]
    return {
        **{name: record(name) for name in asked},
        "differ.cn": record("differ.cn", holder=STRANGER),
        "moving.cn": record("moving.cn", "pendingTransfer"),
        "parked.cn": record("parked.cn", "serverHold"),
        "young.cn": record("young.cn").replace("Registration Time: 2020-03-18", "Registration Time: 2025-11-20"),
    }


def holdings() -> dict[str, Holdings]:
    rows = [domain_of_account(DomainName=name, **overrides) for name, overrides in HELD.items()]
    shown = [{name: value for name, value in row.items() if value is not None} for row in rows]
    theirs = Holdings([domain_of_account(DomainName="theirs.cn")], SUBMITTED)
    return {KEY: Holdings(shown, SUBMITTED), OTHER_KEY: theirs}


def profiles() -> str:
    keys = {"prod": (KEY, SECRET), "customer": (OTHER_KEY, OTHER_SECRET)}
    rows = [
        {"name": name, "mode": "AK", "access_key_id": key, "access_key_secret": secret, "region_id": "cn-hangzhou"}
        for name, (key, secret) in keys.items()
    ]
    return json.dumps({"current": "prod", "profiles": rows})


@dataclass(frozen=True)
class Seen:
    home: Path
    ran: Ran
    asked: list[Asked]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Two accounts with all that they hold, and six names that neither of them does: recorded, loud, in every format."""
    home = tmp_path_factory.mktemp("home")
    registry: dict[str, RdapAnswer] = {
        "/domain/hidden.com": (200, {}, rdap("hidden.com", *ALIBABA)),
        "/domain/foreign.com": (200, {}, rdap("foreign.com", "1479", "NameSilo, LLC", "2028-05-20T03:00:00Z")),
    }
    accounts = {OTHER_KEY: Identity(OTHER_SECRET, {})}
    with World(home, identities=accounts, whois=whois(), rdap=registry, holdings=holdings(), caching=True) as world:
        world.write(".aliyun/config.json", profiles())
        ran = world.domain(
            *NAMED,
            *("--domains-from-account", "--profile", "prod", "--profile", "customer", "--owner", OWNER),
            *("--as-of", DAY, "--record", "tape", "--verbose"),
            *(f"-or.{suffix}" for suffix in ("csv", "md", "jsonl", "txt")),
            *("-f", "table"),
        )
        yield Seen(home, ran, world.ecs.asked)


def test_all_domains_of_all_accounts_are_judged_after_those_that_were_named(seen: Seen) -> None:
    held = [IDN if name == "示例.中国" else name for name in HELD]
    assert list(seen.ran.verdicts) == [*NAMED, *held, "theirs.cn"]
    assert seen.ran.report["gaps"] == []
    assert seen.ran.subject(IDN)["name"] == "示例.中国"


@pytest.mark.parametrize(("name", "rule"), OUTCOMES)
def test_every_outcome_of_what_the_domain_service_says_is_in_the_report(seen: Seen, name: str, rule: str) -> None:
    assert seen.ran.outcome(name, rule) == OUTCOMES[name, rule], seen.ran.finding(name, rule)["because"]


def test_a_domain_of_the_account_in_order_is_eligible(seen: Seen) -> None:
    for name in ("same.cn", IDN, "theirs.cn", "hidden.com"):
        assert seen.ran.verdicts[name] == "eligible"


def test_sources_that_agree_are_quoted_both(seen: Seen) -> None:
    evidence = seen.ran.finding("same.cn", "domain-holder")["evidence"]
    assert [(e["source"], e["quote"]) for e in evidence] == [
        ("aliyun-domain", OWNER),
        ("whois", f"Registrant: {OWNER}"),
        ("user", OWNER),
    ]
    assert seen.ran.subject("same.cn")["facts"]["holder"] == {"value": OWNER, "source": "aliyun-domain, whois"}
    assert seen.ran.fact("same.cn", "expires_at") == "2028-03-18T02:05:31Z"


def test_a_holder_that_the_registry_hides_is_the_accounts_word(seen: Seen) -> None:
    assert seen.ran.subject("hidden.com")["facts"]["holder"] == {"value": OWNER, "source": "aliyun-domain"}
    assert "rdap" in seen.ran.subject("hidden.com")["facts"]["expires_at"]["source"]


def test_sources_that_differ_are_unknown_with_both_quotes_and_nobody_is_believed(seen: Seen) -> None:
    holder = seen.ran.finding("differ.cn", "domain-holder")
    quotes = {(e["source"], e["quote"]) for e in holder["evidence"]}
    assert {("aliyun-domain", OWNER), ("whois", f"Registrant: {STRANGER}")} <= quotes
    assert seen.ran.subject("differ.cn")["facts"]["holder"] == {"unknown": "the sources disagree"}
    assert seen.ran.verdicts["differ.cn"] == "undetermined"
    expiry = {e["source"] for e in seen.ran.finding("later.cn", "domain-expiry")["evidence"]}
    assert expiry == {"aliyun-domain", "whois"}


def test_a_name_that_no_account_holds_is_not_answered_and_no_gap(seen: Seen) -> None:
    found = seen.ran.finding("foreign.com", "domain-real-name")
    assert "no account that was asked holds this domain" in found["because"]
    said = {(e["place"], e["quote"]) for e in found["evidence"] if e["source"] == "aliyun-domain"}
    assert said == {(f"{BY_NAME} {account} foreign.com", "DomainNotExist") for account in ("prod", "customer")}
    assert seen.ran.subject("outside.cn")["facts"]["holder"] == {"value": OWNER, "source": "whois"}


def test_a_name_of_the_other_account_is_that_accounts_to_tell(seen: Seen) -> None:
    places = {e["place"] for e in seen.ran.finding("theirs.cn", "domain-real-name")["evidence"]}
    assert places == {f"{BY_NAME} customer theirs.cn RealNameStatus"}


def test_the_status_that_decides_is_that_of_the_holder_and_not_that_of_the_name(seen: Seen) -> None:
    """The servers say DomainNameVerificationStatus SUCCEED of every name."""
    found = seen.ran.finding("unsubmitted.cn", "domain-real-name")
    assert [e["quote"] for e in found["evidence"]] == ["NONAUDIT"]
    assert found["evidence"][0]["place"].endswith(" RealNameStatus")


def test_no_document_is_fetched_and_none_is_looked_for_where_nothing_was_submitted(seen: Seen) -> None:
    asked = [each.params for each in seen.asked if each.action == REAL_NAME]
    assert len(asked) == len(HELD)  # all but one of the first account, and one of the other
    assert {each["FetchImage"] for each in asked} == {"false"}
    assert "unsubmitted.cn" not in {each["DomainName"] for each in asked}


def test_no_document_and_no_address_is_in_any_stream_file_cassette_or_cache(seen: Seen) -> None:
    """`look_through` reads them all; here is that there is something to read, and that it was worth cutting."""
    files = {path.name: path.read_text("utf-8", "replace") for path in seen.home.rglob("*") if path.is_file()}
    tape = {"run.json", "aliyun-prod.yaml", "aliyun-customer.yaml", "whois.yaml", "rdap.yaml", "dns.yaml"}
    assert {*tape, "answers.db", "r.csv", "r.md", "r.jsonl", "r.txt"} <= set(files)
    assert "SubmissionDate" in files["aliyun-prod.yaml"]
    assert "Registrant: " in files["answers.db"] + files.get("answers.db-wal", "")
    assert f"{REAL_NAME} -> 200" in seen.ran.err
    for text in (*files.values(), seen.ran.out, seen.ran.err):
        assert not [planted for planted in PERSONAL if planted in text]


def test_a_replay_is_the_live_report_byte_for_byte_and_asks_nobody(seen: Seen) -> None:
    first, second = (
        run("domain", "--replay", "tape", "-f", "json", environment=bare(seen.home), folder=seen.home) for _ in range(2)
    )
    assert first.out == second.out
    assert (first.err, first.code) == ("", seen.ran.code)
    assert {**first.report, "finished_at": ""} == {**seen.ran.report, "finished_at": ""}


def test_the_settings_alone_have_the_service_asked_for_the_names_that_were_named(tmp_path: Path) -> None:
    with World(tmp_path, whois=whois(), holdings=holdings()) as world:
        without = world.domain("same.cn", "--as-of", DAY, "--owner", OWNER)
        assert world.ecs.asked == []
        assert "real_name_status" not in without.subject("same.cn")["facts"]
        settings = str(world.write("mine.toml", "[domain]\nservice = true\n"))
        ran = world.domain("same.cn", "outside.cn", "--as-of", DAY, "--owner", OWNER, "--config", settings)
        asked = Counter(each.action for each in world.ecs.asked)
    assert list(ran.verdicts) == ["same.cn", "outside.cn"]
    assert ran.fact("same.cn", "real_name_status") == "SUCCEED"
    assert asked == {BY_NAME: 2, REAL_NAME: 1}


def test_who_may_not_ask_the_service_has_gaps_and_what_the_registry_says(tmp_path: Path) -> None:
    no = [faults.forbidden(action=action) for action in ("QueryDomainList", BY_NAME)]
    with World(tmp_path, whois=whois(), holdings=holdings(), faults={"*": no}) as world:
        ran = world.domain("same.cn", "--domains-from-account", "--as-of", DAY, "--owner", OWNER)
    assert ran.gaps == {"default domains": "denied", "default same.cn": "denied"}
    assert "Forbidden.RAM" in ran.gap("default same.cn")["detail"]
    assert ran.subject("same.cn")["facts"]["holder"] == {"value": OWNER, "source": "whois"}
    assert ran.outcome("same.cn", "domain-real-name") == "warn"
    assert ran.report["verdict"] == "undetermined"
    assert ran.code == 11


def test_an_account_that_holds_nothing_or_has_no_credential_leaves_no_clean_report(tmp_path: Path) -> None:
    nobody: dict[str, str | None] = {"ALIBABA_CLOUD_ACCESS_KEY_ID": None, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": None}
    with World(tmp_path) as world:
        empty = world.domain("--domains-from-account")
        locked = world.domain("--domains-from-account", env=nobody)
    assert empty.report["subjects"] == locked.report["subjects"] == []
    assert (empty.code, empty.gaps) == (11, {})
    assert locked.code in (11, 12)
    assert locked.gaps == {"default domains": "denied"}
