"""The command `film`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, show
from facestyle.style.film.options import FilmOptions


@from_options(FilmOptions)
def film(
    content: Annotated[Path, typer.Argument(help="C: the film that is painted, MP4, MOV, MKV, WebM or AVI.")],
    style: Annotated[list[Path], typer.Argument(help="S: the picture whose manner is taken; or several, mixed.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where G, the painted film, is written: .mp4.")],
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Paint a film in the manner of a picture, with its sound. Ctrl-C keeps what is painted so far."""
    from facestyle import images, outputs
    from facestyle.progress import count_bar
    from facestyle.style.film import writing
    from facestyle.style.film.film import film as paint

    options = FilmOptions(**given)
    options.shares(len(style))
    outputs.check(output, writing.ENDINGS, [content, *style])
    styles = [images.load(one) for one in style]
    steps = paint(content, styles, output, options)
    last = None
    with _interrupts() as interrupted, count_bar("painting", "pictures") as progress:
        try:
            for step in steps:
                last = step
                progress(step.frame, step.frames or step.frame)
                if interrupted() and not step.last:
                    break
        finally:
            steps.close()
    if last is None or not last.frame:
        raise KeyboardInterrupt
    for reason in last.left_out:
        print(f"{content}: {reason}", file=sys.stderr)
    result = {
        "frames": last.frame,
        "film_seconds": last.film_seconds,
        "width": last.width,
        "height": last.height,
        "sound": last.sound,
        "left_out": last.left_out,
        "seconds": last.seconds,
        "interrupted": not last.last,
        "output": str(output),
        "options": asdict(options),
    }
    sentence = (
        f"{output}: {last.film_seconds:.1f} s of {last.width} x {last.height} pixels, sound {last.sound}; "
        f"{last.frame} pictures in {last.seconds:.0f} s"
    )
    show(result, as_json, sentence if last.last else f"{sentence}, interrupted")
    if not last.last:
        sys.exit(130)


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C wait for the end of a step, so that the film is closed in good order; a second one does not wait."""
    asked = False

    def handle(_number: int, _frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    earlier = signal.signal(signal.SIGINT, handle)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, earlier)
