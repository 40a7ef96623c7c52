"""An answer that took a detour is said in every format; without one nothing is."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import jsonschema
import pytest

from auditor.codec import schema
from auditor.model import Answered
from auditor.outputs import Options
from auditor.plugins import modules
from tests.reports import report

REMARK = "RDAP at rdap.example: timeout; WHOIS at whois.example answered"


def rendered(name: str, *, remark: bool) -> str:
    shown = report(answered={"whois": 1})
    if remark:
        shown = replace(shown, tally=replace(shown.tally, remarks=[Answered("whois", "example.com", REMARK)]))
    out = StringIO()
    modules("outputs")[name].write(shown, out, Options(width=200))
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(modules("outputs")))
def test_a_detour_is_said_with_its_reason(name: str) -> None:
    text = rendered(name, remark=True)
    assert "whois.example" in text
    assert "timeout" in text
    assert "whois.example" not in rendered(name, remark=False)
    assert "emark" not in rendered(name, remark=False)


def test_the_schema_knows_remarks() -> None:
    document = json.loads(rendered("json", remark=True))
    assert document["remarks"] == [{"source": "whois", "target": "example.com", "detail": REMARK}]
    jsonschema.validate(document, json.loads(schema()))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "remarks": [{"source": "whois"}]}, json.loads(schema()))
