"""The tab Inside the network, laid out."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.inside.layers import OVERVIEW
from facestyle.ui.inside import words
from facestyle.ui.inside.events import FIRST_LAYER, chosen_unit, compare_costs, layers, unit, units
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire

ID, TITLE = "inside", "Inside the network"

#: A newer look at a unit ends an older one.
LOOKS: dict[str, Any] = {"queue": "inside", "progress": False, "job": "inside", "replaces": True}


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session = page.session
    contents, styles = samples.contents(), samples.styles()
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300, elem_id="inside-controls"):
            network = gr.Radio(words.NETWORK_CHOICES, value="vgg16", label="Network", elem_id="inside-network")
            layer = gr.Radio(
                list(OVERVIEW["vgg16"]), value=FIRST_LAYER, label="Layer, shallow to deep", elem_id="inside-layer"
            )
            which = gr.Radio(words.SET_CHOICES, value="samples", label="Pictures", elem_id="inside-set")
            button = gr.Button("Look inside", variant="primary", size="lg", elem_id="inside-run")
            with gr.Accordion("More: pictures of your own, a unit by its number, the picture to look at", open=False):
                files = gr.File(
                    label="Pictures of your own, up to 200",
                    file_count="multiple",
                    file_types=["image"],
                    height=120,
                    elem_id="inside-files",
                )
                with gr.Row(elem_classes="fs-tight"):
                    number = gr.Number(None, label="Unit", info="From 0.", precision=0, elem_id="inside-number")
                    go = gr.Button("Show this unit", elem_id="inside-go", min_width=120)
                picture = photo(
                    "Where a unit fires is shown in this picture",
                    "inside-picture",
                    contents[-1] if contents else None,
                    190,
                    sources=["upload", "clipboard"],
                )
        with gr.Column(scale=8, min_width=320, elem_id="inside-output"):
            stage = gr.HTML(html.empty(words.EMPTY), label="stage", elem_id="inside-stage")
            wall = gr.Gallery(
                label="Nine units: click one",
                columns=5,
                height="auto",
                visible=False,
                allow_preview=False,
                interactive=False,
                object_fit="contain",
                buttons=[],
                format="png",
                elem_id="inside-wall",
                elem_classes="fs-wall",
            )
    unit_area = gr.HTML(html.empty(words.UNIT_EMPTY), label="unit", elem_id="inside-unit")
    data, unit_data = gr.JSON(visible=False, label="units"), gr.JSON(visible=False, label="unit")
    for given in (network, layer, which, number):
        as_given(given)
    inputs = [network, layer, which, files]
    wire(session, button.click, units, inputs, [data, stage, wall], "units", error=stage, public=True, **LOOKS)
    of_unit, shown = [*inputs, number, picture], [unit_data, unit_area]
    wire(session, go.click, unit, of_unit, shown, "unit", error=unit_area, public=True, **LOOKS)
    clicked = wire(session, wall.select, chosen_unit, [], [number], "choose_unit")
    wire(session, clicked.then, unit, of_unit, shown, "unit_clicked", error=unit_area, **LOOKS)
    wire(session, network.input, layers, [network], [layer], "layers")
    press = f"() => document.querySelector('#{button.elem_id}').click()"
    # A layer that is chosen is looked at: all of a network's were looked at in one pass.
    wire(session, layer.input, None, [], [], "layer_chosen", queue="own", js=press)
    _build_comparison(session, contents, styles)


def _build_comparison(session: gr.State, contents: list[str], styles: list[tuple[str, str]]) -> None:
    hung = next((path for path, title in styles if title == "Swirling strokes"), None)
    gr.Markdown(words.COMPARE_INTRO, elem_classes="fs-intro", elem_id="inside-compare")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            with gr.Row(elem_classes="fs-inputs"):
                content = photo("Content C", "compare-content", contents[0] if contents else None, 150)
                style = photo("Style S", "compare-style", hung, 150, sources=["upload", "clipboard"])
                generated = photo("G, if you have one", "compare-g", None, 150, sources=["upload", "clipboard"])
            button = gr.Button("Compare layers", variant="primary", size="lg", elem_id="compare-run")
        with gr.Column(scale=8, min_width=320):
            area = gr.HTML(html.empty(words.COMPARE_EMPTY), label="comparison", elem_id="compare-result")
    data = gr.JSON(visible=False, label="costs by layer")
    wire(
        session,
        button.click,
        compare_costs,
        [content, style, generated],
        [data, area],
        "compare_costs",
        error=area,
        queue="inside",
        public=True,
        progress=False,
    )
