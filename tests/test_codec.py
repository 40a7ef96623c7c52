from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import codec
from auditor.codec import compact, encode, encode_run, encode_subject, indented, instant, schema
from auditor.model import Evidence, Fact, GapReason, Judged, Known, Outcome, Verdict
from tests.builders import SEEN_AT, domain, instance, known, site, unknown
from tests.outputs.rendering import LINE, SCHEMA, VALIDATOR, lines
from tests.reports import eligible, report, small, stream


def fact(given: Fact[Any]) -> dict[str, Any]:
    encoded: dict[str, Any] = encode_subject(Judged(instance(region_id=given), ()))["facts"]["region"]
    return encoded


# --- the document -------------------------------------------------------------------------------------------------------


def test_a_report_has_these_keys_in_this_order() -> None:
    document = encode(small())
    assert list(document) == [
        *("schema", "tool", "started_at", "finished_at", "as_of", "verdict", "complete", "counts"),
        *("subjects", "gaps", "tables"),
    ]
    subject = document["subjects"][1]
    assert list(subject) == ["kind", "id", "name", "account", "region", "verdict", "facts", "findings"]
    assert list(subject["findings"][0]) == ["rule", "outcome", "because", "fix", "evidence", "authority"]
    assert list(subject["findings"][0]["evidence"][0]) == ["source", "place", "quote", "seen_at"]
    assert list(subject["findings"][0]["authority"]) == ["publisher", "url", "read_on"]
    assert list(document["gaps"][0]) == ["source", "target", "reason", "detail"]
    assert list(document["tables"][0]) == ["name", "read_on"]


def test_a_report_says_what_the_run_found() -> None:
    document = encode(small())
    assert document["schema"] == codec.SCHEMA == "icp-auditor/report/1"
    assert (document["tool"], document["as_of"]) == ("icp-auditor 0.0.0", "2026-11-25")
    assert (document["started_at"], document["finished_at"]) == ("2026-11-25T01:00:00Z", "2026-11-25T01:02:03Z")
    assert (document["verdict"], document["complete"]) == ("ineligible", False)
    assert document["counts"] == {
        "domain": {"undetermined": 1},
        "instance": {"eligible": 1, "ineligible": 1},
        "site": {"ineligible": 1},
    }
    assert document["gaps"][0] == {
        "source": "ecs",
        "target": "cn-shanghai",
        "reason": "denied",
        "detail": "Forbidden.RAM",
    }
    assert document["tables"][0] == {"name": "policy", "read_on": "2026-11-19"}


def test_a_finding_quotes_its_evidence_and_its_authority() -> None:
    term = encode(small())["subjects"][1]["findings"][2]
    assert (term["rule"], term["outcome"]) == ("instance-term", "fail")
    assert (term["because"], term["fix"]) == ("1 of 3 months", "renew by 2 months")
    assert term["evidence"][1] == {
        "source": "ecs",
        "place": "DescribeInstances cn-hangzhou",
        "quote": '"ExpiredTime": "2026-04-01T16:00Z"',
        "seen_at": "2026-11-25T01:00:00Z",
    }
    assert term["authority"] == {
        "publisher": "Example Authority",
        "url": "https://authority.example/rules",
        "read_on": "2026-11-20",
    }


def test_a_subject_is_named_by_its_own_id_and_a_domain_has_no_account() -> None:
    name = domain("xn--fsq092h.cn", name="示例.cn")
    encoded = [encode_subject(Judged(subject, ())) for subject in (instance("i-1"), name, site(name, instance("i-1")))]
    assert [(s["kind"], s["id"], s["account"], s["region"]) for s in encoded] == [
        ("instance", "i-1", "default", "cn-hangzhou"),
        ("domain", "xn--fsq092h.cn", "", ""),
        ("site", "xn--fsq092h.cn@i-1", "default", "cn-hangzhou"),
    ]


def test_an_unknown_fact_gives_its_reason_and_no_value() -> None:
    assert fact(unknown("the answer did not say")) == {"unknown": "the answer did not say"}


