"""DNS: the first line is the name that is asked for; then the answers for A, AAAA and NS, with a line `--` between them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from auditor.model import Answered, Gap, Known
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources.dns import observe
from auditor.tables import Tables
from auditor.wire import Query, Reply
from tests.fuzz.law import assert_borne_out, assert_is_a_gap, assert_plain, head_and_body, reply

KINDS = ("A", "AAAA", "NS")
SETTINGS, TABLES = Settings(), Tables()


@dataclass(frozen=True)
class _Resolver:
    """Gives the same answers for every name."""

    answers: dict[str, str]

    def ask(self, query: Query) -> Reply:
        return reply(self.answers[query.question.rpartition(" ")[2]])


def target(data: bytes) -> None:
    asked, text = head_and_body(data)
    name = parse(asked)
    name = parse("www.example.com") if name.flaw else name
    answers = (text.split("\n--\n") * len(KINDS))[: len(KINDS)]
    found = observe(name, _Resolver(dict(zip(KINDS, answers, strict=True))), SETTINGS, TABLES)
    assert found is not None
    assert set(found.facts) == {"addresses", "name_servers"}
    assert_borne_out({n: f for n, f in found.facts.items() if f.evidence or isinstance(f, Known)}, text.__contains__)
    asked_about = {each.target for each in found.asked}
    assert asked_about == {*(f"{h} {k}" for h in (name.id, *name.hosts) for k in KINDS[:2]), f"{name.id} NS"}
    for each in found.asked:
        assert isinstance(each, Answered | Gap)
        if isinstance(each, Gap):
            assert_is_a_gap(each.reason)
            assert_plain(each.detail)
    addresses, servers = found.facts["addresses"], found.facts["name_servers"]
    lines = [line.lower() for line in text.splitlines()]
    for fact, owners in ((addresses, {name.id, *name.hosts}), (servers, {name.id})):
        if isinstance(fact, Known) and fact.value:
            assert any(line.split()[:1] == [f"{owner}."] for owner in owners for line in lines), "another name's"
    if isinstance(addresses, Known):
        assert not any(isinstance(each, Gap) and not each.target.endswith(" NS") for each in found.asked)
        for each in addresses.value:
            assert ipaddress.ip_address(each)
            assert_plain(each)
            assert "%" not in each, "an address with a zone is nobody's public address"
    if isinstance(servers, Known):
        for each in servers.value:
            assert_plain(each)


def seeds() -> dict[str, bytes]:
    good = "rcode NOERROR\n"
    a, aaaa = "example.com. 600 IN A 203.0.113.10\n", "example.com. 600 IN AAAA 2001:db8::10\n"
    ns = "example.com. 86400 IN NS ns1.example.net.\nexample.com. 86400 IN NS NS2.example.net.\n"
    www = "www.example.com. 600 IN A 203.0.113.11\n"
    alias = "www.example.com. 600 IN CNAME Web.example.NET.\nweb.example.net. 60 IN A 203.0.113.12\n"
    circle = "example.com. 600 IN CNAME b.example.com.\nb.example.com. 600 IN CNAME example.com.\n"
    said = {
        "addresses": ("example.com", good + a, good + aaaa, good + ns),
        "host": ("www.example.com", good + a + www, good + aaaa, good + ns),
        "alias": ("www.example.com", good + a + alias, good, good + ns),
        "circle": ("example.com", good + circle, good, good + ns),
        "two-aliases": ("example.com", good + circle + "example.com. 1 IN CNAME c.example.com.\n", good, good),
        "no-such-name": ("example.com", "rcode NXDOMAIN\n", "rcode NXDOMAIN\n", "rcode NXDOMAIN\n"),
        "no-name-servers": ("example.com", good + a, good, good),
        "servers-fail": ("example.com", "rcode SERVFAIL\n", good, "rcode REFUSED\n"),
        "another-name": ("example.com", good + a.replace("example.com", "other.com"), good, good),
        "no-address": ("example.com", good + a.replace("203.0.113.10", "203.0.113.300"), good, good),
        "mapped": ("example.com", good + a, good + aaaa.replace("2001:db8::10", "::ffff:203.0.113.10"), good + ns),
        "garbled": ("example.com", "\x1b[2J\n", "", "rcode"),
        "chinese": ("示例.中国", good + a.replace("example.com", "xn--fsq092h.xn--fiqs8s"), good, good),
        "short-lines": ("example.com", good + "example.com. 600 IN A\n\n; remark\n", good, good),
        "zone": ("example.com", good, good + aaaa.replace("2001:db8::10", "fe80::1%\x1b[2J"), good + ns),
        "name-server-is-no-host": ("example.com", good + a, good, good + "example.com. 600 IN NS a\x1b[2J b\n"),
    }
    return {name: (head + "\n" + "\n--\n".join(each)).encode() for name, (head, *each) in said.items()}
