from __future__ import annotations

from dataclasses import fields
from typing import Any

from auditor.judge import judge, rules
from auditor.model import Domain, Instance, Outcome, Site, Unknown, Verdict
from auditor.plugins import modules
from tests.builders import context, domain, instance, known, site, unknown

KINDS = {"instance": instance, "domain": domain, "site": site}


def test_every_module_of_the_folder_is_a_rule_sorted_by_id() -> None:
    found = rules()
    assert [rule.id for rule in found] == sorted(modules("rules"))
    assert {rule.kind for rule in found} == set(KINDS)
    for rule in found:
        assert rule.id.startswith(rule.kind)
        assert rule.title == rule.doc.strip().splitlines()[0]
        assert rule.title
        assert rule.unknown_fix
        assert rule.authority.url.startswith("https://")


def test_a_subject_is_judged_by_every_rule_of_its_kind_and_by_no_other() -> None:
    for kind, build in KINDS.items():
        subject: Instance | Domain | Site = build()  # type: ignore[operator]
        judged = judge(subject, context())
        assert judged.subject is subject
        assert [f.rule for f in judged.findings] == [rule.id for rule in rules() if rule.kind == kind]
        assert {f.authority for f in judged.findings} == {rule.authority for rule in rules() if rule.kind == kind}


def test_what_passes_every_rule_is_eligible() -> None:
    for judged in (judge(instance(), context()), judge(domain(), context()), judge(site(), context())):
        assert {finding.outcome for finding in judged.findings} <= {Outcome.PASS, Outcome.WARN, Outcome.NOT_APPLICABLE}
        assert judged.verdict is Verdict.ELIGIBLE


def test_an_unknown_fact_is_an_unknown_finding_with_its_reason_its_quotes_and_what_to_do() -> None:
    said = known("whatever")
    subject = instance(status=Unknown("{status} is {not} documented", said.evidence))
    finding = next(f for f in judge(subject, context()).findings if f.rule == "instance-running")
    assert finding.outcome is Outcome.UNKNOWN
    assert str(finding.ruling.because) == "{status} is {not} documented"  # words of others are no template
    assert finding.ruling.evidence == said.evidence
    assert str(finding.ruling.fix) == next(rule.unknown_fix for rule in rules() if rule.id == "instance-running")


def test_nothing_known_is_never_eligible_and_never_ineligible() -> None:
    why = unknown("no source was asked")
    plain = {"id", "name", "account", "region", "asked", "flaw", "suffix"}
    blank: dict[str, Any] = {f.name: why for f in fields(Instance) if f.name not in plain}
    assert judge(instance(**blank), context()).verdict is Verdict.UNDETERMINED
    nameless: dict[str, Any] = {f.name: why for f in fields(Domain) if f.name not in plain}
    assert judge(domain("example.frobnicate", **nameless), context()).verdict is Verdict.UNDETERMINED


def test_one_fail_outranks_any_unknown() -> None:
    subject = instance(charge_type="PostPaid", status=unknown("no answer"))
    assert judge(subject, context()).verdict is Verdict.INELIGIBLE


def test_a_site_is_judged_by_its_halves_too() -> None:
    good = site()
    for halves, verdict in (
        ((Verdict.ELIGIBLE, Verdict.ELIGIBLE), Verdict.ELIGIBLE),
        ((Verdict.ELIGIBLE, Verdict.UNDETERMINED), Verdict.UNDETERMINED),
        ((Verdict.INELIGIBLE, Verdict.UNDETERMINED), Verdict.INELIGIBLE),
    ):
        judged = judge(good, context(), halves)
        assert judged.halves == halves
        assert judged.verdict is verdict
