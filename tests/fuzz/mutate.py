"""JSON that stays JSON: changes bytes alone would seldom make, below the first line of an input."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

Mutate = Callable[[bytes, int], bytes]
_HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**20, "", " ", "null", "\x1b[2J", "\u202e", "\ud800", "\u3000", [], {}, [None], [[]],
    "2027-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "https://127.0.0.1/", "xn--", "示例", "9" * 400, "a" * 400,
)  # fmt: skip
_LONGEST_TEXT = 400


def mutated(data: bytes, seed: int, mutate: Mutate) -> bytes | None:
    """The input with one or a few values of its document changed; None if there is no document with a value in it."""
    head, newline, body = data.partition(b"\n")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    random = Random(seed)  # noqa: S311 - the same seed gives the same change
    if not _places(found):
        return None
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if not (places := _places(found)):
            break
        _change(*random.choice(places), places, random, mutate)
    return head + newline + json.dumps(found).encode()


def _places(found: Any) -> list[tuple[Any, Any]]:
    """Each value of a document, as what holds it and its key there."""
    places: list[tuple[Any, Any]] = []
    left = [found]
    while left:
        box = left.pop()
        keys = list(box) if isinstance(box, dict) else list(range(len(box))) if isinstance(box, list) else []
        places += [(box, key) for key in keys]
        left += [box[key] for key in keys]
    return places


def _change(box: Any, key: Any, places: list[tuple[Any, Any]], random: Random, mutate: Mutate) -> None:
    value = box[key]
    what = random.randrange(6)
    if what == 0:
        del box[key]
    elif what == 1:
        other, its_key = random.choice(places)
        box[key] = copy.deepcopy(other[its_key])
    elif what == 2 and isinstance(box, list):
        box.insert(key, copy.deepcopy(value))
    elif what == 3 and isinstance(box, dict):
        box[random.choice([k for b, k in places if isinstance(b, dict)])] = box.pop(key)
    elif what in (4, 5) and isinstance(value, str):
        box[key] = mutate(value.encode("utf-8", "surrogatepass"), _LONGEST_TEXT).decode("utf-8", "replace")
    else:
        box[key] = copy.deepcopy(random.choice(_HOSTILE))
