"""The domain's holder is who will file.

Why:
    An organisation's site needs a domain of that organisation, a person's site one of that person. Only width, brackets,
    spaces and the case of Latin letters may differ: 甲（北京）有限公司 is not 甲北京有限公司, nor 甲有限公司 甲有限责任公司.
    Some provinces accept a legal representative or shareholder with papers, which is not judged here.

How to fix:
    Transfer the domain to who will file, verify the real name and wait until MIIT has it, or file as the holder.

Examples:
    >>> check(domain(holder="甲(北京) 有限公司", owner="甲（北京）有限公司"))
    pass: the holder 甲(北京) 有限公司 is who will file
    >>> check(domain(holder="甲北京有限公司", owner="甲（北京）有限公司"))
    fail: the holder 甲北京有限公司 is not who will file, 甲（北京）有限公司
    >>> check(domain(owner=unknown("--owner was not given")))
    unknown: whether the holder will file is not known: --owner was not given
    >>> check(domain(holder=unknown("redacted for privacy")))
    unknown: redacted for privacy
"""

from __future__ import annotations

import unicodedata
from datetime import date

from auditor.model import Authority, Context, Domain, Ruling, Unknown, failed, need, passed, undetermined

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/icp-filing/basic-icp-service/user-guide/prepare-and-check-the-domain-name",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look up the holder in the registrar's console, which shows what the public answer leaves out."

_BRACKETS = str.maketrans("[{〔【〖]}〕】〗", "((((()))))")


def check(domain: Domain, _ctx: Context) -> Ruling:
    """Compare the two names in one spelling."""
    owner = domain.owner
    if isinstance(owner, Unknown):
        return undetermined(
            "whether the holder will file is not known: {reason}",
            *(owner, domain.holder),
            reason=owner.reason,
            fix="Say who will file: --owner NAME.",
        )
    holder = need(domain.holder)
    if _key(holder.value) == _key(owner.value):
        return passed("the holder {holder} is who will file", holder, owner, holder=holder.value)
    return failed(
        "the holder {holder} is not who will file, {owner}",
        *(holder, owner),
        holder=holder.value,
        owner=owner.value,
        fix="Transfer the domain to {owner} and verify the real name again, or file as {holder}.",
    )


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_BRACKETS)
    return "".join(folded.split())
