"""Takes secrets out of what a server said, before anybody else sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

SHORTEST_SECRET = 6
"""Characters. Anything shorter is no key of Alibaba Cloud's, and to blot it out would only spoil the answer."""

_QUOTED = re.compile(r'(?i)(string ?to ?sign|canonical ?request)(?:[^"\\]|\\.)*')
"""What a refused signature is explained with, up to the end of the JSON string: it holds the key's id and token."""


def scrubbed(text: str, secrets: Iterable[str], *, error: bool) -> str:
    """`text` without the secrets, however they are escaped; of an `error` also without the string to sign it may quote."""
    for secret in secrets:
        if len(secret) < SHORTEST_SECRET:
            continue
        once = quote(secret, safe="")
        for form in {secret, once, quote(once, safe=""), json.dumps(secret)[1:-1], secret.replace("/", r"\/")}:
            text = text.replace(form, "***")
    return _QUOTED.sub(r"\1 ***", text) if error else text
