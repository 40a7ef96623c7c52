"""Takes personal data that nothing here needs out of an answer, before anybody else sees it.

The Domain service says more than is asked: with the date of a verification comes the number of the document it was made
with. What is cut here is never recorded, quoted, logged or shown.
"""

from __future__ import annotations

import json
from typing import Any

CUT = (
    "IdentityCredential",  # an image of the document, in Base64
    "IdentityCredentialNo",
    "IdentityCredentialUrl",  # where that image can be downloaded
    "Email",
    "ResponsiblePersonName",
    # No answer that is asked for is documented to hold these; its neighbours in the same API do.
    "Address",
    "ZhAddress",
    "PostalCode",
    "Telephone",
    "TelArea",
    "TelExt",
    "Phone",
    "Mobile",
    "Fax",
)
"""The fields that are cut, whatever the case of their names and wherever they stand."""

_CUT = frozenset(name.casefold() for name in CUT)
_DOCUMENT, _KIND_OF_DOCUMENT = "identitycredential", "identitycredentialtype"


class _Cutter:
    """What makes a JSON object of its pairs, without those that are cut; `cut` is whether there were any."""

    def __init__(self) -> None:
        self.cut = False

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        kept = {name: self.value(value) for name, value in pairs if not _is_cut(name)}
        # A name that stands twice: the value that is lost may be what was cut, so the text cannot stay as it is.
        self.cut = self.cut or len(kept) < len(pairs)
        return kept

    def value(self, value: Any) -> Any:
        """JSON within a text of JSON is not taken apart: a text that names a document is cut as a whole."""
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, str) and _DOCUMENT in value.casefold():
            self.cut = True
            return "***"
        return value


def without_personal(text: str) -> str:
    """`text` without the fields in `CUT`; word for word if it has none of them.

    JSON that cannot be read is withheld as a whole, and so is anything else that names a document.

    >>> without_personal('{"SubmissionDate": "2026-11-01 10:00:00", "IdentityCredentialNo": "11010119900101"}')
    '{"SubmissionDate": "2026-11-01 10:00:00"}'
    >>> without_personal('{"IdentityCredentialNo": "1101')
    '(an answer of 30 characters, withheld: it is no whole JSON and may hold personal data)'
    """
    cutter = _Cutter()
    try:
        found = cutter.value(json.loads(text, object_pairs_hook=cutter))
        return json.dumps(found, ensure_ascii=False) if cutter.cut else text
    except (ValueError, RecursionError):
        if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "[") and not _names_one(text):
            return text  # a page of something in between
    return f"(an answer of {len(text)} characters, withheld: it is no whole JSON and may hold personal data)"


def _is_cut(name: str) -> bool:
    folded = name.casefold()
    return folded in _CUT or (folded.startswith(_DOCUMENT) and folded != _KIND_OF_DOCUMENT)


def _names_one(text: str) -> bool:
    folded = text.casefold()
    return _DOCUMENT in folded or any(f'"{name}"' in folded or f"<{name}>" in folded for name in _CUT)
