"""`icp-auditor registries`, and the list of IANA's that a run keeps fresh by itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.test_registries import ALIBABA, JSON
from tests.sample_account.domains import HICHINA, cnnic, rdap
from tests.servers.faults import Fault, closed_port
from tests.servers.rdap import RdapServer
from tests.world import OWNER, Ran, World, bare, run

COM, TOP = "https://rdap.example.net/com/", "https://rdap.zdnsgtld.com/top/"
LIST = json.dumps({
    "version": "1.0",
    "publication": "2026-11-20T20:00:01Z",
    "services": [[["com"], [COM]], [["top"], [TOP]], [["hk", "frobnicate"], ["https://rdap.example.org/"]]],
})  # fmt: skip
ODD_LIST = LIST.replace("rdap.example.net", "localhost")


@pytest.fixture
def iana() -> Iterator[RdapServer]:
    with RdapServer({"/rdap/dns.json": [(200, {}, LIST), (200, {}, ODD_LIST)]}) as server:
        yield server


def url(server: RdapServer) -> str:
    return f"{server.url}rdap/dns.json"


def say(home: Path, *arguments: str, **env: str) -> Ran:
    return run("registries", *arguments, environment={**bare(home), "COLUMNS": "100", **env}, folder=home)


def row(ran: Ran, suffix: str) -> list[str]:
    """The cells of a suffix's row."""
    assert ran.code == 0, ran.err
    line = next(line for line in ran.out.splitlines() if line.split("  ")[0] == suffix)
    return re.split(r" {2,}", line.strip())


def kept(home: Path) -> Path:
    return home / ".cache" / "icp-auditor" / "rdap-bootstrap.json"


# --- list ---------------------------------------------------------------------------------------------------------------


def test_the_list_shows_protocol_server_thinness_source_and_date(tmp_path: Path) -> None:
    ran = say(tmp_path, "list", "com", ".com.cn", "中国", "top", "frobnicate")
    assert row(ran, "com")[1:5] == [
        "rdap",
        "https://rdap.verisign.com/com/v1/",
        "WHOIS at whois.verisign-grs.com:43",
        "thin",
    ]
    assert row(ran, "com")[5].startswith("IANA RDAP bootstrap 2026-07-23; ")
    assert row(ran, "com")[6] == "2026-11-23"
    assert row(ran, "com.cn")[1:3] == ["whois", "whois.cnnic.cn:43"]
    assert row(ran, "xn--fiqs8s (中国)")[1:3] == ["whois", "whois.cnnic.cn:43"]
    assert "thin" not in row(ran, "top")
    assert row(ran, "frobnicate") == ["frobnicate", "nobody is known"]
    assert len(ran.out.splitlines()) == 6, "a title and what was asked for"


def test_without_a_suffix_all_are_listed(tmp_path: Path) -> None:
    ran = say(tmp_path, "list", AUDITOR_WHOIS_SERVERS="frobnicate=127.0.0.1:43")
    assert len(ran.out.splitlines()) == 203
    assert row(ran, "frobnicate") == ["frobnicate", "whois", "127.0.0.1:43", "AUDITOR_WHOIS_SERVERS"]


