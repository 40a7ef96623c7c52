"""A cassette: the whole input is the file. After the first line, a comment, seeds are JSON where they can be."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from auditor.errors import UsageError
from auditor.tape.cassette import NoAnswer, load
from auditor.wire import Reply
from tests.fuzz.law import assert_blames, assert_is_a_gap, scratch

IS_JSON = True


def target(data: bytes) -> None:
    file = scratch("whois.yaml")
    file.write_bytes(data)
    try:
        for key, answer in load(file):
            hash(key)
            assert all(isinstance(part, str) for part in key[:3])
            _answer(answer)
    except UsageError as error:
        assert_blames(error, str(file))


def _answer(answer: Reply | NoAnswer) -> None:
    if isinstance(answer, NoAnswer):
        assert_is_a_gap(answer.reason)
        assert isinstance(answer.detail, str)
        return
    assert isinstance(answer.status, int)
    assert isinstance(answer.text, str)
    assert answer.received_at.tzinfo is UTC


def seeds() -> dict[str, bytes]:
    at = {"x-received-at": ["2026-11-25T01:00:00Z"]}

    def tape(uri: str = "whois://whois.cnnic.cn:43/example.cn", method: str = "GET", **response: Any) -> dict[str, Any]:
        came = {"status": {"code": 200, "message": "OK"}, "headers": at, "body": {"string": "x\n"}, **response}
        headers = {"x-acs-action": ["DescribeRegions"]} if method == "POST" else {}
        request = {"method": method, "uri": uri, "body": None, "headers": headers}
        return {"version": 1, "interactions": [{"request": request, "response": came}]}

    def received(at: Any) -> dict[str, Any]:
        return tape(headers={"x-received-at": [at]})

    said: dict[str, Any] = {
        "whois": tape(),
        "crlf": tape(headers={**at, "x-line-ends": ["crlf"]}),
        "ecs": tape("https://ecs.aliyuncs.com/?MaxResults=100&RegionId=cn-hangzhou", "POST"),
        "dns": tape("dns://system:53/example.cn%20A"),
        "no-answer": tape(headers={"x-no-answer": ["timeout"]}, body={"string": "no answer within 10 s"}),
        "no-such-reason": tape(headers={"x-no-answer": ["because"]}),
        "no-port": tape("whois://[::1]:99999/x"),
        "no-address": tape("https://[/"),
        "no-body": tape(body={}),
        "code-is-a-text": tape(status={"code": "200"}),
        "no-time": tape(headers={}),
        "time-without-a-zone": received("2026-11-25T01:00:00"),
        "time-is-a-number": received(1),
        "before-all-time": received("0001-01-01T00:00:00+23:00"),
        "after-all-time": received("9999-12-31T23:59:59-23:00"),
        "version-2": {"version": 2, "interactions": []},
        "no-list": {"version": 1, "interactions": None},
        "strange-interaction": {"version": 1, "interactions": [None]},
    }
    yaml = {
        "bytes": tape(body="@").__str__().replace("'@'", "{string: !!binary gICA}").replace("None", "null"),
        "python-tag": "version: 1\ninteractions: !!python/object/apply:os.getcwd []\n",
        "alias": "version: 1\ninteractions: &a [*a, *a]\n",
        "laughs": "a: &a [x, x]\nb: &b [*a, *a]\nversion: 1\ninteractions: [*b, *b]\n",
        "merge": "version: 1\ninteractions: [{<<: {request: 1}, request: {<<: [{}]}}]\n",
        "lying-tag": "version: 1\ninteractions: !!int ''\n",
        "strange-date": "version: 1\ninteractions: 2026-13-45\n",
        "deep": "version: 1\ninteractions: " + "[" * 2000,
        "tab": "version:\t1\n\tinteractions: []\n",
        "two-documents": "version: 1\n---\nversion: 1\n",
        "escape": "version: 1\ninteractions: \x1b[2J\n",
        "nothing": "",
    }
    found = {name: f"# made up\n{json.dumps(each, indent=1)}\n".encode() for name, each in said.items()}
    return {**found, **{name: text.encode() for name, text in yaml.items()}, "no-utf-8": b"# \xff\nversion: 1\n"}
