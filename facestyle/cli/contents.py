"""A folder of contents: where the result of each picture goes, and an answer for each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from facestyle import fields, folders, outputs
from facestyle.cli.shared import answers
from facestyle.errors import FacestyleError, OutputError
from facestyle.progress import beside_bars, count_bar


def results_of(folder: Path, output: Path, ending: str, inputs: Sequence[Path | None]) -> dict[Path, Path]:
    """Return where the result of each picture of a folder, and of those in it, goes.

    Args:
        folder: of the contents. Results of earlier calls in it are no contents.
        output: a folder; results lie in it as their contents lie in theirs.
        ending: of the results.
        inputs: other files that are read, which no result may overwrite.

    Raises:
        FacestyleError: there is nothing to restyle, or results can't be written.
    """
    if output.resolve() == folder.resolve():
        raise OutputError(
            f"{output} is the folder of the contents; choose another, which may lie in it, for the results."
        )
    ending = fields.choice("ending", ending, outputs.FORMATS)
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


def answer_each(
    results: dict[Path, Path],
    answer: Callable[[Path, Path], dict[str, Any]],
    sentence: Callable[[dict[str, Any]], str],
    as_json: bool,
) -> None:
    """Print an answer for each picture, and at the end how many there were of each kind.

    A picture that fails is named, and the others are restyled. An interrupt leaves finished results only, and the next
    call goes on with those that are missing.

    Args:
        results: of `results_of`.
        answer: restyles one picture; says `kept` where its result is there already.
        sentence: an answer in words.
        as_json: whether answers are the items of one JSON array.

    Raises:
        typer.Exit: with 2, a picture failed.
    """
    made = kept = failed = 0
    with answers(as_json, sentence) as tell, count_bar("restyling", "pictures") as progress:
        for done, (content, result) in enumerate(results.items(), start=1):
            try:
                outputs.check_folder(result.parent)
                told = {"content": str(content), **answer(content, result)}
                kept, made = (kept + 1, made) if told.get("kept") else (kept, made + 1)
            except FacestyleError as problem:
                told = {"content": str(content), "error": {"code": problem.code, "message": problem.message}}
                failed += 1
            with beside_bars():
                tell(told)
            progress(done, len(results))
    print(_summary(made, kept, failed), file=sys.stderr)
    if failed:
        raise typer.Exit(2)


def _summary(made: int, kept: int, failed: int) -> str:
    parts = [f"{made} restyled"]
    if kept:
        parts.append(f"{kept} there already (--again makes them anew)")
    if failed:
        parts.append(f"{failed} failed")
    return ", ".join(parts)
