"""RDAP first, WHOIS where it gives no answer, and the reason said."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from auditor.errors import WireError
from auditor.model import Answered, Gap, GapReason, Known, Observation, Unknown
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources import rdap, whois
from auditor.wire import Query, Reply
from tests.builders import TABLES
from tests.fakes import Fake, named, reply
from tests.sample_account.domains import rdap as rdap_answer

NAME = "example.top"
RDAP, WHOIS = "https://rdap.zdnsgtld.com/top/", "whois.nic.top:43"
ALIBABA = ("1599", "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)", "2028-05-20T03:00:00Z")
PRINTED = "\r\n".join((
    f"Domain Name: {NAME}",
    "Registrar: Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)",
    "Registrar IANA ID: 1599",
    "Creation Date: 2021-05-20T03:00:00Z",
    "Registry Expiry Date: 2028-05-20T03:00:00Z",
    "Registrant Organization: Example Technology",
    "Domain Status: ok https://icann.org/epp#ok",
    "Name Server: dns9.hichina.com",
    "",
))  # fmt: skip
LIMIT = "Your query rate limit has been exceeded. Please try again later.\r\n"
EMPTY = json.dumps({"objectClassName": "domain", "ldhName": NAME})
HIDDEN = json.dumps(
    {
        "objectClassName": "domain",
        "ldhName": NAME,
        "entities": [{"roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", "REDACTED FOR PRIVACY"]]]}],
    }
)
RESERVED = json.dumps({"objectClassName": "domain", "ldhName": NAME, "status": ["reserved"]})
OPEN: dict[str, tuple[Reply | WireError, GapReason, str]] = {
    "unreachable": (WireError("unreachable", "nobody there"), GapReason.UNREACHABLE, "unreachable: nobody there"),
    "timeout": (WireError("timeout", "too long"), GapReason.TIMEOUT, "timeout: too long"),
    "not on the tape": (WireError("not-found", "not on the tape"), GapReason.NOT_FOUND, "not-found: not on the tape"),
    "wire refuses": (WireError("refused", "not public"), GapReason.REFUSED, "refused: not public"),
    "throttled": (reply("slow down", 429), GapReason.THROTTLED, "rate-limited: "),
    "forbidden": (reply("{}", 403), GapReason.REFUSED, "refused: "),
    "broken": (reply("{}", 500), GapReason.REFUSED, "HTTP 500"),
    "busy": (reply("{}", 503), GapReason.REFUSED, "HTTP 503"),
    "a web page": (reply("<html>not here</html>", 404), GapReason.GARBLED, "unrecognised: "),
    "no JSON": (reply("<html>welcome</html>"), GapReason.GARBLED, "garbled: "),
    "another domain": (reply(rdap_answer("other.top", *ALIBABA)), GapReason.GARBLED, "mismatched: "),
    "nothing about it": (reply(EMPTY), GapReason.GARBLED, "unrecognised: "),
}


def registry_of(name: str) -> None:
    row = TABLES.registries[name.rpartition(".")[2]]
    assert (row.protocol, row.rdap, f"{row.whois}:43", row.thin) == ("rdap", RDAP, WHOIS, False)


def ask(wire: Fake, settings: Settings | None = None) -> Observation:
    registry_of(NAME)
    settings = settings or Settings()
    assert whois.observe(parse(NAME), wire, settings, TABLES) is None
    seen = rdap.observe(parse(NAME), wire, settings, TABLES)
    assert seen is not None
    return seen


def failing(came: Reply | WireError, printed: str | None = PRINTED) -> Fake:
    return Fake(whois={NAME: printed} if printed is not None else {}, faults=[(named(f"domain/{NAME}"), came)])


@pytest.mark.parametrize("fault", OPEN)
def test_where_rdap_gives_no_answer_whois_does_and_the_reason_is_said(fault: str) -> None:
    came, _, said = OPEN[fault]
    wire = failing(came)
    seen = ask(wire)
    assert [(query.protocol, query.server) for query in wire.asked] == [("rdap", RDAP), ("whois", WHOIS)]
    (answered,) = seen.asked
    assert isinstance(answered, Answered)
    assert (answered.source, answered.target) == ("whois", NAME)
    assert answered.remark.startswith(f"RDAP at {RDAP} gave no answer, so WHOIS at {WHOIS} counts: ")
    assert said in answered.remark
    holder = seen.facts["holder"]
    assert isinstance(holder, Known)
    assert holder.value == "Example Technology"
    assert holder.evidence[0].source == "whois"


@pytest.mark.parametrize("fault", OPEN)
def test_where_nobody_answers_one_gap_names_both_reasons(fault: str) -> None:
    came, reason, said = OPEN[fault]
    seen = ask(failing(came, LIMIT))
    (gap,) = seen.asked
    assert isinstance(gap, Gap)
    assert (gap.source, gap.target, gap.reason) == ("rdap", NAME, reason)
    assert said.partition(": ")[2] in gap.detail
    assert f"WHOIS at {WHOIS} gave no answer either: rate-limited: " in gap.detail
    (fact,) = set(seen.facts.values())
    assert isinstance(fact, Unknown)
    assert said.partition(": ")[2] in fact.reason
    assert "rate-limited: " in fact.reason


def test_the_words_of_both_refusals_are_quoted() -> None:
    (fact,) = set(ask(failing(reply("slow down", 429), LIMIT)).facts.values())
    assert [(e.source, e.quote) for e in fact.evidence] == [("rdap", "HTTP 429"), ("whois", LIMIT.strip())]


@pytest.mark.parametrize(
    "answer",
    [reply(rdap_answer(NAME, *ALIBABA)), reply('{"errorCode": 404}', 404), reply(RESERVED)],
    ids=["found", "not-found", "reserved"],
)
def test_what_rdap_answers_nobody_else_is_asked(answer: Reply) -> None:
    wire = failing(answer)
    assert ask(wire).asked == (Answered("rdap", NAME),)
    assert [query.protocol for query in wire.asked] == ["rdap"]


def test_a_name_that_whois_does_not_know_is_answered_too() -> None:
    seen = ask(failing(reply("slow down", 429), None))
    (answered,) = seen.asked
    assert isinstance(answered, Answered)
    assert "rate-limited" in answered.remark
    assert all(isinstance(fact, Unknown) and "No matching record" in fact.reason for fact in seen.facts.values())


def test_an_answer_that_keeps_everything_back_is_asked_about_by_whois_and_stands_if_that_fails() -> None:
    assert isinstance(ask(failing(reply(HIDDEN))).facts["holder"], Known)
    seen = ask(failing(reply(HIDDEN), LIMIT))
    (answered,) = seen.asked
    assert isinstance(answered, Answered)
    assert answered.source == "rdap"
    assert answered.remark.startswith(f"WHOIS at {WHOIS} gave no answer, so RDAP at {RDAP} counts: rate-limited: ")
    assert all(isinstance(fact, Unknown) and "redacted" in fact.reason for fact in seen.facts.values())


def test_an_answer_of_whois_that_keeps_everything_back_is_an_answer_too() -> None:
    hidden = (
        f"Domain Name: {NAME}\r\nRegistrant Organization: REDACTED FOR PRIVACY\r\nRegistrar: REDACTED FOR PRIVACY\r\n"
    )
    (answered,) = ask(failing(WireError("timeout", "too long"), hidden)).asked
    said = f"RDAP at {RDAP} gave no answer, so WHOIS at {WHOIS} counts: timeout: too long"
    assert answered == Answered("whois", NAME, said)


def test_the_users_rdap_server_falls_back_on_the_users_whois_only() -> None:
    own = replace(Settings(), rdap_servers={"top": "http://127.0.0.1:1/"})
    fault = [(lambda query: query.protocol == "rdap", WireError("timeout", "too long"))]
    wire = Fake(whois={NAME: PRINTED}, faults=fault)
    assert ask(wire, own).asked == (Gap("rdap", NAME, GapReason.TIMEOUT, "too long"),)
    assert [query.server for query in wire.asked] == ["http://127.0.0.1:1/"]
    both = replace(own, whois_servers={"top": "127.0.0.1:4343"})
    wire = Fake(whois={NAME: PRINTED}, faults=fault)
    assert isinstance(ask(wire, both).asked[0], Answered)
    assert wire.asked[1:] == [Query("whois", "127.0.0.1:4343", NAME)]


def test_a_registry_without_whois_leaves_a_gap_at_once() -> None:
    suffix = next(suffix for suffix, row in TABLES.registries.items() if row.protocol == "rdap" and not row.whois)
    wire = Fake(faults=[(named(f"domain/a.{suffix}"), WireError("timeout", "too long"))])
    seen = rdap.observe(parse(f"a.{suffix}"), wire, Settings(), TABLES)
    assert seen is not None
    assert seen.asked == (Gap("rdap", f"a.{suffix}", GapReason.TIMEOUT, "too long"),)


def test_whois_has_nothing_to_fall_back_on() -> None:
    wire = Fake(faults=[(named("example.cn"), WireError("timeout", "too long"))])
    seen = whois.observe(parse("example.cn"), wire, Settings(), TABLES)
    assert seen is not None
    assert seen.asked == (Gap("whois", "example.cn", GapReason.TIMEOUT, "too long"),)
    assert [query.protocol for query in wire.asked] == ["whois"]
