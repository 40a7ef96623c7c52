from __future__ import annotations

import pytest

from auditor.model import AnswerClass, NoRegistration, Unknown
from auditor.readers import long_tail
from auditor.readers.rows import Answer
from tests.readers import samples
from tests.readers.asked import SEEN_AT, SERVER, ask_whois, found, reason, refused, utc, value


def test_a_format_without_own_reader_goes_through_python_whois() -> None:
    record = found(samples.JPRS, "example.jp")
    assert value(record.holder) == "Example K.K."
    assert value(record.expires_at) == utc("2027-05-31T00:00Z")
    assert value(record.created_at) == utc("2005-05-30T00:00Z")
    assert value(record.statuses) == ("Active",)
    assert value(record.name_servers) == ("ns1.example.net", "ns2.example.net")
    assert reason(record.registrar) == "not printed by this registry"


def test_a_time_that_python_whois_takes_for_utc_is_unknown() -> None:
    text = samples.JPRS.replace("2027/05/31", "2027/05/31 12:00:00")
    assert reason(found(text, "example.jp").expires_at) == "no time zone is stated: «2027/05/31 12:00:00»"


def test_a_holder_taken_out_is_unknown_here_too() -> None:
    text = samples.JPRS.replace("Example K.K.", "REDACTED FOR PRIVACY")
    assert reason(found(text, "example.jp").holder) == "redacted: «REDACTED FOR PRIVACY»"


@pytest.mark.parametrize("name", ["OTHER.JP", ""])
def test_nothing_is_believed_of_an_answer_that_does_not_name_the_domain(name: str) -> None:
    assert refused(samples.JPRS.replace("EXAMPLE.JP", name), "example.jp").kind is AnswerClass.UNRECOGNISED


@pytest.mark.parametrize("date", ["9" * 400, "0000-00-00", "2027年13月45日", "99999999999999999999"])
def test_a_date_python_whois_chokes_on_costs_no_crash_and_gives_no_fact(date: str) -> None:
    answer = ask_whois(samples.JPRS.replace("2027/05/31", date), "example.jp")
    assert isinstance(answer, NoRegistration) or isinstance(answer.expires_at, Unknown)


def test_the_hk_parser_that_hangs_is_never_run() -> None:
    text = "Domain Name: example.{}\nRegistrar: Example\n"
    assert long_tail.read(Answer("example.zz", SERVER, text.format("zz"), SEEN_AT))
    assert (
        long_tail.read(Answer("example.hk", SERVER, text.format("hk").replace("Registrar", "Registrar Name"), SEEN_AT))
        is None
    )
    assert long_tail.read(Answer("example.hk", SERVER, text.format("hk"), SEEN_AT)) is None
