"""The options of the commands that make a report, each described once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_type_hints

from typer import Option

Profiles: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--profile",
        metavar="NAME",
        help="Profile of ~/.aliyun/config.json or ~/.alibabacloud/credentials, or account of the settings; repeat for several.",
    ),
]
Regions: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--region",
        metavar="ID",
        help="Only this region (repeatable). Default: all of the account.",
    ),
]
ExcludedRegions: TypeAlias = Annotated[
    list[str] | None,
    Option("--exclude-region", metavar="ID", help="Not this region (repeatable)."),
]
Instances: TypeAlias = Annotated[
    list[str] | None, Option("--instance", metavar="ID", help="Only this instance (repeatable).")
]
Tags: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--tag",
        metavar="KEY=VALUE",
        help="Only instances with this tag, or with this key (repeatable: all of them).",
    ),
]
Domains: TypeAlias = Annotated[
    list[str] | None, Option("--domain", metavar="NAME", help="A domain to audit (repeatable).")
]
DomainsFile: TypeAlias = Annotated[
    str | None,
    Option(
        "--domains-file",
        metavar="FILE|-",
        help="Domains from a file, one a line, # begins a comment; - is standard input.",
    ),
]
DomainsFromAccount: TypeAlias = Annotated[
    bool,
    Option("--domains-from-account", help="Also every domain that the account(s) hold; asks their Domain service."),
]
CheckFiled: TypeAlias = Annotated[
    bool,
    Option("--check-filed", help="Ask the account(s) whether a domain is filed already, and what threatens a filing."),
]
Sites: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--site",
        metavar="DOMAIN=INSTANCE",
        help="This domain will be served from this instance, whatever DNS says (repeatable).",
    ),
]
Owner: TypeAlias = Annotated[
    str | None,
    Option("--owner", metavar="NAME", help="Who will file: the name as on the certificate."),
]


@dataclass(frozen=True, slots=True)
class Common:
    """What every command that makes a report takes."""

    as_of: Annotated[
        str | None,
        Option("--as-of", metavar="YYYY-MM-DD", help="Judge as on this day, in Beijing."),
    ] = None
    formats: Annotated[
        list[str] | None,
        Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="table (default), json, jsonl, csv or markdown.",
        ),
    ] = None
    outputs: Annotated[
        list[str] | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write here; the suffix tells the format. Repeatable.",
        ),
    ] = None
    status: Annotated[
        str | None,
        Option("--status", metavar="LIST", help="Findings to show, like fail,unknown (not in json)."),
    ] = None
    excel: Annotated[bool, Option("--excel", help="csv begins with a BOM, as Excel wants it.")] = False
    quiet: Annotated[bool, Option("--quiet", "-q", help="No progress, no remarks.")] = False
    verbose: Annotated[bool, Option("--verbose", "-v", help="Every question on stderr.")] = False
    no_color: Annotated[bool, Option("--no-color", help="No colours (as NO_COLOR).")] = False
    config: Annotated[Path | None, Option("--config", metavar="FILE", help="Settings (as AUDITOR_CONFIG).")] = None
    record: Annotated[Path | None, Option("--record", metavar="DIR", help="Keep every question and answer here.")] = (
        None
    )
    replay: Annotated[
        Path | None,
        Option("--replay", metavar="DIR", help="Judge a recording again, without network."),
    ] = None
    fail_on: Annotated[str, Option("--fail-on", metavar="LIST", help="Verdicts with an exit code of their own.")] = (
        "ineligible,undetermined"
    )
    exit_zero: Annotated[bool, Option("--exit-zero", help="Exit with 0 whatever was found (10 and 11 become 0).")] = (
        False
    )
    cache_ttl: Annotated[
        str | None,
        Option(
            "--cache-ttl", metavar="TIME", help="How long a registry's answer counts: 90s, 30m, 6h, 7d. Default: 6h."
        ),
    ] = None
    refresh: Annotated[bool, Option("--refresh", help="Ask the registries anew, whatever the cache holds.")] = False
    no_cache: Annotated[bool, Option("--no-cache", help="Neither read nor keep answers of the registries.")] = False
    concurrency: Annotated[
        int | None,
        Option("--concurrency", metavar="N", help="Questions at the same time. Default: 8."),
    ] = None
    timeout: Annotated[float | None, Option("--timeout", metavar="SECONDS", help="For one question. Default: 10.")] = (
        None
    )


def flags(owner: str | None, *, check_filed: bool = False, domains_from_account: bool = False) -> dict[str, Any]:
    """Options that are settings, too, by the settings' keys; None where one was not given."""
    return {
        "owner": owner,
        "filing.check": check_filed or None,
        "domain.service": domains_from_account or None,
    }


def reporting(command: Callable[..., None]) -> Callable[..., None]:
    """The command, for Typer: its parameter `common: Common` becomes one option for each field."""
    own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "common"]
    hints = get_type_hints(Common, include_extras=True)
    shared = [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
        for f in fields(Common)
    ]

    def run(**given: Any) -> None:
        common = Common(**{p.name: given.pop(p.name) for p in shared})
        command(**given, common=common)

    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
    run.__signature__ = inspect.Signature([*keyword, *shared])  # type: ignore[attr-defined]
    run.__annotations__ = {}
    run.__doc__ = command.__doc__
    return run
