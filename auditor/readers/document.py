"""An RDAP answer as untrusted JSON: whatever is not of the documented type is not there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditor.model import Evidence, Fact, Known, Unknown
from auditor.readers import facts
from auditor.readers.redaction import says_nothing
from auditor.readers.rows import LONGEST_QUOTE, UNFIT

NOT_PRINTED = Unknown("not in this registry's answer")
_LONGEST = 1_000_000
MOST = 100


@dataclass(frozen=True, slots=True)
class Document:
    """The parsed answer from `url`; the evidence quotes a value with its path."""

    url: str
    found: dict[str, Any]
    seen_at: datetime

    def quote(self, path: str, *values: str) -> tuple[Evidence, ...]:
        """The values as they stand in the answer. One with characters that would act in a terminal is not quoted."""
        fit = (value for value in values if not UNFIT.search(value))
        return tuple(Evidence("rdap", f"{self.url} {path}", value[:LONGEST_QUOTE], self.seen_at) for value in fit)

    def one(self, path: str, values: list[str]) -> Fact[str]:
        """The one text that the values give."""
        said = list(dict.fromkeys(value for value in values if not says_nothing(value)))
        if not said:
            return NOT_PRINTED
        if any(facts.is_garbled(value) for value in said):
            return Unknown("garbled: characters or a length that a name does not have", self.quote(path, *said))
        if len(said) > 1:
            return facts.differing(said, self.quote(path, *said))
        return Known(said[0], self.quote(path, said[0]))


def parsed(text: str) -> Any:
    """The JSON value, None if it is none."""
    if len(text) > _LONGEST:
        return None
    try:
        return json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that is there twice with two values has none."""
    found = dict(pairs)
    if len(found) != len(pairs):
        for key, value in pairs:
            if found[key] is not value and found[key] != value:
                found[key] = None
    return found


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [each for each in listed(value)[:MOST] if isinstance(each, dict)]


def listed(value: Any) -> list[Any]:
    """A list, empty if it is none."""
    return value if isinstance(value, list) else []


def strings(values: list[Any]) -> list[str]:
    """The texts among the values, without the empty ones."""
    return [value.strip() for value in values if isinstance(value, str) and value.strip()]


def entities(found: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """The entities in a role."""
    return [
        each
        for each in dicts(found.get("entities"))
        if role in {name.lower() for name in strings(listed(each.get("roles")))}
    ]
