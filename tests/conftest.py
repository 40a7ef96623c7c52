"""No test leaves this machine, and none sees the user's own credentials."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import socket
import tempfile
from typing import Any

from hypothesis import HealthCheck, settings

# How fast a machine is decides no test: timing is for `make bench`.
settings.register_profile("gate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")

_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
for name in list(os.environ):
    if (
        name in _TRUST
        or name.lower().endswith("_proxy")
        or name.startswith(("ALIBABA_CLOUD_", "AUDITOR_"))
        or name == "DEBUG"
    ):
        del os.environ[name]
# Before any SDK import: the SDK reads all of these when it is imported.
os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"
os.environ["HOME"] = tempfile.mkdtemp(prefix="icp-auditor-home-")
atexit.register(shutil.rmtree, os.environ["HOME"], ignore_errors=True)
for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ.pop(name, None)


class _LoopbackOnly(socket.socket):
    def connect(self, address: Any) -> None:
        self._refuse_others(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        self._refuse_others(address)
        return super().connect_ex(address)

    def sendto(self, data: Any, *rest: Any) -> int:
        self._refuse_others(rest[-1])
        return super().sendto(data, *rest)

    def _refuse_others(self, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test tried to leave this machine: {host}")


socket.socket = _LoopbackOnly  # type: ignore[misc]
