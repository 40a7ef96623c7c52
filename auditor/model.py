"""Every noun of the program. Read this first.

`_at` is an aware datetime in UTC, `_on` a date; dates are compared in Asia/Shanghai (`BEIJING`), where a subscription that
ends at 16:00Z ends at midnight. A fact is `Known` with its evidence or `Unknown` with a reason: absence is a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from auditor.tables import Policy, Tables

T = TypeVar("T")

BEIJING = ZoneInfo("Asia/Shanghai")


# --- what is known, and why -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quotation: who said it, where, the exact words, and when they were read."""

    source: str
    place: str
    quote: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A value somebody stated, with the evidence for it."""

    value: T
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and the reason why.

    `evidence` holds what was said instead, if anything was (two answers that differ, a redaction).
    """

    reason: str
    evidence: tuple[Evidence, ...] = ()


Fact: TypeAlias = Known[T] | Unknown


class NotKnown(Exception):  # noqa: N818 - not an error: the way a rule ends early with outcome `unknown`
    """Raised by `need`; the pipeline turns it into a finding with outcome `unknown`."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


def need(fact: Fact[T]) -> Known[T]:
    """The fact if it is known; otherwise the rule ends here with outcome `unknown`, quoting the reason.

    Raises:
        NotKnown: the fact is unknown.
    """
    if isinstance(fact, Unknown):
        raise NotKnown(fact)
    return fact


# --- the subjects: what is judged ---------------------------------------------------------------------------------------


class Subject(Protocol):
    """What a rule can be about: something with a name of its own and facts."""

    kind: ClassVar[str]

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def account(self) -> str: ...  # noqa: D102
    @property
    def region(self) -> str: ...  # noqa: D102
    def facts(self) -> Mapping[str, Fact[Any]]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Instance:
    """An ECS instance, as DescribeInstances gave it.

    `region` is the region that was asked; `region_id` what the instance says of itself. `bandwidth_mbps` is the outgoing
    bandwidth (Mbit/s) of the public address: the EIP's own if there is an EIP, else the instance's.
    """

    kind: ClassVar[str] = "instance"

    id: str
    name: str
    account: str
    region: str
    region_id: Fact[str]
    charge_type: Fact[str]
    spot_strategy: Fact[str]
    created_at: Fact[datetime]
    expires_at: Fact[datetime]
    public_addresses: Fact[tuple[str, ...]]
    ipv6_addresses: Fact[tuple[str, ...]]
    bandwidth_mbps: Fact[int]
    status: Fact[str]
    locks: Fact[tuple[str, ...]]
    recyclable: Fact[bool]

    def facts(self) -> dict[str, Fact[Any]]:
        """The facts a report shows, by their public names."""
        return {
            "region": self.region_id,
            "charge_type": self.charge_type,
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "public_addresses": self.public_addresses,
            "bandwidth_mbps": self.bandwidth_mbps,
            "status": self.status,
            "locks": self.locks,
        }


@dataclass(frozen=True, slots=True)
class Domain:
    """A registrable domain. `id` is its A-label form, `name` the form people read (示例.中国).

    `asked` are the names as the user wrote them that led here; `flaw` is why a name cannot be a domain at all
    (`"an IP address"`, `"a public suffix"`, …), empty for a proper one. `owner` is who will file, as the user says, and
    `owner_aliases` are other names of the same (an English one, a former one).

    Only the Domain service of the account that holds the name says: `real_name_status` (`SUCCEED`, `NONAUDIT`, `FAILED`,
    `AUDITING`) and when it was submitted, `holder_change` and `transfer_out` (`NORMAL` or what is under way), `privacy`
    (whether a service hides the holder). `filing` is `filed` or `not-filed`, asked for only with `--check-filed`;
    `filing_risks` are what threatens a filing, each with its deadline.
    """

    kind: ClassVar[str] = "domain"
    account: ClassVar[str] = ""
    region: ClassVar[str] = ""

    id: str
    name: str
    asked: tuple[str, ...]
    flaw: str
    suffix: str
    owner: Fact[str]
    owner_aliases: tuple[str, ...]
    registrar: Fact[str]
    registrar_iana_id: Fact[str]
    registrar_country: Fact[str]
    holder: Fact[str]
    created_at: Fact[datetime]
    expires_at: Fact[datetime]
    statuses: Fact[tuple[str, ...]]
    name_servers: Fact[tuple[str, ...]]
    addresses: Fact[tuple[str, ...]]
    real_name_status: Fact[str]
    real_name_submitted_at: Fact[datetime]
    holder_change: Fact[str]
    transfer_out: Fact[str]
    privacy: Fact[bool]
    filing: Fact[str]
    filing_risks: Fact[tuple[str, ...]]

    def quoted(self, ctx: Context) -> Known[str]:
        """The name as a fact that the user stated: for rulings that rely on nothing else."""
        return Known(self.name, (Evidence("user", "domain", self.name, ctx.now),))

    def facts(self) -> dict[str, Fact[Any]]:
        """The facts a report shows, by their public names; of the Domain service's and of a filing, what is known."""
        always = {
            "registrar": self.registrar,
            "registrar_iana_id": self.registrar_iana_id,
            "holder": self.holder,
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "statuses": self.statuses,
            "name_servers": self.name_servers,
            "addresses": self.addresses,
        }
        sometimes: dict[str, Fact[Any]] = {
            "real_name_status": self.real_name_status,
            "real_name_submitted_at": self.real_name_submitted_at,
            "holder_change": self.holder_change,
            "transfer_out": self.transfer_out,
            "privacy": self.privacy,
            "filing": self.filing,
            "filing_risks": self.filing_risks,
        }
        return {**always, **{name: fact for name, fact in sometimes.items() if isinstance(fact, Known)}}


