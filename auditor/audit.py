"""The pipeline: observe → combine → judge → Report. A stream: subjects are judged as their answers arrive, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any, TypeVar

from auditor import __version__
from auditor.combine import domain as combined
from auditor.judge import judge
from auditor.model import (
    BEIJING,
    Answered,
    Context,
    Domain,
    Evidence,
    Fact,
    Gap,
    GapReason,
    Instance,
    Judged,
    Known,
    Observation,
    Report,
    Site,
    Tally,
    Unknown,
    Verdict,
)
from auditor.names import Name, parse, parse_all
from auditor.parallel import in_order
from auditor.plugins import modules
from auditor.settings import Settings
from auditor.sources import aliyun_domain, ecs
from auditor.sources.dns import is_address
from auditor.tables import Tables
from auditor.wire import Wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: instances of the settings' accounts, domains, and sites.

    `accounts` and `registrations` say whether instances and domains are asked for at all. `domains` are names as the user
    wrote them, to which `domains_from_account` adds those that the accounts hold; `sites` are domain and instance id;
    `as_of` is the day to judge (in Beijing).
    """

    accounts: bool = True
    registrations: bool = True
    domains_from_account: bool = False
    selection: ecs.Selection = field(default_factory=ecs.Selection)
    domains: Sequence[str] = ()
    sites: Sequence[tuple[str, str]] = ()
    as_of: date | None = None


@dataclass(slots=True)
class _Run:
    """One run under way. `found` are the instances that a domain may lead to: kept only when domains are asked for."""

    request: Request
    wire: Wire
    settings: Settings
    ctx: Context
    tally: Tally
    found: dict[tuple[str, str], tuple[Instance, Verdict]] = field(default_factory=dict)

    def judged(self, subject: Instance | Domain | Site, halves: tuple[Verdict, ...] = ()) -> Judged:
        judged = judge(subject, self.ctx, halves)
        self.tally.counts[subject.kind, judged.verdict] += 1
        return judged

    def note(self, asked: Answered | Gap) -> None:
        if isinstance(asked, Gap):
            self.tally.gaps.append(asked)
        else:
            self.tally.answered[asked.source] += 1
            if asked.remark:
                self.tally.remarks.append(asked)

    def without_coverage(self, events: Iterator[T | Answered | Gap]) -> Iterator[T]:
        """The events that are things; what was answered and what was not goes to the tally."""
        for event in events:
            if isinstance(event, Answered | Gap):
                self.note(event)
            else:
                yield event


def audit(request: Request, wire: Wire, settings: Settings, tables: Tables, clock: Callable[[], datetime]) -> Report:
    """The report on what is asked for. Its subjects are a stream: asking and judging happen while they are read."""
    now = clock()
    as_of = datetime.combine(request.as_of, time(), BEIJING) if request.as_of else now
    ctx = Context(now=now, as_of=as_of, policy=tables.policy, tables=tables)
    run = _Run(request, wire, settings, ctx, Tally())
    return Report(f"icp-auditor {__version__}", now, ctx.today, _subjects(run, clock), run.tally)


def _subjects(run: _Run, clock: Callable[[], datetime]) -> Iterator[Judged]:
    names = parse_all([*run.request.domains, *(domain for domain, _ in run.request.sites), *_held(run)])
    sightings = _look_up(run, names)  # under way while the instances are read
    if run.request.accounts:
        yield from _instances(run, keep=bool(names))
    domains: dict[str, tuple[Domain, Verdict]] = {}
    for name, observations in sightings:
        for asked in (asked for seen in observations for asked in seen.asked):
            run.note(asked)
        domain = combined(name, _owner(run), observations, run.settings.owner_aliases)
        judged = run.judged(domain)
        if run.request.accounts:
            domains[domain.id] = domain, judged.verdict
        yield judged
    yield from _sites(run, domains)
    run.tally.tables.extend(run.ctx.tables.used)
    run.tally.finished_at = clock()


# --- instances ----------------------------------------------------------------------------------------------------------


def _instances(run: _Run, *, keep: bool) -> Iterator[Judged]:
    selection, wire, workers = run.request.selection, run.wire, run.settings.concurrency
    url, accounts = run.settings.ecs_endpoint_url, [account.name for account in run.settings.accounts]
    listings = in_order([partial(ecs.places, wire, name, selection, url) for name in accounts], workers=workers)
    places = list(run.without_coverage(listings))
    jobs = (partial(ecs.instances, wire, place, selection) for place in places)
    seen: dict[str, set[str]] = {name: set() for name in accounts}
    for instance in run.without_coverage(in_order(jobs, workers=workers, ahead=2000)):
        if instance.id in seen[instance.account]:
            continue
        seen[instance.account].add(instance.id)
        judged = run.judged(instance)
        if keep:
            run.found[instance.account, instance.id] = instance, judged.verdict
        yield judged
    _say_what_is_not_there(run, seen, places)


