"""One restyling of the command: its steps become a picture, a film and an answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from facestyle import outputs
from facestyle.cli.stylize.request import Restyling
from facestyle.style import settings as style_settings
from facestyle.style.descent import memory_needed
from facestyle.style.time_estimate import TimeEstimate
from facestyle.style.timelapse import Timelapse
from facestyle.style.transfer import Step, stylize


def say_how_long(run: Restyling, estimate: TimeEstimate, pictures: int = 1) -> None:
    """Say how long a run of many minutes will take, before it begins.

    Args:
        estimate: what is known of the machine's pace.
        pictures: how many are restyled like this one.

    Raises:
        FacestyleError: the run can't begin, for one because there is too little memory.
    """
    memory_needed.check(run.content, run.styles, run.options)
    seconds = estimate.tried(run.content, run.styles, run.options)
    if seconds is not None:
        each = f", and there are {pictures} pictures" if pictures > 1 else ""
        print(
            f"{run.options.steps} steps at {run.options.size} px take about {max(1, round(seconds / 60))} min on this "
            f"machine{each}",
            file=sys.stderr,
        )


def restyled(
    run: Restyling, output: Path, each: Callable[[Step], None], timelapse: Path | None = None, *, partly: bool
) -> tuple[dict[str, Any], bool]:
    """Restyle, and write the picture.

    Args:
        output: where the picture is written.
        each: called with each step.
        timelapse: where the film of G forming is written.
        partly: whether an interrupt ends the run with the picture so far. Otherwise nothing is written.

    Returns:
        The answer, and whether the run was interrupted.

    Raises:
        KeyboardInterrupt: there is no picture yet, or `partly` is not set.
    """
    first = last = picture = shown = None
    interrupted, frames = False, Timelapse()
    steps = stylize(run.content, run.styles, run.options, run.masks, run.start, run.style_masks)
    try:
        for step in steps:
            last = step
            first = step if step.iteration == 1 else first
            if step.picture is not None:
                shown = step.picture
                picture = step.deep if outputs.is_deep(output) else shown
                if timelapse is not None:
                    frames.add(step.picture)
            each(step)
    except KeyboardInterrupt:
        if not partly:
            raise
        interrupted = True
    finally:
        steps.close()
    if last is None or picture is None or shown is None:
        raise KeyboardInterrupt
    ended = 0 if last.last else last.iteration
    style_settings.write(replace(run.settings, ended=ended), picture, output)
    if timelapse is not None:
        frames.write(timelapse, shown)
    flattened = picture.shape[2] == 4 and output.suffix.lower() in outputs.WITHOUT_OPACITY
    return _answer(run, first, last, output, flattened), interrupted


def _answer(run: Restyling, first: Step | None, last: Step, output: Path, flattened: bool) -> dict[str, Any]:
    answer = {
        "content_cost": last.content_cost,
        "style_cost": last.style_cost,
        "total_cost": last.total_cost,
        "style_costs": last.style_costs,
        "extra_costs": last.extra_costs,
        "first_total_cost": first.total_cost if first else None,
        "steps": last.iteration,
        "seconds": last.seconds,
        "faces": [asdict(face) for face in last.faces],
        "output": str(output),
        "options": asdict(run.options),
    }
    if flattened:
        answer["flattened"] = flattened
    return answer | ({"differences": run.differences} if run.like else {})


def sentence(answer: dict[str, Any]) -> str:
    """Return an answer in words."""
    said = (
        f"{answer['output']}: J = {answer['total_cost']:.4g} after {answer['steps']} steps, {answer['seconds']:.0f} s"
    )
    if answer.get("flattened"):
        said += "; laid over white, since a JPEG is never transparent"
    if answer["faces"]:
        known = sum(face["same"] for face in answer["faces"])
        said += f"; still recognisable: {known} of {len(answer['faces'])} faces"
    return said
