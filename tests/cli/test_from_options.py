"""A command's options are those of its dataclass: names, types, help, defaults; only what was given is passed on."""

from __future__ import annotations

import dataclasses
import re
from typing import Annotated, Any, Literal

import pytest
import typer
from typer.testing import CliRunner

from facestyle import fields
from facestyle.cli import main as cli_main
from facestyle.cli.from_options import from_options
from facestyle.errors import UsageError
from facestyle.faces.options import VerifyOptions
from facestyle.faces.siamese.options import TrainOptions
from facestyle.inside.options import UnitsOptions
from facestyle.style.evaluation.options import EvaluationOptions
from facestyle.style.options import StyleOptions

Tone = Literal["warm", "cold"]


@dataclasses.dataclass(frozen=True)
class Paint:
    size: int = fields.option(3, 1, 9, help="How large. Small is quick.")
    weight: float = fields.option(0.5, 0.0, 1.0, help="How much.")
    tone: Tone = fields.option("warm", help="Which tone.")
    varnish: bool = fields.option(True, help="Whether it shines.")
    limit: float | None = fields.option(None, 0.0, 4.0, help="At most.")
    layer_weights: tuple[float, ...] = fields.option((0.25, 0.75), 0.0, 1.0, help="Of each layer.")
    brushes: tuple[str, ...] = fields.option((), help="Some.")


@pytest.fixture
def command():
    """The command of an application, and what it was given at its last call."""
    app, got = typer.Typer(), {}

    @app.command()
    @from_options(Paint)
    def paint(
        picture: Annotated[str, typer.Argument(help="The picture.")],
        loud: Annotated[bool, typer.Option("--loud", help="Say more.")] = False,
        **given: Any,
    ) -> None:
        """Paint a picture."""
        got.update(picture=picture, loud=loud, given=given)

    def run(*arguments):
        got.clear()
        result = CliRunner().invoke(app, ["x.png", *arguments], env={"COLUMNS": "120", "TERM": "dumb"})
        return result, got

    return run


def test_only_what_is_on_the_command_line_is_given(command):
    assert command()[1] == {"picture": "x.png", "loud": False, "given": {}}
    _, got = command("--size", "4", "--tone", "cold", "--no-varnish", "--limit", "2", "--loud")
    assert got["given"] == {"size": 4, "tone": "cold", "varnish": False, "limit": 2.0}
    assert got["loud"]
    assert command("--size", "3")[1]["given"] == {"size": 3}  # the default, said aloud


def test_tuples_are_written_with_commas(command):
    _, got = command("--layer-weights", "0.1,0.9", "--brushes", "flat,round")
    assert got["given"] == {"layer_weights": (0.1, 0.9), "brushes": ("flat", "round")}
    result, _ = command("--layer-weights", "a,b")
    assert isinstance(result.exception, UsageError)
    assert result.exception.message.startswith("--layer-weights a,b is not a list of numbers; give them as 0.2,0.2,0.2")


def test_values_of_another_type_are_refused(command):
    for bad in (("--size", "2.5"), ("--size", "many"), ("--weight", "heavy")):
        assert command(*bad)[0].exit_code == 2


def test_help_tells_range_choices_and_default(command):
    shown = " ".join(re.sub(r"[│╭╮╰╯─]", " ", command("--help")[0].output).split())
    for told in (
        "--size <int> How large, 1 to 9. Small is quick. [default: 3]",
        "--weight <float> How much, 0 to 1. [default: 0.5]",
        "--tone <str> Which tone: warm or cold. [default: warm]",
        "--varnish --no-varnish <bool> Whether it shines. [default: varnish]",
        "--limit <float> At most, 0 to 4. --",
        "--layer-weights <str> Of each layer, 0 to 1. [default: 0.25,0.75]",
        "--brushes <str> Some. --loud",
    ):
        assert told in shown


COMMANDS = {
    "stylize": (StyleOptions, set()),
    "verify": (VerifyOptions, set()),
    "train": (TrainOptions, {"kind", "mining", "people", "projection"}),  # these it asks for in its own way
    "units": (UnitsOptions, {"layers"}),
    "evaluate style": (EvaluationOptions, set()),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_of_its_dataclass(name):
    options, without = COMMANDS[name]
    found = typer.main.get_command(cli_main.app)
    for part in name.split():
        found = found.commands[part]
    known = {one.name: one for one in found.params}
    for one in fields.declared(options).values():
        if one.name not in without:
            assert known[one.name].help == one.told
            assert one.several or known[one.name].default == one.default


def test_an_option_that_is_added_to_the_dataclass_is_on_the_command_line():
    @dataclasses.dataclass(frozen=True)
    class More(StyleOptions):
        glow: float = fields.option(0.0, 0.0, 1.0, help="How much G glows.")

    got = {}
    app = typer.Typer()

    @app.command()
    @from_options(More)
    def stylize(**given: Any) -> None:
        got.update(given)

    assert CliRunner().invoke(app, ["--glow", "0.5", "--beta", "20"]).exit_code == 0
    assert More(**got) == More(glow=0.5, beta=20.0)
