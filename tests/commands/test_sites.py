"""Where domains lead: DNS, and sites on the instances of the account. All of it in one run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sample_account.domains import HICHINA, cnnic
from tests.servers.dns import Records
from tests.servers.ecs import ecs_instance
from tests.servers.faults import Fault
from tests.world import ADDRESS, INSTANCE, OWNER, Ran, World

HONGKONG = "i-hongkong"
NAMES = ("alias.cn", "harbour.cn", "both.cn", "nowhere.cn", "elsewhere.cn", "broken.cn", "dark.cn", "lost.cn")
ZONE: dict[tuple[str, str], Records] = {
    ("alias.cn", "CNAME"): ["lb.alias.cn."],
    ("lb.alias.cn", "CNAME"): ["origin.alias.cn."],
    ("origin.alias.cn", "A"): [ADDRESS],
    ("harbour.cn", "A"): ["198.51.100.80"],
    ("both.cn", "A"): [ADDRESS, "198.51.100.80"],
    ("elsewhere.cn", "A"): ["192.0.2.99"],
    ("dark.cn", "A"): Fault.HANG,
    ("dark.cn", "NS"): ["ns1.dark.cn."],
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    abroad = ecs_instance(InstanceId=HONGKONG, RegionId="cn-hongkong", PublicIpAddress={"IpAddress": ["198.51.100.80"]})
    regions = {"cn-hangzhou": [ecs_instance()], "cn-hongkong": [abroad]}
    whois = {name: cnnic(name, HICHINA, OWNER, "2028-03-18 10:05:31") for name in NAMES}
    with World(tmp_path_factory.mktemp("home"), regions, whois=whois, zone=ZONE, rcodes={"broken.cn": "SERVFAIL"}) as w:
        domains = [f"--domain={name}" for name in ("example.cn", *NAMES)]
        sites = [f"--site={name}={INSTANCE}" for name in ("nowhere.cn", "elsewhere.cn", "dark.cn")]
        yield w.audit(*domains, *sites, "--site", "lost.cn=i-gone", "--owner", OWNER, "--timeout", "2")


def test_a_domain_that_leads_to_an_instance_is_a_site(ran: Ran) -> None:
    assert ran.verdicts[f"example.cn@{INSTANCE}"] == "eligible"
    site = ran.subject(f"example.cn@{INSTANCE}")
    assert (site["kind"], site["region"], site["account"]) == ("site", "cn-hangzhou", "default")
    quotes = [e["quote"] for e in ran.finding(site["id"], "site-address")["evidence"]]
    assert f"example.cn. 300 IN A {ADDRESS}" in quotes
    assert ran.fact("example.cn", "name_servers") == ["dns7.hichina.com", "dns8.hichina.com"]


def test_a_chain_of_aliases_leads_to_an_instance(ran: Ran) -> None:
    assert ran.verdicts[f"alias.cn@{INSTANCE}"] == "eligible"
    quotes = [e["quote"] for e in ran.finding(f"alias.cn@{INSTANCE}", "site-address")["evidence"]]
    assert "alias.cn. 300 IN CNAME lb.alias.cn." in quotes


def test_a_domain_that_leads_to_hong_kong_is_no_eligible_site(ran: Ran) -> None:
    assert ran.verdicts["harbour.cn"] == "eligible"
    assert ran.verdicts[f"harbour.cn@{HONGKONG}"] == "ineligible"
    assert ran.outcome(f"harbour.cn@{HONGKONG}", "site-address") == "fail"
    assert ran.outcome(HONGKONG, "instance-region") == "fail"
    assert ran.verdicts[f"both.cn@{INSTANCE}"] == "ineligible", "also where one address of several is there"


def test_a_declared_site_may_lead_nowhere_yet(ran: Ran) -> None:
    assert ran.fact("nowhere.cn", "addresses") == []
    assert ran.outcome(f"nowhere.cn@{INSTANCE}", "site-address") == "pass"
    assert ran.verdicts[f"nowhere.cn@{INSTANCE}"] == "eligible"


def test_a_declared_site_that_leads_to_strangers_is_undetermined(ran: Ran) -> None:
    finding = ran.finding(f"elsewhere.cn@{INSTANCE}", "site-address")
    assert finding["outcome"] == "unknown"
    assert "192.0.2.99" in finding["because"]
    assert ran.verdicts[f"elsewhere.cn@{INSTANCE}"] == "undetermined"


def test_a_site_on_an_instance_that_is_not_there_is_a_gap(ran: Ran) -> None:
    assert ran.gaps["--site lost.cn=i-gone"] == "not-found"
    assert not [identity for identity in ran.verdicts if identity.endswith("@i-gone")]


def test_a_resolver_that_fails_leaves_a_gap_and_not_an_empty_address(ran: Ran) -> None:
    assert ran.gaps["broken.cn A"] == "unreachable"
    assert "SERVFAIL" in ran.gap("broken.cn A")["detail"]
    assert "unknown" in ran.subject("broken.cn")["facts"]["addresses"]


def test_a_resolver_that_is_silent_leaves_a_gap_and_an_open_site(ran: Ran) -> None:
    assert ran.gaps["dark.cn A"] == "timeout"
    assert "dark.cn AAAA" not in ran.gaps
    assert ran.outcome(f"dark.cn@{INSTANCE}", "site-address") == "unknown"


def test_ineligible_outranks_a_gap(ran: Ran) -> None:
    assert ran.report["gaps"]
    assert ran.report["verdict"] == "ineligible"
    assert ran.code == 10
