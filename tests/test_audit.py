from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from auditor.audit import Request, audit
from auditor.errors import AuditorError, WireError
from auditor.model import Gap, GapReason, Judged, Known, Outcome, Report, Site, Unknown, Verdict
from auditor.settings import Account, Settings
from auditor.sources.ecs import Selection
from auditor.tables import Tables
from auditor.wire import Query, Wire
from tests.builders import SEEN_AT
from tests.fakes import Fake, account, asks, denied, named
from tests.sample_account.domains import HICHINA, cnnic
from tests.servers.ecs_answers import ecs_instance

OWNER = "示例科技有限公司"
LATER = datetime(2026, 11, 25, 1, 5, tzinfo=UTC)
PATIENCE = 20  # seconds until a test that hangs says so


def row(number: int, region: str = "cn-hangzhou", **fields: Any) -> dict[str, Any]:
    shown = {
        "InstanceId": f"i-{number}",
        "RegionId": region,
        "PublicIpAddress": {"IpAddress": [f"203.0.113.{number}"]},
        **fields,
    }
    return ecs_instance(**shown)


def good_domain(name: str = "example.cn", *addresses: str) -> dict[str, Any]:
    zone = {f"{name} A": [f"{name}. 600 IN A {address}" for address in addresses]}
    return {"whois": {name: cnnic(name, HICHINA, OWNER, "2028-03-18 10:05:31")}, "zone": zone}


def run(wire: Wire, request: Request | None = None, accounts: Sequence[str] = ("default",), **settings: Any) -> Report:
    """The report, read to its end."""
    report = stream(wire, request, accounts, **settings)
    return replace(report, subjects=tuple(report.subjects))


def stream(
    wire: Wire, request: Request | None = None, accounts: Sequence[str] = ("default",), **settings: Any
) -> Report:
    named_ = tuple(Account(name, name) for name in accounts)
    clock = iter((SEEN_AT, LATER))
    chosen = replace(Settings(), accounts=named_, **{"owner": OWNER, **settings})
    return audit(request or Request(), wire, chosen, Tables(), lambda: next(clock))


def subjects(report: Report) -> list[Judged]:
    return list(report.subjects)


def ids(report: Report) -> list[str]:
    return [judged.subject.id for judged in report.subjects]


def outcome(report: Report, identity: str, rule: str) -> Outcome:
    judged = next(each for each in report.subjects if each.subject.id == identity)
    return next(finding.outcome for finding in judged.findings if finding.rule == rule)


def default(**regions: Any) -> dict[str, Any]:
    return {"default": account(**regions)}


# --- the whole line -------------------------------------------------------------------------------------------------------


def test_an_account_and_its_domain_that_pass_everything_are_eligible_and_complete() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)]), **good_domain("example.cn", "203.0.113.1"))
    report = run(wire, Request(domains=["example.cn"]))
    assert ids(report) == ["i-1", "example.cn", "example.cn@i-1"]
    assert [judged.verdict for judged in report.subjects] == [Verdict.ELIGIBLE] * 3
    assert (report.verdict, report.complete, report.gaps) == (Verdict.ELIGIBLE, True, ())
    assert report.counts == {"domain": {"eligible": 1}, "instance": {"eligible": 1}, "site": {"eligible": 1}}
    assert report.coverage == {"dns": (3, 3), "ecs": (2, 2), "whois": (1, 1)}
    assert (report.started_at, report.finished_at, report.as_of) == (SEEN_AT, LATER, date(2026, 11, 25))
    assert {"policy", "regions", "registrars", "registries", "suffixes"} <= {table.name for table in report.tables}