def test_a_known_fact_gives_its_value_and_who_said_so() -> None:
    assert fact(known("cn-hangzhou", source="ecs")) == {"value": "cn-hangzhou", "source": "ecs"}
    said = tuple(Evidence(source, "", "x", SEEN_AT) for source in ("rdap", "whois", "rdap"))
    assert fact(Known("x", said)) == {"value": "x", "source": "rdap, whois"}


def test_values_are_json_values() -> None:
    noon_in_beijing = datetime(2026, 11, 25, 12, 0, 0, 999999, tzinfo=timezone(timedelta(hours=8)))
    values = (noon_in_beijing, date(2026, 11, 25), ("a", "b"), (), 5, True, None)
    assert [fact(known(value))["value"] for value in values] == [
        *("2026-11-25T04:00:00Z", "2026-11-25", ["a", "b"], [], 5, True, None)
    ]
    assert instant(datetime.max.replace(tzinfo=UTC)) == "9999-12-31T23:59:59Z"


def test_a_value_that_has_no_place_in_a_report_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="a fact cannot be a object"):
        fact(known(object()))


def test_a_stream_is_read_before_the_verdict_is_taken() -> None:
    whole = small()
    flowing = stream(*whole.subjects, gaps=whole.gaps, answered=dict(whole.tally.answered))
    assert encode(flowing) == encode(whole)


# --- its text -----------------------------------------------------------------------------------------------------------


def documents(characters: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    text = st.text(characters, max_size=20)
    leaves = st.none() | st.booleans() | st.integers() | text
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20)


DOCUMENTS = documents(st.characters(exclude_categories=()))
PRINTABLE = documents(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(' %"\\{}[]'))


@given(DOCUMENTS)
def test_the_text_reads_back_as_the_document(document: Any) -> None:
    expected = json.loads(json.dumps(document))  # two halves of one character that meet become that character
    for text in (compact({"x": document}), indented({"x": document})):
        assert json.loads(text.encode("utf-8")) == {"x": expected}


@given(DOCUMENTS)
def test_no_character_in_the_text_acts_or_ends_a_line(document: Any) -> None:
    text = compact({"x": document})
    assert len(text.splitlines()) == 1
    for written in (text, indented(document).replace("\n", "")):
        assert not re.search(
            "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", written
        )


@given(PRINTABLE)
def test_indented_text_is_that_of_the_standard_library(document: Any) -> None:
    assert indented(document) == json.dumps(document, indent=2, ensure_ascii=False)


def test_a_margin_stands_before_every_line_but_the_first() -> None:
    assert indented({"a": [1], "100%s": {}}, "    ") == '{\n      "a": [\n        1\n      ],\n      "100%s": {}\n    }'


def test_what_acts_is_escaped_and_what_people_write_is_not() -> None:
    assert compact({"示例": "\x9b\u202e\ud800\x7f\U000e0041"}) == r'{"示例": "\u009b\u202e\ud800\u007f\udb40\udc41"}'
    assert compact({"x": "\x7f"}) == r'{"x": "\u007f"}'


# --- its description ----------------------------------------------------------------------------------------------------


def test_the_schema_is_a_json_schema_of_2020_12_that_names_no_host() -> None:
    VALIDATOR.check_schema(SCHEMA)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$schema"] == dialect
    assert "://" not in schema().replace(dialect, "")


def test_every_object_in_the_schema_is_closed_and_every_value_described() -> None:
    open_ones = []

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object" and "additionalProperties" not in node:
                open_ones.append(path)
            for key, value in node.items():
                walk(value, f"{path}/{key}")
        elif isinstance(node, list):
            for i, value in enumerate(node):
                walk(value, f"{path}/{i}")

    walk(SCHEMA, "")
    assert open_ones == ["/$defs/subject/properties/facts"]  # closed by kind: instance_facts, domain_facts, site_facts


@pytest.mark.parametrize("make", [small, report, lambda: report(eligible())])
def test_reports_follow_the_schema(make: Callable[[], Any]) -> None:
    VALIDATOR.validate(encode(make()))
    for line in lines(make()):
        LINE.validate(line)


