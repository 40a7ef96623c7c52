"""One JSON object a line, as the answers come: the subjects, then `{"kind": "run", …}` with all the rest.

With `--status` only the findings with one of these outcomes, and only the subjects that have such a finding. A subject's
verdict stays what all its findings say, and the run line is always there: without it the report was cut off.
"""

from __future__ import annotations

from typing import TextIO

from auditor.codec import compact, encode_run, encode_subject
from auditor.model import Report
from auditor.outputs import Options

SUFFIXES = (".jsonl", ".ndjson")
STREAMS = True


def write(report: Report, out: TextIO, options: Options) -> None:
    """Write each subject as it is read, then the run."""
    for judged in report.subjects:
        line = encode_subject(judged)
        if options.statuses:
            line["findings"] = [f for f in line["findings"] if f["outcome"] in options.statuses]
            if not line["findings"]:
                continue
        out.write(compact(line) + "\n")
    out.write(compact({"kind": "run", **encode_run(report)}) + "\n")
