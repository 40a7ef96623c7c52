"""The domain's holder is who will file.

Why:
    An organisation's site needs a domain of that organisation, a person's site one of that person. Only width, spaces,
    the kind of brackets, the case of letters and the dots, commas, dashes and quotes of the spelling may differ:
    甲（北京）有限公司 is not 甲北京有限公司, nor 甲有限公司 甲有限责任公司. The order of given and family name is not
    guessed, nor are traditional characters simplified. Another name of who will file (an English one, a former one) counts
    if the settings have it among `owner_aliases`; whether the filing takes it, the certificate decides.
    Some provinces accept a legal representative or shareholder with papers, which is not judged here.

How to fix:
    Transfer the domain to who will file, verify the real name and wait until MIIT has it, or file as the holder.

Examples:
    >>> check(domain(holder="甲(北京) 有限公司", owner="甲（北京）有限公司"))
    pass: the holder 甲(北京) 有限公司 is who will file
    >>> check(domain(holder="EXAMPLE TECHNOLOGY CO.,LTD", owner="示例科技有限公司", owner_aliases=("Example Technology Co Ltd",)))
    pass: the holder EXAMPLE TECHNOLOGY CO.,LTD is who will file, 示例科技有限公司, by the alias Example Technology Co Ltd
    >>> check(domain(holder="甲北京有限公司", owner="甲（北京）有限公司"))
    fail: the holder 甲北京有限公司 is not who will file, 甲（北京）有限公司
    >>> check(domain(owner=unknown("--owner was not given")))
    unknown: whether the holder will file is not known: --owner was not given
    >>> check(domain(holder=unknown("redacted for privacy")))
    unknown: redacted for privacy
    >>> check(domain(holder="***"))
    unknown: «***» is no name that could be compared
"""

from __future__ import annotations

import unicodedata
from datetime import date

from auditor.model import (
    Authority,
    Context,
    Domain,
    Evidence,
    Known,
    Ruling,
    Unknown,
    failed,
    need,
    passed,
    undetermined,
)

AUTHORITY = Authority(
    "Alibaba Cloud",
    "https://help.aliyun.com/en/icp-filing/basic-icp-service/user-guide/prepare-and-check-the-domain-name",
    date(2026, 11, 23),
)
UNKNOWN_FIX = "Look up the holder in the registrar's console, which shows what the public answer leaves out."

_QUOTES = "\"'`‘’‚‛“”„‟′″«»‹›〝〞〟"
_SPELLING = frozenset(f".,、。·•・‧∙⋅:;-‐‑‒–—―{_QUOTES}")  # not &, * or ?: a word, a mask, a lost character


def check(domain: Domain, ctx: Context) -> Ruling:
    """Compare the names in one spelling."""
    owner = domain.owner
    if isinstance(owner, Unknown):
        return undetermined(
            "whether the holder will file is not known: {reason}",
            *(owner, domain.holder),
            reason=owner.reason,
            fix="Say who will file: --owner NAME.",
        )
    holder = need(domain.holder)
    for said, fix in ((holder, UNKNOWN_FIX), (owner, "Say who will file: --owner NAME.")):
        if not _key(said.value):
            return undetermined("«{name}» is no name that could be compared", holder, owner, name=said.value, fix=fix)
    if _key(holder.value) == _key(owner.value):
        return passed("the holder {holder} is who will file", holder, owner, holder=holder.value)
    values = {"holder": holder.value, "owner": owner.value}
    for alias in domain.owner_aliases:
        if _key(holder.value) == _key(alias):
            return passed(
                "the holder {holder} is who will file, {owner}, by the alias {alias}",
                *(holder, owner, Known(alias, (Evidence("user", "owner_aliases", alias, ctx.now),))),
                **values,
                alias=alias,
            )
    return failed(
        "the holder {holder} is not who will file, {owner}",
        *(holder, owner),
        **values,
        fix="Transfer the domain to {owner} and verify the real name again, or file as {holder}.",
    )


def _key(name: str) -> str:
    """A name in one spelling; "" if there is no letter and no digit in it."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    folded = folded.replace("...", "…")  # something is left out, which is no matter of spelling
    key = "".join(_bracket(c) for c in folded if c not in _SPELLING and not c.isspace())
    return key if any(c.isalnum() for c in key) else ""


def _bracket(c: str) -> str:
    return {"Ps": "(", "Pe": ")"}.get(unicodedata.category(c), {"<": "(", ">": ")"}.get(c, c))
