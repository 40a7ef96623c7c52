"""A date as some registry prints it → an instant in UTC, or why it is none.

Three decisions, each on the safe side. A time of day without a zone is an instant only where the registry's zone is known
(CNNIC: Beijing). A day alone, or with 00:00:00 and no zone, is its first moment in UTC: the day is then the same in UTC
and in Beijing, and nothing is judged more finely than by days. Day and month in figures are read only if they cannot be
taken for each other, or the layout says which comes first.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_YEARS = range(1985, 2200)  # symbolics.com is of 1985; registries print 0001, 9999 and worse for "none"
_LONGEST = 64
_NO_DATE = "not a date"
_HOURS_APART = 14  # no zone is further from UTC

_TIME = r"(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?"
_ZONE = r"\s*(Z|[A-Z]{3,4}|[+-]\d\d:?\d\d|\(?(?:UTC|GMT) ?[+-]\d{1,2}(?::?\d\d)?\)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.年] ?)(\d{{1,2}})(?:\2|月)(\d{{1,2}})[日.]?{_TIME}{_ZONE}", re.IGNORECASE)
_MONTH_NAMED = re.compile(
    rf"(?:[A-Z]{{3}},? )?(\d{{1,2}})[- /.]([A-Z]{{3,9}})[- /.](\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE
)
_YEAR_LAST = re.compile(  # Tue Mar 27 16:03:44 GMT 2012, March 27, 2012
    r"(?:[A-Z]{3},? )?([A-Z]{3,9}) +(\d{1,2}),?(?: (\d\d):(\d\d):(\d\d))?(?: ([A-Z]{3}))?,? (\d{4})", re.IGNORECASE
)
_FIGURES = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_HINT = re.compile(r"\((?:(yyyy-mm-dd)|(dd[-/.]mm[-/.]yyyy)|(mm[-/.]dd[-/.]yyyy))\)", re.IGNORECASE)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "hkt": 8, "jst": 9, "kst": 9}  # the names that mean one offset only
_OFFSET = re.compile(r"\(?(?:UTC|GMT)? ?([+-])(\d{1,2}):?(\d\d)?\)?", re.IGNORECASE)


def instant(text: str, zone: tzinfo | None = None, order: str = "") -> datetime | str:
    """The instant in UTC, or the reason why there is none.

    `zone` is the registry's own, for times without one; `order` is `dmy` or `mdy` where the layout says so.

    >>> instant("2027-03-17T12:48:36Z").isoformat()
    '2027-03-17T12:48:36+00:00'
    >>> instant("2027-03-17 12:48:36")
    'no time zone is stated'
    >>> instant("03-04-2020"), instant("03-04-2020", order="dmy").date().isoformat()
    ('day and month cannot be told apart', '2020-04-03')
    """
    text = text.strip(" \t")
    if len(text) > _LONGEST or not text.isprintable():
        return _NO_DATE
    if hint := _HINT.search(text):
        order = "" if hint[1] else "dmy" if hint[2] else "mdy"
        text = text.replace(hint[0], "").strip()
    parts = _parts(text, order)
    if isinstance(parts, str):
        return parts
    day, time, zone_name = parts
    try:
        stated = datetime(*day, *time)  # noqa: DTZ001 - the zone follows
    except ValueError:
        return "no day in the calendar"
    if stated.year not in _YEARS:
        return "not a year in which domains are registered"
    return _in_utc(stated, zone_name, zone)


def is_none(text: str) -> bool:
    """Whether a text is not written as a date at all."""
    return instant(text) == _NO_DATE


_Parts = tuple[tuple[int, int, int], tuple[int, int, int], str]


def _parts(text: str, order: str) -> _Parts | str:
    """Day, time and the name of the zone."""
    if m := _YEAR_FIRST.fullmatch(text):
        return (int(m[1]), int(m[3]), int(m[4])), _time(m[5], m[6], m[7]), m[8] or ""
    if (m := _MONTH_NAMED.fullmatch(text)) and m[2].lower() in _MONTHS:
        return (int(m[3]), _MONTHS[m[2].lower()], int(m[1])), _time(m[4], m[5], m[6]), m[7] or ""
    if (m := _YEAR_LAST.fullmatch(text)) and m[1].lower() in _MONTHS:
        return (int(m[7]), _MONTHS[m[1].lower()], int(m[2])), _time(m[3], m[4], m[5]), m[6] or ""
    if m := _COMPACT.fullmatch(text):
        return (int(m[1]), int(m[2]), int(m[3])), (0, 0, 0), ""
    if m := _FIGURES.fullmatch(text):
        day = _day(int(m[1]), int(m[3]), int(m[4]), order)
        return (day, _time(m[5], m[6], m[7]), m[8] or "") if day else "day and month cannot be told apart"
    return _NO_DATE


def _day(first: int, second: int, year: int, order: str) -> tuple[int, int, int] | None:
    most = 12
    if order == "dmy" or first > most or first == second:
        return year, second, first
    if order == "mdy" or second > most:
        return year, first, second
    return None


def _time(hour: str | None, minute: str | None, second: str | None) -> tuple[int, int, int]:
    return int(hour or 0), int(minute or 0), int(second or 0)


def _in_utc(stated: datetime, name: str, zone: tzinfo | None) -> datetime | str:
    if not name:
        if zone is None and (stated.hour, stated.minute, stated.second) != (0, 0, 0):
            return "no time zone is stated"
        return stated.replace(tzinfo=zone or UTC).astimezone(UTC)
    if name.lower() in _ZONES:
        offset = timedelta(hours=_ZONES[name.lower()])
    elif m := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(m[2]), minutes=int(m[3] or 0)) * (-1 if m[1] == "-" else 1)
    else:
        return f"the time zone {name} means more than one"
    if abs(offset) > timedelta(hours=_HOURS_APART):
        return "no such time zone"
    return stated.replace(tzinfo=timezone(offset)).astimezone(UTC)