def test_the_users_own_server_is_shown_with_where_it_was_set(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('[rdap]\nservers = { com = "https://rdap.example.org/" }\n')
    assert row(say(tmp_path, "list", "com"), "com") == [
        "com",
        "rdap",
        "https://rdap.example.org/",
        "thin",
        "auditor.toml",
    ]


def test_what_is_no_suffix_is_said(tmp_path: Path) -> None:
    ran = say(tmp_path, "list", "a b")
    assert (ran.code, ran.out) == (2, "")
    assert "'a b' is not a suffix" in ran.err


PROBE = """
import json, sys
from auditor.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
sys.stdout.write("\\n" + json.dumps(sorted(sys.modules)))
"""


def test_the_list_loads_no_library_that_asks(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, "registries", "list", "com"],
        env=bare(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in json.loads(ran.stdout.rpartition("\n")[2])}
    assert "auditor" in loaded
    assert (
        loaded
        & {"alibabacloud_ecs20140526", "alibabacloud_credentials", "Tea", "vcr", "requests", "urllib3", "dns", "whois"}
        == set()
    )


# --- refresh ------------------------------------------------------------------------------------------------------------


def test_a_refresh_says_what_changed_and_the_next_lookup_goes_there(tmp_path: Path, iana: RdapServer) -> None:
    ran = say(tmp_path, "refresh", AUDITOR_RDAP_BOOTSTRAP_URL=url(iana))
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"IANA's list of 2026-11-20: 4 suffixes, kept in {kept(tmp_path)}\n")
    assert "  new: 2\n    frobnicate https://rdap.example.org/\n    hk https://rdap.example.org/\n" in ran.out
    assert f"  moved: 1\n    com https://rdap.verisign.com/com/v1/ → {COM}\n" in ran.out
    assert re.search(r"  gone: \d+\n(    \S+ https://\S+ \(still asked\)\n){8}    and \d+ more\n", ran.out)
    assert kept(tmp_path).read_text() == LIST
    seen = say(tmp_path, "list", "com", "hk", "top", "cn", "frobnicate", AUDITOR_RDAP_BOOTSTRAP_URL=url(iana))
    assert row(seen, "com")[1:] == [
        "rdap",
        COM,
        "WHOIS at whois.verisign-grs.com:43",
        "thin",
        "IANA RDAP bootstrap",
        "2026-11-20",
    ]
    assert row(seen, "hk")[1:4] == ["rdap", "https://rdap.example.org/", "WHOIS at whois.hkirc.hk:43"]
    assert row(seen, "top")[-1] == "2026-11-23", "where both agree, the table says"
    assert row(seen, "cn")[1] == "whois"
    assert row(seen, "frobnicate")[1:] == ["rdap", "https://rdap.example.org/", "IANA RDAP bootstrap", "2026-11-20"]
    off = say(tmp_path, "list", "com")
    assert row(off, "com")[2] == "https://rdap.verisign.com/com/v1/", "switched off, the file is not used"
    assert iana.questions == ["/rdap/dns.json"]


def test_the_list_tells_of_the_suffixes_that_only_iana_has(tmp_path: Path, iana: RdapServer) -> None:
    say(tmp_path, "refresh", AUDITOR_RDAP_BOOTSTRAP_URL=url(iana))
    ran = say(tmp_path, "list", AUDITOR_RDAP_BOOTSTRAP_URL=url(iana))
    assert "\nSuffixes that only IANA's list has: 1. " in ran.out


def test_a_bad_answer_changes_nothing(tmp_path: Path, iana: RdapServer) -> None:
    assert say(tmp_path, "refresh", AUDITOR_RDAP_BOOTSTRAP_URL=url(iana)).code == 0
    ran = say(tmp_path, "refresh", AUDITOR_RDAP_BOOTSTRAP_URL=url(iana))
    assert (ran.code, ran.out) == (1, "")
    assert "gave no list, and nothing was changed" in ran.err
    assert kept(tmp_path).read_text() == LIST


def test_nobody_there_is_an_error_of_the_command(tmp_path: Path) -> None:
    ran = say(tmp_path, "refresh", AUDITOR_RDAP_BOOTSTRAP_URL=f"http://127.0.0.1:{closed_port()}/dns.json")
    assert ran.code == 1
    assert "nothing was changed" in ran.err
    assert not kept(tmp_path).exists()


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, iana: RdapServer) -> None:
    (tmp_path / ".cache").write_text("")
    ran = say(tmp_path, "refresh", AUDITOR_RDAP_BOOTSTRAP_URL=url(iana))
    assert ran.code == 1
    assert "cannot be written" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"), [(("refresh", "com"), "refresh takes no suffix"), (("refresh",), "switched off")]
)
def test_a_refresh_that_makes_no_sense_is_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = say(tmp_path, *arguments)
    assert ran.code == 2
    assert said in ran.err


