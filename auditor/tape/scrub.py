"""No secret on a tape: whatever looks like a credential becomes `***`."""

from __future__ import annotations

import re

_NAME = (
    r"(?:authorization|credential|x-acs-(?:security-token|access-?key-id|signature)"
    r"|security-?token|access-?key-?(?:id|secret)|(?<![a-z])signature)"
)
_START = r"((?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))"  # of a word, also behind a percent-escape

# Repetitions are bounded or exclude what follows them: the time is linear in the length of the text.
_QUOTED = rf"""({_NAME}(\\{{0,16}})["']\s{{0,4}}:\s{{0,4}}\2["'])(?:[^"'\\]|\\{{1,16}}[/bfnrtu])+"""
_HEADER = r"""(authorization\s{0,4}[:=]\s{0,4})[a-z0-9][^"'\\\r\n]*"""
_PLAIN = (
    rf"""({_NAME}\s{{0,4}}(?:[:=]|%(?:25){{0,3}}3[ad])\s{{0,4}}(?:\\{{0,16}}["'])?)"""
    r"""(?=[a-z0-9+/%])(?:[^\s"'&,;<>\\%{}\[\]]|%(?!(?:25){0,3}26))+"""
)

_WORDS = (
    "authorization",
    "credential",
    "x-acs-",
    "securitytoken",
    "security-token",
    "accesskey",
    "access-key",
    "signature",
)

# Each with the words (in lower case) one of which it cannot do without: most texts have none, and looking for a word is quick.
_SECRETS = (
    (_WORDS, re.compile(_QUOTED, re.IGNORECASE)),  # "Signature": "…", also escaped once more inside another JSON string
    (_WORDS, re.compile(_HEADER, re.IGNORECASE)),  # Authorization: … up to the end of the line or the string
    (_WORDS, re.compile(_PLAIN, re.IGNORECASE)),  # Signature=…, SecurityToken%3D… up to the next parameter
    (("ltai",), re.compile(rf"{_START}LTAI[0-9A-Za-z]{{8,}}")),  # an access key id
    # An access key id of STS, which is no host name.
    (("sts.",), re.compile(rf"{_START}STS\.(?=[A-Za-z]*[0-9])[0-9A-Za-z]{{8,}}+(?!-|\.[0-9A-Za-z])")),
    (("cais",), re.compile(rf"{_START}CAIS[0-9A-Za-z+/=%_-]{{200,}}")),  # a security token of STS
    (("://",), re.compile(r"(://)[^\s/@\"]+(?=@)")),  # user and password of a URL
)


def scrub(text: str) -> str:
    r"""`text` with `***` for whatever looks like a credential. No query holds one; this is for servers that quote ours.

    Names that merely resemble one stay as they are, and JSON stays JSON. Half a surrogate pair, which no file can hold,
    becomes its escape.

    >>> scrub('{"Message": "string to sign: AccessKeyId%3DLTAI5tAbCdEfGh%26Format%3DJSON"}')
    '{"Message": "string to sign: AccessKeyId%3D***%26Format%3DJSON"}'
    >>> scrub("VOLTAIRENET.ORG, STS.MICROSOFT365.COM")
    'VOLTAIRENET.ORG, STS.MICROSOFT365.COM'
    """
    text = text.encode("utf-8", "backslashreplace").decode()
    lower = text.lower()
    for words, pattern in _SECRETS:
        if any(word in lower for word in words):
            text = pattern.sub(r"\1***", text)
    return text
