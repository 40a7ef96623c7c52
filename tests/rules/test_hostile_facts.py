"""Whatever the cloud or a registry states, a rule comes to a ruling, and an unknown fact never passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import plugins
from auditor.model import Domain, Fact, Instance, Outcome, Site, Subject
from tests import examples
from tests.builders import domain, instance, known, site, unknown

RULES = plugins.modules("rules")
# The facts that a passing rule quotes; the others only tell one failure from another, or are for rules of a site.
USED = {
    "instance": {
        *("region_id", "charge_type", "created_at", "expires_at", "public_addresses", "bandwidth_mbps"),
        *("status", "locks", "recyclable"),
    },
    "domain": {"owner", "registrar", "registrar_iana_id", "holder", "expires_at", "statuses"},
}
words = st.text(max_size=12) | st.sampled_from(
    [
        "cn-hangzhou",
        "cn-hongkong",
        "PrePaid",
        "PostPaid",
        "Running",
        "ok",
        "serverHold",
        "1697",
        "3775",
        "203.0.113.10",
        "{x}",
        "2001:db8::1",
        "SUCCEED",
        "AUDITING",
        "NORMAL",
        "PENDING",
        "filed",
    ]
)
values: dict[str, st.SearchStrategy[Any]] = {
    "datetime": st.datetimes(timezones=st.just(UTC))
    | st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]),
    "tuple[str, ...]": st.lists(words, max_size=3).map(tuple),
    "str": words,
    "int": st.integers(),
    "bool": st.booleans(),
}


def facts_of(kind: type[Instance | Domain | Site]) -> dict[str, str]:
    """The facts of a subject and the type of their values."""
    annotated = {field.name: str(field.type) for field in fields(kind)}
    return {name: text[5:-1] for name, text in annotated.items() if text.startswith("Fact[")}


def some(kind: type[Instance | Domain]) -> st.SearchStrategy[dict[str, Fact[Any]]]:
    return st.fixed_dictionaries(
        {},
        optional={
            name: values[text].map(known) | st.just(unknown("not said")) for name, text in facts_of(kind).items()
        },
    )


def subject_for(
    rule: str, of_instance: Mapping[str, Any], of_domain: Mapping[str, Any], elsewhere: tuple[str, ...]
) -> Subject:
    if rule.startswith("instance"):
        return instance(**of_instance)
    if rule.startswith("domain"):
        return domain(**of_domain)
    return site(domain(**of_domain), instance(**of_instance), elsewhere=elsewhere)


@pytest.mark.parametrize("rule", RULES)
def test_any_fact_leads_to_a_ruling_that_can_be_read_and_quotes_its_evidence(rule: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(some(Instance), some(Domain), st.lists(words, max_size=2).map(tuple))
    def judged(of_instance: dict[str, Any], of_domain: dict[str, Any], elsewhere: tuple[str, ...]) -> None:
        ruling = examples.judge(RULES[rule], subject_for(rule, of_instance, of_domain, elsewhere))
        assert examples.tell(ruling).startswith(f"{ruling.outcome}: ")
        assert ruling.evidence or ruling.outcome is Outcome.UNKNOWN

    judged()


WHOLE: dict[str, Any] = {"instance": instance(), "domain": domain(registrar_iana_id="1599")}
PARTS = [(kind, name) for kind, whole in WHOLE.items() for name in facts_of(type(whole))]


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_no_pass_relies_on_a_fact_that_is_not_known(kind: str, name: str) -> None:
    """What a passing rule quotes it needs: without it there is no pass. Only a registrar is told by its id or its name, and an optional field of the API may be left out."""
    either = {"registrar", "registrar_iana_id", "recyclable"}
    whole = WHOLE[kind]
    marked = (
        replace(whole, **{name: known(getattr(whole, name).value, quote="marked")}) if name in USED[kind] else whole
    )
    blank = replace(whole, **{name: unknown("not said")})
    quoting = [
        rule
        for rule in RULES
        if rule.startswith(kind)
        if (ruling := examples.judge(RULES[rule], marked)).outcome is Outcome.PASS
        if any(evidence.quote == "marked" for evidence in ruling.evidence)
    ]
    assert bool(quoting) is (name in USED[kind])
    outcomes = {rule: examples.judge(RULES[rule], blank).outcome for rule in quoting}
    if outcomes.get("domain-privacy") is Outcome.NOT_APPLICABLE:  # that no holder is shown is domain-holder's to say
        del outcomes["domain-privacy"]
    assert set(outcomes.values()) == ({Outcome.PASS} if name in either else {Outcome.UNKNOWN} if quoting else set())
