"""Builds the Typer app from commands/; parse, call, print, exit – nothing else."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from types import FrameType, TracebackType
from typing import Annotated, NoReturn

import typer

from auditor import __version__
from auditor.errors import AuditorError, Interrupted
from auditor.plugins import modules
from auditor.printable import visible

EXIT_CODES = """\b
Exit codes:
    0  complete, and everything eligible
   10  something is ineligible (outranks 11)
   11  nothing is ineligible, but something is undetermined or there is a gap
   12  no credential, or refused before anything was read
    1  the run broke
    2  wrong usage or settings
  130  interrupted
"""


def app() -> typer.Typer:
    """The command line: one command for each module of `auditor/commands/`."""
    found = typer.Typer(
        name="icp-auditor",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=EXIT_CODES,
    )
    found.callback()(_root)
    for name, module in modules("commands").items():
        found.command(name, epilog=EXIT_CODES)(module.command)
    return found


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        typer.echo(f"icp-auditor {__version__}")
        raise typer.Exit


def _root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Tells beforehand whether Alibaba Cloud ECS instances and domains can be filed (ICP filing, 备案) in mainland China."""


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    _prepare_streams()
    sys.excepthook = _broke
    signal.signal(signal.SIGTERM, _stopped)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell may have it ignored in the background
        signal.signal(signal.SIGINT, _stopped)
    try:
        if sys.argv[1:] == ["--version"]:  # answered before anything is built
            sys.stdout.write(f"icp-auditor {__version__}\n")
            sys.stdout.flush()
            sys.exit(0)
        typer.main.get_command(app())(prog_name="icp-auditor")  # the app itself would put its own excepthook
    except BrokenPipeError:
        _end(1)  # whoever read us has gone: there is nobody to tell
    except AuditorError as error:
        _fail(error)
    except OSError as error:
        _fail(AuditorError(f"the output cannot be written: {error.strerror}"))
    raise AssertionError("Typer ends the process")


def _prepare_streams() -> None:
    """What is not shown to a person is UTF-8; a terminal that cannot show a character gets its escape."""
    for stream in (sys.stdout, sys.stderr):
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")  # type: ignore[union-attr]


def _fail(error: AuditorError) -> NoReturn:
    sys.stderr.write(f"icp-auditor: {visible(str(error))}\n")
    if error.advice:
        sys.stderr.write(f"  next: {visible(error.advice)}\n")
    _end(error.exit_code)


def _end(code: int) -> NoReturn:
    """End at once: threads may still be waiting for servers that nobody wants to hear from any more."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    os._exit(code)


def _stopped(number: int, _frame: FrameType | None) -> NoReturn:
    word = "interrupted" if number == signal.SIGINT else f"stopped by {signal.Signals(number).name}"
    raise Interrupted(f"{word}; there is no report")


def _broke(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """A defect of ours: where it is, without any value (a value might be secret)."""
    where = traceback.extract_tb(trace)[-1] if trace else None
    place = f" in {os.path.basename(where.filename)}, line {where.lineno}" if where else ""  # noqa: PTH119
    sys.stderr.write(f"icp-auditor broke: {kind.__name__}{place}. This is a defect; please report it.\n")


if __name__ == "__main__":
    main()
