"""Answers that are made to hang, crash, mislead or send us elsewhere: each is a reason of its own, and none is a fact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sample_account.domains import HICHINA, cnnic, rdap
from tests.servers.faults import Fault
from tests.servers.rdap import Answer as RdapAnswer
from tests.servers.rdap import RdapServer
from tests.servers.whois import Answer as WhoisAnswer
from tests.world import OWNER, Ran, World, bare, run

ALIBABA = ("1599", "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)", "2028-05-20T03:00:00Z")
MEGABYTES = 10_000_000
METADATA = "169.254.169.254"
ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]")


def record(name: str, holder: str = OWNER) -> str:
    return cnnic(name, HICHINA, holder, "2028-03-18 10:05:31")


def whois() -> dict[str, WhoisAnswer | list[WhoisAnswer]]:
    return {
        "endless.cn": Fault.ENDLESS,
        "drip.cn": Fault.DRIP,
        "noise.cn": Fault.GARBAGE,
        "reset.cn": Fault.RESET,
        "buried.cn": b"% nothing to see\r\n" * (MEGABYTES // 18) + record("buried.cn").encode(),
        "line.cn": b"Registrant: " + b"a" * MEGABYTES,
        "nul.cn": record("nul.cn", "\x00" * 40 + OWNER).replace("ok", "\x00ok"),
        "wide.cn": record("wide.cn").encode("utf-16"),
        "bait.cn": "".join(f"{prefix}{'(a ' * 9000}!\r\n" for prefix in ("Registrant: ", "Domain Status: ", "")),
        "bombs.cn": record("bombs.cn").replace("2028-03-18 10:05:31", "9" * 20_000),
        "another.cn": record("victim.cn"),
        "both.cn": record("victim.cn") + "\r\n" + record("both.cn", "攻击者有限公司"),
    }


def elsewhere(name: str, *links: str, port43: str = "") -> str:
    """What a thin registry says, with links to the registrar that lead where they should not."""
    answer: dict[str, Any] = json.loads(rdap(name, *ALIBABA))
    answer["links"] = [
        {"rel": "related", "href": link, "value": link, "type": "application/rdap+json"} for link in links
    ]
    return json.dumps({**answer, **({"port43": port43} if port43 else {})})


def registry(decoy: str) -> dict[str, RdapAnswer | list[RdapAnswer]]:
    """`decoy` is a server on this machine that nobody may be led to."""
    long = '{"objectClassName": "domain", "ldhName": "BIG.COM", "remarks": "' + "a" * MEGABYTES + '"}'
    links = {
        "link-metadata.com": f"https://{METADATA}/domain/link-metadata.com",
        "link-localhost.com": f"https://localhost:{decoy.rpartition(':')[2]}/domain/link-localhost.com",
        "link-plain.com": f"http://{decoy}/domain/link-plain.com",
        "link-private.com": "https://10.0.0.1/domain/link-private.com",
        "link-mapped.com": f"https://[::ffff:{METADATA}]/domain/link-mapped.com",
        "link-number.com": "https://2852039166/domain/link-number.com",
        "link-file.com": "file:///etc/passwd",
    }
    return {
        "/domain/self.com": (302, {"Location": "/domain/self.com"}, ""),
        "/domain/there.com": (302, {"Location": "/domain/back.com"}, ""),
        "/domain/back.com": (301, {"Location": "/domain/there.com"}, ""),
        "/domain/metadata.com": (302, {"Location": f"http://{METADATA}/latest/meta-data/"}, ""),
        "/domain/localhost.com": (307, {"Location": f"http://localhost:{decoy.rpartition(':')[2]}/"}, ""),
        "/domain/loopback.com": (308, {"Location": f"http://{decoy}/domain/loopback.com"}, ""),
        "/domain/big.com": (200, {}, long),
        "/domain/slow.com": (200, {}, Fault.DRIP),
        "/domain/endless.com": (200, {}, Fault.ENDLESS),
        "/domain/deep.com": (200, {}, "[" * 100_000),
        "/domain/digits.com": (200, {}, '{"ldhName": "DIGITS.COM", "status": ' + "9" * 100_000 + "}"),
        "/domain/types.com": (200, {}, '{"ldhName": "TYPES.COM", "entities": {}, "events": 7, "status": [[]]}'),
        "/domain/nul.com": (200, {}, rdap("nul.com", "15\u000099", "\u0000\u001b[2J", "\u0000")),
        **{f"/domain/{name}": (200, {}, elsewhere(name, link)) for name, link in links.items()},
    }


@dataclass(frozen=True)
class Seen:
    home: Path
    ran: Ran
    whois: list[str]
    rdap: list[str]
    decoy: list[str]

    def facts(self, name: str) -> Mapping[str, Any]:
        """What is known of a domain, but for what DNS says."""
        found = self.ran.subject(name)["facts"]
        return {key: fact["value"] for key, fact in found.items() if "value" in fact and fact["source"] != "dns"}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    home = tmp_path_factory.mktemp("home")
    with RdapServer({}) as decoy, World(home, whois=whois(), rdap=registry(decoy.address)) as world:
        names = [*whois(), *(path.removeprefix("/domain/") for path in registry(decoy.address))]
        ran = world.domain(
            *names,
            *("--owner", OWNER, "--timeout", "3", "--verbose", "--record", "tape"),
            *("-or.txt", "-or.csv", "-or.md", "-or.jsonl", "-f", "table"),
        )
        yield Seen(home, ran, world.whois_server.questions, world.rdap_server.questions, decoy.questions)


OPEN = {
    "endless.cn": ("garbled", "in no known layout"),
    "drip.cn": ("timeout", "did not end its answer within 3 s"),
    "noise.cn": ("garbled", "nothing that can be read"),
    "reset.cn": ("unreachable", "broke off the connection"),
    "buried.cn": ("garbled", "in no known layout"),
    "line.cn": ("garbled", "in no known layout"),
    "wide.cn": ("garbled", "nothing that can be read"),
    "bait.cn": ("garbled", "in no known layout"),
    "another.cn": ("garbled", "another domain: «Domain Name: victim.cn»"),
    "self.com": ("refused", "redirects more than 3 times"),
    "there.com": ("refused", "redirects more than 3 times"),
    "metadata.com": ("refused", f"{METADATA}, which is not a public address"),
    "localhost.com": ("refused", "127.0.0.1, which is not a public address"),
    "loopback.com": ("refused", "127.0.0.1, which is not a public address"),
    "big.com": ("garbled", "not a JSON object"),
    "slow.com": ("timeout", "did not end its answer in time"),
    "endless.com": ("garbled", "not a JSON object"),
    "deep.com": ("garbled", "not a JSON object"),
    "digits.com": ("garbled", "not a JSON object"),
    "types.com": ("garbled", "says nothing about it"),
}
LINKS = {
    "link-metadata.com": f"{METADATA}, which is not a public address",
    "link-private.com": "10.0.0.1, which is not a public address",
    "link-localhost.com": "not the address of a server",
    "link-mapped.com": "not the address of a server",
    "link-number.com": "not the address of a server",
    "link-plain.com": "only https is trusted",
    "link-file.com": "",
}


@pytest.mark.parametrize("name", OPEN)
def test_an_answer_that_is_none_is_a_reason_of_its_own_and_no_fact(seen: Seen, name: str) -> None:
    reason, said = OPEN[name]
    gap = next(gap for gap in seen.ran.report["gaps"] if gap["target"] == name)
    assert (gap["reason"], gap["source"]) == (reason, "whois" if name.endswith(".cn") else "rdap")
    assert said in gap["detail"]
    assert seen.facts(name) == {}
    assert seen.ran.verdicts[name] == "undetermined"


def test_nobody_who_is_named_by_an_answer_is_asked_on_this_machine_or_beside_it(seen: Seen) -> None:
    """Other addresses are `tests.offline`'s to tell, which lets no run get there and says so."""
    assert seen.decoy == []
    assert {line.split()[1] for line in seen.ran.err.splitlines() if " -> 200" in line} <= {
        line.split()[1] for line in seen.ran.err.splitlines() if "127.0.0.1:" in line.split()[1]
    }