def test_the_schema_lists_what_the_model_lists() -> None:
    defs = SCHEMA["$defs"]
    assert defs["outcome"]["enum"] == [o.value for o in Outcome]
    assert defs["verdict"]["enum"] == [v.value for v in Verdict]
    assert defs["gap"]["properties"]["reason"]["enum"] == [r.value for r in GapReason]
    sometimes: dict[str, Any] = {
        "real_name_status": "SUCCEED",
        "holder_change": "NORMAL",
        "transfer_out": "NORMAL",
        "privacy": False,
    }
    sometimes |= {"real_name_submitted_at": "2026-11-01T02:00Z", "filing": "filed", "filing_risks": ()}
    subjects = (instance(), domain(**sometimes), site())
    assert defs["kind"]["enum"] == [s.kind for s in subjects]
    for subject in subjects:
        assert list(defs[f"{subject.kind}_facts"]["properties"]) == list(subject.facts())


def change(document: dict[str, Any], path: str, value: Any) -> None:
    """Set what stands at `path` (`subjects/0/id`); a value of `...` takes it away."""
    *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
    at: Any = document
    for step in way:
        at = at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("extra", 1),
        ("schema", "icp-auditor/report/2"),
        ("verdict", "fine"),
        ("complete", True),  # there are gaps
        ("verdict", "eligible"),  # the same
        ("started_at", "2026-11-25 01:00:00"),
        ("started_at", "2026-11-25T09:00:00+08:00"),
        ("as_of", "25.11.2026"),
        ("counts/router", {"eligible": 1}),
        ("counts/instance/fine", 1),
        ("tables", ...),
        ("gaps/0/reason", "lazy"),
        ("gaps/0/extra", ""),
        ("subjects/0/extra", ""),
        ("subjects/0/region", ...),
        ("subjects/0/kind", "router"),
        ("subjects/0/facts/extra", {"unknown": "x"}),
        ("subjects/0/facts/status", ...),
        ("subjects/0/facts/status", {"unknown": ""}),
        ("subjects/0/facts/status", {"value": "x", "source": "ecs", "unknown": "x"}),
        ("subjects/0/facts/bandwidth_mbps", {"value": "5", "source": "ecs"}),
        ("subjects/0/facts/locks", {"value": "x", "source": "ecs"}),
        ("subjects/0/facts/created_at", {"value": "yesterday", "source": "ecs"}),
        ("subjects/2/facts/holder", ...),
        ("subjects/3/facts/holder", {"unknown": "x"}),
        ("subjects/0/findings/0/outcome", "passed"),
        ("subjects/0/findings/0/outcome", "fail"),  # the subject is eligible
        ("subjects/0/findings/0/outcome", "unknown"),  # the same
        ("subjects/1/verdict", "undetermined"),  # one finding is fail
        ("subjects/0/findings/0/extra", ""),
        ("subjects/0/findings/0/authority", ...),
        ("subjects/0/findings/0/authority/extra", ""),
        ("subjects/0/findings/0/evidence/0/seen_at", None),
        ("subjects/0/findings/0/evidence/0/extra", ""),
    ],
)
def test_the_schema_refuses_what_no_report_says(path: str, value: Any) -> None:
    document = json.loads(json.dumps(encode(small())))
    VALIDATOR.validate(document)
    change(document, path, value)
    assert not VALIDATOR.is_valid(document)


def test_the_schema_refuses_an_incomplete_run_without_a_gap_and_an_eligible_one_without_subjects() -> None:
    assert not VALIDATOR.is_valid({**encode(report(eligible())), "complete": False})
    assert not VALIDATOR.is_valid({**encode(report()), "verdict": "eligible"})


def test_a_line_is_a_subject_or_the_run() -> None:
    run = {"kind": "run", **encode_run(small())}
    assert LINE.is_valid(run)
    assert not LINE.is_valid({**run, "extra": 1})
    assert not LINE.is_valid({**run, "kind": "instance"})
    assert not LINE.is_valid({**lines(small())[0], "kind": "run"})
