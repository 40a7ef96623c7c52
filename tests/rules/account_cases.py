"""Cases of the rules about what an account's Domain service knows of a domain, and about a filing that it has.

A row is what is to be found, the subject and the day to judge; `cases.CASES` makes a `Case` of each.
"""

from __future__ import annotations

from typing import Any

from auditor.model import Domain, Subject, Unknown
from tests.builders import TODAY, domain, known, unknown

Row = tuple[str, Subject, str]

SILENT = unknown("not said")
REFUSED = Unknown("denied: NoPermission", known("NoPermission").evidence)
ELSEWHERE = Unknown("no account that was asked holds this domain", known("DomainNotExist").evidence)
REDACTED = Unknown("redacted: «REDACTED FOR PRIVACY»", known("REDACTED FOR PRIVACY").evidence)
IN_FUTURE, NOW, ENDLESS = "2026-11-25T01:00:01Z", "2026-11-25T01:00Z", "9999-12-31T23:59Z"


def says(found: str, subject: Domain, as_of: str = TODAY) -> Row:
    return found, subject, as_of


def address(**facts: Any) -> Domain:
    """What is no domain at all; nothing is concluded from facts that it should not have."""
    return domain("192.0.2.1", flaw="an IP address", **facts)


def elsewhere(**facts: Any) -> Domain:
    """A name that a Domain service was asked for and does not hold: the same words for each of its facts."""
    alike = ("real_name_status", "real_name_submitted_at", "holder_change", "transfer_out", "privacy")
    return domain(**{**dict.fromkeys(alike, ELSEWHERE), **facts})


def submitted(when: Any, status: str = "SUCCEED") -> Domain:
    return domain(real_name_status=status, real_name_submitted_at=when)