def test_a_redirect_that_goes_in_circles_is_followed_three_times(seen: Seen) -> None:
    assert seen.rdap.count("/domain/self.com") == 4


@pytest.mark.parametrize("name", LINKS)
def test_a_registrars_server_that_is_no_public_one_is_not_asked_and_the_registrys_word_stands(
    seen: Seen, name: str
) -> None:
    holder = seen.ran.subject(name)["facts"]["holder"]["unknown"]
    assert LINKS[name] in holder
    assert seen.ran.fact(name, "registrar_iana_id") == "1599"
    assert seen.ran.verdicts[name] == "undetermined"
    assert name not in seen.ran.gaps
    remarks = {remark["target"]: remark["detail"] for remark in seen.ran.report["remarks"]}
    assert LINKS[name] in remarks.get(name, "")


def test_of_a_record_that_is_spoilt_in_parts_only_the_sound_parts_are_facts(seen: Seen) -> None:
    nul, bombs = seen.facts("nul.cn"), seen.facts("bombs.cn")
    assert "holder" not in nul
    assert "statuses" not in nul
    assert nul["expires_at"] == "2028-03-18T02:05:31Z"
    assert "expires_at" not in bombs
    assert bombs["holder"] == OWNER
    assert seen.ran.outcome("bombs.cn", "domain-expiry") == "unknown"
    assert "registrar" not in seen.facts("nul.com")
    assert "registrar_iana_id" not in seen.facts("nul.com")


