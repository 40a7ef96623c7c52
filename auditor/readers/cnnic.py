"""CNNIC: `.cn` with its second levels, `.中国` and `.中國`. One record, no prose around it.

Times are Beijing times without a zone. `Registrant` is the holder; `Registrant ID` and `Registrant Contact Email` only look
like it. Names under `.中国` are printed in both spellings, each with its `Puny Name`.
"""

from __future__ import annotations

from itertools import takewhile

from auditor.model import BEIJING, NoRegistration, Registration
from auditor.readers import answers, facts
from auditor.readers.rows import Answer

SUFFIXES = ("cn", "xn--fiqs8s", "xn--fiqz9s")

_FIELDS = {
    "domain name": "name",
    "puny name": "name",
    "roid": "roid",
    "domain status": "status",
    "registrant": "person",
    "registrant name": "person",
    "registrant organization": "organisation",
    "sponsoring registrar": "registrar",
    "name server": "host",
    "registration time": "created",
    "registration date": "created",
    "expiration time": "expires",
    "expiration date": "expires",
}
_LAYOUT = facts.Layout(zone=BEIJING)


def read(answer: Answer) -> Registration | NoRegistration | None:
    """The record, `mismatched` if it is another domain's, None if there is none."""
    rows = answer.rows(_FIELDS)
    start = next((i for i, row in enumerate(rows) if row.field == "name"), len(rows))
    names = list(takewhile(lambda row: row.field == "name", rows[start:]))
    record = rows[start + len(names) :]
    if not names or not record:
        return None
    if any(row.field == "name" for row in record):  # CNNIC prints one record; of two it is not known which says what
        return None
    if not any(answer.is_asked(row.value) for row in names):
        return answers.mismatched(answer, tuple(names))
    return facts.registration(answer, facts.by_field(record), _LAYOUT)