ACCOUNT: dict[str, list[Row]] = {
    "domain-real-name": [
        says("pass: the Domain service says", domain(real_name_status="SUCCEED", statuses=("serverHold",))),
        says("fail: the real name is not verified: FAILED", domain(real_name_status="FAILED")),
        says("warn: the real name is still", domain(real_name_status="AUDITING", registrar="NameSilo, LLC")),
        *(
            says(f"unknown: {word} is not a known", domain(real_name_status=word))
            for word in ("succeed", "VERIFIED", "审核通过", "null")
        ),
        # What was said and cannot be read is not made up for by a conclusion.
        says("unknown: denied: NoPermission → Look up", domain(real_name_status=REFUSED)),
        says("not-applicable: 192.0.2.1", address(real_name_status="FAILED")),
        says("unknown: denied: NoPermission → Look up", domain(real_name_status=REFUSED, registrar="NameSilo, LLC")),
        says("[builders: DomainNotExist; ", elsewhere()),
        says(
            "unknown: whether the real name is verified is not known: no account", elsewhere(registrar="NameSilo, LLC")
        ),
        says("[builders: DomainNotExist; ", elsewhere(registrar="NameSilo, LLC")),
        # Thirty days in Beijing: 15:59Z and 16:00Z are two days there.
        says("warn: no Domain service", domain(created_at="2026-10-25T15:59Z")),
        says("unknown: registered 2026-10-26", domain(created_at="2026-10-25T16:00Z")),
        says("warn: no Domain service", domain(created_at="2026-10-26"), "2026-11-26"),
        says("unknown: registered 2026-11-24", domain(created_at="2026-11-24"), "2026-01-01"),
        says("unknown: registered 2026-11-25", domain(created_at=NOW)),
        says("cannot be the day of the registration", domain(created_at=IN_FUTURE), "2027-11-25"),
        says("unknown: 9999-12-31 cannot be", domain(created_at=ENDLESS)),
        says("unknown: not said", domain(created_at=SILENT)),
        # A hold is excluded by statuses that are known, shown and listed, and by no others.
        says("warn: no Domain service", domain(statuses=("client transfer prohibited", "autoRenewPeriod"))),
        says("warn: no Domain service", domain(statuses=("pendingTransfer https://icann.org/epp#pendingTransfer",))),
        says("unknown: the statuses shown do not exclude a hold", domain(statuses=("ok", "SERVER HOLD"))),
        says("put on: clientHold", domain(statuses=("clientHold https://icann.org/epp#clientHold",))),
        says("put on: ok, frobnicated", domain(statuses=("ok", "frobnicated"))),
        says("put on: none", domain(statuses=())),
        says("unknown: not said", domain(statuses=SILENT)),
        # The registrar is told as domain-registrar tells it: by id, then by exact name, and never by halves.
        says("; 1697: CN-mainland, yes: ", domain(registrar=SILENT, registrar_iana_id="1697")),
        says("with DNSPod, Inc.", domain(registrar="A name in no row", registrar_iana_id="1697")),
        says("with DNSPod, Inc.", domain(registrar="DNSPod, Inc.", registrar_iana_id="1697")),
        says("; 中企动力科技股份有限公司: CN-mainland", domain(registrar="中企动力科技股份有限公司")),
        says("with 中企动力科技股份有限公司, a", domain(registrar="中企动力科技股份有限公司")),
        says("unknown: whether", domain(registrar="阿里云")),
        says("unknown: whether", domain(registrar=SILENT, registrar_iana_id="9999")),
        says("unknown: whether", domain(registrar=SILENT, registrar_iana_id=SILENT)),
        says("unknown: whether", domain(registrar=SILENT, registrar_iana_id="3775")),
        says("unknown: whether", domain(registrar=SILENT, registrar_iana_id="1465")),
        says("unknown: whether", domain(registrar="Hangzhou AiMing Network Co., Ltd.")),
        says("unknown: whether", domain(registrar="DNSPod, Inc.", registrar_iana_id="9999")),
        says("unknown: whether", domain(registrar="DNSPod, Inc.", registrar_iana_id="420")),
        says("unknown: whether", domain(registrar="NameSilo, LLC", registrar_iana_id="1697")),
        says("unknown: whether", domain(registrar="DNSPod, Inc.", registrar_iana_id=REFUSED)),
        says("with DNSPod, Inc.", domain(registrar=REFUSED, registrar_iana_id="1697")),
    ],
    "domain-real-name-settled": [
        # Seven and three days in Beijing, where a day begins at 16:00Z.
        says("pass", submitted("2026-11-18T15:59Z")),
        says("warn: submitted 2026-11-19: MIIT may not", submitted("2026-11-18T16:00Z")),
        says("warn: submitted 2026-11-22: MIIT may not", submitted("2026-11-22T15:59Z")),
        says("fail: submitted 2026-11-23", submitted("2026-11-22T16:00Z")),
        says("Send the filing in from 2026-11-30 on.", submitted("2026-11-23")),
        says("Send the filing in from 2026-11-26 on.", submitted("2026-11-19")),
        says("pass", submitted("2026-11-23"), "2026-11-30"),
        says("warn", submitted("2026-11-23"), "2026-11-29"),
        says("fail", submitted("2026-11-23"), "2026-11-22"),
        # It is the run's clock that tells the future, not the day that is judged.
        says("fail: submitted 2026-11-25", submitted(NOW)),
        says("unknown: 2026-11-25 01:00 UTC cannot be", submitted(IN_FUTURE), "2027-11-25"),
        says("unknown: 9999-12-31 23:59 UTC cannot be", submitted(ENDLESS)),
        says("unknown: 1970-01-01 00:00 UTC cannot be", submitted("1970-01-01T00:00Z")),
        says("unknown: 2009-09-09 15:59 UTC cannot be", submitted("2009-09-09T15:59Z")),
        says("warn: submitted 2009-09-10: what was verified before 2018", submitted("2009-09-09T16:00Z")),
        says("warn: submitted 2017-12-31: what was verified before 2018", submitted("2017-12-31T15:59Z")),
        says("pass: submitted 2018-01-01", submitted("2017-12-31T16:00Z")),
        # What is still being reviewed is not settled, however long that takes.
        says("fail: submitted 2026-11-23", submitted("2026-11-23", "AUDITING")),
        says("warn: submitted 2026-11-22 and still being reviewed", submitted("2026-11-22", "AUDITING")),
        says("warn: submitted 2026-11-01 and still being reviewed", submitted("2026-11-01", "AUDITING")),
        says("warn: submitted 2017-01-01 and still being reviewed", submitted("2017-01-01", "AUDITING")),
        says("unknown: Succeed is not a known", submitted("2026-11-01", "Succeed")),
        says("not-applicable: the real name is not verified (NONAUDIT)", domain(real_name_status="NONAUDIT")),
        says("unknown: not said", domain(real_name_status="SUCCEED", real_name_submitted_at=SILENT)),
        says("unknown: denied: NoPermission", domain(real_name_status="SUCCEED", real_name_submitted_at=REFUSED)),
        says("unknown: denied: NoPermission", domain(real_name_status=REFUSED)),
        says("unknown: not said", domain(real_name_status=SILENT, real_name_submitted_at="2026-11-01")),
        says("unknown: not said", domain(real_name_status=SILENT, real_name_submitted_at=REFUSED)),
        says(
            "unknown: 2026-11-01 is not a known",
            domain(real_name_status="2026-11-01", real_name_submitted_at=known("2026-11-01")),
        ),
        says("not-applicable: no Domain service", domain(real_name_status=SILENT, real_name_submitted_at=SILENT)),
        says("example.cn; builders: DomainNotExist]", elsewhere()),
        says("not-applicable: 192.0.2.1", address(real_name_status="SUCCEED", real_name_submitted_at="2026-11-24")),
    ],
    "domain-holder-settled": [
        *(
            says(f"unknown: {word} is not a known", domain(holder_change=word))
            for word in ("normal", "PENDING_", "SUCCEED", "null")
        ),
        says("unknown: denied: NoPermission → Look up", domain(holder_change=REFUSED)),
        says("unknown: not asked", domain(real_name_status="SUCCEED")),
        says("unknown: not asked", domain(real_name_status=REFUSED)),
        says("pass", domain(holder_change="NORMAL", real_name_status=REFUSED)),
        says("pass", domain(holder_change="NORMAL", real_name_status="NORMAL")),
        says("not-applicable: no Domain service speaks for example.cn (no account that was asked holds", elsewhere()),
        says("example.cn; builders: DomainNotExist]", elsewhere()),
        says("not-applicable: 192.0.2.1", address(holder_change="PENDING")),
    ],
    "domain-not-transferring": [
        *(
            says(f"warn: a transfer is under way: {status}", domain(statuses=("ok", status)))
            for status in (
                *("pending transfer", "PENDINGTRANSFER", "pending-transfer", "pendingTransfer (a remark)"),
                "pendingTransfer https://icann.org/epp#pendingTransfer",
            )
        ),
        says("pass: no status tells", domain(statuses=("clientTransferProhibited", "transferPeriod", "serverHold"))),
        says("unknown: what the registry shows", domain(statuses=("notPendingTransfer",))),
        says("exclude a transfer: no status", domain(statuses=())),
        # Either of the two is believed if it tells of a transfer, and one that knows makes up for one that does not.
        says("warn: a transfer", domain(statuses=("pendingTransfer",), transfer_out="NORMAL")),
        says("warn: a transfer", domain(statuses=("pendingTransfer", "frobnicated"), transfer_out=REFUSED)),
        says("pass: the Domain service", domain(statuses=("frobnicated",), transfer_out="NORMAL")),
        says("pass: the Domain service", domain(statuses=(), transfer_out="NORMAL")),
        says("pass: the Domain service", domain(statuses=SILENT, transfer_out="NORMAL")),
        says("warn: the Domain service", domain(statuses=SILENT, transfer_out="PENDING")),
        *(
            says(f"warn: the Domain service says of a transfer away: {word}", domain(transfer_out=word))
            for word in ("normal", "TRANSFERRING", "null")
        ),
        says("unknown: denied: NoPermission → Ask", domain(transfer_out=REFUSED)),
        says("pass: no status tells", elsewhere()),
        says("pass: no status tells", domain(real_name_status="SUCCEED")),
        says("unknown: no account that was asked", elsewhere(real_name_status="SUCCEED")),
        says("not-applicable: 192.0.2.1", address(statuses=("pendingTransfer",), transfer_out="PENDING")),
    ],
    "domain-privacy": [
        says("warn: privacy protection is on", domain(privacy=True, holder="示例科技有限公司")),
        says("pass: privacy protection is off", domain(privacy=False, holder=REDACTED)),
        says("not-applicable: no public answer shows a holder (redacted", domain(holder=REDACTED)),
        says("unknown: denied: NoPermission → Look up", domain(privacy=REFUSED)),
        says("unknown: not asked", domain(real_name_status="SUCCEED")),
        says("unknown: not asked", domain(real_name_status=REFUSED)),
        says("not-applicable: no public answer shows a holder (not said", domain(holder=SILENT)),
        says("warn: privacy protection is on", domain(privacy=True, real_name_status=True)),
        says("pass: nothing hides the holder", elsewhere()),
        says("not-applicable: 192.0.2.1", address(privacy=True)),
    ],
    "domain-filing-state": [
        says("warn: whether example.cn is filed cannot be told: denied", domain(filing=REFUSED)),
        says("warn: whether example.cn is filed cannot", domain(filing=REFUSED, filing_risks=())),
        says("warn: whether example.cn is filed cannot be told: not asked", domain(filing_risks=())),
        says("warn: whether example.cn is filed cannot be told: not asked", domain(filing_risks=REFUSED)),
        says("→ Look the domain up at https://beian.miit.gov.cn/, and in", domain(filing=REFUSED)),
        # Each risk is said, whoever else says what of the filing.
        says("at risk: a (2026-12-01); b (2026-12-31) →", domain(filing_risks=("a (2026-12-01)", "b (2026-12-31)"))),
        says("warn: the filing is at risk: a", domain(filing="not-filed", filing_risks=("a",))),
        says("warn: the filing is at risk: a", domain(filing="perhaps", filing_risks=("a",))),
        says("warn: the filing is at risk: a", domain(filing=REFUSED, filing_risks=("a",))),
        says("pass: example.cn is filed and not at risk", domain(filing="filed", filing_risks=())),
        says(
            "not-applicable: whether example.cn is filed is known only",
            domain(filing=ELSEWHERE, filing_risks=ELSEWHERE),
        ),
        says("unknown: () is not a known", domain(filing=(), filing_risks=())),
        says("warn: whether example.cn is filed cannot be told: not said", domain(filing=SILENT)),
        says("warn: example.cn is filed, but whether", domain(filing="filed", filing_risks=REFUSED)),
        says("pass: example.cn is not filed", domain(filing="not-filed", filing_risks=REFUSED)),
        *(
            says(f"unknown: {word} is not a known", domain(filing=word))
            for word in ("Filed", "not filed", "DomainIsRegistration", "null")
        ),
        says("not-applicable: 192.0.2.1", address(filing="filed", filing_risks=("a",))),
    ],
}
