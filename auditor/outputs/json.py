"""The whole report as one JSON document, indented: schema `icp-auditor/report/1`."""

from __future__ import annotations

from typing import TextIO

from auditor.codec import encode_run, encode_subject, indented
from auditor.model import Report
from auditor.outputs import Options

SUFFIXES = (".json",)
STREAMS = False


def write(report: Report, out: TextIO, options: Options) -> None:  # noqa: ARG001 - the document is always whole
    """Write what `codec.encode` describes, subject by subject, so that a large report is never in memory twice."""
    run = encode_run(report)
    after = {key: run.pop(key) for key in ("gaps", "tables")}
    out.write(indented(run).removesuffix("\n}") + ',\n  "subjects": [')
    separator = "\n    "
    for judged in report.subjects:
        out.write(separator + indented(encode_subject(judged), "    "))
        separator = ",\n    "
    out.write("]," if separator == "\n    " else "\n  ],")
    out.write(indented(after).removeprefix("{") + "\n")
