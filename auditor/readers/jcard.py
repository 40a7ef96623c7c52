"""jCard (RFC 7095), as RDAP carries contacts: only the properties a registration is judged by, and nothing taken on trust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_MOST = 200
_COUNTRY = 6  # of the seven parts of an address


def texts(entity: dict[str, Any], name: str) -> list[str]:
    """The values of a property (`fn`, `org`, `tel`), without the empty ones; of a structured one its first part."""
    return [text for _, value in _properties(entity, name) if (text := _text(value))]


def country_of(entity: dict[str, Any]) -> str:
    """The country of the address: the `cc` parameter (RFC 8605), else its last part; "" if there is none."""
    for parameters, value in _properties(entity, "adr"):
        part = value[_COUNTRY] if isinstance(value, list) and len(value) > _COUNTRY else None
        if country := _text(parameters.get("cc")) or _text(part):
            return country
    return ""


def _properties(entity: dict[str, Any], name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    card = entity.get("vcardArray")
    listed = card[1] if isinstance(card, list) and len(card) == 2 else None  # noqa: PLR2004 - ["vcard", […]]
    for each in listed[:_MOST] if isinstance(listed, list) else ():
        if not isinstance(each, list) or len(each) < 4:  # noqa: PLR2004 - name, parameters, type, value
            continue
        key, parameters, _, value = each[:4]
        if isinstance(key, str) and key.lower() == name and isinstance(parameters, dict):
            yield parameters, value


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next(iter(value), None)
    return value.strip() if isinstance(value, str) else ""