def _say_what_is_not_there(run: _Run, seen: dict[str, set[str]], places: Sequence[ecs.Place]) -> None:
    """An account without an instance is a gap, and so is an instance that was asked for by id and not seen."""
    selection, tally = run.request.selection, run.tally
    gaps = [gap for gap in tally.gaps if gap.source == ecs.SOURCE]
    denied = all(gap.reason is GapReason.DENIED for gap in gaps)
    tally.locked_out = bool(seen) and not tally.answered[ecs.SOURCE] and denied
    everywhere = set().union(*seen.values())
    for identity in dict.fromkeys(selection.instances):
        if identity not in everywhere:
            run.note(Gap("ecs", identity, GapReason.NOT_FOUND, "no instance with this id is visible to this identity"))
    account_of = {place.target: place.account for place in places}
    account_of |= {
        f"{name} {what}": name for name in seen for what in ("regions", *selection.regions, *selection.excluded)
    }
    silent = {account_of[gap.target] for gap in gaps if gap.target in account_of}  # not known to be empty
    for name, found in seen.items():
        if not found and not selection.instances and name not in silent:
            what = "none of this selection is" if selection.narrow else "none is"
            run.note(Gap("ecs", f"{name} instances", GapReason.NOT_FOUND, f"{what} visible to this identity"))


# --- domains and sites --------------------------------------------------------------------------------------------------


def _look_up(run: _Run, names: list[Name]) -> Iterator[tuple[Name, list[Observation]]]:
    """What the sources say of each domain, in order. The lookups are under way as soon as this is called."""
    if not names:
        return iter(())
    observers = _observers(run)

    def look_up(name: Name) -> Iterator[tuple[Name, list[Observation]]]:
        asked = () if name.flaw else (observe(name) for observe in observers)
        yield name, [seen for seen in asked if seen is not None]

    return in_order((partial(look_up, name) for name in names), workers=run.settings.concurrency)


def _observers(run: _Run) -> list[Callable[[Name], Observation | None]]:
    """What asks each source of a domain, the source that counts most first (see `combine`).

    A source has `observe`, or `observer` if it asks something once for all names.
    """
    found: list[Callable[[Name], Observation | None]] = []
    sources = [module for module in modules("sources").values() if hasattr(module, "observe")]
    for module in sorted(sources, key=lambda module: -getattr(module, "RANK", 0)):
        if not hasattr(module, "observer"):
            ask = partial(module.observe, wire=run.wire, settings=run.settings, tables=run.ctx.tables)
            found.append(ask)
        elif seen := module.observer(run.wire, run.settings):
            for asked in seen.asked:
                run.note(asked)
            found.append(seen.observe)
    return found


def _held(run: _Run) -> Iterator[str]:
    """The domains that the accounts hold, if they are asked for."""
    if run.request.domains_from_account:
        for account in run.settings.accounts:
            yield from run.without_coverage(aliyun_domain.held(run.wire, account.name, run.settings))


def _owner(run: _Run) -> Fact[str]:
    owner = run.settings.owner
    if not owner:
        return Unknown("not asked: nobody said who will file (--owner)")
    where = run.settings.origins.get("owner", "--owner")
    return Known(owner, (Evidence("user", where, owner, run.ctx.now),))


def _sites(run: _Run, domains: dict[str, tuple[Domain, Verdict]]) -> Iterator[Judged]:
    """A site for each domain that leads to an audited instance, and for each that the user declared."""
    by_address: dict[str, list[tuple[str, str]]] = {}
    for key, (instance, _) in run.found.items():
        for address in (*_values(instance.public_addresses), *_values(instance.ipv6_addresses)):
            by_address.setdefault(address, []).append(key)
    declared = _declared(run)
    for identity, (domain, verdict) in domains.items():
        reached = {key for address in _leads(domain.addresses) for key in by_address.get(address, ())}
        for key in sorted(reached | set(declared.get(identity, {}))):
            instance, half = run.found[key]
            elsewhere = [
                r for a in _leads(domain.addresses) if (r := _region_elsewhere(run, by_address.get(a, ()), key))
            ]
            said = declared.get(identity, {}).get(key, Unknown("not declared: DNS leads there"))
            site = Site(domain, instance, said, tuple(sorted(elsewhere)))
            yield run.judged(site, (verdict, half))


def _region_elsewhere(run: _Run, owners: Sequence[tuple[str, str]], key: tuple[str, str]) -> str:
    """The region of the audited instance that an address belongs to; "" if it is this one's or nobody's."""
    return "" if key in owners or not owners else run.found[owners[0]][0].region


def _declared(run: _Run) -> dict[str, dict[tuple[str, str], Fact[bool]]]:
    """`--site`: domain → key of the instance; an instance that was not seen leaves a gap."""
    found: dict[str, dict[tuple[str, str], Fact[bool]]] = {}
    for asked, identity in run.request.sites:
        keys = [key for key in run.found if key[1] == identity]
        if not keys:
            detail = "the instance of this site was not seen, so the two cannot be judged together"
            run.note(Gap("user", f"--site {asked}={identity}", GapReason.NOT_FOUND, detail))
        for key in keys:
            said = Evidence("user", "--site", f"{asked}={identity}", run.ctx.now)
            found.setdefault(parse(asked).id, {})[key] = Known(True, (said,))  # noqa: FBT003 - the value of the fact
    return found


def _values(fact: Fact[tuple[Any, ...]]) -> tuple[Any, ...]:
    return fact.value if isinstance(fact, Known) else ()


def _leads(addresses: Fact[tuple[str, ...]]) -> tuple[str, ...]:
    """Where a domain leads; if a part of DNS was not answered, what the lines that were answered end in."""
    if isinstance(addresses, Known):
        return addresses.value
    ends = [evidence.quote.rpartition(" ")[2] for evidence in addresses.evidence if evidence.source == "dns"]
    return tuple(filter(is_address, ends))