def test_instances_come_by_account_region_and_page_then_domains_as_asked_then_sites() -> None:
    wire = Fake(
        {
            "b": account(cn_shanghai=[row(n, "cn-shanghai") for n in (3, 2)], cn_beijing=[row(9, "cn-beijing")]),
            "a": account(cn_hangzhou=[row(1)]),
        },
        whois={},
        zone={f"{name} A": [f"{name}. 1 IN A 203.0.113.{n}"] for name, n in (("z.cn", 9), ("a.cn", 2), ("m.cn", 1))},
    )
    report = run(wire, Request(domains=["z.cn", "a.cn", "m.cn"]), accounts=("b", "a"))
    assert ids(report)[:7] == ["i-9", "i-3", "i-2", "i-1", "z.cn", "a.cn", "m.cn"]
    assert ids(report)[7:] == ["z.cn@i-9", "a.cn@i-2", "m.cn@i-1"]
    assert [judged.subject.account for judged in subjects(report)[:4]] == ["b", "b", "b", "a"]


def test_one_half_alone_asks_nothing_of_the_other() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)]), **good_domain())
    assert ids(run(wire, Request(accounts=False, domains=["example.cn"]))) == ["example.cn"]
    assert {query.protocol for query in wire.asked} == {"whois", "dns"}
    wire = Fake(default(cn_hangzhou=[row(1)]))
    assert ids(run(wire)) == ["i-1"]
    assert {query.protocol for query in wire.asked} == {"ecs"}


def test_a_domain_in_several_spellings_is_looked_up_once() -> None:
    wire = Fake(**good_domain())
    report = run(wire, Request(accounts=False, domains=["example.cn", "EXAMPLE.CN."], sites=[("example.cn", "i-1")]))
    assert ids(report) == ["example.cn"]
    assert [query.question for query in wire.asked if query.protocol == "whois"] == ["example.cn"]


@pytest.mark.parametrize("name", ["192.0.2.1", "com.cn", "a..cn"])
def test_what_is_no_domain_is_judged_and_nobody_is_asked_about_it(name: str) -> None:
    wire = Fake()
    report = run(wire, Request(accounts=False, domains=[name]))
    assert ids(report) == [name]
    assert wire.asked == []
    assert report.verdict is not Verdict.ELIGIBLE


def test_the_day_to_judge_begins_in_beijing() -> None:
    expires = {"ExpiredTime": "2027-01-31T16:00Z"}
    wire = Fake(default(cn_hangzhou=[row(1, **expires)]))
    assert outcome(run(wire, Request(as_of=date(2027, 1, 31))), "i-1", "instance-not-expired") is not Outcome.FAIL
    later = Fake(default(cn_hangzhou=[row(1, ExpiredTime="2027-01-31T16:01Z")]))  # a minute into the day
    assert outcome(run(later, Request(as_of=date(2027, 2, 1))), "i-1", "instance-not-expired") is not Outcome.FAIL
    report = run(wire, Request(as_of=date(2027, 2, 1)))
    assert report.as_of == date(2027, 2, 1)
    assert outcome(report, "i-1", "instance-not-expired") is Outcome.FAIL


def test_who_will_file_is_quoted_from_where_it_was_said() -> None:
    for settings, place in (
        ({"owner": OWNER, "origins": {"owner": "AUDITOR_OWNER"}}, "AUDITOR_OWNER"),
        ({"owner": OWNER}, "--owner"),
    ):
        (judged,) = subjects(run(Fake(**good_domain()), Request(accounts=False, domains=["example.cn"]), **settings))
        finding = next(f for f in judged.findings if f.rule == "domain-holder")
        assert finding.outcome is Outcome.PASS
        assert ("user", place, OWNER) in [(e.source, e.place, e.quote) for e in finding.ruling.evidence]
    report = run(Fake(**good_domain()), Request(accounts=False, domains=["example.cn"]), owner="")
    assert outcome(report, "example.cn", "domain-holder") is Outcome.UNKNOWN


def test_the_registrys_name_servers_count_when_the_zone_names_others() -> None:
    """A delegation may differ for a while between the two; `auditor.combine` says whose counts."""
    wire = Fake(**good_domain())
    wire.zone = {"example.cn NS": ["example.cn. 1 IN NS ns1.elsewhere.example."]}
    (judged,) = subjects(run(wire, Request(accounts=False, domains=["example.cn"])))
    fact = judged.subject.facts()["name_servers"]
    assert isinstance(fact, Known)
    assert fact.value == ("dns7.hichina.com", "dns8.hichina.com")
    assert {e.source for e in fact.evidence} == {"whois"}


