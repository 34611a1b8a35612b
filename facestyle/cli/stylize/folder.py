"""Each picture of a folder, restyled in one go: networks are loaded and number formats chosen once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from facestyle import fields, folders, outputs
from facestyle.cli.shared import answers
from facestyle.cli.stylize import one
from facestyle.cli.stylize.request import Asked, restyling
from facestyle.errors import FacestyleError, OutputError
from facestyle.progress import beside_bars, count_bar
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
    """Restyle every picture of a folder and of those in it, and print a line for each.

    A picture that fails is named, and the others are restyled. An interrupt leaves finished results only, and the next
    call goes on with those that are missing.

    Args:
        folder: of the contents.
        output: a folder; results lie in it as their contents lie in theirs.
        ending: of the results.
        again: whether results that are there are made anew.
        inputs: other files that are read, which no result may overwrite.

    Raises:
        FacestyleError: there is nothing to restyle, or results can't be written.
        typer.Exit: with 2, a picture failed.
    """
    results = _results(folder, output, fields.choice("ending", ending, outputs.FORMATS), inputs)
    many = _Many(wanted, again, len(results))
    with answers(as_json, _sentence) as tell, count_bar("restyling", "pictures") as progress:
        for done, (content, result) in enumerate(results.items(), start=1):
            answer = many.answer(content, result)
            with beside_bars():
                tell(answer)
            progress(done, len(results))
    print(many.summary(), file=sys.stderr)
    if many.failed:
        raise typer.Exit(2)


def _results(folder: Path, output: Path, ending: str, inputs: Sequence[Path | None]) -> dict[Path, Path]:
    """Return where the result of each picture goes; results of earlier calls are no contents."""
    if output.resolve() == folder.resolve():
        raise OutputError(
            f"{output} is the folder of the contents; choose another, which may lie in it, for the results."
        )
    outputs.check_folder(output)
    own = output.resolve()
    contents = [path for path in folders.pictures_in(folder, nested=True) if own not in path.resolve().parents]
    named = folders.results_of([path.relative_to(folder) for path in contents], ending)
    results = {folder / content: output / result for content, result in named.items()}
    read = {path.resolve() for path in contents}
    for result in results.values():
        outputs.keep_apart(result, inputs)
        if result.resolve() in read:  # by way of a link
            raise OutputError(f"{result} is a picture of {folder} and would be overwritten; choose another folder.")
    return results


class _Many:
    """Restyles one picture after another, and counts what became of them."""

    def __init__(self, wanted: Asked, again: bool, pictures: int) -> None:
        self._wanted, self._again, self._pictures = wanted, again, pictures
        self._told_time = False
        self.made = self.kept = self.failed = 0

    def answer(self, content: Path, result: Path) -> dict[str, Any]:
        """Return what became of one picture: the answer of its run, an error, or why it was passed over."""
        try:
            run = restyling(self._wanted, content)
            if result.exists() and not self._again:
                self.kept += 1
                same = _made_so(result, run.settings)
                return {"content": str(content), "output": str(result), "kept": True, "same_settings": same}
            if not self._told_time:
                one.say_how_long(run, TimeEstimate(), self._pictures)
                self._told_time = True
            outputs.check_folder(result.parent)
            answer, _ = one.restyled(run, result, lambda _step: None, partly=False)
        except FacestyleError as problem:
            self.failed += 1
            return {"content": str(content), "error": {"code": problem.code, "message": problem.message}}
        self.made += 1
        return {"content": str(content), **answer}

    def summary(self) -> str:
        """What became of all, in words."""
        parts = [f"{self.made} restyled"]
        if self.kept:
            parts.append(f"{self.kept} there already (--again makes them anew)")
        if self.failed:
            parts.append(f"{self.failed} failed")
        return ", ".join(parts)


def _made_so(result: Path, settings: Settings) -> bool:
    """Whether a result holds these settings, all of its steps done, from this C; whatever machine made it."""
    try:
        held = style_settings.read(result)
    except FacestyleError:
        return False
    return not held.ended and _asked_for(held) == _asked_for(settings)


def _asked_for(settings: Settings) -> tuple[Any, ...]:
    options = asdict(settings.options) | {"number_format": ""}
    kept = style_settings.region_digests(settings)
    return options, settings.first_look, settings.content, settings.styles, settings.start, kept


def _sentence(answer: dict[str, Any]) -> str:
    if not answer.get("kept"):
        return one.sentence(answer)
    other = "" if answer["same_settings"] else ", made with other settings or of another picture"
    return f"{answer['output']}: there already{other}"
