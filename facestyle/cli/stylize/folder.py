"""Each picture of a folder, restyled in one go: networks are loaded and number formats chosen once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from facestyle.cli import contents
from facestyle.cli.stylize import one
from facestyle.cli.stylize.request import Asked, restyling
from facestyle.errors import FacestyleError
from facestyle.style import settings as style_settings
from facestyle.style.settings import Settings
from facestyle.style.time_estimate import TimeEstimate


def restyle_folder(
    folder: Path,
    wanted: Asked,
    output: Path,
    ending: str,
    again: bool,
    inputs: Sequence[Path | None],
    as_json: bool,
) -> None:
    """Restyle every picture of a folder and of those in it, and print a line for each; see `contents`.

    Args:
        folder, output, ending, inputs: see `contents.results_of`.
        again: whether results that are there are made anew.

    Raises:
        FacestyleError: there is nothing to restyle, or results can't be written.
        typer.Exit: with 2, a picture failed.
    """
    results = contents.results_of(folder, output, ending, inputs)
    told_time = False

    def answer(content: Path, result: Path) -> dict[str, Any]:
        """Return the answer of a picture's run, or that it was passed over."""
        nonlocal told_time
        run = restyling(wanted, content)
        if result.exists() and not again:
            return {"output": str(result), "kept": True, "same_settings": _made_so(result, run.settings)}
        if not told_time:
            one.say_how_long(run, TimeEstimate(), len(results))
            told_time = True
        made, _ = one.restyled(run, result, lambda _step: None, partly=False)
        return made

    contents.answer_each(results, answer, _sentence, as_json)


def _made_so(result: Path, settings: Settings) -> bool:
    """Whether a result holds these settings, all of its steps done, from this C; whatever machine made it."""
    try:
        held = style_settings.read(result)
    except FacestyleError:
        return False
    return not held.ended and _asked_for(held) == _asked_for(settings)


def _asked_for(settings: Settings) -> tuple[Any, ...]:
    options = asdict(settings.options) | {"number_format": ""}
    kept = style_settings.region_digests(settings), style_settings.style_mask_digests(settings)
    return options, settings.first_look, settings.content, settings.styles, settings.start, kept


def _sentence(answer: dict[str, Any]) -> str:
    if not answer.get("kept"):
        return one.sentence(answer)
    other = "" if answer["same_settings"] else ", made with other settings or of another picture"
    return f"{answer['output']}: there already{other}"