# --- by itself ----------------------------------------------------------------------------------------------------------


def test_a_run_fetches_the_list_once_when_it_needs_it(tmp_path: Path, iana: RdapServer) -> None:
    env = {"AUDITOR_RDAP_BOOTSTRAP_URL": url(iana)}
    with World(tmp_path) as world:
        ran = world.domain("a.unheard", "b.unheard", "c.unheard", env=env)
        assert iana.questions == ["/rdap/dns.json"]
        assert kept(tmp_path).read_text() == LIST
        assert ran.gaps["a.unheard"] == "not-found"
        assert "rdap-bootstrap" in {table["name"] for table in ran.report["tables"]}
        world.domain("a.unheard", env=env)
        assert iana.questions == ["/rdap/dns.json"], "a list of today is good for a week"
        os.utime(kept(tmp_path), (0, 0))
        world.domain("a.unheard", env=env)
        assert len(iana.questions) == 2, "an old one is not"
        assert kept(tmp_path).read_text() == LIST, "and a bad one does not replace it"


def test_a_run_that_asks_only_cnnic_or_the_users_own_servers_fetches_nothing(tmp_path: Path, iana: RdapServer) -> None:
    answers = {"/domain/good.com": (200, JSON, rdap("good.com", *ALIBABA))}
    with World(
        tmp_path, rdap=answers, whois={"a.com.cn": cnnic("a.com.cn", HICHINA, OWNER, "2028-03-18 10:05:31")}
    ) as world:
        ran = world.domain("example.cn", "a.com.cn", "good.com", env={"AUDITOR_RDAP_BOOTSTRAP_URL": url(iana)})
    assert ran.report["complete"]
    assert iana.questions == []


def test_a_replay_uses_the_list_of_the_recording_and_fetches_nothing(tmp_path: Path, iana: RdapServer) -> None:
    env = {"AUDITOR_RDAP_BOOTSTRAP_URL": url(iana)}
    with World(tmp_path) as world:
        first = world.domain("a.unheard", "--record", "tape", env=env)
        kept(tmp_path).unlink()
        again = world.domain("--replay", "tape", env=env)
    assert iana.questions == ["/rdap/dns.json"]
    assert again.report["tables"] == first.report["tables"]
    assert not kept(tmp_path).exists()


def test_a_list_that_cannot_be_had_is_not_spoken_of(tmp_path: Path) -> None:
    with RdapServer({"/rdap/dns.json": Fault.HANG}) as silent, World(tmp_path) as world:
        ran = world.domain("a.unheard", "--timeout", "0.5", env={"AUDITOR_RDAP_BOOTSTRAP_URL": url(silent)})
    assert ran.err == ""
    assert [gap["source"] for gap in ran.report["gaps"] if gap["target"] == "a.unheard"] == ["whois"]


# --- and falling back, over the real wire -----------------------------------------------------------------------------------


def test_a_registry_whose_rdap_is_busy_is_asked_by_whois(tmp_path: Path) -> None:
    thick = "\r\n".join((
        "Domain Name: BUSY.COM",
        "Registrar: Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)",
        "Registrar IANA ID: 1599",
        "Registry Expiry Date: 2028-05-20T03:00:00Z",
        f"Registrant Organization: {OWNER}",
        "",
    ))  # fmt: skip
    with World(
        tmp_path, whois={"busy.com": thick}, rdap={"/domain/busy.com": (429, {"Retry-After": "3600"}, "slow down")}
    ) as world:
        server = world.whois_server.address
        ran = world.domain("busy.com", "--owner", OWNER, env={"AUDITOR_WHOIS_SERVERS": f"com={server}"})
    assert ran.fact("busy.com", "holder") == OWNER
    assert "busy.com" not in ran.gaps
    assert ran.report["complete"]
