"""The tab Inside the network, laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle.inside.layers import OVERVIEW
from facestyle.ui.inside import words
from facestyle.ui.inside.events import FIRST_LAYER, chosen_unit, compare_costs, layers, unit, units
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, files, photo, wall
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire

ID, TITLE = "inside", words.TAB

INSIDE: dict[str, Any] = {"queue": "inside", "progress": False}
#: A newer look at a unit ends an older one.
LOOKS: dict[str, Any] = {**INSIDE, "job": "inside", "replaces": True}


@dataclass(frozen=True)
class _Look:
    """Which units of which pictures are looked at."""

    network: gr.Radio
    layer: gr.Radio
    which: gr.Radio
    run: gr.Button
    files: gr.File
    number: gr.Number
    go: gr.Button
    picture: gr.Image


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300, elem_id="inside-controls"):
            look = _look()
        with gr.Column(scale=8, min_width=320, elem_id="inside-output"):
            stage = gr.HTML(html.empty(words.EMPTY), label="stage", elem_id="inside-stage")
            nine = wall(words.WALL, "inside-wall", fit="contain", visible=False, format="png")
    one = gr.HTML(html.empty(words.UNIT_EMPTY), label="unit", elem_id="inside-unit")
    _wire(page.session, look, stage, nine, one)
    _comparison(page.session)


def _look() -> _Look:
    network = gr.Radio(words.NETWORK_CHOICES, value="vgg16", label=words.NETWORK, elem_id="inside-network")
    layer = gr.Radio(list(OVERVIEW["vgg16"]), value=FIRST_LAYER, label=words.LAYER, elem_id="inside-layer")
    which = gr.Radio(words.SET_CHOICES, value="samples", label=words.SET, elem_id="inside-set")
    run = gr.Button(words.LOOK, variant="primary", size="lg", elem_id="inside-run")
    with gr.Accordion(words.MORE, open=False):
        pictures = files(words.FILES, "inside-files", ["image"], 120, many=True)
        with gr.Row(elem_classes="fs-tight"):
            number = gr.Number(None, label=words.UNIT, info=words.UNIT_INFO, precision=0, elem_id="inside-number")
            go = gr.Button(words.SHOW_UNIT, elem_id="inside-go", min_width=120)
        contents = samples.contents()
        shown = contents[-1] if contents else None
        picture = photo(words.PICTURE, "inside-picture", shown, 190, sources=["upload", "clipboard"])
    for given in (network, layer, which, number):
        as_given(given)
    return _Look(network, layer, which, run, pictures, number, go, picture)


def _wire(session: gr.State, look: _Look, stage: gr.HTML, nine: gr.Gallery, one: gr.HTML) -> None:
    data, of_one = gr.JSON(visible=False, label="units"), gr.JSON(visible=False, label="unit")
    inputs = [look.network, look.layer, look.which, look.files]
    wire(session, look.run.click, units, inputs, [data, stage, nine], "units", error=stage, public=True, **LOOKS)
    of_unit = [*inputs, look.number, look.picture]
    wire(session, look.go.click, unit, of_unit, [of_one, one], "unit", error=one, public=True, **LOOKS)
    clicked = wire(session, nine.select, chosen_unit, [], [look.number], "choose_unit")
    wire(session, clicked.then, unit, of_unit, [of_one, one], "unit_clicked", error=one, **LOOKS)
    wire(session, look.network.input, layers, [look.network], [look.layer], "layers")
    press = f"() => document.querySelector('#{look.run.elem_id}').click()"
    # A layer that is chosen is looked at: all of a network's were looked at in one pass.
    wire(session, look.layer.input, None, [], [], "layer_chosen", queue="own", js=press)


def _comparison(session: gr.State) -> None:
    contents = samples.contents()
    gr.Markdown(words.COMPARE_INTRO, elem_classes="fs-intro", elem_id="inside-compare")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            with gr.Row(elem_classes="fs-inputs"):
                content = photo(words.CONTENT, "compare-content", contents[0] if contents else None, 150)
                style = photo(words.STYLE, "compare-style", samples.hung_style(), 150, sources=["upload", "clipboard"])
                generated = photo(words.GENERATED, "compare-g", None, 150, sources=["upload", "clipboard"])
            run = gr.Button(words.COMPARE, variant="primary", size="lg", elem_id="compare-run")
        with gr.Column(scale=8, min_width=320):
            area = gr.HTML(html.empty(words.COMPARE_EMPTY), label="comparison", elem_id="compare-result")
    inputs, outputs = [content, style, generated], [gr.JSON(visible=False, label="costs by layer"), area]
    wire(session, run.click, compare_costs, inputs, outputs, "compare_costs", error=area, public=True, **INSIDE)
