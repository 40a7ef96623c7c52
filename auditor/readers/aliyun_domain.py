"""Answers of the Domain service (API 2018-01-29) → what it knows of a domain that an account holds.

Its times without a zone are Beijing's. What the documentation does not list as a value is unknown, with the words quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from auditor.errors import WireError
from auditor.model import BEIJING, Evidence, Fact, GapReason, Known, Unknown
from auditor.names import to_ascii
from auditor.readers.dates import instant
from auditor.readers.ecs import document
from auditor.readers.redaction import is_redacted, says_nothing
from auditor.wire import Reply

SOURCE = "aliyun-domain"

NOT_HELD = ("DomainNotExist", "InvalidDomainName.NoExist", "InvalidDomain.NotFound", "IncorrectDomainUser")
"""The error codes that say: this account does not hold the name. The first is this API's, the others its neighbours'."""

_REAL_NAME = ("SUCCEED", "NONAUDIT", "FAILED", "AUDITING")
_UNDER_WAY = ("NORMAL", "PENDING")
_ON, _OFF = ("OPEN", "OPENED", "ON"), ("CLOSE", "CLOSED", "OFF", "NONE_SETTING", "UN_SUPPORT", "UNSUPPORT")
_TO_BE_REDEEMED = "2"
_FIRST, _LAST = datetime(1985, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_QUOTE, _LONGEST_NAME = 300, 253


@dataclass(frozen=True, slots=True)
class Page:
    """A page of QueryDomainList: its names, whether there is another, and how many there are in all (None: not said)."""

    names: tuple[str, ...]
    more: bool
    total: int | None


def error_code(reply: Reply) -> str:
    """The error code of a refusal; "" for anything else."""
    if reply.status == 200:  # noqa: PLR2004 - HTTP's own number
        return ""
    try:
        found = json.loads(reply.text)
    except (ValueError, RecursionError):
        return ""
    code = found.get("Code") if isinstance(found, dict) else None
    code = str(code) if isinstance(code, int) else code
    return code if isinstance(code, str) and re.fullmatch(r"[\w.-]{1,80}", code) else ""


def facts(identity: str, reply: Reply, account: str) -> dict[str, Fact[Any]]:
    """What QueryDomainByDomainName says of the domain `identity` (its A-label), by the fields of `Domain`.

    `statuses` is among them only when there is a hold: that the service shows none does not mean that the registry has none.

    Raises:
        WireError: it is a refusal, not the documented shape, or about another domain.
    """
    look = _Look(document(reply), f"QueryDomainByDomainName {account} {identity}", reply.received_at)
    _refuse_another(look, identity)
    found: dict[str, Fact[Any]] = {
        "registrar": look.text("Registrar"),
        "holder": _holder(look),
        "created_at": look.instant("RegistrationDateLong", "RegistrationDate"),
        "expires_at": look.instant("ExpirationDateLong", "ExpirationDate"),
        "real_name_status": look.one_of("RealNameStatus", _REAL_NAME),
        "holder_change": look.one_of("RegistrantUpdatingStatus", _UNDER_WAY),
        "transfer_out": look.one_of("TransferOutStatus", _UNDER_WAY),
        "privacy": _privacy(look),
    }
    holds = _holds(look)
    return {**found, "statuses": holds} if holds else found


def submitted_at(identity: str, reply: Reply, account: str) -> Fact[datetime]:
    """When the verification was submitted, as QueryDomainRealNameVerificationInfo says.

    Raises:
        WireError: it is a refusal, not the documented shape, or about another domain.
    """
    look = _Look(document(reply), f"QueryDomainRealNameVerificationInfo {account} {identity}", reply.received_at)
    _refuse_another(look, identity)
    return look.instant("", "SubmissionDate")


def page(reply: Reply) -> Page:
    """One page of QueryDomainList.

    Raises:
        WireError: it is a refusal, or not the documented shape.
    """
    found = document(reply)
    data = found.get("Data")
    rows = data.get("Domain") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise WireError(GapReason.GARBLED, "the answer has no list Data.Domain")
    names = [row.get("DomainName") if isinstance(row, dict) else None for row in rows]
    if not all(isinstance(name, str) and name.isprintable() and 0 < len(name) <= _LONGEST_NAME for name in names):
        raise WireError(GapReason.GARBLED, "the list of domains has one without a proper DomainName")
    more, total = found.get("NextPage"), found.get("TotalItemNum")
    if not isinstance(more, bool):
        raise WireError(GapReason.GARBLED, "the answer does not say whether there is a NextPage")
    return Page(tuple(map(str, names)), more, total if isinstance(total, int) and not isinstance(total, bool) else None)


@dataclass(frozen=True, slots=True)
class _Look:
    """The fields of an answer as facts; the evidence quotes the value as it stands there."""

    row: Mapping[str, Any]
    place: str
    seen_at: datetime

    def quote(self, *fields: str) -> tuple[Evidence, ...]:
        """The values of those of the fields that the answer has."""
        return tuple(
            Evidence(SOURCE, f"{self.place} {field}", words[:_LONGEST_QUOTE], self.seen_at)
            for field in fields
            if field in self.row and (words := _words(self.row[field])) is not None
        )

    def unknown(self, *fields: str) -> Unknown:
        is_there = any(field in self.row for field in fields)
        names = " or ".join(filter(None, fields))
        reason = f"{names} is not what is documented" if is_there else f"the answer has no {names}"
        return Unknown(reason, self.quote(*fields))

    def text(self, field: str) -> Fact[str]:
        value = self.row.get(field)
        if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST_QUOTE:
            return self.unknown(field)
        return self.unknown(field) if says_nothing(value) else Known(value.strip(), self.quote(field))

    def one_of(self, field: str, values: tuple[str, ...]) -> Fact[str]:
        value = self.row.get(field)
        known = isinstance(value, str) and value in values
        return Known(str(value), self.quote(field)) if known else self.unknown(field)

    def instant(self, number: str, text: str) -> Fact[datetime]:
        """An instant that is given in milliseconds, in words, or both; of both, the number is the finer one."""
        counted, written = _from_milliseconds(self.row.get(number)), _from_words(self.row.get(text))
        if counted and written and abs(counted - written) > timedelta(days=1):
            return Unknown(f"{number} and {text} differ", self.quote(number, text))
        if counted:
            return Known(counted, self.quote(number))
        return Known(written, self.quote(text)) if written else self.unknown(number, text)


def _refuse_another(look: _Look, identity: str) -> None:
    said = look.row.get("DomainName")
    if not isinstance(said, str) or len(said) > _LONGEST_NAME or to_ascii(said) != identity:
        raise WireError(GapReason.GARBLED, "the answer is not about the domain that was asked for")


def _holder(look: _Look) -> Fact[str]:
    """The holder, by the Chinese name if there is one. The contact's name is the holder's only if that is a person."""
    fields = ["ZhRegistrantOrganization", "RegistrantOrganization"]
    if str(look.row.get("RegistrantType")) == "1":
        fields = ["ZhRegistrantOrganization", "ZhRegistrantName", "RegistrantOrganization", "RegistrantName"]
    for field in fields:
        found = look.text(field)
        if isinstance(found, Known):
            return Unknown("the holder is masked", found.evidence) if is_redacted(found.value) else found
    return look.unknown(*fields)


def _privacy(look: _Look) -> Fact[bool]:
    """Whether any of the services that hide the holder is on. The two younger fields are not in every answer."""
    younger = [field for field in ("CnnicPrivacyServiceStatus", "PrivacyServiceStatus") if field in look.row]
    on = [field for field in younger if look.row[field] in _ON]
    proxy = look.row.get("DomainNameProxyService")
    if proxy is True:
        on.append("DomainNameProxyService")
    if on:
        return Known(True, look.quote(*on))  # noqa: FBT003 - the value of the fact
    strange = [field for field in younger if look.row[field] not in _OFF]
    if strange or proxy is not False:
        return look.unknown(*strange, *(() if proxy is False else ("DomainNameProxyService",)))
    return Known(False, look.quote("DomainNameProxyService", *younger))  # noqa: FBT003 - the value of the fact


def _holds(look: _Look) -> Fact[tuple[str, ...]] | None:
    """The two holds that the service documents, in EPP's words; None if it shows neither."""
    held = look.row.get("EmailVerificationClientHold") is True
    redeem = str(look.row.get("DomainStatus")) == _TO_BE_REDEEMED
    if not (held or redeem):
        return None
    fields = [*(["EmailVerificationClientHold"] if held else []), *(["DomainStatus"] if redeem else [])]
    statuses = (*(("clientHold",) if held else ()), *(("redemptionPeriod",) if redeem else ()))
    return Known(statuses, look.quote(*fields))


def _from_milliseconds(value: Any) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**14:
        return None
    found = _EPOCH + timedelta(milliseconds=value)
    return found if _FIRST <= found < _LAST else None


def _from_words(value: Any) -> datetime | None:
    found = instant(value, BEIJING) if isinstance(value, str) else ""
    return found if isinstance(found, datetime) else None


def _words(value: Any) -> str | None:
    """A value as it stands in the answer; None if it could just be read, and is nested too deeply to be written."""
    try:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None
