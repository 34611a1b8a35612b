"""G in one pass as the stage shows it: what is under way for it, its markup, and its file."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import gradio as gr

from facestyle import outputs
from facestyle.locked import Locked
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.descent.descent import Costs
from facestyle.style.instant.instant import KEY, Instant
from facestyle.ui.shared.samples import new_file
from facestyle.ui.style import view, words

#: Seconds from one look to the next in `OnStage.rests`.
_PAUSE = 0.04


class OnStage(Locked):
    """What a visitor's stage shows of one pass, and whether another one is on its way.

    Attributes:
        shown: whether the stage shows a G in one pass, or is about to.
        made: that G, until its file is written and its faces are looked for.
        small: whether it is smaller than what was asked for.
        faces: what became of the faces of C in it; None until they are looked for.
        of: the places of C and S that the stage shows, or is about to, in one pass or by a run; None where one of them
            was taken away.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown = self.small = False
        self.made: Instant | None = None
        self.faces: tuple[FaceAfter, ...] | None = None
        self.of: tuple[str, str] | None = None
        self._at_work, self._changes = 0, 1

    @contextmanager
    def painting(self) -> Iterator[int]:
        """Paint another G in this context, whose number it gives; what is under way for an earlier one sees it."""
        with self._lock:
            self.shown = True
            self._at_work, self._changes = self._at_work + 1, self._changes + 1
            number = self._changes
        try:
            yield number
        except Exception:
            self.shown = False
            raise
        finally:
            with self._lock:
                self._at_work -= 1

    def put(self, number: int, made: Instant, small: bool) -> bool:
        """Note the G that the stage shows; return False, and note nothing, where something newer has its place."""
        with self._lock:
            newest = number == self._changes
            if newest:
                self.made, self.small, self.faces = made, small, None
            return newest

    def leave(self) -> None:
        """Note that the stage shows something else."""
        with self._lock:
            self.shown, self.made = False, None
            self._changes += 1

    def rests(self, seconds: float) -> int:
        """Wait so long; return the number of changes so far, for `is_still`, or 0 as soon as there is another one."""
        end, since = time.monotonic() + seconds, self._changes
        while self.is_still(since):
            if time.monotonic() >= end:
                return since
            time.sleep(_PAUSE)
        return 0

    def is_still(self, since: int) -> bool:
        """Whether the stage shows the same G in one pass as then, and no other one is on its way."""
        with self._lock:
            return self.shown and not self._at_work and self._changes == since


def shown(made: Instant, alt: str) -> dict[str, Any]:
    """The stage with G in one pass; what belongs to a descent is taken away."""
    told = f'<p role="status">{words.one_pass(made.seconds)}</p>'
    return {
        "stage": view.stage(made.picture, alt, told),
        "plot": "",
        "download": gr.DownloadButton(visible=False),
        "before_after": gr.ImageSlider(visible=False),
        "formula": words.style_idea(),
        "film": gr.DownloadButton(visible=False),
        "go_on": gr.Button(visible=False),
        "tiff": gr.DownloadButton(visible=False),
        "card": gr.DownloadButton(visible=False),
    }


def measured(costs: Costs, size: int, faces: Sequence[FaceAfter] = ()) -> str:
    """J of G in one pass with its parts, and whether the people in it can still be recognised."""
    return (
        f'<p class="fs-j">{words.one_pass_costs(costs, size)}</p>{view.recognisable(faces, None, words.RESTYLE_KEEPS)}'
    )


def png(made: Instant, settings: str) -> str:
    """Write G with its settings to a file that Gradio serves."""
    path = new_file("facestyle.png")
    outputs.write_picture(made.saved, path, {KEY: settings})
    return str(path)


def data(made: Instant, costs: Costs | None) -> dict[str, object]:
    """What programs get beside the picture; without costs where there are none of this size."""
    told: dict[str, object] = {"seconds": made.seconds, "faces": [asdict(face) for face in made.faces]}
    return told if costs is None else told | view.measured(costs)
