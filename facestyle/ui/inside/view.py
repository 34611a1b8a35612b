"""How the tab Inside the network shows what was found: patches, maps and matrices, each with what it means."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from facestyle.inside.compare import LayerComparison
from facestyle.inside.maps import UnitMap
from facestyle.inside.patches import Patch
from facestyle.inside.sheets import enlarged
from facestyle.inside.top_patches import TOP
from facestyle.inside.units import Scan
from facestyle.inside.visualise import VisualiseStep
from facestyle.ui.inside import words
from facestyle.ui.shared import html


def summary(scan: Scan, layer: str) -> str:
    """What was looked at, and what could not be."""
    found = scan.found[layer].layer
    height, width = found.field.size
    parts = [
        f"{scan.options.network}, layer {layer}: 9 of its {found.units} units, from {scan.usable} pictures. Each unit "
        f"sees {width} x {height} pixels of a picture at a time."
    ]
    if scan.usable < TOP:
        parts.append(f"With {scan.usable} pictures there are at most {scan.usable} patches a unit: one a picture.")
    if scan.repeated:
        parts.append(f"{scan.repeated} were there twice and count once.")
    if scan.unusable:
        parts.append(f"{len(scan.unusable)} could not be used: {scan.unusable[0][1]}")
    return f'<p class="fs-note" role="status">{escape(" ".join(parts))}</p>'


def progress(done: int, total: int, layer: str) -> str:
    """While the pictures are looked at."""
    share = 100 * done / max(total, 1)
    return (
        f'<div class="fs-card fs-empty"><div style="width:100%"><p>Showing {total} pictures to every unit of '
        f'{escape(layer)} … {done} done</p><div class="fs-progress" role="progressbar" aria-valuenow="{share:.0f}" '
        f'aria-valuemin="0" aria-valuemax="100"><span style="width:{share:.0f}%"></span></div></div></div>'
    )


def unit_page(
    layer: str,
    unit: int,
    found: Sequence[Patch],
    asked: VisualiseStep | None = None,
    where: str = "",
) -> str:
    """All there is about one unit."""
    return (
        f'<div class="fs-card fs-unit"><h3>Unit {unit} of {escape(layer)}</h3><div class="fs-unit-parts">'
        f"{_nine(found)}{_asked(asked, found)}{where}</div></div>"
    )


def _nine(found: Sequence[Patch]) -> str:
    if not found:
        return "<section><h4>Its patches</h4><p>None of these pictures makes this unit fire.</p></section>"
    items = "".join(
        f'<figure><img src="{_tile(patch)}" alt="Patch {rank} of {escape(_name(patch))}" '
        f'title="{escape(_name(patch))}"><figcaption>{patch.activation:.3g}</figcaption></figure>'
        for rank, patch in enumerate(found, start=1)
    )
    fewer = f" Only {len(found)} of the pictures make it fire." if len(found) < TOP else ""
    beyond = sum(not patch.complete for patch in found)
    border = f" {beyond} of them reach beyond a border." if beyond else ""
    return (
        f'<section><h4>What made it fire most</h4><div class="fs-nine">{items}</div>'
        f'<p class="fs-note">{escape(words.PATCHES_MEAN)}{fewer}{border}</p></section>'
    )


def _tile(patch: Patch) -> str:
    return html.data_uri(enlarged(patch.pixels, 96), 96, 90)


def _name(patch: Patch) -> str:
    return Path(patch.source).stem.replace("-", " ")


def _asked(step: VisualiseStep | None, found: Sequence[Patch]) -> str:
    if step is None or step.picture is None or step.activation is None:
        waiting = '<div class="fs-asked fs-empty"><p>Forming from noise …</p></div>'
        return f"<section><h4>What it asks for</h4>{waiting}</section>"
    done = step.iteration == step.steps
    best = f"; the best patch reached {found[0].activation:.3g}" if found else ""
    line = f"It fires with {step.activation:.3g} at this picture{best}."
    steps = "" if done else f" Step {step.iteration} of {step.steps}."
    return (
        f'<section class="{"fs-unit-done" if done else "fs-unit-forming"}"><h4>What it asks for</h4>'
        f'<img class="fs-asked" alt="A picture that excites the unit, after step {step.iteration}" '
        f'src="{html.data_uri(enlarged(step.picture, 288), 288, 90)}">'
        f'<p class="fs-note"><b>{line}{steps}</b> {escape(words.ASKS_MEAN)}</p></section>'
    )


def where_it_fires(found: UnitMap, heat: np.ndarray, gradient: np.ndarray, name: str) -> str:
    """Where a unit fires in one picture, and what made it fire there."""
    height, width = found.seen.shape[:2]
    left, top, right, bottom = found.box
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if found.strongest <= 0:
        return f"<section><h4>Where it fires</h4><p>Nowhere in {escape(name)}: it is silent there.</p></section>"
    frame = (
        f'<rect class="fs-box fs-strong" x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" '
        f'stroke-width="{max(width, height) / 120:.1f}"/>'
    )
    return (
        f"<section><h4>Where it fires in {escape(name)}</h4>"
        f'<figure class="fs-figure"><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="Where the unit fires"><image href="{html.data_uri(heat, 640, 90)}" width="{width}" '
        f'height="{height}"/>{frame}</svg></figure>'
        f'<p class="fs-note">{escape(words.WHERE_MEAN)} There its activation is {found.strongest:.3g}.</p>'
        f'<div class="fs-pair"><figure><img alt="What it saw" src="{_square(found.seen[top:bottom, left:right])}">'
        f"<figcaption>what it saw</figcaption></figure>"
        f'<figure><img alt="The gradient there" src="{_square(gradient[top:bottom, left:right])}">'
        f"<figcaption>its gradient</figcaption></figure></div>"
        f'<p class="fs-note">{escape(words.GRADIENT_MEAN)}</p></section>'
    )


def not_there(sentence: str) -> str:
    """Where the chosen picture can't be seen by this network."""
    return f"<section><h4>Where it fires</h4><p>{escape(sentence)}</p></section>"


