"""Train what the tab Train opens with: `python assets/opening/train.py` writes the files beside it.

The training is that of the page's example with its usual options. The faces are cut from official photographs of the US
government, in the public domain (credits in MODEL_CARD.md).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

# So that other machines come near the same costs.
os.environ.setdefault("FACESTYLE_FORMAT", "float32")

import numpy as np
from PIL import Image

from facestyle.faces.siamese.data import split_people
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.report import report
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.ui.train import opening, work
from facestyle.ui.train.events import USUAL_WIDTH
from facestyle.ui.train.view import TrainView

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    """Write the figures of all steps, and the pictures of the triplets that the end of a run shows."""
    data, options = work.samples(USUAL_WIDTH), TrainOptions()
    split, view = split_people(data.names, options.seed), TrainView(data, options)
    for step in train_in_stages(data, split, options):
        view.add(step)
    last, shown = view.last, view.shown_step
    assert last.model is not None
    assert shown is not None
    triplets = [list(asdict(one).values()) for one in shown.examples]
    rows = sorted({row for anchor, positive, negative, *_ in triplets for row in (anchor, positive, negative)})
    sheet = Image.fromarray(np.concatenate([data.thumbnails[row] for row in rows], axis=1))
    sheet.save(FOLDER / opening.PICTURES, "WEBP", quality=92, method=6)
    told = {
        "contract": data.contract,
        "options": asdict(options),
        "names": data.names,
        "rows": rows,
        "cost": [float(f"{step.cost:.4g}") for step in view.history],
        "used": [step.used for step in view.history],
        "violating": [round(step.violating, 4) for step in view.history],
        "examples": {shown.step: [[round(value, 4) for value in one] for one in triplets]},
        "report": asdict(report(last.model, data, split, last.step)),
    }
    (FOLDER / f"{opening.KEPT}.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