@dataclass(frozen=True, slots=True)
class Site:
    """A domain on an instance, because DNS leads there or the user said so (`declared`).

    `elsewhere` are the region ids of the other audited instances that the domain leads to: one for each of its addresses
    that belongs to another instance, so a region may stand there twice.
    """

    kind: ClassVar[str] = "site"

    domain: Domain
    instance: Instance
    declared: Fact[bool]
    elsewhere: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """`domain@instance`."""
        return f"{self.domain.id}@{self.instance.id}"

    @property
    def name(self) -> str:
        """The pair as people read it."""
        return f"{self.domain.name} on {self.instance.name or self.instance.id}"

    @property
    def account(self) -> str:
        """The instance's account."""
        return self.instance.account

    @property
    def region(self) -> str:
        """The instance's region."""
        return self.instance.region

    def facts(self) -> dict[str, Fact[Any]]:
        """The facts a report shows: the two ends of the site."""
        return {"addresses": self.domain.addresses, "public_addresses": self.instance.public_addresses}


# --- what a registry says -----------------------------------------------------------------------------------------------


class AnswerClass(StrEnum):
    """What kind of answer a registry gave. Only `found` yields facts; each of the others is a reason of its own."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    RESERVED = "reserved"
    RATE_LIMITED = "rate-limited"
    REFUSED = "refused"
    REDACTED = "redacted"
    GARBLED = "garbled"
    MISMATCHED = "mismatched"
    UNRECOGNISED = "unrecognised"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class NoRegistration:
    """An answer that says nothing of the domain: its class (never `found`) and one sentence with the words that show it."""

    kind: AnswerClass
    detail: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """What one registry or registrar says of a domain. `referral` is the registrar's own server if the answer names one
    (an RDAP URL or a WHOIS host), else "". `registrar_country` is what is published of the registrar's own contact: an
    ISO 3166 code, from its address or telephone prefix.
    """  # noqa: D205

    registrar: Fact[str]
    registrar_iana_id: Fact[str]
    registrar_country: Fact[str]
    holder: Fact[str]
    created_at: Fact[datetime]
    expires_at: Fact[datetime]
    statuses: Fact[tuple[str, ...]]
    name_servers: Fact[tuple[str, ...]]
    referral: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one source saw of a domain: facts by their field in `Domain`, and which questions were answered."""

    facts: Mapping[str, Fact[Any]]
    asked: tuple[Answered | Gap, ...]