# --- gaps -----------------------------------------------------------------------------------------------------------------


def test_a_region_that_cannot_be_listed_is_never_clean() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)], cn_shanghai=[]), faults=[(asks(region="cn-shanghai"), denied())])
    report = run(wire)
    assert [judged.verdict for judged in report.subjects] == [Verdict.ELIGIBLE]
    assert (report.complete, report.verdict) == (False, Verdict.UNDETERMINED)
    assert [gap.target for gap in report.gaps] == ["default cn-shanghai"]
    assert report.coverage == {"ecs": (3, 2)}
    assert not report.locked_out


def test_a_gap_does_not_hide_what_is_ineligible() -> None:
    rows = [row(1, InstanceChargeType="PostPaid", ExpiredTime="2099-12-31T15:59Z")]
    wire = Fake(default(cn_hangzhou=rows, cn_shanghai=[]), faults=[(asks(region="cn-shanghai"), denied())])
    assert run(wire).verdict is Verdict.INELIGIBLE


@pytest.mark.parametrize("question", ["example.cn", "example.cn A", "example.cn AAAA", "example.cn NS"])
def test_any_question_without_an_answer_leaves_the_run_incomplete(question: str) -> None:
    wire = Fake(**good_domain(), faults=[(named(question), WireError("timeout", "silence"))])
    report = run(wire, Request(accounts=False, domains=["example.cn"]))
    assert not report.complete
    assert report.verdict is Verdict.UNDETERMINED
    (gap,) = report.gaps
    assert (gap.reason, gap.detail) == (GapReason.TIMEOUT, "silence")


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(), "none is visible to this identity"),
        (Selection(regions=("cn-hangzhou",)), "none of this selection is visible to this identity"),
        (Selection(tags=(("site", "shop"),)), "none of this selection is visible to this identity"),
        (Selection(excluded=("cn-hangzhou",)), "none of this selection is visible to this identity"),
    ],
)
def test_an_account_without_an_instance_is_said_and_never_clean(selection: Selection, said: str) -> None:
    report = run(Fake(default(cn_hangzhou=[])), Request(selection=selection))
    assert report.gaps == (Gap("ecs", "default instances", GapReason.NOT_FOUND, said),)
    assert report.verdict is Verdict.UNDETERMINED
    assert not report.locked_out


def test_an_account_of_which_a_region_is_not_known_is_not_said_to_be_empty() -> None:
    wire = Fake(default(cn_hangzhou=[], cn_shanghai=[]), faults=[(asks(region="cn-shanghai"), denied())])
    assert [gap.target for gap in run(wire).gaps] == ["default cn-shanghai"]


@pytest.mark.parametrize("other", ["two", "prod 2", "prod2"])
def test_an_empty_account_is_said_whatever_happened_to_another(other: str) -> None:
    wire = Fake(
        {"prod": account(cn_hangzhou=[]), other: account(cn_hangzhou=[row(1)], cn_shanghai=[])},
        faults=[(asks(account=other, region="cn-shanghai"), denied())],
    )
    targets = [gap.target for gap in run(wire, accounts=("prod", other)).gaps]
    assert targets == [f"{other} cn-shanghai", "prod instances"]


def test_an_instance_that_was_asked_for_and_not_seen_is_a_gap() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)], cn_shanghai=[]))
    report = run(wire, Request(selection=Selection(instances=("i-1", "i-404", "i-404"))))
    said = "no instance with this id is visible to this identity"
    assert report.gaps == (Gap("ecs", "i-404", GapReason.NOT_FOUND, said),)
    assert ids(report) == ["i-1"]


