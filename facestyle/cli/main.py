"""The command line: `facestyle serve | verify | identify | enrol | gallery | stylize | instant | film | evaluate |
calibrate | train | convolve | units | weights`.

Results go to standard output (one JSON value with --json, and nothing else), progress to standard error. Bad input
ends with `error: CODE: sentence` and exit status 2. The engine is imported by the command that needs it, so that
--help answers at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from typer.core import TyperCommand

import facestyle
from facestyle.cli.calibrate import calibrate
from facestyle.cli.convolve import convolve
from facestyle.cli.enrol import enrol
from facestyle.cli.evaluate import evaluate
from facestyle.cli.film import film
from facestyle.cli.gallery import gallery
from facestyle.cli.identify import identify
from facestyle.cli.instant import instant
from facestyle.cli.serve import ListsSettings, serve
from facestyle.cli.stylize.command import stylize
from facestyle.cli.train import train
from facestyle.cli.units import units
from facestyle.cli.verify import verify
from facestyle.cli.weights import weights
from facestyle.errors import FacestyleError, FileMissingError, UsageError

app = typer.Typer(pretty_exceptions_enable=False)
app.command(cls=ListsSettings)(serve)
app.command()(verify)
app.command()(identify)
app.command()(enrol)
app.add_typer(gallery, name="gallery")
app.add_typer(evaluate, name="evaluate")
app.command()(calibrate)
app.command()(stylize)
app.command()(instant)
app.command()(film)
app.command()(convolve)
app.command()(train)
app.command()(units)
app.command()(weights)


def _print_version(asked: bool) -> None:
    if asked:
        print(facestyle.__version__)
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Face verification, gallery identification and neural style transfer."""


def only(command: Callable[..., None], kind: type[TyperCommand] | None = None) -> typer.Typer:
    """A program that is this command alone, of a kind of its own where there is one."""
    program = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    program.command(cls=kind)(command)
    return program


#: click's UsageError, which typer.BadParameter derives from, whether Typer contains click or, as before, depends on it.
_UsageProblem: type[Exception] = typer.BadParameter.__mro__[1]


def main(arguments: list[str] | None = None, program: typer.Typer = app) -> None:
    """Run the command line, or a program of its own; exits with 0, with 2 on bad input, with 130 when interrupted."""
    _write_any_character()
    try:
        code = program(arguments, standalone_mode=False)
    except FacestyleError as problem:
        _fail(problem.code, problem.message)
    except _UsageProblem as problem:
        said: str = problem.format_message()  # type: ignore[attr-defined]
        _fail(UsageError.code, f"{said.rstrip('.')}. Try --help.")
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as problem:  # such as a folder above that may not be entered
        if problem.filename is None:
            raise
        why = problem.strerror or type(problem).__name__
        _fail(FileMissingError.code, f"{problem.filename} can't be used ({why}); check the path and its rights.")
    sys.exit(code if isinstance(code, int) else 0)


def _write_any_character() -> None:
    """Escape what the encoding of a terminal or pipe (ASCII, cp1252) does not have, such as a person's name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(code: str, sentence: str) -> None:
    print(f"error: {code}: {' '.join(sentence.split())}", file=sys.stderr)
    sys.exit(2)