# --- judging ------------------------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    """What a rule says of a subject."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"


class Verdict(StrEnum):
    """What all rules together say: one fail decides, else one unknown leaves it open."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Authority:
    """The text that a rule comes from, and the day it was read."""

    publisher: str
    url: str
    read_on: date


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence as a template with values, so that another language is only another template."""

    template: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map(self.values)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule says: the outcome, because of what, quoting which evidence, and what to do about it."""

    outcome: Outcome
    because: Message
    evidence: tuple[Evidence, ...] = ()
    fix: Message = field(default_factory=Message)


def passed(because: str, *relied_on: Known[Any] | Unknown, **values: object) -> Ruling:
    """The subject meets the requirement. `relied_on` are the facts whose evidence the finding quotes."""
    return _ruling(Outcome.PASS, because, relied_on, "", values)


def warned(because: str, *relied_on: Known[Any] | Unknown, fix: str, **values: object) -> Ruling:
    """The subject meets the requirement, but something should be seen to. `fix` is what to do, a template like `because`."""
    return _ruling(Outcome.WARN, because, relied_on, fix, values)


def failed(because: str, *relied_on: Known[Any] | Unknown, fix: str, **values: object) -> Ruling:
    """The subject does not meet the requirement. `fix` is what to do, a template like `because`."""
    return _ruling(Outcome.FAIL, because, relied_on, fix, values)


def undetermined(because: str, *relied_on: Known[Any] | Unknown, fix: str, **values: object) -> Ruling:
    """It cannot be told. `fix` is how to find out, a template like `because`."""
    return _ruling(Outcome.UNKNOWN, because, relied_on, fix, values)


def not_applicable(because: str, *relied_on: Known[Any] | Unknown, **values: object) -> Ruling:
    """The requirement does not concern this subject."""
    return _ruling(Outcome.NOT_APPLICABLE, because, relied_on, "", values)


def _ruling(
    outcome: Outcome, because: str, relied_on: Iterable[Known[Any] | Unknown], fix: str, values: Mapping[str, object]
) -> Ruling:
    evidence = tuple(dict.fromkeys(e for fact in relied_on for e in fact.evidence))
    return Ruling(outcome, Message(because, values), evidence, Message(fix, values))


@dataclass(frozen=True, slots=True)
class Context:
    """All that a rule may see besides its subject.

    `now` is the instant of the run, `as_of` the instant to judge at (the same, unless `--as-of` names a day: then its
    first moment in Beijing).
    """

    now: datetime
    as_of: datetime
    policy: Policy
    tables: Tables

    @property
    def today(self) -> date:
        """The day in Beijing that is judged."""
        return self.as_of.astimezone(BEIJING).date()


@dataclass(frozen=True, slots=True)
class Finding:
    """A ruling with the rule's id and the authority behind it."""

    rule: str
    ruling: Ruling
    authority: Authority

    @property
    def outcome(self) -> Outcome:
        """The ruling's outcome."""
        return self.ruling.outcome


