"""What CNNIC's reader quotes is what the registrar's rule takes for CNNIC's word."""

from __future__ import annotations

import pytest

from auditor.model import Outcome
from auditor.rules import domain_registrar
from tests.builders import domain
from tests.examples import judge
from tests.readers import samples
from tests.readers.asked import found


@pytest.mark.parametrize(
    ("sample", "asked"),
    [(samples.CNNIC, "example.cn"), (samples.CNNIC_IDN, "xn--fsq092h.xn--fiqs8s")],
)
def test_a_mainland_firm_in_cnnics_own_answer_is_accredited_there(sample: str, asked: str) -> None:
    text = sample.replace("示例域名注册有限公司", "赛尔网络有限公司")
    ruling = judge(domain_registrar, domain(asked, registrar=found(text, asked).registrar))
    assert ruling.outcome is Outcome.WARN
    assert "Sponsoring Registrar: 赛尔网络有限公司" in {evidence.quote for evidence in ruling.evidence}
