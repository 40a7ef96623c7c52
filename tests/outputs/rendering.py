"""One call for what a user would see."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from jsonschema import Draft202012Validator

from auditor.codec import schema
from auditor.model import Report
from auditor.outputs import Options
from auditor.plugins import modules

SCHEMA = json.loads(schema())
VALIDATOR = Draft202012Validator(SCHEMA)
LINE = Draft202012Validator({"$ref": "#/$defs/line", "$defs": SCHEMA["$defs"]})
"""What judges a line of `jsonl`."""

FORMATS = tuple(modules("outputs"))


def render(form: str, report: Report, options: Options = Options()) -> str:  # noqa: B008 - frozen
    out = io.StringIO(newline="")
    modules("outputs")[form].write(report, out, options)
    return out.getvalue()


def lines(report: Report, options: Options = Options()) -> list[dict[str, Any]]:  # noqa: B008 - frozen
    """The lines of `jsonl`."""
    return [json.loads(line) for line in render("jsonl", report, options).splitlines()]


def rows(report: Report, options: Options = Options()) -> list[dict[str, str]]:  # noqa: B008 - frozen
    """The rows of `csv` by column."""
    return list(csv.DictReader(io.StringIO(render("csv", report, options), newline=""), strict=True))
