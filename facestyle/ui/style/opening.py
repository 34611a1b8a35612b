"""What the tab opens with: G of the pictures in place, forming in a film, with its costs and settings.

Made by assets/opening/style.py.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from facestyle.style.options import StyleOptions
from facestyle.style.transfer import Step
from facestyle.ui.shared import opening
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.style import view, words

_KEPT, _FILM, _LAST = "style", "style-film.webp", "style.webp"
#: Width and height of the last G, so that the page keeps its place.
_SIZE = (512, 342)


def put(page: Page, result: Result, outputs: dict[str, Any], content: Any, style: Any) -> bool:
    """Fill the stage, the curves and the formula; return False, and do nothing, where other pictures are in place."""
    told = opening.kept(_KEPT)
    if not (opening.holds(content, told["content"]) and opening.holds(style, told["style"])):
        return False
    history, options = _history(), _options()
    opening.put(page, result, _stage(history, options), made_from=(content, style))
    outputs["plot"].value = view.curves(history, options.steps, words.STYLE_JUMP)
    outputs["formula"].value = view.formula(options, history[-1])
    return True


def _options() -> StyleOptions:
    given: dict[str, Any] = opening.kept(_KEPT)["options"]
    tuples: dict[str, Any] = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return StyleOptions(**{**given, **tuples})


@lru_cache(maxsize=1)
def _history() -> list[Step]:
    """The steps of the run, without its pictures."""
    told = opening.kept(_KEPT)
    styles, extras = ([dict(zip(told[of], row, strict=True)) for row in zip(*told[of].values(), strict=True)]
                      for of in ("style_costs", "extra_costs"))  # fmt: skip
    steps = []
    for number, (content, style, extra) in enumerate(zip(told["content_cost"], styles, extras, strict=True)):
        total = content + sum(style.values()) + sum(extra.values())
        steps.append(Step(number, len(styles) - 1, content, style, extra, total, 0.0, None, None))
    return steps


def _stage(history: list[Step], options: StyleOptions) -> str:
    """The film, with a box to tick that holds it at its last picture."""
    width, height = _SIZE
    size = f'width="{width}" height="{height}" loading="lazy"'
    film, last = (escape(opening.address(name)) for name in (_FILM, _LAST))
    return (
        f'<div class="fs-stage fs-opening"><input type="checkbox" id="style-hold">'
        f'<img class="fs-moving" {size} src="{film}" alt="{escape(words.OPENING_FILM)}">'
        f'<img class="fs-still" {size} src="{last}" alt="{escape(words.OPENING_LAST)}">'
        f'<label for="style-hold">{escape(words.HOLD)}</label>'
        f"<p>{words.opening(options, history[0], history[-1])}</p></div>"
    )
