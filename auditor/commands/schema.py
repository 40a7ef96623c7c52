"""`icp-auditor schema`."""

from __future__ import annotations

from typer import echo

from auditor.codec import schema


def command() -> None:
    """Print the JSON Schema of the report."""
    echo(schema(), nl=False)