def verdict_of(outcomes: Iterable[Outcome]) -> Verdict:
    """One fail decides; else one unknown leaves it open; else eligible.

    >>> verdict_of([Outcome.PASS, Outcome.WARN, Outcome.NOT_APPLICABLE]).value
    'eligible'
    >>> verdict_of([Outcome.UNKNOWN, Outcome.FAIL]).value
    'ineligible'
    >>> verdict_of([]).value  # nothing was judged: nothing is known
    'undetermined'
    """
    seen = set(outcomes)
    if Outcome.FAIL in seen:
        return Verdict.INELIGIBLE
    if not seen or Outcome.UNKNOWN in seen:
        return Verdict.UNDETERMINED
    return Verdict.ELIGIBLE


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of several together; of none, `undetermined`."""
    seen = set(verdicts)
    if Verdict.INELIGIBLE in seen:
        return Verdict.INELIGIBLE
    return Verdict.ELIGIBLE if seen == {Verdict.ELIGIBLE} else Verdict.UNDETERMINED


@dataclass(frozen=True, slots=True)
class Judged:
    """A subject with its findings. `halves` are the verdicts of a site's domain and instance."""

    subject: Subject
    findings: tuple[Finding, ...]
    halves: tuple[Verdict, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What all its findings, and those of its halves, say together."""
        return worst((verdict_of(f.outcome for f in self.findings), *self.halves))


# --- the report ---------------------------------------------------------------------------------------------------------


class GapReason(StrEnum):
    """Why a question has no answer."""

    DENIED = "denied"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    GARBLED = "garbled"
    REFUSED = "refused"
    NOT_FOUND = "not-found"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was asked and not answered. A run with a gap is incomplete."""

    source: str
    target: str
    reason: GapReason
    detail: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Something that was asked and answered: the other half of the coverage line.

    `remark` says what went wrong on the way, if anything did: another server had to be asked, a registrar was not reached.
    """

    source: str
    target: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A reference table that was used, and the day its facts were read."""

    name: str
    read_on: date


@dataclass(slots=True)
class Tally:
    """What has gone by so far. Filled while the report's subjects are read; complete when they are exhausted."""

    counts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    gaps: list[Gap] = field(default_factory=list)
    remarks: list[Answered] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    finished_at: datetime | None = None
    locked_out: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """When, what was asked, subjects, findings, gaps, tables used; verdict and completeness are computed, never stored.

    `subjects` may be a stream that can be read once; `tally` then fills as it is read, and everything computed from it
    (`gaps`, `counts`, `verdict`, `complete`, …) is true only after the last subject.
    """

    tool: str
    started_at: datetime
    as_of: date
    subjects: Iterable[Judged]
    tally: Tally

    @property
    def finished_at(self) -> datetime:
        """When the last answer was in; `started_at` for a run that was cut off."""
        return self.tally.finished_at or self.started_at

    @property
    def tables(self) -> tuple[Table, ...]:
        """The reference tables that were used."""
        return tuple(self.tally.tables)

    @property
    def locked_out(self) -> bool:
        """Whether every account was refused, or had no credential, before anything of it was read."""
        return self.tally.locked_out

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that was asked and not answered."""
        return tuple(self.tally.gaps)

    @property
    def remarks(self) -> tuple[Answered, ...]:
        """The answers that took a detour, each with what went wrong on the way."""
        return tuple(self.tally.remarks)

    @property
    def complete(self) -> bool:
        """Whether every question was answered."""
        return not self.tally.gaps

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Subjects by kind and verdict: `{"instance": {"eligible": 3, …}, …}`."""
        found: dict[str, dict[str, int]] = {}
        for (kind, verdict), n in sorted(self.tally.counts.items()):
            found.setdefault(kind, {})[verdict.value] = n
        return found

    @property
    def coverage(self) -> dict[str, tuple[int, int]]:
        """Questions asked and answered, by source: `{"ecs": (5, 4), …}`."""
        failed_ = Counter(gap.source for gap in self.tally.gaps)
        answered = self.tally.answered
        return {s: (answered[s] + failed_[s], answered[s]) for s in sorted({*answered, *failed_})}

    @property
    def verdict(self) -> Verdict:
        """The worst of all subjects; a run with gaps is never `eligible`."""
        together = worst(verdict for (_, verdict), n in self.tally.counts.items() if n)
        return Verdict.UNDETERMINED if together is Verdict.ELIGIBLE and not self.complete else together