def _square(pixels: np.ndarray) -> str:
    return html.data_uri(enlarged(pixels, 144), 144, 92)


def compared(layers: Sequence[LayerComparison], note: str) -> str:
    """A row for each layer: the features of C and G, the Gram matrices of S and G, and both costs."""
    rows = "".join(
        f"<tr><th>{escape(one.layer)}</th>"
        f"<td>{_shown(one.features_c, f'Features of C at {one.layer}')}</td>"
        f"<td>{_shown(one.features_g, f'Features of G at {one.layer}')}</td>"
        f"<td><b>{one.content_cost:.3g}</b></td>"
        f"<td>{_shown(one.gram_s, f'Gram matrix of S at {one.layer}')}</td>"
        f"<td>{_shown(one.gram_g, f'Gram matrix of G at {one.layer}')}</td>"
        f"<td><b>{one.style_cost:.3g}</b><small>C itself: {one.style_cost_c:.3g}</small></td></tr>"
        for one in layers
    )
    return (
        f'<div class="fs-card fs-compared"><p class="fs-note">{escape(note)}</p><div class="fs-scroll"><table>'
        "<thead><tr><th>layer</th><th>features of C</th><th>features of G</th><th>J content, C and G</th>"
        "<th>Gram of S</th><th>Gram of G</th><th>J style, S and G</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
        f'<p class="fs-note">{escape(words.FEATURES_MEAN)}</p>'
        f'<p class="fs-note">{escape(words.GRAMS_MEAN)} 0 is the same; the small number is where a G that is C '
        "itself stands.</p></div>"
    )


def _shown(pixels: np.ndarray, alt: str) -> str:
    height, width = pixels.shape[:2]
    times = max(1, round(160 / max(height, width)))
    large = np.repeat(np.repeat(pixels, times, axis=0), times, axis=1)
    return f'<img alt="{escape(alt)}" src="{html.data_uri(large, 224, 92)}">'
