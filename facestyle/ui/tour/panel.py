"""The panel of the tour, above the tabs. The browser lays it out only once it is asked for: see assets/tour.js."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import gradio as gr

from facestyle import folders
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.shared.wall import wall
from facestyle.ui.shared.wiring import wire
from facestyle.ui.tour import events, view, words
from facestyle.ui.verify import words as verify_words

SCRIPT = folders.assets() / "tour.js"


def button() -> str:
    """The button in the page's head."""
    return f'<button type="button" id="fs-tour" data-tour="1" aria-expanded="false">{escape(words.TAKE)}</button>'


def place() -> gr.Column:
    """Where the tour is laid out, before the tabs."""
    with gr.Column(visible=False, elem_id="tour") as column:
        pass
    return column


def build(page: Page, column: gr.Column) -> None:
    """Lay out the tour and wire its events."""
    session = page.session
    with column:
        gr.HTML(view.head(), elem_id="tour-head", container=False)
        photo_a, photo_b, style, hung, areas = _steps()
        gr.HTML(view.foot(), elem_id="tour-foot", container=False)
        runs = [gr.Button("", visible="hidden", elem_id=f"{one.elem_id}-run") for one in areas]
    made_from = [(photo_a, photo_b), (photo_a, style), (photo_a, style), (photo_a,)]
    results = [page.result(area, of, at_once=of) for area, of in zip(areas, made_from, strict=True)]
    for run, result, handler in zip(runs, results, _HANDLERS, strict=True):
        _wire_step(session, run, result, handler)
    wire(session, hung.select, events.hang, [], [style], "tour_hang", progress=False)
    # A step is made anew after a change of what it is made from, if it is in sight.
    changes = partial(gr.on, [photo_a.change, photo_b.change, style.change])
    wire(session, changes, None, [], [], "tour_changed", js="() => window.facestyleTour.changed()")
    _wire_ways(page, column, [photo_a, photo_b, style, *areas])


def _steps() -> tuple[gr.Image, gr.Image, gr.Textbox, gr.HTML, list[gr.HTML]]:
    """Photo A beside all steps, and in them photo B, the style with its wall, and the areas of results."""
    pairs = samples.verify_pairs()
    path_a, path_b = pairs[0][:2] if pairs else (None, None)
    with gr.Row(elem_id="tour-body"):
        with gr.Column(scale=3, min_width=200):
            photo_a = photo(verify_words.PHOTO_A, "tour-a", path_a, 300)
        with gr.Column(scale=9, min_width=300):
            with gr.Row(elem_classes="fs-tour-step", elem_id="tour-step-1"):
                with gr.Column(scale=3, min_width=200):
                    photo_b = photo(verify_words.PHOTO_B, "tour-b", path_b, 300)
                with gr.Column(scale=6, min_width=300):
                    areas = [_area("recognise")]
            with gr.Row(elem_classes="fs-tour-step", elem_id="tour-step-2"):
                with gr.Column(scale=5, min_width=300):
                    areas.append(_area("paint"))
                with gr.Column(scale=4, min_width=240):
                    style = gr.Textbox(events.HUNG, visible=False, label=words.CHOSEN)
                    hung = wall(words.STYLES, "tour-wall", samples.style_thumbnails(), 3)
            for number, name in ((3, "you"), (4, "inside")):
                with gr.Column(elem_classes="fs-tour-step", elem_id=f"tour-step-{number}"):
                    areas.append(_area(name))
    return photo_a, photo_b, style, hung, areas


_HANDLERS: tuple[Any, ...] = (events.recognise, events.paint, events.still_you, events.inside)


def _area(name: str) -> gr.HTML:
    return gr.HTML(html.empty(words.WAITS), label=name, elem_id=view.area(name))


def _wire_step(session: gr.State, run: gr.Button, result: Result, handler: Any) -> None:
    name = result.name.replace("-", "_")
    wire(session, run.click, handler, result.made_from, [result.area], name, result=result, queue="own",
         job=events.JOB, replaces=True, progress=result.area, trigger_mode="multiple")  # fmt: skip


def _wire_ways(page: Page, column: gr.Column, left: list[Any]) -> None:
    """In by the button or by the address, and out: what was shown, and whose photographs, is let go."""
    opens, leaves = (gr.Button("", visible="hidden", elem_id=f"tour-{way}") for way in ("open", "leave"))
    first = [one.value for one in left]

    def out(session: Any) -> Any:
        """Put the photographs and areas that the tour opens with in place."""
        events.leave(session)
        return tuple(one["path"] if isinstance(one, dict) else one for one in first)

    def shows(trigger: Any, name: str, js: str) -> Any:
        return wire(page.session, trigger, None, [], [column], name, js=js, progress=False)

    shown = "() => ({ __type__: 'update', visible: %s })"
    shows(page.blocks.load, "tour_asked", shown % "window.facestyleTour.asked() > 0")
    shows(opens.click, "tour_opens", shown % "true")
    gone = shows(leaves.click, "tour_leaves", shown % "false")
    wire(page.session, gone.then, out, [], left, "tour_left", progress=False)
