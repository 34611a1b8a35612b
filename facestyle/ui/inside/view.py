"""The pictures of the tab Inside the network: patches, maps and matrices, each with what it means."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from facestyle.inside.compare import LayerComparison
from facestyle.inside.maps import UnitMap
from facestyle.inside.patches import Patch
from facestyle.inside.sheets import enlarged
from facestyle.inside.units import Scan
from facestyle.inside.visualise import VisualiseStep
from facestyle.ui.inside import words
from facestyle.ui.shared import html


def summary(scan: Scan, layer: str) -> str:
    """Which units of which pictures are shown, and which pictures are not."""
    return f'<p class="fs-note" role="status">{escape(words.summary(scan, layer))}</p>'


def progress(done: int, total: int, layer: str) -> str:
    """While the pictures are looked at."""
    sentence = escape(words.LOOKING.format(total=total, layer=layer, done=done))
    inner = f'<div style="width:100%"><p>{sentence}</p>{html.bar(done / max(total, 1))}</div>'
    return f'<div class="fs-card fs-empty">{inner}</div>'


def unit_page(
    layer: str, unit: int, found: Sequence[Patch], asked: VisualiseStep | None = None, where: str = ""
) -> str:
    """One unit: its patches, the picture that it asks for, and where it fires."""
    title = escape(words.UNIT_OF.format(unit=unit, layer=layer))
    return (
        f'<div class="fs-card fs-unit"><h3>{title}</h3><div class="fs-unit-parts">'
        f"{_nine(found)}{_asked(asked, found)}{where}</div></div>"
    )


def _section(title: str, body: str, kind: str = "") -> str:
    shown = f' class="{kind}"' if kind else ""
    return f"<section{shown}><h4>{escape(title)}</h4>{body}</section>"


def _nine(found: Sequence[Patch]) -> str:
    if not found:
        return _section(words.NO_PATCHES, f"<p>{words.SILENT}</p>")
    items = "".join(_tile(rank, patch) for rank, patch in enumerate(found, start=1))
    meaning = words.patches_mean(len(found), sum(not patch.complete for patch in found))
    return _section(words.PATCHES, f'<div class="fs-nine">{items}</div>{html.note(meaning)}')


def _tile(rank: int, patch: Patch) -> str:
    name = Path(patch.source).stem.replace("-", " ")
    picture = html.picture(enlarged(patch.pixels, 96), words.PATCH.format(rank=rank, name=name), 96)
    return html.figure(picture, f"{patch.activation:.3g}", title=name)


def _asked(step: VisualiseStep | None, found: Sequence[Patch]) -> str:
    if step is None or step.picture is None or step.activation is None:
        return _section(words.ASKS, f'<div class="fs-asked fs-empty"><p>{words.FORMING}</p></div>')
    picture = html.picture(enlarged(step.picture, 288), words.EXCITES.format(step=step.iteration), 288, kind="fs-asked")
    told = escape(words.fires(step, found[0].activation if found else None))
    meaning = f'<p class="fs-note"><b>{told}</b> {escape(words.ASKS_MEAN)}</p>'
    done = step.iteration == step.steps
    return _section(words.ASKS, picture + meaning, "fs-unit-done" if done else "fs-unit-forming")


def where_it_fires(found: UnitMap, heat: np.ndarray, gradient: np.ndarray) -> str:
    """Where a unit fires in a picture, and what makes it fire there."""
    if found.strongest <= 0:
        return _section(words.WHERE, f"<p>{escape(words.NOWHERE)}</p>")
    height, width = found.seen.shape[:2]
    left, top, right, bottom = found.box
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    frame = (
        f'<rect class="fs-box fs-strong" x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" '
        f'stroke-width="{max(width, height) / 120:.1f}"/>'
    )
    image = f'<image href="{html.data_uri(heat, 640, 90)}" width="{width}" height="{height}"/>'
    drawn = f'<figure class="fs-figure">{html.svg(width, height, words.WHERE_SHOWN, image + frame)}</figure>'
    saw = _close(found.seen[top:bottom, left:right], words.SAW, words.SAW_CAPTION)
    slope = _close(gradient[top:bottom, left:right], words.GRADIENT, words.GRADIENT_CAPTION)
    return _section(
        words.WHERE_IN_ONE,
        f"{drawn}{html.note(words.WHERE_MEAN.format(strongest=found.strongest))}"
        f'<div class="fs-pair">{saw}{slope}</div>{html.note(words.GRADIENT_MEAN)}',
    )


def not_there(sentence: str) -> str:
    """Why the network cannot see the chosen picture."""
    return _section(words.WHERE, f"<p>{escape(sentence)}</p>")


def _close(pixels: np.ndarray, alt: str, caption: str) -> str:
    return html.figure(html.picture(enlarged(pixels, 144), alt, 144, 92), caption)


def compared(layers: Sequence[LayerComparison], note: str) -> str:
    """A row for each layer: the features of C and G, the Gram matrices of S and G, and both costs."""
    rows = [
        (
            escape(one.layer),
            _shown(one.features_c, words.FEATURES.format(picture="C", layer=one.layer)),
            _shown(one.features_g, words.FEATURES.format(picture="G", layer=one.layer)),
            f"<b>{one.content_cost:.3g}</b>",
            _shown(one.gram_s, words.GRAM.format(picture="S", layer=one.layer)),
            _shown(one.gram_g, words.GRAM.format(picture="G", layer=one.layer)),
            f"<b>{one.style_cost:.3g}</b><small>{words.C_ITSELF.format(cost=one.style_cost_c)}</small>",
        )
        for one in layers
    ]
    return (
        f'<div class="fs-card fs-compared">{html.note(note)}{html.table(words.COMPARE_HEADS, rows, "", named=True)}'
        f"{html.note(words.FEATURES_MEAN, words.GRAMS_MEAN)}</div>"
    )


def _shown(pixels: np.ndarray, alt: str) -> str:
    times = max(1, round(160 / max(pixels.shape[:2])))
    return html.picture(np.repeat(np.repeat(pixels, times, axis=0), times, axis=1), alt, 224, 92)
