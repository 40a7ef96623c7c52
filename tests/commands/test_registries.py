"""What registries may answer, one domain for each kind of answer; all of it in one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sample_account.domains import HICHINA, cnnic, rdap
from tests.servers.faults import Fault
from tests.servers.rdap import Answer as RdapAnswer
from tests.world import OWNER, Ran, World

IDN = "xn--fsq092h.xn--fiqs8s"
ALIBABA = ("1599", "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)", "2028-05-20T03:00:00Z")
JSON = {"Content-Type": "application/rdap+json"}
METADATA = "https://169.254.169.254/latest/meta-data/"

RDAP: dict[str, RdapAnswer] = {
    "/domain/good.com": (200, JSON, rdap("good.com", *ALIBABA)),
    "/domain/busy.com": (429, {"Retry-After": "3600"}, "slow down"),
    "/domain/page.com": (200, {"Content-Type": "text/html"}, "<html><body>Welcome</body></html>"),
    "/domain/moved.com": (302, {"Location": METADATA}, ""),
    "/domain/mixed.com": (200, JSON, rdap("another.com", *ALIBABA)),
    "/domain/half.com": (200, JSON, Fault.TRUNCATED),
}
WHOIS: dict[str, str | bytes | Fault | list[str | bytes | Fault]] = {
    IDN: cnnic(IDN, HICHINA, OWNER, "2028-03-18 00:30:00"),
    "limit.cn": "Your query rate limit has been exceeded. Please try again later.\r\n",
    "patient.cn": ["Queried interval is too short.\r\n", cnnic("patient.cn", HICHINA, OWNER, "2028-03-18 10:05:31")],
    "mixed.cn": cnnic("another.cn", HICHINA, OWNER, "2028-03-18 10:05:31"),
    "noise.cn": Fault.GARBAGE,
    "mute.cn": b"",
    "silent.cn": Fault.HANG,
}
ASKED = ("example.cn", "示例.中国", "gone.cn", *WHOIS, *(path.rpartition("/")[2] for path in RDAP), "absent.com")
OPEN = {
    "limit.cn": ("whois", "throttled", "rate limit has been exceeded"),
    "mixed.cn": ("whois", "garbled", "another.cn"),
    "noise.cn": ("whois", "garbled", ""),
    "mute.cn": ("whois", "garbled", ""),
    "silent.cn": ("whois", "timeout", "did not end its answer within 2 s"),
    "busy.com": ("rdap", "throttled", "429"),
    "page.com": ("rdap", "garbled", ""),
    "moved.com": ("rdap", "refused", "169.254.169.254"),
    "mixed.com": ("rdap", "garbled", "ANOTHER.COM"),
    "half.com": ("rdap", "unreachable", ""),
}


@dataclass(frozen=True)
class Seen:
    ran: Ran
    whois: list[str]
    rdap: list[str]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    with World(tmp_path_factory.mktemp("home"), whois=WHOIS, rdap=RDAP) as world:
        ran = world.domain(*ASKED, "--owner", OWNER, "--timeout", "2")
        yield Seen(ran, world.whois_server.questions, world.rdap_server.questions)


def test_each_registry_is_asked_by_its_own_protocol(seen: Seen) -> None:
    assert {"example.cn", IDN} <= set(seen.whois)
    assert "/domain/good.com" in seen.rdap
    assert not [name for name in seen.whois if name.endswith(".com")]
    assert not [path for path in seen.rdap if not path.endswith(".com")]


def test_a_domain_in_order_is_eligible_with_the_registry_quoted(seen: Seen) -> None:
    assert seen.ran.verdicts["example.cn"] == "eligible"
    holder = seen.ran.finding("example.cn", "domain-holder")
    assert [(e["source"], e["quote"]) for e in holder["evidence"]] == [
        ("whois", f"Registrant: {OWNER}"),
        ("user", OWNER),
    ]
    assert seen.ran.fact("good.com", "registrar_iana_id") == "1599"
    assert seen.ran.outcome("good.com", "domain-registrar") == "pass"


def test_an_internationalised_name_is_asked_and_reported_by_its_a_label(seen: Seen) -> None:
    assert seen.ran.subject(IDN)["name"] == "示例.中国"
    assert [s["id"] for s in seen.ran.report["subjects"]].count(IDN) == 1, "both spellings are one domain"
    assert seen.ran.verdicts[IDN] == "eligible"


def test_the_beijing_time_of_cnnic_is_an_instant_in_utc(seen: Seen) -> None:
    assert seen.ran.fact("example.cn", "created_at") == "2020-03-18T02:05:31Z"
    assert seen.ran.fact(IDN, "expires_at") == "2028-03-17T16:30:00Z"


@pytest.mark.parametrize("name", OPEN)
def test_an_answer_that_says_nothing_of_the_domain_is_a_gap_and_no_verdict(seen: Seen, name: str) -> None:
    source, reason, said = OPEN[name]
    gap = next(g for g in seen.ran.report["gaps"] if g["target"] == name)
    assert (gap["source"], gap["reason"]) == (source, reason)
    assert said in gap["detail"]
    assert seen.ran.verdicts[name] == "undetermined"
    assert seen.ran.outcome(name, "domain-registrar") == "unknown"
    assert set(seen.ran.subject(name)["facts"]["holder"]) == {"unknown"}


@pytest.mark.parametrize("name", ["gone.cn", "absent.com"])
def test_a_domain_that_is_not_registered_is_answered_and_not_eligible(seen: Seen, name: str) -> None:
    assert name not in seen.ran.gaps
    assert seen.ran.verdicts[name] == "undetermined"
    assert seen.ran.outcome(name, "domain-expiry") == "unknown"


def test_who_asked_too_fast_asks_again(seen: Seen) -> None:
    assert seen.whois.count("patient.cn") == 2
    assert seen.ran.verdicts["patient.cn"] == "eligible"


def test_a_run_with_gaps_is_incomplete_whatever_else_was_found(seen: Seen) -> None:
    assert not seen.ran.report["complete"]
    assert seen.ran.report["verdict"] == "undetermined"
    assert seen.ran.code == 11


def test_concurrency_says_how_many_are_asked_at_the_same_time(tmp_path: Path) -> None:
    with World(tmp_path, zone={("slow.cn", "A"): Fault.HANG, ("slow.cn", "NS"): ["ns1.slow.cn."]}) as world:
        ran = world.domain("slow.cn", "example.cn", "--concurrency", "1", "--timeout", "0.5")
        asked = world.dns_server.questions
    assert asked.index("slow.cn NS") < asked.index("example.cn A"), "one at a time, and in order"
    assert list(ran.verdicts) == ["slow.cn", "example.cn"]