def test_a_record_of_another_domain_before_the_right_one_lends_it_no_fact(seen: Seen) -> None:
    facts = seen.facts("both.cn")
    assert facts.get("holder") in (None, "攻击者有限公司")
    assert seen.ran.outcome("both.cn", "domain-holder") in ("fail", "unknown")


def test_nothing_that_acts_is_shown_and_nothing_endless_is_kept(seen: Seen) -> None:
    shown = {path.name: path.read_text("utf-8") for path in seen.home.glob("r.*")}
    assert len(shown) == 4
    for text in (*shown.values(), seen.ran.err, seen.ran.out):
        assert not ACTING.search(text)
        assert "a" * 1000 not in text
        assert "9" * 1000 not in text
    assert sum(path.stat().st_size for path in (seen.home / "tape").iterdir()) < 3_000_000


def test_a_replay_of_all_that_is_the_same_report(seen: Seen) -> None:
    ran = run("domain", "--replay", "tape", "-f", "json", environment=bare(seen.home), folder=seen.home)
    assert ran.err == ""
    assert {**ran.report, "finished_at": ""} == {**seen.ran.report, "finished_at": ""}


# --- the registrar's WHOIS server ---------------------------------------------------------------------------------------

NONE = "names no server of the registrar"
REFERRALS = {
    "metadata.com": (METADATA, f"{METADATA}, which is not a public address"),
    "private.com": ("192.168.1.1", "192.168.1.1, which is not a public address"),
    "cloud.com": ("whois://100.100.100.200/", "100.100.100.200, which is not a public address"),
    "neighbour.com": ("127.0.0.2", "127.0.0.2, which is not a public address"),
    "localhost.com": ("localhost", NONE),
    "number.com": ("2130706433", NONE),
    "port.com": ("whois.registrar.example:22", NONE),
    "option.com": ("-h whois.registrar.example", NONE),
    "itself.com": ("127.0.0.1", NONE),
    "none.com": ("", NONE),
}


def thin(name: str, referral: str) -> str:
    """What a thin registry says on port 43."""
    lines = [
        f"Domain Name: {name.upper()}",
        f"Registrar WHOIS Server: {referral}",
        "Creation Date: 2021-03-01T00:00:00Z",
        "Registry Expiry Date: 2028-03-01T00:00:00Z",
        f"Registrar: {ALIBABA[1]}",
        f"Registrar IANA ID: {ALIBABA[0]}",
        "Domain Status: ok https://icann.org/epp#ok",
        "Name Server: DNS9.HICHINA.COM",
        "DNSSEC: unsigned",
    ]
    return "".join(f"{line}\r\n" for line in lines)


@pytest.fixture(scope="module")
def referred(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("home")
    with World(home, whois={name: thin(name, referral) for name, (referral, _) in REFERRALS.items()}) as world:
        only_whois = {
            "AUDITOR_WHOIS_SERVERS": f"com={world.whois_server.address}",
            "AUDITOR_RDAP_SERVERS": f"net={world.rdap_server.url}",
        }
        ran = world.domain(*REFERRALS, "--owner", OWNER, "--verbose", env=only_whois)
        assert sorted(world.whois_server.questions) == sorted(REFERRALS)
        assert world.rdap_server.questions == []
        return ran


@pytest.mark.parametrize("name", REFERRALS)
def test_a_referral_leads_to_no_private_address_no_loopback_and_not_back(referred: Ran, name: str) -> None:
    assert REFERRALS[name][1] in referred.subject(name)["facts"]["holder"]["unknown"]
    assert referred.fact(name, "registrar_iana_id") == "1599"
    assert referred.outcome(name, "domain-holder") == "unknown"
    assert referred.verdicts[name] == "undetermined"
