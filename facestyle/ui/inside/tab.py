"""The tab Inside the network, laid out."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle import fields
from facestyle.inside.layers import OVERVIEW
from facestyle.ui.inside import words
from facestyle.ui.inside.events import FIRST_LAYER, compare_costs, unit, units
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, photo
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import guarded, show_problem

#: Two at a time: a unit that is clicked while another forms ends that one.
INSIDE: dict[str, Any] = {"concurrency_id": "inside", "concurrency_limit": 2}


def build(session: gr.State) -> None:
    """Lay out the tab and wire its events."""
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
    inputs = [session, network, layer, which, files]
    more: dict[str, Any] = {"show_progress": "hidden", **INSIDE}
    event = button.click(guarded(units), inputs, [data, stage, wall, session], api_name="units", **more)
    show_problem(event, session, stage, "units_problem")
    shown = go.click(
        guarded(unit), [*inputs, number, picture], [unit_data, unit_area, session], api_name="unit", **more
    )
    show_problem(shown, session, unit_area, "unit_problem")
    _choices(session, network, layer, button)
    _clicks(session, wall, number, [*inputs, number, picture], [unit_data, unit_area, session], unit_area, more)
    _build_comparison(session, contents, styles, more)


def _choices(session: gr.State, network: gr.Radio, layer: gr.Radio, button: gr.Button) -> None:
    def layers_of(_session: Session, name: str) -> Any:
        """The layers of a network."""
        offered = OVERVIEW[fields.choice("network", name, OVERVIEW)]
        return gr.Radio(list(offered), value=offered[3])

    network.input(
        guarded(layers_of), [session, network], layer, api_name="layers", api_visibility="private", queue=False
    )
    press = f"() => document.querySelector('#{button.elem_id}').click()"
    # A layer that is chosen is looked at: all of a network's were looked at in one pass.
    layer.input(None, None, None, js=press, api_name="layer_chosen", api_visibility="private")


def _clicks(
    session: gr.State,
    wall: gr.Gallery,
    number: gr.Number,
    inputs: list[Any],
    outputs: list[Any],
    area: gr.HTML,
    more: dict[str, Any],
) -> None:
    def chosen(mine: Session | None, selected: gr.SelectData) -> int | None:
        """The number of the unit that was clicked."""
        shown = mine.units_shown if mine is not None else ()
        return shown[selected.index] if selected.index < len(shown) else None

    clicked = wall.select(chosen, session, number, api_name="choose_unit", api_visibility="private", queue=False)
    event = clicked.then(guarded(unit), inputs, outputs, api_name="unit_clicked", api_visibility="private", **more)
    show_problem(event, session, area, "unit_clicked_problem")


def _build_comparison(
    session: gr.State, contents: list[str], styles: list[tuple[str, str]], more: dict[str, Any]
) -> None:
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
    event = button.click(
        guarded(compare_costs),
        [session, content, style, generated],
        [data, area, session],
        api_name="compare_costs",
        **more,
    )
    show_problem(event, session, area, "compare_costs_problem")
