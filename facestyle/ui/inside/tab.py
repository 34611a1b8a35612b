"""The tab Inside the network: units and what they look for, and what the costs of a restyling compare."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.inside.layers import OVERVIEW
from facestyle.ui.inside import opening, words
from facestyle.ui.inside.events import COLUMNS, FIRST_LAYER, chosen_unit, compare_costs, layers, unit, units
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, files, photo, radio
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.shared.wall import wall
from facestyle.ui.shared.wiring import wire

ID = "inside"

INSIDE: dict[str, Any] = {"queue": "inside", "progress": False}
#: A newer look at units ends an older one.
LOOKS: dict[str, Any] = {**INSIDE, "job": "inside", "replaces": True}


def build(page: Page) -> None:
    """Lay out the tab, a part for units and one for costs, and wire its events."""
    with gr.Tabs(elem_id="inside-tabs"):
        with gr.Tab(words.UNITS_TAB, id="units"):
            _units(page)
        with gr.Tab(words.COSTS_TAB, id="costs"):
            _comparison(page)


def _units(page: Page) -> None:
    """What is looked for on the left, nine units in the middle, one of them on the right."""
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=250, elem_id="inside-controls"):
            chosen, run, number, go, picture = _controls(page.session)
        with gr.Column(scale=5, min_width=300, elem_id="inside-output"):
            nine = wall(words.WALL, "inside-wall", columns=COLUMNS, shape="auto", visible=False)
            stage = gr.HTML(html.empty(words.EMPTY), label="stage", elem_id="inside-stage")
        with gr.Column(scale=5, min_width=300, elem_id="inside-one"):
            area = gr.HTML(html.empty(words.UNIT_EMPTY), label="unit", elem_id="inside-unit")

    layer_units = page.result(stage, chosen, words.LOOK, beside=(nine,))
    opening.fill(page, layer_units, nine)
    of_unit, shown = [*chosen, number, picture], [gr.JSON(visible=False, label="unit"), area]
    one_unit = page.result(area, of_unit, words.SHOW_UNIT)

    def looks(trigger: Any, handler: Any, shown: list[Any], name: str, result: Result, public: bool = True) -> None:
        wire(page.session, trigger, handler, result.made_from, shown, name, result=result, public=public, **LOOKS)

    looks(run.click, units, [gr.JSON(visible=False, label="units"), stage, nine], "units", layer_units)
    looks(go.click, unit, shown, "unit", one_unit)
    clicked = wire(page.session, nine.select, chosen_unit, [], [number], "choose_unit")
    looks(clicked.then, unit, shown, "unit_clicked", one_unit, public=False)


def _controls(session: gr.State) -> tuple[list[Any], gr.Button, gr.Number, gr.Button, gr.Image]:
    """Which layer of which pictures is looked at, a button for it; a unit, a button for it, and its picture."""
    network = radio(words.NETWORK, "inside-network", words.NETWORK_CHOICES, "vgg16")
    layer = radio(words.LAYER, "inside-layer", OVERVIEW["vgg16"], FIRST_LAYER)
    which = radio(words.SET, "inside-set", words.SET_CHOICES, "samples")
    run = gr.Button(words.LOOK, variant="primary", size="lg", elem_id="inside-run")
    with gr.Accordion(words.MORE, open=False):
        pictures = files(words.FILES, "inside-files", ["image"], 120, many=True)
        with gr.Row(elem_classes="fs-tight"):
            number = as_given(
                gr.Number(None, label=words.UNIT, info=words.UNIT_INFO, precision=0, elem_id="inside-number")
            )
            go = gr.Button(words.SHOW_UNIT, elem_id="inside-go", min_width=120)
        contents = samples.contents()
        shown = contents[-1] if contents else None
        picture = photo(words.PICTURE, "inside-picture", shown, 190, sources=["upload", "clipboard"])
    wire(session, network.input, layers, [network], [layer], "layers")
    # A click on a layer looks at it: one pass has looked at all layers of the network.
    press = "() => document.querySelector('#inside-run').click()"
    wire(session, layer.input, None, [], [], "layer_chosen", queue="own", js=press)
    return [network, layer, which, pictures], run, number, go, picture


def _comparison(page: Page) -> None:
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
    costs = page.result(area, inputs, words.COMPARE)
    wire(page.session, run.click, compare_costs, inputs, outputs, "compare_costs", result=costs, public=True, **INSIDE)
