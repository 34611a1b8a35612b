"""The events of the tab Inside the network: units and what they look for, what the costs of a restyling compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle import fields, images
from facestyle.errors import FacestyleError, MissingInputError
from facestyle.images import Picture
from facestyle.inside.layers import OVERVIEW
from facestyle.inside.sheets import nine
from facestyle.inside.units import Scan, UnitsOptions
from facestyle.style.transfer import StyleOptions
from facestyle.ui import languages
from facestyle.ui.inside import opening, view, words, work
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wall import hung
from facestyle.ui.shared.work import restyle

#: The largest set that a visitor may upload.
MOST_UPLOADS = 200
#: How G is made here: quickly, and already in the manner of S.
QUICK = StyleOptions(size=224, steps=25, init="content")
FIRST_LAYER = "relu4_3"
#: Units in a row of the wall.
COLUMNS = 3


@dataclass
class InsideState:
    """What the tab keeps for a visitor: the units that it shows."""

    units_shown: tuple[int, ...] = ()


def units(
    session: Session, _run: Run, network: str, layer: str, which: str, files: list[str] | None
) -> Iterator[tuple[Any, ...]]:
    """Show nine units of a layer, each with the nine patches of the pictures that excite it most.

    Parameters:
        network: vgg16, or facenet-128 which sees the faces of the pictures.
        layer: such as relu4_3.
        which: samples (ours: styles, drawn pictures and sample photographs) or mine.
        files: the pictures for mine.
    Returns:
        Units and the activations of their patches as data, then what the page shows.
    """
    scan = None
    for step in _scanned(network, layer, which, files):
        scan = step.scan
        if scan is None:
            yield gr.skip(), view.progress(step.done, step.total, layer), gr.HTML(visible=False)
    assert scan is not None  # the last step has it
    shown = session.of(InsideState).units_shown = tuple(scan.found[layer].strongest())
    cut = work.cut(scan, layer, shown)
    pictures = [(nine(found, 72), words.WALL_UNIT.format(unit=unit)) for unit, found in cut.items()]
    yield (
        _data(scan, layer, cut),
        view.summary(scan, layer),
        gr.HTML(hung(words.WALL, pictures, COLUMNS, "auto", captions=True), visible=True),
    )


def unit(
    _session: Session,
    run: Run,
    network: str,
    layer: str,
    which: str,
    files: list[str] | None,
    number: int,
    picture: str | None,
) -> Iterator[tuple[Any, ...]]:
    """Show one unit: its patches with their activations, a picture that excites it, and where it fires in a picture.

    Parameters:
        network: vgg16 or facenet-128.
        layer: such as relu4_3.
        which: samples or mine.
        files: the pictures for mine.
        number: the number of the unit, from 0.
        picture: the picture in which to show where it fires.
    Returns:
        Activations as data, and the page of the unit, repeatedly while its picture forms.
    """
    if number is None:
        raise MissingInputError(words.NO_UNIT)
    for last in _scanned(network, layer, which, files):
        if last.scan is None:
            yield gr.skip(), view.progress(last.done, last.total, layer)
    [(chosen, found)] = work.cut(last.scan, layer, [number]).items()
    yield {"unit": chosen}, view.unit_page(layer, chosen, found)
    where = _where(picture, network, layer, chosen)
    with closing(work.ask(network, layer, chosen)) as asked:
        for step in asked:
            if run.cancelled:
                return
            if step.picture is None:
                continue
            data = {
                "unit": chosen,
                "activations": [patch.activation for patch in found],
                "iteration": step.iteration,
                "excited": step.activation,
            }
            yield data, view.unit_page(layer, chosen, found, step, where)


def chosen_unit(session: Session, selected: gr.SelectData) -> int | None:
    """The number of the unit that was clicked."""
    shown = session.of(InsideState).units_shown or opening.units()
    return shown[selected.index] if selected.index < len(shown) else None


def layers(_session: Session, network: str) -> Any:
    """The layers of a network."""
    offered = OVERVIEW[fields.choice("network", network, OVERVIEW)]
    return gr.Radio(list(offered), value=offered[3])


def _scanned(network: str, layer: str, which: str, files: list[str] | None) -> Iterator[Any]:
    # All layers that the page offers are looked at in one pass, so that the next one is there at once.
    offered = OVERVIEW[fields.choice("network", network, OVERVIEW)]
    chosen = UnitsOptions(network=network, layers=offered if layer in offered else (str(layer),))
    return work.look(_sources(network, which, files), chosen)


def _sources(network: str, which: str, files: list[str] | None) -> list[str]:
    if fields.choice("which", which, ("samples", "mine")) == "samples":
        return samples.for_units(faces=network == "facenet-128")
    if not files:
        raise MissingInputError(words.NO_PICTURES)
    if len(files) > MOST_UPLOADS:
        raise MissingInputError(words.TOO_MANY.format(files=len(files), most=MOST_UPLOADS))
    return list(files)


def _where(picture: str | None, network: str, layer: str, number: int) -> str:
    try:
        loaded = images.load(picture, name=words.THE_PICTURE)
        found, heat, gradient = work.where(loaded, network, layer, number)
    except FacestyleError as problem:
        return view.not_there(languages.said(problem.message))
    return view.where_it_fires(found, heat, gradient)


def _data(scan: Scan, layer: str, cut: dict[int, Any]) -> dict[str, Any]:
    return {
        "layer": layer,
        "units": scan.found[layer].layer.units,
        "receptive_field": list(scan.found[layer].layer.field.size),
        "pictures": scan.usable,
        "unusable": [why for _, why in scan.unusable],
        "shown": {str(unit): [patch.activation for patch in found] for unit, found in cut.items()},
    }


def compare_costs(_session: Session, content: str, style: str, generated: str | None) -> Iterator[tuple[Any, ...]]:
    """Show what the costs of restyling compare: the features of C and G, the Gram matrices of S and G, by layer.

    Parameters:
        content: C.
        style: S.
        generated: G; without it a quick one is made of C and S.
    Returns:
        Costs by layer as data, and a table of pictures.
    """
    picture_c = images.load(content, name=words.THE_CONTENT)
    picture_s = images.load(style, name=words.THE_STYLE)
    note = words.G_GIVEN
    if generated:
        picture_g = images.load(generated, name=words.THE_GENERATED)
    else:
        yield {}, html.empty(words.MAKING_G.format(steps=QUICK.steps))
        *_, last = restyle(picture_c, [picture_s], QUICK)
        picture_g = Picture.from_array(last.picture, "G")
        note = words.G_MADE.format(steps=QUICK.steps, size=QUICK.size)
    found = work.compare(picture_c, picture_s, picture_g)
    costs = {
        one.layer: {"content_cost": one.content_cost, "style_cost": one.style_cost, "style_cost_c": one.style_cost_c}
        for one in found
    }
    yield costs, view.compared(found, note)
