"""The small report in every format, kept as files beside this module: a change of what users see is a change of a file.

After a wanted change: `python -m tests.outputs.golden`, and read the diff.
"""

from __future__ import annotations

import io
from pathlib import Path

from auditor.model import Outcome
from auditor.outputs import Options
from auditor.plugins import modules
from tests.reports import report, small

FOLDER = Path(__file__).parent

RENDERINGS = {
    "small.json": ("json", Options()),
    "small.jsonl": ("jsonl", Options()),
    "small.fail.jsonl": ("jsonl", Options(statuses=frozenset({Outcome.FAIL}))),
    "small.csv": ("csv", Options()),
    "small.excel.csv": ("csv", Options(excel=True)),
    "small.md": ("markdown", Options()),
    "small.80.txt": ("table", Options()),
    "small.40.txt": ("table", Options(width=40)),
    "small.color.txt": ("table", Options(color=True, width=100)),
    "small.pass.txt": ("table", Options(statuses=frozenset({Outcome.PASS}))),
    "empty.80.txt": ("table", Options()),
    "empty.md": ("markdown", Options()),
}


def render(name: str) -> bytes:
    """What the file `name` must hold."""
    form, options = RENDERINGS[name]
    out = io.StringIO(newline="")
    modules("outputs")[form].write(report() if name.startswith("empty") else small(), out, options)
    return out.getvalue().encode("utf-8")
