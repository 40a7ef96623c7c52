"""What the account's own services answer, or do not, all the way to what the rules make of it.

A rule tells a name that no service speaks for from an answer that cannot be read by one sign: of the former all facts are
one and the same `Unknown`. These tests hold the sources, `combine` and the rules to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor import combine, plugins
from auditor.errors import WireError
from auditor.judge import judge as judged
from auditor.model import Domain, Observation, Outcome, Unknown, Verdict
from auditor.names import parse
from auditor.sources import aliyun_domain, filing
from auditor.wire import Reply
from tests import examples
from tests.builders import TABLES, context, domain, known, unknown
from tests.rules.account_cases import ACCOUNT
from tests.servers.aliyun_answers import Holdings, domain_of_account
from tests.sources.aliyun import Cloud, asks, denied, reply

RULES = plugins.modules("rules")
FROM_THE_ACCOUNT = ("real_name_status", "real_name_submitted_at", "holder_change", "transfer_out", "privacy")
NAME = parse("example.cn")
FIELDS = ("RealNameStatus", "RegistrantUpdatingStatus", "DomainNameProxyService")
UNREADABLE = ("domain-real-name", "domain-holder-settled", "domain-privacy")
IN_ACCOUNT = domain(
    real_name_status="SUCCEED",
    real_name_submitted_at="2026-11-01",
    holder_change="NORMAL",
    transfer_out="NORMAL",
    privacy=False,
    filing="filed",
    filing_risks=(),
)
SILENT = {
    "domain-filing-state": "not-applicable",
    "domain-holder-settled": "not-applicable",
    "domain-not-transferring": "pass",
    "domain-privacy": "pass",
    "domain-real-name": "warn",
    "domain-real-name-settled": "not-applicable",
}


def holding(**overrides: Any) -> Cloud:
    return Cloud({"prod": Holdings([domain_of_account(**overrides)], registered={"example.cn": True})})


def failing(came: Reply | WireError) -> Cloud:
    return Cloud({"prod": Holdings([domain_of_account()])}, [(lambda _: True, came)])


def seen(cloud: Cloud | None) -> Domain:
    """`domain()` with what the services say of it in place of what nobody was asked for."""
    sources = [] if cloud is None else [aliyun_domain.observe, filing.observe]
    found = [observe(NAME, cloud, cloud.settings, TABLES) for observe in sources if cloud is not None]
    observations = [each for each in found if isinstance(each, Observation)]
    combined = combine.domain(NAME, known("示例科技有限公司"), observations)
    facts: dict[str, Any] = {name: getattr(combined, name) for name in (*FROM_THE_ACCOUNT, "filing", "filing_risks")}
    return domain(**facts)


def with_fact(name: str, fact: Any) -> Domain:
    return replace(IN_ACCOUNT, **{name: fact})


def outcomes(subject: Domain) -> dict[str, str]:
    return {rule: examples.judge(RULES[rule], subject).outcome.value for rule in sorted(ACCOUNT)}


def test_a_domain_that_the_account_holds_passes_on_what_its_services_say() -> None:
    assert outcomes(seen(holding())) == dict.fromkeys(SILENT, "pass")


def test_a_domain_for_which_no_service_was_asked_stays_eligible() -> None:
    for subject in (domain(), seen(None)):
        assert outcomes(subject) == SILENT
        assert judged(subject, context()).verdict is Verdict.ELIGIBLE


def test_a_domain_outside_the_account_is_judged_without_it_and_the_finding_quotes_that_it_was_asked() -> None:
    subject = seen(Cloud({"prod": Holdings()}))
    assert outcomes(subject) == {**SILENT, "domain-filing-state": "warn"}  # CDN tells only of an account's own names
    for rule in ("domain-real-name", "domain-real-name-settled", "domain-holder-settled"):
        ruling = examples.judge(RULES[rule], subject)
        assert "no account that was asked holds this domain" in str(ruling.because)
        assert any(evidence.source == "aliyun-domain" for evidence in ruling.evidence), rule


@pytest.mark.parametrize("came", [denied(), reply("[", 200), WireError("timeout", "no answer in 20 s")])
def test_an_account_that_could_not_be_asked_is_said_and_leaves_what_the_registry_shows(came: Reply | WireError) -> None:
    subject = seen(failing(came))
    assert outcomes(subject) == SILENT
    status = subject.real_name_status
    assert isinstance(status, Unknown)
    for rule in ("domain-real-name", "domain-real-name-settled", "domain-holder-settled"):
        assert f"({status.reason})" in str(examples.judge(RULES[rule], subject).because)


@pytest.mark.parametrize(("field", "rule"), list(zip(FIELDS, UNREADABLE, strict=True)))
@pytest.mark.parametrize("value", ["frobnicated", None, 7, [], {"a": 1}, "", "\x00", "x" * 1000])
def test_a_word_that_cannot_be_read_in_the_account_s_own_answer_is_unknown_and_nothing_is_concluded(
    field: str, rule: str, value: Any
) -> None:
    found = outcomes(seen(holding(**{field: value})))
    assert {name for name, outcome in found.items() if outcome == "unknown"} - {"domain-real-name-settled"} == {rule}


def test_an_answer_in_which_nothing_can_be_read_is_no_silence() -> None:
    fields = (*FIELDS, "TransferOutStatus")
    found = outcomes(seen(holding(**dict.fromkeys(fields, "?"))))
    assert {rule for rule, outcome in found.items() if outcome == "unknown"} == {
        *UNREADABLE,
        *("domain-real-name-settled", "domain-not-transferring"),
    }
    whole = domain_of_account()
    bare = Cloud({"prod": Holdings([{name: value for name, value in whole.items() if name not in fields}])})
    found = outcomes(seen(bare))
    assert {rule for rule, outcome in found.items() if outcome == "unknown"} == {
        *UNREADABLE,
        "domain-real-name-settled",
    }


def test_a_submission_that_cannot_be_looked_up_is_unknown_for_a_name_that_the_account_holds() -> None:
    cloud = replace(holding(), faults=[(asks("QueryDomainRealNameVerificationInfo"), denied())])
    found = outcomes(seen(cloud))
    assert found == {**dict.fromkeys(SILENT, "pass"), "domain-real-name-settled": "unknown"}


@pytest.mark.parametrize("came", [denied(), WireError("timeout", "no answer in 20 s")])
def test_what_could_not_be_told_of_a_filing_leaves_the_domain_eligible(came: Reply | WireError) -> None:
    for action in ("CheckCdnDomainICP", "QuerySuccessIcpData"):
        subject = seen(replace(holding(), faults=[(asks(action), came)]))
        assert outcomes(subject)["domain-filing-state"] in {"pass", "warn"}
        assert judged(subject, context()).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize("rule", sorted(set(ACCOUNT) - {"domain-filing-state", "domain-not-transferring"}))
def test_no_pass_on_the_account_s_word_without_that_word(rule: str) -> None:
    assert examples.judge(RULES[rule], IN_ACCOUNT).outcome is Outcome.PASS
    for name in FROM_THE_ACCOUNT:
        marked = with_fact(name, known(getattr(IN_ACCOUNT, name).value, quote="marked"))
        if any(evidence.quote == "marked" for evidence in examples.judge(RULES[rule], marked).evidence):
            blank = with_fact(name, unknown("not said"))
            assert examples.judge(RULES[rule], blank).outcome is Outcome.UNKNOWN, name


@pytest.mark.parametrize("rule", sorted(ACCOUNT))
@pytest.mark.parametrize("flaw", ["an IP address", "a public suffix", "malformed: an empty label", "empty"])
def test_what_is_no_domain_is_not_judged(rule: str, flaw: str) -> None:
    nothing: dict[str, Any] = {
        name: unknown(f"not asked: {flaw}") for name in (*FROM_THE_ACCOUNT, "statuses", "holder", "created_at")
    }
    ruling = examples.judge(RULES[rule], domain("a..cn", flaw=flaw, **nothing))
    assert ruling.outcome is Outcome.NOT_APPLICABLE
    assert flaw in str(ruling.because)


@pytest.mark.parametrize("status", ["pendingTransfer", "pending transfer", "PENDINGTRANSFER (until tomorrow)"])
def test_a_pending_transfer_is_a_warning_of_both_rules_that_see_it(status: str) -> None:
    for transfer_out in (unknown("not asked"), "NORMAL", "PENDING"):
        subject = domain(statuses=("ok", status), transfer_out=transfer_out)
        for rule in ("domain-status", "domain-not-transferring"):
            assert examples.judge(RULES[rule], subject).outcome is Outcome.WARN


def test_where_no_rule_knows_a_status_neither_says_that_all_is_well() -> None:
    for statuses in ((), ("frobnicated",), ("ok", "notPendingTransfer")):
        for rule in ("domain-status", "domain-not-transferring", "domain-real-name"):
            assert examples.judge(RULES[rule], domain(statuses=statuses)).outcome is Outcome.UNKNOWN


def test_a_conclusion_is_drawn_only_where_domain_registrar_passes_by_the_table() -> None:
    for iana_id in ("420", "1697", "1599", "1479", "3775", "1465", "671", "9999", unknown("not printed")):
        for name in ("DNSPod, Inc.", "NameSilo, LLC", "阿里云", unknown("not printed")):
            subject = domain(registrar=name, registrar_iana_id=iana_id)
            licensed = examples.judge(RULES["domain-registrar"], subject).outcome is Outcome.PASS
            concluded = examples.judge(RULES["domain-real-name"], subject).outcome
            assert concluded is (Outcome.WARN if licensed else Outcome.UNKNOWN), (iana_id, name)