def test_an_instance_that_only_one_of_several_accounts_has_is_seen() -> None:
    wire = Fake({"a": account(cn_hangzhou=[row(1)]), "b": account(cn_hangzhou=[])})
    report = run(wire, Request(selection=Selection(instances=("i-1",))), accounts=("a", "b"))
    assert report.complete


def test_an_instance_seen_in_two_regions_counts_once() -> None:
    wire = Fake(default(cn_hangzhou=[row(1), row(2)], cn_shanghai=[row(1), row(3)]))
    report = run(wire)
    assert ids(report) == ["i-1", "i-2", "i-3"]
    assert report.counts["instance"] == {"eligible": 3}


def test_a_defect_of_a_source_ends_the_run_and_is_no_gap() -> None:
    def broken(query: Query) -> None:
        if query.question == "DescribeInstances":
            raise AuditorError("the disk is full")

    with pytest.raises(AuditorError, match="the disk is full"):
        run(Fake(default(cn_hangzhou=[row(1)]), before=broken))


# --- locked out -----------------------------------------------------------------------------------------------------------

TIMEOUT = WireError("timeout", "silence")
TWO = {"a": account(cn_hangzhou=[row(1)]), "b": account(cn_hangzhou=[row(2)])}


@pytest.mark.parametrize(
    ("faults", "request_", "accounts", "locked_out"),
    [
        ([], Request(), ("a",), False),
        ([(asks(), denied())], Request(), ("a",), True),
        ([(asks(), denied())], Request(), ("a", "b"), True),
        ([(asks(account="a"), denied())], Request(), ("a", "b"), False),  # b was read
        ([(asks(), TIMEOUT)], Request(), ("a",), False),  # not refused: not reached
        ([(asks(account="a"), denied()), (asks(account="b"), TIMEOUT)], Request(), ("a", "b"), False),
        ([(asks("DescribeInstances"), denied())], Request(), ("a",), False),  # the regions were read
        (
            [(asks("DescribeRegions"), denied())],
            Request(selection=Selection(regions=("cn-hangzhou",))),
            ("a",),
            False,  # the region was read all the same
        ),
        ([(asks(), denied())], Request(selection=Selection(regions=("cn-hangzhou",))), ("a",), True),
        ([(asks(), denied())], Request(selection=Selection(instances=("i-1",))), ("a",), True),
        ([(asks(), denied())], Request(domains=["example.cn"]), ("a",), True),
        ([], Request(accounts=False, domains=["example.cn"]), ("a",), False),
        ([(named("example.cn"), denied())], Request(accounts=False, domains=["example.cn"]), ("a",), False),
    ],
)
def test_locked_out_means_that_every_account_refused_everything(
    faults: Any, request_: Request, accounts: tuple[str, ...], *, locked_out: bool
) -> None:
    report = run(Fake(TWO, faults=faults), request_, accounts)
    assert report.locked_out is locked_out
    if locked_out:
        assert not report.complete
        assert not any("visible to this identity" in gap.detail and "instances" in gap.target for gap in report.gaps)


def test_a_domain_is_judged_though_every_account_refuses() -> None:
    wire = Fake(TWO, faults=[(asks(), denied())], **good_domain("example.cn", "203.0.113.1"))
    report = run(wire, Request(domains=["example.cn"]), ("a",))
    assert ids(report) == ["example.cn"]
    assert report.verdict is Verdict.UNDETERMINED


# --- sites ----------------------------------------------------------------------------------------------------------------


def sites(report: Report) -> list[Site]:
    return [judged.subject for judged in report.subjects if isinstance(judged.subject, Site)]


def test_a_domain_that_leads_to_an_instance_makes_a_site_of_the_two() -> None:
    wire = Fake(default(cn_hangzhou=[row(1), row(2)]), **good_domain("example.cn", "203.0.113.2"))
    (site,) = sites(run(wire, Request(domains=["example.cn"])))
    assert (site.id, site.elsewhere) == ("example.cn@i-2", ())
    assert isinstance(site.declared, Unknown)


