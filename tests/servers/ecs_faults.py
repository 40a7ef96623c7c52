"""Everything that can go wrong between the ECS API and us, as small objects that spoil a good answer.

    EcsServer({...}, faults={"cn-hangzhou": [throttled(times=2), html(503, times=1)], "cn-beijing": [forbidden()]})

The faults of a region come one after the other, each as often as its `times` says; then the answers are good again.
`"*"` stands for every region, and for DescribeRegions, which is not asked of a region.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

ALWAYS = 2**31


@dataclass(frozen=True)
class Answer:
    """What is sent. `manner` is how: whole, half (then the connection ends), reset, hang, or drip (a byte at a time)."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = "whole"


def json_answer(body: Any, status: int = 200, **headers: str) -> Answer:
    text = json.dumps(body, ensure_ascii=False)
    return Answer(status, text.encode(), {"Content-Type": "application/json;charset=utf-8", **headers})


def error_answer(status: int, code: str, message: str, **headers: str) -> Answer:
    """A refusal in the shape the API gives it."""
    body = {
        "RequestId": "0B7A5F61-2C1D-5E0A-9C3B-6D1F3A1E8C11",
        "Message": message,
        "Recommend": f"https://api.example/troubleshoot?q={code}",
        "HostId": "ecs.example",
        "Code": code,
    }
    return json_answer(body, status, **headers)


@dataclass(frozen=True)
class Fault:
    """Spoils the answers to one action: `times` of them, only of one page (1, 2, …) if `page` is given."""

    spoil: Callable[[Answer], Answer]
    times: int = ALWAYS
    action: str = "DescribeInstances"
    page: int = 0


def throttled(retry_after_ms: int | None = None, code: str = "Throttling.User", **when: Any) -> Fault:
    headers = {} if retry_after_ms is None else {"x-acs-retry-after": str(retry_after_ms)}
    refusal = error_answer(400, code, "Request was denied due to user flow control.", **headers)
    return Fault(lambda _good: refusal, **when)


def too_many(retry_after: str, **when: Any) -> Fault:
    refusal = error_answer(429, "TooManyRequests", "Slow down.", **{"Retry-After": retry_after})
    return Fault(lambda _good: refusal, **when)


def forbidden(**when: Any) -> Fault:
    return refused(403, "Forbidden.RAM", "User not authorized to operate on the specified resource.", **when)


def refused(status: int, code: str, message: str, **when: Any) -> Fault:
    return Fault(lambda _good: error_answer(status, code, message), **when)


def server_error(status: int = 500, **when: Any) -> Fault:
    return refused(status, "InternalError", "The request processing has failed due to some unknown error.", **when)


def html(status: int, text: str = "<html><body><h1>Sorry</h1></body></html>", **when: Any) -> Fault:
    return Fault(lambda _good: Answer(status, text.encode(), {"Content-Type": "text/html"}), **when)


def raw(body: bytes | str, status: int = 200, **when: Any) -> Fault:
    """Whatever you like: `b""`, `[]`, `null`, half a UTF-8 character, …"""
    sent = body.encode() if isinstance(body, str) else body
    return Fault(lambda _good: Answer(status, sent, {"Content-Type": "application/json"}), **when)


def edited(edit: Callable[[dict[str, Any]], None], **when: Any) -> Fault:
    """The good answer with its JSON changed in place."""

    def spoil(good: Answer) -> Answer:
        body = json.loads(good.body)
        edit(body)
        return replace(good, body=json.dumps(body).encode())

    return Fault(spoil, **when)


def null_list(**when: Any) -> Fault:
    return edited(lambda body: body.update(Instances=None), **when)


def wrong_types(**when: Any) -> Fault:
    """Every value of every instance is of another type."""

    def edit(body: dict[str, Any]) -> None:
        instances = body["Instances"]["Instance"]
        body["Instances"]["Instance"] = [
            {k: [1] if isinstance(v, str) else "x" for k, v in i.items()} for i in instances
        ]

    return edited(edit, **when)


def repeated_token(**when: Any) -> Fault:
    return edited(lambda body: body.update(NextToken="bm90aGluZyBuZXc="), **when)


def duplicate_ids(**when: Any) -> Fault:
    return edited(lambda body: body["Instances"]["Instance"].extend(list(body["Instances"]["Instance"])), **when)


def truncated(**when: Any) -> Fault:
    """JSON that ends too early, in an answer that is complete as HTTP."""
    return Fault(lambda good: replace(good, body=good.body[:-20]), **when)


def half_body(**when: Any) -> Fault:
    return Fault(lambda good: replace(good, manner="half"), **when)


def reset(**when: Any) -> Fault:
    return Fault(lambda good: replace(good, manner="reset"), **when)


def hang(**when: Any) -> Fault:
    """Nothing is ever answered; the connection stays open."""
    return Fault(lambda good: replace(good, manner="hang"), **when)


def drip(**when: Any) -> Fault:
    """Headers at once, then a byte every twentieth of a second."""
    return Fault(lambda good: replace(good, manner="drip"), **when)
