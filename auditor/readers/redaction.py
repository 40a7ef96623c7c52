"""Is this the holder's name, or what a registry prints in its place? Redaction has many dialects, and so have proxies.

In doubt it is redaction: a firm whose own name reads like a privacy service is unknown, which costs a look; a privacy
service taken for the holder would be a wrong fact.
"""

from __future__ import annotations

import re
import unicodedata

_NOTHING = re.compile(
    r"[^\w*•●█]*|_+|n/?a|none|null|nil|undefined|unknown|empty|blank|-+|not (?:applicable|defined|set|provided|specified|"
    r"available.*)|no (?:data|value|registrar|whois server)|无|空",
)
# Words that by themselves say that a name was taken out, or that somebody stands in for the holder.
_TAKEN_OUT = re.compile(
    r"redact|gdpr|data.?protect|withheld|not.?disclosed|undisclosed|non.?public|statutory.?mask|masked|anonymi[sz]|"
    r"privacy|privat.{0,12}regist|regist.{0,12}privat|registered privately|private (?:person|whois)|protected$|"
    r"whois.?(?:guard|protect|agent|proxy|shield|secure|defen|privat|foundation|trust)|"
    r"\b(?:domain|identity|registrant|personal|contact|info\w*|id).{0,9}(?:protect|shield|prox|guard|mask|hidden)|"
    r"by proxy|proxy (?:service|protect|llc|inc|domain)|proxy$|hidden|unpublished|suppressed|confidential|obfuscated|"
    r"not (?:be )?(?:shown|displayed|published|visible|public)|query the rdds|rdds service|on behalf of|"
    r"(?:registrant|owner|holder) of |select contact|contact link|tiered ?access|njalla|nexperian|1337 services|yinsi|"
    r"private by design|protect\w* whois|公開代行|removed|see (?:the )?registrar|"
    r"隐私|隱私|信息保护|資料保護|域名保护|保密|不公开|未公开|不公開|屏蔽|脱敏|隐藏|隱藏|已遮",
)
_WHOLE = re.compile(
    r"private|hidden|protected|anonymous|personal data.*|whois agent|individual|personal|self|个人|個人|自然人|"
    r"natural person|private individual"
)
_PROXY = re.compile(
    r"privacy|privat.{0,12}regist|regist.{0,12}privat|proxy|whois.{0,3}(?:guard|agent|protect)|withheld for"
)
_PLAIN = re.compile(r"redact|gdpr|mask|^data|not.?disclosed")
_STARS = re.compile(r"[*＊•●█]|x{4}|^\[.*\]$|^<.*>$")


def says_nothing(value: str) -> bool:
    """Whether a field is printed without a value: empty, dots, `N/A`, `null`.

    >>> says_nothing(" - "), says_nothing("N/A"), says_nothing("N.A. Trading Ltd")
    (True, True, False)
    """
    return _NOTHING.fullmatch(_folded(value)) is not None


def is_redacted(value: str) -> bool:
    """Whether a holder's field holds a redaction, a mask or a privacy proxy instead of a name.

    >>> is_redacted("REDACTED FOR PRIVACY"), is_redacted("张**"), is_redacted("隐私保护服务")
    (True, True, True)
    >>> is_redacted("示例科技有限公司"), is_redacted("Example Private Limited"), is_redacted("示例环境保护有限公司")
    (False, False, False)
    """
    folded = _folded(value)
    return bool(_TAKEN_OUT.search(folded) or _WHOLE.fullmatch(folded) or _STARS.search(folded))


def is_proxy(value: str) -> bool:
    """Whether a person's field names a privacy service: then the organisation beside it is the service's too.

    >>> is_proxy("Example Private Registration"), is_proxy("REDACTED FOR PRIVACY"), is_proxy("DNS Admin")
    (True, False, False)
    """
    folded = _folded(value)
    return bool(_PROXY.search(folded)) and not _PLAIN.search(folded)


def _folded(value: str) -> str:
    return unicodedata.normalize("NFKC", value[:300]).casefold().strip()
