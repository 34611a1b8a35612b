"""What the tab Film shows: the latest painted picture while the film forms, then the film."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import gradio as gr
import numpy as np

from facestyle.style.film.film import FilmStep
from facestyle.ui import languages
from facestyle.ui.film import words
from facestyle.ui.film.request import Look
from facestyle.ui.shared import html

#: Long side of the picture that is shown, and its quality as a JPEG: one comes twice a second.
_SIDE, _QUALITY = 640, 80
#: Endings of films that browsers play, where they have the codec.
PLAYED = (".mp4", ".m4v", ".mov", ".webm", ".ogv", ".ogg")


@dataclass
class FilmView:
    """A film so far, and how the page shows it: values by the names of the outputs in `tab`."""

    step: FilmStep | None = None
    picture: np.ndarray | None = None

    def add(self, step: FilmStep) -> None:
        """Take note of a step."""
        self.step = step
        if step.preview is not None:
            self.picture = step.preview

    def seconds_left(self) -> float | None:
        """Seconds to the end, if known."""
        return self.step.seconds_left if self.step else None

    @property
    def painted(self) -> bool:
        """Whether there is any film."""
        return self.step is not None and self.step.frame > 0

    def data(self) -> dict[str, object]:
        """How far it is, for programs."""
        if self.step is None:
            return {"frame": 0, "last": False}
        return {name: value for name, value in asdict(self.step).items() if name != "preview"}

    def begins(self) -> dict[str, object]:
        """Before anything is there."""
        return self._without_film(html.underway(words.BEGINS))

    def never_begun(self, time_over: str = "") -> dict[str, object]:
        """After an end before the first picture: a cancel, or as `time_over` says."""
        return self._without_film(html.empty(time_over or words.NEVER_BEGUN))

    def going(self) -> dict[str, object]:
        """While it is painted."""
        if self.step is None or self.picture is None:
            return {}
        told = f"<p>{words.going(self.step)}</p>"
        share = html.bar(self.step.frame / self.step.frames) if self.step.frames else ""
        picture = html.picture(self.picture, words.PAINTED, _SIDE, _QUALITY)
        return {"data": self.data(), "stage": f'<div class="fs-stage fs-running">{picture}{share}{told}</div>'}

    def finished(self, film: Path, time_over: str = "") -> dict[str, object]:
        """At the end, after a cancel, or when the time is over, of which `time_over` is the sentence."""
        assert self.step is not None
        over = "" if self.step.last else time_over
        notes = html.note(over, *map(_sentence, self.step.left_out))
        return {
            "data": self.data(),
            "stage": html.done(words.finished(self.step, bool(over))) + notes,
            "film": gr.Video(value=str(film), visible=True),
            "download": gr.DownloadButton(value=str(film), visible=True),
        }

    def _without_film(self, stage: str) -> dict[str, object]:
        hidden = {"film": gr.Video(value=None, visible=False), "download": gr.DownloadButton(visible=False)}
        return {"data": self.data(), "stage": stage, **hidden}


def looked(look: Look) -> str:
    """What is known of the film that was given."""
    unplayed = "" if look.name.lower().endswith(PLAYED) else words.UNPLAYED
    return html.note(words.looked(look.seconds, look.width, look.height, look.sound), unplayed)


def _sentence(told: str) -> str:
    told = languages.said(told)
    return words.NOTE.format(told=f"{told[:1].upper()}{told[1:]}")
