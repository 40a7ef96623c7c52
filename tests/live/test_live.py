from __future__ import annotations

import subprocess
import sys

import pytest

from auditor.errors import AuditorError, WireError
from auditor.live import Live
from auditor.settings import Settings
from auditor.wire import Query, Reply
from tests.builders import SEEN_AT
from tests.servers.dns import DnsServer
from tests.servers.faults import closed_port
from tests.servers.rdap import RdapServer
from tests.servers.whois import WhoisServer

HEAVY = ("requests", "urllib3", "dns", "whois", "stamina", "Tea", "darabonba", "alibabacloud_ecs20140526")


def live() -> Live:
    return Live(Settings(), lambda: SEEN_AT)


def test_each_protocol_has_its_own_way_to_the_network() -> None:
    with (
        WhoisServer({"example.cn": "Domain Name: example.cn\r\n"}) as whois,
        RdapServer({"/domain/example.com": (200, {}, "{}")}) as rdap,
        DnsServer({("example.cn", "A"): ["203.0.113.10"]}) as dns,
    ):
        network = live()
        assert network.ask(Query("whois", whois.address, "example.cn")).text == "Domain Name: example.cn\r\n"
        assert network.ask(Query("rdap", rdap.url, "domain/example.com")).text == "{}"
        assert "203.0.113.10" in network.ask(Query("dns", dns.address, "example.cn A")).text


def test_a_protocol_that_nobody_speaks_breaks_the_run() -> None:
    with pytest.raises(AuditorError, match="'gopher'") as error:
        live().ask(Query("gopher", "example.cn:70", ""))
    assert not isinstance(error.value, WireError)


def _imported_by(code: str) -> set[str]:
    listing = f"import sys\n{code}\nprint(*sorted(m for m in sys.modules if m in {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_network_costs_nothing_before_it_is_asked() -> None:
    assert (
        _imported_by("from auditor.live import Live\nfrom auditor.settings import Settings\nLive(Settings(), None)")
        == set()
    )


def test_a_protocol_does_not_bring_the_libraries_of_the_others() -> None:
    port = closed_port()
    asking = (
        "from datetime import datetime\nfrom auditor.errors import WireError\nfrom auditor.live import Live\n"
        "from auditor.settings import Settings\nfrom auditor.wire import Query\n"
        f"try: Live(Settings(), datetime.now).ask(Query('dns', '127.0.0.1:{port}', 'example.cn A'))\n"
        "except WireError: pass"
    )
    assert _imported_by(asking) == {"dns"}


def test_who_listens_hears_answers_and_errors() -> None:
    heard: list[tuple[Query, Reply | WireError]] = []
    network = Live(Settings(), lambda: SEEN_AT, heard=lambda query, came: heard.append((query, came)))
    with WhoisServer({"example.cn": "yes"}) as server:
        good = Query("whois", server.address, "example.cn")
        reply = network.ask(good)
    bad = Query("whois", "127.0.0.1:43", "example.cn", hearsay=True)
    with pytest.raises(WireError) as error:
        network.ask(bad)
    assert heard == [(good, reply), (bad, error.value)]


def test_what_a_protocol_remembers_is_kept_from_question_to_question() -> None:
    with RdapServer({"/domain/example.com": (200, {}, "{}")}) as server:
        network = live()
        for _ in range(3):
            network.ask(Query("rdap", server.url, "domain/example.com"))
    assert server.connections == 1
