"""One answer for each own reader, with the reader that it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.readers import rdap, whois
from auditor.wire import Reply
from tests.readers import samples
from tests.sample_account.domains import RDAP

Read = Callable[[str, str, Reply], Any]

ANSWERS: dict[str, tuple[Read, str, str, str]] = {
    "cnnic": (whois.read, "example.cn", "whois.cnnic.cn:43", samples.CNNIC),
    "gtld, thin": (whois.read, "example.com", "whois.verisign-grs.com:43", samples.VERISIGN),
    "gtld, thick": (whois.read, "example.top", "whois.nic.top:43", samples.THICK),
    "cctld": (whois.read, "example.com.hk", "whois.hkirc.hk:43", samples.HKIRC),
    "rdap": (
        rdap.read,
        "icp-demo-docs.net",
        "https://rdap.example/domain/icp-demo-docs.net",
        RDAP["icp-demo-docs.net"],
    ),
}
