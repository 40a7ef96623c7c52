"""A WHOIS answer → `Registration` or `NoRegistration`: asks the layouts, the most particular first.

A layout that finds a record of the domain gives facts; an answer without one gets its class from its words.
"""

from __future__ import annotations

from auditor.model import AnswerClass, NoRegistration, Registration, Unknown
from auditor.readers import answers, cctld, cnnic, facts, gtld, long_tail
from auditor.readers.rows import Answer
from auditor.wire import Reply


def read(domain: str, server: str, reply: Reply) -> Registration | NoRegistration:
    """What `server` (`host:port`) says of `domain` (an A-label name)."""
    answer = Answer(domain, server, reply.text.removeprefix("\ufeff"), reply.received_at)
    suffix = domain.rpartition(".")[2]
    layouts = (cnnic.read, gtld.read) if suffix in cnnic.SUFFIXES else (cctld.read, gtld.read)
    for layout in layouts:
        found = layout(answer)
        if isinstance(found, NoRegistration) or (found and facts.says_something(found)):
            return found
        if found:
            return _says_nothing(answer, found)
    return _without_own_reader(answer)


def _without_own_reader(answer: Answer) -> Registration | NoRegistration:
    said = answers.without_record(answer, gtld.names(answer))
    if said.kind is not AnswerClass.UNRECOGNISED:
        return said
    found = long_tail.read(answer)
    return found if found and facts.says_something(found) else said


def _says_nothing(answer: Answer, found: Registration) -> NoRegistration:
    """The domain is named, and nothing said of it."""
    for fact in (found.holder, found.registrar):
        if isinstance(fact, Unknown) and fact.reason.startswith("redacted"):
            detail = f"{answer.server} names the domain and keeps everything else back: {fact.reason}"
            return NoRegistration(AnswerClass.REDACTED, detail, fact.evidence)
    return answers.without_record(answer)
