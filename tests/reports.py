"""Reports in one line, on top of `tests.builders`: what a pipeline would hand to an output, without the pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from auditor.model import (
    Authority,
    Finding,
    Gap,
    GapReason,
    Judged,
    Report,
    Ruling,
    Table,
    Tally,
    Verdict,
    failed,
    passed,
    undetermined,
    warned,
)
from tests.builders import SEEN_AT, at, domain, instance, known, site, unknown

AUTHORITY = Authority("Example Authority", "https://authority.example/rules", date(2026, 11, 20))
TABLES = (Table("policy", date(2026, 11, 19)), Table("regions", date(2026, 11, 21)))
FINISHED_AT = datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC)


def finding(rule: str, ruling: Ruling, authority: Authority = AUTHORITY) -> Finding:
    return Finding(rule, ruling, authority)


def gap(source: str = "ecs", target: str = "cn-shanghai", reason: str = "denied", detail: str = "Forbidden.RAM") -> Gap:
    return Gap(source, target, GapReason(reason), detail)


def report(*judged: Judged, gaps: tuple[Gap, ...] = (), answered: dict[str, int] | None = None) -> Report:
    """A report whose subjects were all read."""
    streamed = stream(*judged, gaps=gaps, answered=answered)
    subjects = tuple(streamed.subjects)
    return Report(streamed.tool, streamed.started_at, streamed.as_of, subjects, streamed.tally)


def stream(
    *judged: Judged, gaps: tuple[Gap, ...] = (), answered: dict[str, int] | None = None, log: list[str] | None = None
) -> Report:
    """A report whose subjects can be read once and whose tally fills meanwhile. `log` is told of each as it is handed out."""
    tally = Tally()

    def flow() -> Iterator[Judged]:
        for one in judged:
            tally.counts[one.subject.kind, one.verdict] += 1
            if log is not None:
                log.append(one.subject.id)
            yield one
        tally.answered.update(answered or {})
        tally.gaps.extend(gaps)
        tally.tables.extend(TABLES)
        tally.finished_at = FINISHED_AT

    return Report("icp-auditor 0.0.0", SEEN_AT, date(2026, 11, 25), flow(), tally)


def eligible(id: str = "i-eligible", **given: Any) -> Judged:
    subject = instance(id, **given)
    region = passed("{region} is in mainland China", subject.region_id, region="cn-hangzhou")
    return Judged(subject, (finding("instance-region", region), finding("instance-running", passed("it is running"))))


def small() -> Report:
    """One of everything: each verdict, each kind, every shown outcome, a finding with two quotations, a gap."""
    short_term = instance(
        "i-short",
        name="示例 web",
        expires_at=known(
            at("2026-04-01T16:00Z"), '"ExpiredTime": "2026-04-01T16:00Z"', "ecs", "DescribeInstances cn-hangzhou"
        ),
        created_at=known(
            at("2026-03-01T04:00Z"), '"CreationTime": "2026-03-01T04:00Z"', "ecs", "DescribeInstances cn-hangzhou"
        ),
    )
    fix = "renew by {months} months"
    term = failed(
        "{has} of {needed} months", short_term.created_at, short_term.expires_at, fix=fix, has=1, needed=3, months=2
    )
    stopped = warned("it is Stopped", known("Stopped", source="ecs", place="cn-hangzhou"), fix="start it before filing")
    instances = (
        eligible(),
        Judged(
            short_term, (*eligible().findings[:1], finding("instance-running", stopped), finding("instance-term", term))
        ),
    )
    redacted = domain("xn--fsq092h.cn", name="示例.cn", holder=unknown("redacted"), expires_at=unknown("not printed"))
    holder = undetermined(
        "the holder is not published: {why}", redacted.holder, fix="look it up with the registrar", why="redacted"
    )
    names = Judged(redacted, (finding("domain-holder", holder), finding("domain-name", passed("it is registrable"))))
    pair = Judged(
        site(redacted, short_term),
        (finding("site-address", passed("DNS leads there", redacted.addresses)),),
        (Verdict.UNDETERMINED, Verdict.INELIGIBLE),
    )
    refused = (gap(), gap("whois", "example.中国", "throttled", "Queried interval is too short."))
    return report(*instances, names, pair, gaps=refused, answered={"ecs": 4, "whois": 1, "dns": 2})
