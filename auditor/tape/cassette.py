"""How a conversation is written down: vcrpy's cassette format, as YAML that people can read and write.

An interaction of each kind; headers that begin with x-a… are our own or Alibaba's, and vcrpy plays them back like any other::

    # Anything may be said in comments.
    version: 1
    interactions:
    - request:
        method: POST                        # ecs, aliyun: true HTTP exchanges, they replay under ordinary vcrpy too
        uri: https://ecs.cn-hangzhou.aliyuncs.com/?MaxResults=100&RegionId=cn-hangzhou
        body: null
        headers:
          host: [ecs.cn-hangzhou.aliyuncs.com]
          x-acs-action: [DescribeInstances]
          x-acs-version: ['2014-05-26']
          accept: [application/json]
          x-account: [default]              # without it: the account `default`
      response:
        status: {code: 200, message: OK}
        headers: {x-received-at: ['2026-11-25T01:00:00Z']}
        body:
          string: |-
            {"Instances": {"Instance": []}}
    - request: {method: GET, uri: 'https://rdap.verisign.com/com/v1/domain/example.com', headers: {}, body: null}
      response: …
    - request: {method: GET, uri: 'whois://whois.cnnic.cn:43/example.cn', headers: {}, body: null}
      response: …                           # with x-line-ends: [crlf], each line end of the body stands for CR LF
    - request: {method: GET, uri: 'dns://system:53/example.cn%20A', headers: {}, body: null}
      response:                             # no answer: WireError("timeout", "no answer within 10 s")
        status: {code: 599, message: no answer}
        headers: {x-no-answer: [timeout]}
        body: {string: no answer within 10 s}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import UsageError
from auditor.model import GapReason
from auditor.tape.request import Key, Request
from auditor.tape.scrub import scrub
from auditor.wire import Reply

try:
    from yaml import CSafeDumper as _SafeDumper
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # a PyYAML built without libyaml: slower, otherwise the same
    from yaml import SafeDumper as _SafeDumper  # type: ignore[assignment]
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

LARGEST = 96_000_000
"""Bytes. No larger cassette is read."""

_OURS = ("x-acs-action", "x-account", "x-received-at", "x-line-ends", "x-no-answer")


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A `WireError` as it is kept, so that a replay leaves the same gap."""

    reason: str
    detail: str


# --- writing ------------------------------------------------------------------------------------------------------------


class _Dumper(_SafeDumper):
    """Plain YAML that can be read: Chinese stays Chinese, lines stay lines, JSON needs no escapes."""


def _text(dumper: yaml.representer.BaseRepresenter, text: str) -> yaml.Node:
    readable = text.replace("\n", "").replace("\u3000", "").isprintable()
    style = '"' if not readable else "|" if "\n" in text or text[:1] in ("{", "[") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: yaml.representer.BaseRepresenter, items: list[Any]) -> yaml.Node:
    on_one_line = all(isinstance(item, str) for item in items)  # a header
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=on_one_line)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


class _Serializer:
    """What vcrpy asks of a serializer."""

    @staticmethod
    def serialize(cassette: dict[str, Any]) -> str:
        return yaml.dump(cassette, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31 - 1)


def dump(interactions: Iterable[tuple[Request, Reply | NoAnswer]], remark: str) -> bytes:
    """A cassette file with these interactions and `remark` as a comment above them, made by vcrpy's own machinery."""
    # Here, because it takes 340 ms and only a recording needs it.
    from vcr.cassette import Cassette
    from vcr.record_mode import RecordMode
    from vcr.request import Request as VcrRequest
    from vcr.serialize import serialize

    tape = Cassette(path="", record_mode=RecordMode.ALL)
    for request, answer in interactions:
        tape.append(VcrRequest(request.method, request.uri, None, dict(request.headers)), _response(request, answer))
    body: str = serialize({"requests": tape.requests, "responses": tape.responses}, _Serializer)
    return f"# {remark}\n{body}".encode()


def _response(request: Request, answer: Reply | NoAnswer) -> dict[str, Any]:
    if isinstance(answer, NoAnswer):
        return _in_vcrpys_words(599, "no answer", {"x-no-answer": answer.reason}, scrub(answer.detail))
    received_at = answer.received_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    headers, text = {"x-received-at": received_at}, scrub(answer.text)
    lines = text.replace("\r\n", "\n")
    if not request.uri.startswith("http") and lines != text and lines.replace("\n", "\r\n") == text:
        headers, text = {**headers, "x-line-ends": "crlf"}, lines  # YAML would have to escape the end of every line
    phrases = {status.value: status.phrase for status in HTTPStatus}
    return _in_vcrpys_words(answer.status, phrases.get(answer.status, ""), headers, text)


