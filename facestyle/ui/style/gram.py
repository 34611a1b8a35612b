"""A figure of the lesson: a Gram matrix, and for the cell that is pointed at its two feature maps and their product.

From the network's own activations of a style that is shipped; see assets/opening/gram.py.
"""

from __future__ import annotations

import math
from html import escape

from facestyle.ui.shared import html, opening, touch
from facestyle.ui.style import words

_TILES = "gram.webp"
#: Side of a cell.
_CELL = 40


def picture() -> str:
    """The matrix with a target over each cell, the tiles of each, and a sentence below."""
    told = opening.kept("gram")
    channels, gram, (high, wide) = told["channels"], told["gram"], told["places"]
    count = len(channels)
    most = max(max(row) for row in gram)
    cells, chosen, targets, tiles, sentences = [], [], [], [], []
    for one in range(count):
        for other in range(count):
            number = one * count + other
            square = f'x="{other * _CELL}" y="{one * _CELL}" width="{_CELL}" height="{_CELL}"'
            share = math.sqrt(gram[one][other] / most)
            cells.append(f'<rect class="fs-gram-cell" {square} fill-opacity="{0.05 + 0.95 * share:.3f}"/>')
            chosen.append(f'<g {touch.state(number)}><rect class="fs-gram-chosen" {square}/></g>')
            targets.append(f'<rect class="fs-target" data-at="{number}" {square}/>')
            tiles.append(_tiles(number, one, other, channels))
            sentences.append(_cell(channels[one], channels[other], (high, wide), gram[one][other]))
    side = count * _CELL
    matrix = html.svg(side, side, words.GRAM_SHOWN, "".join([*cells, *chosen, *targets]))
    address = escape(opening.address(_TILES))
    shown = f"--tiles: url('{address}'); --columns: {count}; --rows: {count + 1}"
    strongest = 1  # beside the diagonal, where two different channels meet
    drawn = f'{matrix}<div class="fs-gram-shown" style="{shown}">{"".join(tiles)}</div>'
    idea = words.GRAM_IDEA.format(layer=told["layer"], count=count)
    return html.note(idea) + touch.figure(words.GRAM_LABEL, drawn, sentences, strongest, count, "fs-gram")


def _tiles(number: int, one: int, other: int, channels: list[int]) -> str:
    """Two feature maps and their product, cut from the picture of all tiles."""
    count = len(channels)
    parts = [
        _tile(one, 0, count, words.GRAM_MAP.format(channel=channels[one])),
        _tile(other, 0, count, words.GRAM_MAP.format(channel=channels[other])),
        _tile(other, one + 1, count, words.GRAM_PRODUCT),
    ]
    shown = f"{parts[0]}<b>×</b>{parts[1]}<b>=</b>{parts[2]}"
    label = f'role="img" aria-label="{escape(words.GRAM_TILES)}"'
    return f'<div class="fs-gram-tiles" {label} {touch.state(number)}>{shown}</div>'


def _cell(one: int, other: int, places: tuple[int, int], value: float) -> str:
    high, wide = places
    return words.GRAM_CELL.format(one=one, other=other, high=high, wide=wide, value=value)


def _tile(column: int, row: int, count: int, caption: str) -> str:
    place = f"background-position: {100 * column / (count - 1):.3f}% {100 * row / count:.3f}%"
    return html.figure(f'<i style="{place}"></i>', caption)