def test_a_site_has_the_verdicts_of_its_halves() -> None:
    bad = row(1, InstanceChargeType="PostPaid", ExpiredTime="2099-12-31T15:59Z")
    wire = Fake(default(cn_hangzhou=[bad]), **good_domain("example.cn", "203.0.113.1"))
    report = run(wire, Request(domains=["example.cn"]))
    site = subjects(report)[-1]
    assert site.halves == (Verdict.ELIGIBLE, Verdict.INELIGIBLE)
    assert site.verdict is Verdict.INELIGIBLE
    assert report.counts["site"] == {"ineligible": 1}


@pytest.mark.parametrize("shown", ["2001:db8::1", "2001:DB8::1", "2001:db8:0:0:0:0:0:1", "2001:0db8::0001"])
def test_a_domain_leads_to_an_instance_by_ipv6_too_however_it_is_written(shown: str) -> None:
    ipv6 = {"NetworkInterface": [{"Ipv6Sets": {"Ipv6Set": [{"Ipv6Address": shown}]}}]}
    wire = Fake(default(cn_hangzhou=[row(1, NetworkInterfaces=ipv6)]), **good_domain())
    wire.zone = {"example.cn AAAA": ["example.cn. 600 IN AAAA 2001:db8::1"]}
    assert [site.id for site in sites(run(wire, Request(domains=["example.cn"])))] == ["example.cn@i-1"]


def test_a_site_is_said_even_when_half_of_dns_is_silent_and_then_it_does_not_pass() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)]), **good_domain("example.cn", "203.0.113.1"))
    wire.faults = [(named("example.cn AAAA"), WireError("timeout", "silence"))]
    report = run(wire, Request(domains=["example.cn"]))
    assert [site.id for site in sites(report)] == ["example.cn@i-1"]
    (finding,) = subjects(report)[-1].findings
    assert finding.outcome is Outcome.UNKNOWN


def test_a_declared_site_is_judged_whatever_dns_says() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)]), **good_domain())
    (site,) = sites(run(wire, Request(sites=[("WWW.Example.cn", "i-1")])))
    assert site.id == "example.cn@i-1"
    assert isinstance(site.declared, Known)
    (evidence,) = site.declared.evidence
    assert (evidence.source, evidence.place, evidence.quote) == ("user", "--site", "WWW.Example.cn=i-1")


def test_a_declared_site_on_an_instance_that_was_not_seen_is_a_gap() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)]), **good_domain())
    report = run(wire, Request(sites=[("example.cn", "i-404")]))
    assert sites(report) == []
    (gap,) = report.gaps
    assert (gap.source, gap.target, gap.reason) == ("user", "--site example.cn=i-404", GapReason.NOT_FOUND)


def test_a_site_names_the_regions_of_the_other_instances_its_domain_leads_to() -> None:
    there = [row(8, "cn-hongkong"), row(9, "cn-hongkong")]
    wire = Fake(
        default(cn_hangzhou=[row(1)], cn_hongkong=there, cn_beijing=[row(5, "cn-beijing")]),
        **good_domain("example.cn", "203.0.113.1", "203.0.113.8", "203.0.113.9", "203.0.113.5", "192.0.2.77"),
    )
    report = run(wire, Request(domains=["example.cn"]))
    found = {site.instance.id: site.elsewhere for site in sites(report)}
    assert found == {
        "i-1": ("cn-beijing", "cn-hongkong", "cn-hongkong"),
        "i-5": ("cn-hangzhou", "cn-hongkong", "cn-hongkong"),
        "i-8": ("cn-beijing", "cn-hangzhou", "cn-hongkong"),
        "i-9": ("cn-beijing", "cn-hangzhou", "cn-hongkong"),
    }
    assert outcome(report, "example.cn@i-1", "site-address") is Outcome.FAIL


