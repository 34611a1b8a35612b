"""Paint what the tab Style opens with: `python assets/opening/style.py` runs it and writes the files beside it.

Its C is a photograph by danielbuechele (CC BY 2.0, credits in MODEL_CARD.md), its S one of our own styles.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from facestyle import images
from facestyle.folders import assets
from facestyle.style.transfer import Step, StyleOptions, stylize
from facestyle.weights import cache

FOLDER = Path(__file__).resolve().parent
CONTENT, STYLE = "china", "swirling-strokes"
#: The page's defaults at the size that it prefers. float32, so that other machines come near the same costs.
OPTIONS = StyleOptions(size=512, number_format="float32")
#: Pictures of the film, in the order of time: the first steps change most. The last one stays for a while.
FRAMES, HOLD, MILLISECONDS, WIDTH = 44, 3200, 90, 400


def run() -> list[Step]:
    """Restyle; the records of all steps."""
    content = images.load(cache.sample(CONTENT), detail=2 * OPTIONS.size)
    style = images.load(assets() / "styles" / f"{STYLE}.jpg", detail=2 * OPTIONS.size)
    return list(stylize(content, style, OPTIONS))


def write(history: list[Step]) -> None:
    """Write the film, the last G, and the costs."""
    pictures = [step.picture for step in history if step.picture is not None]
    last = Image.fromarray(pictures[-1])
    last.save(FOLDER / "style.webp", "WEBP", quality=92, method=6)
    height = round(WIDTH * last.height / last.width)
    chosen = sorted({round(place) for place in (len(pictures) - 1) * np.linspace(0, 1, FRAMES) ** 1.6})
    first, *others = (
        Image.fromarray(pictures[number]).resize((WIDTH, height), Image.Resampling.LANCZOS) for number in chosen
    )
    times = [MILLISECONDS] * len(others) + [HOLD]
    film = {"save_all": True, "append_images": others, "duration": times, "loop": 0, "quality": 62, "method": 6}
    first.save(FOLDER / "style-film.webp", "WEBP", **film)
    (FOLDER / "style.json").write_text(json.dumps(_told(history), indent=1) + "\n", encoding="utf-8")


def _told(history: list[Step]) -> dict[str, object]:
    def line(values: list[float]) -> list[float]:
        return [float(f"{value:.5g}") for value in values]

    return {
        "content": CONTENT,
        "style": STYLE,
        "options": asdict(OPTIONS),
        "content_cost": line([step.content_cost for step in history]),
        "style_costs": {name: line([step.style_costs[name] for step in history]) for name in history[-1].style_costs},
        "extra_costs": {
            name: line([step.extra_costs.get(name, 0.0) for step in history]) for name in history[-1].extra_costs
        },
    }


if __name__ == "__main__":
    write(run())
