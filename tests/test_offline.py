"""No run of the command in the tests leaves this machine, and one that tries does not go unnoticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.offline.sitecustomize import LEFT
from tests.world import World, bare, run

TRIES = {
    "import socket; socket.create_connection(('192.0.2.1', 43), 1)": "192.0.2.1",
    "import socket; socket.socket(socket.AF_INET6).connect_ex(('2001:db8::1', 443))": "2001:db8::1",
    "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.53', 53))": "192.0.2.53",
    "import socket; socket.getaddrinfo('data.iana.org', 443)": "data.iana.org",
    "import requests; requests.get('http://169.254.169.254/', timeout=1)": "169.254.169.254",
}


@pytest.mark.parametrize("code", TRIES)
def test_no_process_gets_out(tmp_path: Path, code: str) -> None:
    tried = subprocess.run([sys.executable, "-c", code], env=bare(tmp_path), capture_output=True, check=False)
    assert tried.returncode == 1
    assert f"{LEFT}{TRIES[code]}" in tried.stderr.decode()


def test_ianas_list_is_out_of_reach_and_a_run_that_would_have_it_fails_its_test(tmp_path: Path) -> None:
    unset = {name: value for name, value in bare(tmp_path).items() if name != "AUDITOR_RDAP_BOOTSTRAP_URL"}
    refreshed = run("registries", "refresh", environment=unset, folder=tmp_path)
    assert refreshed.code == 1
    assert f"{LEFT}data.iana.org" in refreshed.err
    with World(tmp_path) as world, pytest.raises(AssertionError, match=LEFT):
        world.domain("example.top", env={"AUDITOR_RDAP_BOOTSTRAP_URL": None})
    with World(tmp_path) as world:
        world.domain("example.cn", "absent.com")