def _in_vcrpys_words(code: int, message: str, headers: dict[str, str], text: str) -> dict[str, Any]:
    return {
        "status": {"code": code, "message": message},
        "headers": {name: [value] for name, value in headers.items()},
        "body": {"string": text},
    }


# --- reading ------------------------------------------------------------------------------------------------------------


def load(path: Path) -> Iterator[tuple[Key, Reply | NoAnswer]]:
    """The interactions of a cassette file, in its order. Whoever it comes from, nothing in it is run.

    vcrpy itself is not needed to read its format, and would cost 340 ms and a linear search for each question.

    Raises:
        UsageError: it cannot be read, or is no cassette of version 1 as described above.
    """
    cassette = _document(path)
    if not isinstance(cassette, dict) or cassette.get("version") != 1:
        raise unusable(path, "it is not a vcrpy cassette of version 1")
    if not isinstance(cassette.get("interactions"), list):
        raise unusable(path, "it has no list of interactions")
    for number, interaction in enumerate(cassette["interactions"], 1):
        try:
            yield _interaction(interaction)
        except (ValueError, OverflowError) as error:  # an instant before the first or behind the last
            raise unusable(path, f"interaction {number}: {error}") from error


def unusable(path: Path, why: str) -> UsageError:
    """The error for a file of a recording that cannot be used."""
    return UsageError(f"{path} cannot be replayed: {why}", "record it anew with --record, or take an undamaged copy")


def read_file(path: Path) -> bytes:
    """The content of a file of a recording.

    Raises:
        UsageError: it cannot be read, or is larger than `LARGEST`.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise unusable(path, f"it is larger than {LARGEST // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise unusable(path, error.strerror or "it cannot be read") from error


def _document(path: Path) -> object:
    try:
        return yaml.load(read_file(path), Loader=_SafeLoader)  # the safe one: a Python tag is an error
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise unusable(path, f"it is not plain YAML ({error.problem}{line})") from error
    except (
        yaml.YAMLError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # PyYAML's own constructors raise whatever `int()` and `datetime()` do when a tag lies about its value.
        raise unusable(path, "it is not plain YAML") from error


def _interaction(interaction: object) -> tuple[Key, Reply | NoAnswer]:
    sent, came = _part(interaction, "request"), _part(interaction, "response")
    headers = _headers(sent)
    if "x-acs-action" in headers:
        headers.setdefault("x-account", "default")
    request = Request(_string(sent, "method"), _string(sent, "uri"), tuple(headers.items()))
    return request.key, _answer(_part(came, "status").get("code"), _headers(came), _body(came))


def _answer(code: object, headers: dict[str, str], text: str) -> Reply | NoAnswer:
    if "x-no-answer" in headers:
        return NoAnswer(GapReason(headers["x-no-answer"]).value, text)
    if not isinstance(code, int):
        raise ValueError("the status code is not a number")  # noqa: TRY004 - of the file, not of our caller
    if "x-received-at" not in headers:
        raise ValueError("there is no x-received-at")
    received_at = datetime.fromisoformat(headers["x-received-at"])
    if received_at.tzinfo is None:
        raise ValueError("x-received-at has no time zone")
    if headers.get("x-line-ends") == "crlf":
        text = text.replace("\n", "\r\n")
    return Reply(code, text, received_at.astimezone(UTC))


def _part(whole: object, name: str) -> dict[Any, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    if not isinstance(part, dict):
        raise ValueError(f"there is no {name}")  # noqa: TRY004 - of the file, not of our caller
    return part


def _string(part: dict[Any, Any], name: str) -> str:
    text = part.get(name)
    if not isinstance(text, str):
        raise ValueError(f"{name} is not text")  # noqa: TRY004 - of the file, not of our caller
    return text


def _headers(part: dict[Any, Any]) -> dict[str, str]:
    """The headers that we know of; vcrpy keeps each as a list."""
    found: dict[str, str] = {}
    for name, values in _part(part, "headers").items():
        value = values[0] if isinstance(values, list) and values else values
        if str(name).lower() in _OURS:
            if not isinstance(value, str):
                raise ValueError(f"{name} is not text (put it in quotes)")
            found[str(name).lower()] = value
    return found


def _body(response: dict[Any, Any]) -> str:
    text = _part(response, "body").get("string")
    if isinstance(text, bytes):  # how vcrpy keeps what is not UTF-8
        return text.decode("utf-8", "replace")
    if not isinstance(text, str | None):
        raise ValueError("the body is not text (put it in quotes)")  # noqa: TRY004 - of the file, not of our caller
    return text or ""
