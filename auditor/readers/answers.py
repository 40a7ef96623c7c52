"""What kind of answer is it? The words by which registries say no, each with its class.

Registries wrap an answer in terms of use that speak of refusing, throttling and reserving too. So only its notices are looked
at: lines that stand alone or in pairs, not paragraphs and not endless lines. The words are plain strings, which is quick.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.model import AnswerClass, NoRegistration
from auditor.readers.rows import LONGEST_ANSWER, MOST_LINES, UNFIT, Answer, Row, same_name

_LONGEST_WORDS = 160
_MARGIN = "%#*>-;| \t"
_FULL_LINE, _LONGEST_NOTICE, _LONGEST_MESSAGE = 55, 240, 300  # characters
_LONGEST_RUN, _FEW_LINES = 2, 3

_DOWN = (
    "currently down", "is down for", "under maintenance", "for maintenance", "temporarily unavailable",
    "service unavailable", "currently unavailable", "service is unavailable", "server is unavailable",
    "not responding", "timed out", "connection attempt failed", "internal error", "internal server error",
    "server error", "database error", "system error", "unable to connect", "cannot connect", "could not connect",
    "系统维护", "系统错误", "服务不可用",
)  # fmt: skip
_RATE_LIMITED = (
    "too many requests", "too many queries", "too many connections", "too many lookups", "too many simultaneous",
    "too many whois", "reached the limit", "reached your", "reached the maximum",
    "query again", "over quota", "interval is too short", "too fast", "too frequent", "limit reached",
    "per hour reached", "per day reached", "per minute reached", "per second allowed", "per minute allowed",
    "slow down", "go away",
    "try again later", "try again in", "try again after", "been rate limited", "being rate limited",
    "are rate limited", "440 request denied", "throttled", "been temporarily", "temporarily blocked",
    "temporarily banned", "temporarily denied", "been banned", "be replenished", "been blacklisted", "is blacklisted",
    "rate limit hit", "ratelimit", "excessive queries from", "excessive querying from", "过于频繁", "频率过快",
    "频率过高", "频率限制", "稍后再试", "稍后重试", "次数过多", "查询次数", "查询太频繁", "操作频繁", "過於頻繁",
    "稍後再試", "稍候再试", "访问受限", "超过限制", "超出限制",
)  # fmt: skip
_EXCEEDED = re.compile(
    r"(?:quota|limit|number|rate|maximum|queries|requests|connections?|lookups?|allowance|quantity)\b[^.\n]{0,80}\bexceed(?:ed|s)\b|"
    r"\bexceed(?:ed|s)?\b[^.\n]{0,80}\b(?:quota|limits?|queries|requests|rate|maximum|allowed|allowance|connections?|allocation)\b"
)
_REFUSED = (
    "access denied", "permission denied", "request denied", "query denied", "query refused", "connection refused",
    "request refused", "access refused", "access to this service is denied", "not allowed to connect",
    "has no permission", "is not authorised to", "is not authorized to", "access is restricted",
    "ip has been blocked", "ip is blocked", "address has been blocked", "address is blocked", "you have been blocked",
    "you are blocked", "not in the whitelist", "invalid input", "invalid query", "invalid request",
    "invalid parameter", "invalid domain", "invalid format", "incorrect domain", "illegal domain", "bad request",
    "malformed", "syntax error", "query error", "error: ", "error for ", "not supported", "unsupported",
    "no whois server", "has no whois server", "been retired", "been discontinued", "no longer provides whois",
    "no longer available", "lookup failed", "please use rdap", "拒绝访问", "访问被拒绝", "禁止访问", "参数错误",
    "无效", "不支持", "格式错误",
)  # fmt: skip
_RESERVED = (
    "domain reserved", "name reserved", "reserved list", "reserved domain", "reserved name", "registry reserved",
    "reserved by", "reserved for", "is reserved", "are reserved", "been reserved", "is a reserved",
    "status: reserved", "status: blocked", "status: prohibited", "status: forbidden",
    "not available for registration", "can not be registered", "cannot be registered", "can't be registered",
    "not be registered online", "name is blocked", "domain is blocked", "is blocked by", "dpml", "name is restricted",
    "domain is restricted", "registration is restricted", "name is prohibited", "domain is prohibited",
    "prohibited string", "prohibited name", "prohibited list", "prohibited domain", "registration is not allowed",
    "not allowed to be registered", "withheld from", "not open for", "保留", "不能注册", "不可注册", "禁止注册",
    "限制注册",
)  # fmt: skip
_NOT_FOUND = (
    "no match", "not found", "no found", "no data found", "nothing found", "no entries found", "no entry found",
    "no object found", "no objects found", "no records found", "no record found", "no record", "no results",
    "no such domain", "does not exist", "doesn't exist", "do not exist", "not been registered", "not registered",
    "not yet registered", "unregistered", "available for second level", "available for registration",
    "available for purchase", "domain is available", "domain free", "no information found",
    "no information was found", "no information available about", "no information about", "returned 0 objects",
    "not assigned", "unknown domain", "domain unknown", "220 available", "no data was found", "object_not_found",
    "未注册", "未被注册", "尚未注册", "不存在", "没有找到", "未找到", "查无", "无匹配", "沒有找到", "未註冊",
    "没有查到", "没有数据",
)  # fmt: skip
_NOT_KNOWN = ("name not known in",)  # by registrars: "Invalid query or domain name not known in …"
_FREE = re.compile(
    r"^\W{0,9}(?:domain )?status:[ \t]*(?:free|avail\w*|not registered|unregistered|none)\b|^\W{0,9}(?:available|free)\W{0,9}$|"
    r"^\W{0,9}(?:domain )?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\W{1,3}is (?:available|free)\b",
    re.MULTILINE,
)
_NAMED = re.compile(r"no match(?:ing record)?(?: for)?(?: domain)? [\"'«]?([\w-]+(?:\.[\w-]+)+)")
_NAME = re.compile(r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63})+")  # reserved.com is no reserved name
_RECORD = re.compile(r"^[ \t]*(?:sponsoring[ ])?registrar(?: name)?:[ \t]*\S", re.MULTILINE | re.IGNORECASE)

_RIGHTS = re.compile(r"rights? (?:are |is )?reserved")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd\ud800-\udfff]")
_MOST_UNREADABLE = 0.02  # of all characters
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)


def is_rate_limited(text: str) -> bool:
    """Whether a server says to ask more slowly. An answer with a record in it never says so, whatever its terms of use say."""
    lines = [line.strip() for line in text[:LONGEST_ANSWER].split("\n", MOST_LINES)[:MOST_LINES]]
    said = _NAME.sub("", _notices(lines))
    return bool(_rate_limit(said)) and not _first(_DOWN, said) and not _RECORD.search(text[:LONGEST_ANSWER])


def without_record(answer: Answer, others: tuple[Row, ...] = ()) -> NoRegistration:
    """The class of an answer in which no layout found a record of the domain.

    `others` are the lines in which the answer names another domain instead.
    """
    if _is_garbled(answer.text[:LONGEST_ANSWER]):
        size = f"{len(answer.text)} characters"
        return NoRegistration(AnswerClass.GARBLED, f"{answer.server} sent nothing that can be read ({size})")
    with_names = _notices(answer.lines)
    said = _NAME.sub("", with_names)
    for kind, words in ((AnswerClass.REFUSED, _first(_DOWN, said)), (AnswerClass.RATE_LIMITED, _rate_limit(said))):
        if words:
            return _saying(kind, answer, words)
    if others:
        return mismatched(answer, others)
    for kind, words in (
        (AnswerClass.NOT_FOUND, _first(_NOT_KNOWN, said)),
        (AnswerClass.REFUSED, _first(_REFUSED, said)),
        (AnswerClass.RESERVED, _first(_RESERVED, _RIGHTS.sub("", said))),
        (AnswerClass.NOT_FOUND, _free(with_names) or _first(_NOT_FOUND, said)),
    ):
        if words:
            if (named := _NAMED.search(with_names)) and not same_name(answer.domain, named[1]):
                return _saying(AnswerClass.MISMATCHED, answer, named[0])
            return _saying(kind, answer, words)
    return _saying(AnswerClass.UNRECOGNISED, answer, "")


def mismatched(answer: Answer, rows: tuple[Row, ...]) -> NoRegistration:
    """An answer about another domain than the one asked for."""
    detail = f"{answer.server} answered about another domain: «{shown(rows[0].line)}»"
    return NoRegistration(AnswerClass.MISMATCHED, detail, answer.quote(rows[:1]))


def shown(text: str) -> str:
    """Words of an answer, fit for a sentence: capped, control characters removed."""
    return UNFIT.sub("", text[:_LONGEST_WORDS]).strip()


def _first(phrases: tuple[str, ...], lowered: str) -> str:
    return next((phrase for phrase in phrases if phrase in lowered), "")


def _rate_limit(lowered: str) -> str:
    if words := _first(_RATE_LIMITED, lowered):
        return words
    found = _EXCEEDED.search(lowered) if "exceed" in lowered else None
    return found[0] if found else ""


def _free(lowered: str) -> str:
    found = _FREE.search(lowered)
    return found[0].strip() if found else ""


def _is_garbled(text: str) -> bool:
    """Nothing at all, a web page, or bytes that are no text."""
    if not text.strip() or "\x00" in text or _PAGE.match(text):
        return True
    return len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text)


def _notices(lines: Sequence[str]) -> str:
    """What is no prose, in lower case: runs of more than two full lines are a paragraph, a lower-case line behind it its end."""
    bare = [line.lstrip(_MARGIN) for line in lines]
    if sum(map(bool, bare)) <= _FEW_LINES:
        return "\n".join(line for line in bare if len(line) <= _LONGEST_MESSAGE).lower()
    found, run, prose = [], list[str](), False
    for line in (*bare, ""):
        if _FULL_LINE < len(line) <= _LONGEST_NOTICE:
            run.append(line)
            continue
        if run:
            prose = len(run) > _LONGEST_RUN
            found += [] if prose else run
            run = []
        if len(line) > _LONGEST_NOTICE:
            prose = True
        elif not (prose and line[:1].islower()):
            prose = False
            found.append(line)
    return "\n".join(found).lower()


def _saying(kind: AnswerClass, answer: Answer, words: str) -> NoRegistration:
    """The class with the line that shows it."""
    verb = "says" if words else "answered in no known layout, beginning"
    for number, line in enumerate(answer.lines, 1):
        if line and words in line.lower():
            return NoRegistration(
                kind, f"{answer.server} {verb}: «{shown(line)}»", answer.quote([Row("", "", number, line)])
            )
    return NoRegistration(kind, f"{answer.server} says: «{shown(words)}»")
