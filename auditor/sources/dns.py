"""DNS: where a domain leads (A, AAAA, the CNAME chain), and its name servers."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from auditor.errors import WireError
from auditor.model import Answered, Evidence, Fact, Gap, GapReason, Known, Observation, Unknown
from auditor.names import Name
from auditor.readers.facts import host
from auditor.settings import Settings
from auditor.tables import Tables
from auditor.wire import Query, Reply, Wire, reading

SOURCE = "dns"
RANK = -1  # what the registry says of the name servers counts more


@dataclass(frozen=True, slots=True)
class Record:
    """One resource record of an answer, and its line."""

    owner: str
    kind: str
    data: str
    line: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: its records, the first line (`rcode NOERROR`), and when it came."""

    question: str
    server: str
    head: str
    records: tuple[Record, ...]
    received_at: datetime

    def evidence(self, records: tuple[Record, ...]) -> tuple[Evidence, ...]:
        """The lines of the records; of none, the first line of the answer."""
        lines = [record.line for record in records] or [self.head]
        return tuple(Evidence(SOURCE, f"{self.server} {self.question}", line, self.received_at) for line in lines)


def observe(name: Name, wire: Wire, settings: Settings, tables: Tables) -> Observation | None:  # noqa: ARG001 - every source is asked alike
    """The addresses of the domain and of each host name that was asked for, and the domain's name servers."""
    servers = settings.dns_nameservers or ("system",)
    hosts = tuple(dict.fromkeys((name.id, *name.hosts)))
    asked = [(host, kind) for host in hosts for kind in ("A", "AAAA")] + [(name.id, "NS")]
    answers = {(host, kind): _ask(host, kind, servers, wire) for host, kind in asked}
    addresses = _addresses([answers[host, kind] for host, kind in asked if kind != "NS"])
    facts = {"addresses": addresses, "name_servers": _name_servers(answers[name.id, "NS"])}
    return Observation(facts, tuple(_coverage(answer) for answer in answers.values()))


def _ask(host: str, kind: str, servers: tuple[str, ...], wire: Wire) -> Answer | Gap:
    """What the first of the servers that answers says."""
    question = f"{host} {kind}"
    for server in servers:
        query = Query(SOURCE, server, question)
        found = reading(SOURCE, question, lambda query=query: _answer(query, wire.ask(query)))  # type: ignore[misc]
        if not isinstance(found, Gap):
            break
    return found


def _answer(query: Query, reply: Reply) -> Answer:
    head, _, rest = reply.text.partition("\n")
    if head in ("rcode SERVFAIL", "rcode REFUSED"):
        reason = GapReason.REFUSED if head.endswith("REFUSED") else GapReason.UNREACHABLE
        raise WireError(reason, f"{query.server} answers {head.removeprefix('rcode ')}")
    if head not in ("rcode NOERROR", "rcode NXDOMAIN"):
        raise WireError(GapReason.GARBLED, f"{query.server} answers {head[:40]!r}")
    records = tuple(
        Record(owner.lower(), kind.upper(), data.strip(), line)
        for line in rest.splitlines()
        if len(parts := line.split(maxsplit=4)) == 5  # noqa: PLR2004 - name, ttl, class, type, data
        for owner, _, _, kind, data in [parts]
    )
    return Answer(query.question, query.server, head, records, reply.received_at)


def _chain(answer: Answer) -> tuple[Record, ...]:
    """The records that belong to the question: its CNAMEs in turn, then the addresses at their end."""
    host, _, kind = answer.question.partition(" ")
    aliases = {record.owner: record for record in answer.records if record.kind == "CNAME"}
    owner = f"{host}."
    found: list[Record] = []
    while owner in aliases and len(found) <= len(aliases):
        found.append(aliases[owner])
        owner = aliases[owner].data.lower()
    return (*found, *(r for r in answer.records if r.owner == owner and r.kind == kind))


def _addresses(answers: list[Answer | Gap]) -> Fact[tuple[str, ...]]:
    evidence: list[Evidence] = []
    found: list[str] = []
    gaps = [answer for answer in answers if isinstance(answer, Gap)]
    for answer in answers:
        if isinstance(answer, Answer):
            chain = _chain(answer)
            evidence += answer.evidence(chain)
            found += [record.data for record in chain if record.kind in ("A", "AAAA")]
            if len({record.owner for record in chain if record.kind == "CNAME"}) < sum(
                r.kind == "CNAME" for r in chain
            ):
                return Unknown("the chain of aliases is a circle", tuple(evidence))
    if gaps:
        return Unknown(f"{gaps[0].target}: {gaps[0].detail}", tuple(evidence))
    if not all(map(is_address, found)):
        return Unknown("the answer holds an address that is none", tuple(evidence))
    return Known(tuple(dict.fromkeys(str(ipaddress.ip_address(each)) for each in found)), tuple(evidence))


def _name_servers(answer: Answer | Gap) -> Fact[tuple[str, ...]]:
    if isinstance(answer, Gap):
        return Unknown(f"{answer.target}: {answer.detail}")
    chain = tuple(r for r in _chain(answer) if r.kind == "NS")
    if not chain:
        return Unknown("DNS names none", answer.evidence(()))
    hosts = [host(record.data) for record in chain]
    if not all(hosts):
        return Unknown("the answer holds a name server that is no host", answer.evidence(chain))
    return Known(tuple(sorted(hosts)), answer.evidence(chain))


def _coverage(answer: Answer | Gap) -> Answered | Gap:
    return answer if isinstance(answer, Gap) else Answered(SOURCE, answer.question)


def is_address(text: str) -> bool:
    """Whether it is an IP address that a name can have: one with a zone (`fe80::1%eth0`) is none."""
    if "%" in text:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
