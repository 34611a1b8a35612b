"""The tab Inside the network: units and what they look for, and what the costs of restyling compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import gradio as gr
import numpy as np

from facestyle import images, options
from facestyle.errors import FacestyleError, MissingInputError
from facestyle.images import Picture
from facestyle.network.networks import OVERVIEW
from facestyle.network.sheets import nine
from facestyle.network.units import Scan, UnitsOptions
from facestyle.style.transfer import StyleOptions
from facestyle.ui import inside_text, inside_view, render, samples
from facestyle.ui import inside_work as work
from facestyle.ui.session import Session
from facestyle.ui.widgets import as_given, guarded, photo, show_problem
from facestyle.ui.work import restyle

#: Two at a time: a unit that is clicked while another forms ends that one.
INSIDE: dict[str, Any] = {"concurrency_id": "inside", "concurrency_limit": 2}
#: The largest set that a visitor may upload.
MOST_UPLOADS = 200
#: Where G is made here: quick, and already in the manner of S.
QUICK = StyleOptions(size=224, steps=25, init="content")
FIRST_LAYER = "relu4_3"


def units(session: Session, network: str, layer: str, which: str, files: list[str] | None) -> Iterator[tuple[Any, ...]]:
    """Show nine units of a layer, each with the nine patches of a set of pictures that excite it most.

    Parameters:
        network: vgg16 or facenet-128; the latter sees the faces of the pictures.
        layer: such as relu4_3.
        which: samples (styles and sample pictures) or mine.
        files: the pictures for mine.
    Returns:
        Units and the activations of their patches as data, then what the page shows.
    """
    session.unit_run += 1
    scan = None
    for step in _scanned(network, layer, which, files):
        scan = step.scan
        if scan is None:
            yield gr.skip(), inside_view.progress(step.done, step.total, layer), gr.Gallery(visible=False), session
    assert scan is not None  # the last step has it
    session.units_shown = tuple(scan.found[layer].strongest())
    cut = work.cut(scan, layer, session.units_shown)
    pictures = [(nine(found, 72), f"unit {unit}") for unit, found in cut.items()]
    yield (
        _data(scan, layer, cut),
        inside_view.summary(scan, layer),
        gr.Gallery(value=pictures, visible=True, selected_index=None),
        session,
    )


def unit(
    session: Session, network: str, layer: str, which: str, files: list[str] | None, number: int, picture: str | None
) -> Iterator[tuple[Any, ...]]:
    """Show one unit: its patches with their activations, a picture that excites it, where it fires in one picture.

    Parameters:
        network: vgg16 or facenet-128.
        layer: such as relu4_3.
        which: samples or mine.
        files: the pictures for mine.
        number: of the unit, from 0.
        picture: the one to show where it fires.
    Returns:
        Activations as data, and the unit's page, again and again while its picture forms.
    """
    session.unit_run += 1
    mine = session.unit_run
    if number is None:
        raise MissingInputError("No unit was chosen; click one, or give its number.")
    *_, last = _scanned(network, layer, which, files)
    [(chosen, found)] = work.cut(last.scan, layer, [number]).items()
    yield {"unit": chosen}, inside_view.unit_page(layer, chosen, found), session
    where = _where(picture, network, layer, chosen)
    with closing(work.ask(network, layer, chosen)) as asked:
        for step in asked:
            if session.unit_run != mine:
                return
            if step.picture is None:
                continue
            data = {
                "unit": chosen,
                "activations": [patch.activation for patch in found],
                "iteration": step.iteration,
                "excited": step.activation,
            }
            yield data, inside_view.unit_page(layer, chosen, found, step, where), session


def _scanned(network: str, layer: str, which: str, files: list[str] | None) -> Iterator[Any]:
    chosen = UnitsOptions(network=network, layers=_layers(network, layer))
    return work.look(_sources(network, which, files), chosen)


def _layers(network: str, layer: str) -> tuple[str, ...]:
    """All layers that the page offers are looked at in one pass, so that the next is there at once."""
    options.choice("network", network, OVERVIEW)
    offered = OVERVIEW[network]
    return offered if layer in offered else (str(layer),)


def _sources(network: str, which: str, files: list[str] | None) -> list[str]:
    if options.choice("which", which, ("samples", "mine")) == "samples":
        # The face encoder sees faces, and the styles have none.
        styles = [] if network == "facenet-128" else [path for path, _ in samples.styles()]
        return styles + samples.everything()
    if not files:
        raise MissingInputError("No picture of yours is here yet; drop some below, or choose the sample pictures.")
    if len(files) > MOST_UPLOADS:
        raise MissingInputError(f"{len(files)} pictures are more than {MOST_UPLOADS}; use the command line for more.")
    return list(files)


def _where(picture: str | None, network: str, layer: str, number: int) -> str:
    try:
        loaded = images.load(picture, name="the picture")
        found, heat, gradient = work.where(loaded, network, layer, number)
    except FacestyleError as problem:
        return inside_view.not_there(problem.message)
    return inside_view.where_it_fires(found, heat, gradient, "one picture")


def _data(scan: Scan, layer: str, cut: dict[int, Any]) -> dict[str, Any]:
    return {
        "layer": layer,
        "units": scan.found[layer].layer.units,
        "receptive_field": list(scan.found[layer].layer.field.size),
        "pictures": scan.usable,
        "unusable": [why for _, why in scan.unusable],
        "shown": {str(unit): [patch.activation for patch in found] for unit, found in cut.items()},
    }


def compare_costs(session: Session, content: str, style: str, generated: str | None) -> Iterator[tuple[Any, ...]]:
    """Show what the costs of restyling compare: the features of C and G, the Gram matrices of S and G, by layer.

    Parameters:
        content: C.
        style: S.
        generated: G; where it is missing, a quick one is made of C and S.
    Returns:
        Costs by layer as data, and a table of pictures.
    """
    picture_c = images.load(content, name="The content picture C")
    picture_s = images.load(style, name="The style picture S")
    note = "G is the picture that was given."
    if generated:
        picture_g = images.load(generated, name="The picture G")
    else:
        yield {}, render.empty(f"Making a quick G of C and S, {QUICK.steps} steps …"), session
        *_, last = restyle(picture_c, [picture_s], QUICK)
        pixels = np.asarray(last.picture)
        picture_g = Picture("G", pixels, pixels.shape[1], pixels.shape[0], "")
        note = f"G was made here of C and S: {QUICK.steps} steps from C, at {QUICK.size} pixels."
    found = work.compare(picture_c, picture_s, picture_g)
    costs = {
        one.layer: {"content_cost": one.content_cost, "style_cost": one.style_cost, "style_cost_c": one.style_cost_c}
        for one in found
    }
    yield costs, inside_view.compared(found, note), session


def build(session: gr.State) -> None:
    """Lay out the tab and wire its events."""
    contents, styles = samples.contents(), samples.styles()
    gr.Markdown(inside_text.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300, elem_id="inside-controls"):
            network = gr.Radio(inside_text.NETWORK_CHOICES, value="vgg16", label="Network", elem_id="inside-network")
            layer = gr.Radio(
                list(OVERVIEW["vgg16"]), value=FIRST_LAYER, label="Layer, shallow to deep", elem_id="inside-layer"
            )
            which = gr.Radio(inside_text.SET_CHOICES, value="samples", label="Pictures", elem_id="inside-set")
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
            stage = gr.HTML(render.empty(inside_text.EMPTY), label="stage", elem_id="inside-stage")
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
    unit_area = gr.HTML(render.empty(inside_text.UNIT_EMPTY), label="unit", elem_id="inside-unit")
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
        offered = OVERVIEW[options.choice("network", name, OVERVIEW)]
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
    gr.Markdown(inside_text.COMPARE_INTRO, elem_classes="fs-intro", elem_id="inside-compare")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            with gr.Row(elem_classes="fs-inputs"):
                content = photo("Content C", "compare-content", contents[0] if contents else None, 150)
                style = photo("Style S", "compare-style", hung, 150, sources=["upload", "clipboard"])
                generated = photo("G, if you have one", "compare-g", None, 150, sources=["upload", "clipboard"])
            button = gr.Button("Compare layers", variant="primary", size="lg", elem_id="compare-run")
        with gr.Column(scale=8, min_width=320):
            area = gr.HTML(render.empty(inside_text.COMPARE_EMPTY), label="comparison", elem_id="compare-result")
    data = gr.JSON(visible=False, label="costs by layer")
    event = button.click(
        guarded(compare_costs),
        [session, content, style, generated],
        [data, area, session],
        api_name="compare_costs",
        **more,
    )
    show_problem(event, session, area, "compare_costs_problem")
