"""A run of the tab Style: G forming, its curves, and at the end the picture, the film, and the faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from html import escape
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from facestyle import fields, outputs
from facestyle.arrays import over_white
from facestyle.images import Picture
from facestyle.style import card
from facestyle.style import settings as style_settings
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.descent.descent import Costs
from facestyle.style.instant.instant import Instant
from facestyle.style.options import SUGGESTED_GAMMA
from facestyle.style.settings import Settings
from facestyle.style.timelapse import Timelapse
from facestyle.style.transfer import Step, StyleOptions
from facestyle.ui.shared import charts, html
from facestyle.ui.shared.samples import new_file
from facestyle.ui.style import words

#: The stage while a run is under way: Cancel has the place of Restyle then.
RUNNING = "fs-stage fs-running"


@dataclass(frozen=True)
class OnePass:
    """G in one pass with the size and options of a run, to be compared with."""

    made: Instant
    costs: Costs

    def data(self) -> dict[str, object]:
        """For programs."""
        return {"seconds": self.made.seconds, **measured(self.costs)}


@dataclass
class RunView:
    """A run so far, and how the page shows it: values by the names of the outputs in `tab`.

    Attributes:
        made: from what the run's steps say of the machine to the settings that the picture holds.
        region: the share of C that the style goes to: 0 if the mask is empty, None without a mask.
        resumed: whether the run goes on from an earlier G.
    """

    options: StyleOptions
    made: Callable[[Mapping[str, str]], Settings]
    region: float | None = None
    resumed: bool = False
    history: list[Step] = field(default_factory=list)
    picture: Any = None
    deep: Any = None
    frames: Timelapse = field(default_factory=Timelapse)

    def add(self, step: Step) -> None:
        """Take note of a step."""
        self.history.append(step)
        if step.picture is not None:
            self.picture, self.deep = step.picture, step.deep
            self.frames.add(step.picture)

    def seconds_left(self) -> float | None:
        """Seconds to the end, if known."""
        return self.history[-1].seconds_left if self.history else None

    def data(self) -> dict[str, object]:
        """Costs so far, for programs."""
        known: dict[str, object] = {"iteration": 0, "steps": self.options.steps, "region": self.region}
        if not self.history:
            return known
        last = self.history[-1]
        names = ("iteration", "content_cost", "style_cost", "total_cost", "seconds")
        return known | {
            **{name: getattr(last, name) for name in names},
            "style_costs": dict(last.style_costs),
            "extra_costs": dict(last.extra_costs),
            "faces": [asdict(face) for face in last.faces],
        }

    def begins(self, seconds: float | None) -> dict[str, object]:
        """Before anything is there; `seconds` is how long it will take, if known."""
        return self._without_picture(html.underway(words.begins(self.options, seconds, self.resumed)))

    def begun(self, picture: Any) -> dict[str, object]:
        """While only the start of G is there."""
        below = f'<p role="status">{words.BEGINS}</p>'
        return self._without_picture(stage(picture, words.STARTS_FROM, below, RUNNING))

    def shown(self) -> dict[str, object]:
        """While G forms."""
        step = self.history[-1]
        below = f"{html.bar(step.iteration / self.options.steps)}<p>{words.going(step, self.options.steps)}</p>"
        return self._without_picture(stage(self.picture, words.AFTER.format(step=step.iteration), below, RUNNING))

    def never_begun(self, time_over: str = "") -> dict[str, object]:
        """After an end before the first step: a cancel, or as `time_over` says."""
        return self._without_picture(html.empty(time_over or words.NEVER_BEGUN))

    def looking(self) -> dict[str, object]:
        """While a first look is made."""
        return self._of_look(html.underway(words.LOOKING), None)

    def looked(self, large: StyleOptions, seconds: float | None) -> dict[str, object]:
        """A first look; `large` and `seconds` are the options of the large picture and how long it takes."""
        told = f'<p role="status">{words.looked(self.options, large, seconds)}</p>'
        shown = stage(_enlarged(over_white(self.picture)), words.LOOK, told, "fs-stage fs-look")
        return self._of_look(shown, self._written("facestyle.png", self.picture))

    def _of_look(self, stage: str, png: str | None) -> dict[str, object]:
        hidden = {"before_after": gr.ImageSlider(visible=False), "film": gr.DownloadButton(visible=False)}
        hidden |= {"tiff": gr.DownloadButton(visible=False), "card": gr.DownloadButton(visible=False)}
        return hidden | {
            "data": self.data(),
            "stage": stage,
            "download": gr.DownloadButton(value=png, visible=False),
            "go_on": gr.Button(visible=False),
        }

    def _without_picture(self, stage: str) -> dict[str, object]:
        return self._of_look(stage, None) | {"plot": self._curves(), "download": gr.DownloadButton(visible=False)}

    def finished(
        self, content: Picture, style: Picture, one_pass: OnePass | None, address: str = "", time_over: str = ""
    ) -> dict[str, object]:
        """At the end: G beside that of one pass; beside C where the run ended early.

        Args:
            content, style: C and the first S, for the card.
            one_pass: to compare with.
            address: of the page with these settings.
            time_over: the sentence for a run whose time was over.
        """
        result = Image.fromarray(over_white(self.picture))
        last = self.history[-1]
        line = html.done(words.finished(self.history, self.options, self.region, result.size))
        if one_pass is None:
            before = content.image().resize(result.size, Image.Resampling.LANCZOS)
            line += html.note("" if last.last else time_over, words.BESIDE_C)
        else:
            before = Image.fromarray(one_pass.made.picture)
            pair = words.versus(one_pass.made.seconds, one_pass.costs, last)
            line += f'<div class="fs-versus">{"".join(f"<p>{one}</p>" for one in pair)}</div>'
        line += recognisable(last.faces, self.options) + _link(address)
        return {
            "data": self.data() | ({"one_pass": one_pass.data()} if one_pass else {}),
            "stage": line,
            "plot": self._curves(),
            "download": gr.DownloadButton(value=self._written("facestyle.png", self.picture), visible=True),
            "before_after": gr.ImageSlider(
                value=(before, result), visible=True, label=words.RESULT if one_pass is None else words.BOTH
            ),
            "formula": formula(self.options, last),
            "film": gr.DownloadButton(value=self._film(), visible=True),
            "go_on": gr.Button(visible=True),
            "tiff": gr.DownloadButton(value=self._written("facestyle.tif", self.deep), visible=True),
            "card": gr.DownloadButton(value=self._card(content, style), visible=True),
        }

    def _card(self, content: Picture, style: Picture) -> str:
        """C, S and G in a row with the settings, as a PNG file. It has the names of options alone, and no sentence."""
        first, last, options = self.history[0], self.history[-1], self.options
        told = [
            f"alpha {options.alpha:g}, beta {options.beta:g}, {options.content_layer}",
            f"{last.iteration} steps, {options.size} px, {options.init}, {options.optimizer}, seed {options.seed}",
            f"J {first.total_cost:.3g} > {last.total_cost:.3g}",
        ]
        cells = [card.Cell(content.pixels, ["C"]), card.Cell(style.pixels, ["S"])]
        path = new_file("facestyle-card.png")
        outputs.write_picture(card.drawn([*cells, card.Cell(over_white(self.picture), ["G", *told])]), path)
        return str(path)

    def _written(self, name: str, pixels: Any) -> str:
        """Write G with its settings to a file that Gradio serves."""
        path = new_file(name)
        last = self.history[-1]
        settings = replace(self.made(last.machine), ended=0 if last.last else last.iteration)
        style_settings.write(settings, pixels, path)
        return str(path)

    def _film(self) -> str:
        path = new_file("facestyle.mp4")
        self.frames.write(path, self.picture)
        return str(path)

    @property
    def _grows(self) -> bool:
        return not self.resumed and self.options.init != "content" and self.options.size >= 384

    def _curves(self) -> str:
        note = ""
        if self.history:
            faces = "identity" in self.history[-1].extra_costs
            note = words.STYLE_JUMP if self._grows else words.FACES_JUMP if faces else ""
        return curves(self.history, self.options.steps, note)


def curves(history: Sequence[Step], steps: int, note: str = "") -> str:
    """J and its parts by step, with a sentence below them."""
    if len(history) < 2:
        return charts.empty()
    last = history[-1]
    lines = {
        words.CURVE_J: [step.total_cost for step in history],
        words.CURVE_CONTENT: [step.content_cost for step in history],
    }
    for name in last.extra_costs:
        lines[words.EXTRA.get(name, name)] = [step.extra_costs.get(name, 0.0) for step in history]
    for layer in last.style_costs:
        lines[words.CURVE_STYLE.format(layer=layer)] = [step.style_costs[layer] for step in history]
    return charts.draw([step.iteration for step in history], lines, steps, note)


def formula(options: StyleOptions, last: Step) -> str:
    """The formula of J with the values of a run."""
    return words.style_formula(options, last.content_cost, last.style_cost, last.extra_costs)


def _link(address: str) -> str:
    """Where the same tab opens with the same settings."""
    return (
        f'<p class="fs-note"><a href="{escape(address)}">{escape(words.LINK)}</a> {words.LINK_HOLDS}</p>'
        if address
        else ""
    )


def stage(picture: np.ndarray, alt: str, below: str, kind: str = "fs-stage") -> str:
    """G large, with what is said of it below."""
    return f'<div class="{kind}">{html.picture(over_white(picture), alt, 768, 85)}{below}</div>'


def _enlarged(pixels: np.ndarray) -> np.ndarray:
    """A picture three times as large, smooth between pixels."""
    small = Image.fromarray(pixels)
    return np.asarray(small.resize((3 * small.width, 3 * small.height), Image.Resampling.BICUBIC))


def measured(costs: Costs) -> dict[str, object]:
    """J and its parts, for programs."""
    told = {"content_cost": costs.content, "style_cost": sum(costs.styles.values()), "total_cost": costs.total}
    return {**told, "style_costs": costs.styles, "extra_costs": costs.extras}


def recognisable(faces: Sequence[FaceAfter], options: StyleOptions | None, larger: str = "") -> str:
    """Whether the people in C can still be recognised in G, face by face, and what may help if not.

    Args:
        faces: what became of each.
        options: of the descent; None for one pass.
        larger: says that a larger gamma may help; empty takes the words of a descent.
    """
    if not faces:
        return ""
    items = "".join(
        f'<li class="{"fs-same" if face.same else "fs-different"}">{html.icon("yes" if face.same else "no")}'
        f"{words.face(number, face)}</li>"
        for number, face in enumerate(faces, start=1)
    )
    known = sum(face.same for face in faces)
    gamma = options.identity if options else 0.0
    more = min(fields.limits(StyleOptions, "identity")[1], max(SUGGESTED_GAMMA, 4 * gamma))
    hint = (larger or words.LARGER_GAMMA).format(gamma=more) if known < len(faces) and gamma < more else ""
    hint += words.NEARER if hint and options and options.likeness != "portrait" else ""
    return (
        f'<div class="fs-faces"><p><b>{words.RECOGNISABLE}</b> {words.BY_ENCODER.format(known=known, faces=len(faces))}'
        f"{hint}</p><ul>{items}</ul></div>"
    )
