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
from tests.world import OWNER, Ran, World

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