def test_an_address_that_two_instances_show_is_a_site_on_each_and_elsewhere_for_neither() -> None:
    shared = {"PublicIpAddress": {"IpAddress": ["203.0.113.1"]}}
    wire = Fake(
        default(cn_hangzhou=[row(1)], cn_beijing=[row(2, "cn-beijing", **shared)]),
        **good_domain("example.cn", "203.0.113.1"),
    )
    found = {site.instance.id: site.elsewhere for site in sites(run(wire, Request(domains=["example.cn"])))}
    assert found == {"i-1": (), "i-2": ()}


def test_a_domain_that_leads_elsewhere_makes_no_site() -> None:
    wire = Fake(default(cn_hangzhou=[row(1)]), **good_domain("example.cn", "192.0.2.77"))
    assert sites(run(wire, Request(domains=["example.cn"]))) == []


# --- a stream, and the same every time ------------------------------------------------------------------------------------


def wait(event: threading.Event) -> None:
    if not event.wait(PATIENCE):
        raise AssertionError("waited in vain")


def test_the_first_instance_is_judged_before_the_last_region_answers() -> None:
    released = threading.Event()

    def before(query: Query) -> None:
        if ("RegionId", "cn-shanghai") in query.parameters:
            wait(released)

    wire = Fake(default(cn_hangzhou=[row(1)], cn_shanghai=[row(2, "cn-shanghai")]), before=before)
    report = stream(wire)
    flow = iter(report.subjects)
    assert next(flow).subject.id == "i-1"
    assert report.tally.counts.total() == 1
    released.set()
    assert [judged.subject.id for judged in flow] == ["i-2"]


def test_domains_are_looked_up_while_instances_are_read() -> None:
    looked_up = threading.Event()

    def before(query: Query) -> None:
        if query.protocol == "whois":
            looked_up.set()
        if query.question == "DescribeInstances":
            wait(looked_up)

    wire = Fake(default(cn_hangzhou=[row(1)]), before=before, **good_domain())
    assert ids(run(wire, Request(domains=["example.cn"]))) == ["i-1", "example.cn"]


def test_no_more_is_kept_than_is_needed() -> None:
    """Subjects are handed on, not collected: each is judged when the reader asks for it."""
    wire = Fake(default(cn_hangzhou=[row(n) for n in range(1, 150)]))
    report = stream(wire)
    flow = iter(report.subjects)
    for n in range(1, 20):
        next(flow)
        assert report.tally.counts.total() == n
    assert report.tally.finished_at is None
    assert len(list(flow)) == 130
    assert report.finished_at == LATER


def one_after_the_other(order: Sequence[str]) -> Callable[[Query], None]:
    """Regions answer in this order, whoever asks first."""
    turns = {region: threading.Event() for region in order}
    following = dict(itertools.pairwise(order))
    turns[order[0]].set()

    def before(query: Query) -> None:
        region = dict(query.parameters).get("RegionId", "")
        if query.question == "DescribeInstances":
            wait(turns[region])
            if region in following:
                turns[following[region]].set()

    return before


def test_two_runs_are_the_same_whichever_region_answers_first() -> None:
    regions = ("cn-beijing", "cn-hangzhou", "cn-shanghai", "cn-shenzhen")
    seen = []
    for order in (regions, regions[::-1], ("cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-hangzhou")):
        held = {
            "cn_beijing": [row(n, "cn-beijing") for n in range(1, 4)],
            "cn_hangzhou": [],
            "cn_shanghai": [row(n, "cn-shanghai") for n in (3, 7)],
            "cn_shenzhen": [],
        }
        refused = [(asks(region=region), denied()) for region in ("cn-hangzhou", "cn-shenzhen")]
        domain = good_domain("example.cn", "203.0.113.7")
        wire = Fake(default(**held), faults=refused, before=one_after_the_other(order), **domain)
        report = run(wire, Request(domains=["example.cn", "b.hk", "c.com"]))
        seen.append((report.subjects, report.gaps, report.tables, report.counts, report.coverage, report.verdict))
    assert seen[0] == seen[1] == seen[2]
    assert [gap.target for gap in seen[0][1][:2]] == ["default cn-hangzhou", "default cn-shenzhen"]
