"""Make what the page opens with: `python assets/opening/make.py [NAME ...]` makes all of it, or what is named.

By the networks and the sample pictures in the cache; tests/ui/shared/test_opening.py compares it with what the code
gives today.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from facestyle import images
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.pipeline import encode_faces
from facestyle.signals import ecg
from facestyle.ui.shared import opening, samples


def faces() -> dict[str, Any]:
    """The encoded faces of the photographs that Verify and Identify open with."""
    paths = sorted({path for *pair, _ in samples.verify_pairs() for path in pair} | set(samples.identify_photos()))
    found = encode_faces([images.load(path) for path in paths], DEFAULT_ENCODER)
    return {
        "encoder": DEFAULT_ENCODER,
        "contract": encoder_spec(DEFAULT_ENCODER).contract,
        "pictures": {Path(path).stem: opening.written(some) for path, some in zip(paths, found, strict=True)},
    }


def heartbeat() -> dict[str, Any]:
    """The simulated electrocardiogram over which a filter slides."""
    recording = ecg.simulate(ecg.EcgOptions())
    return {
        "samples": [round(float(sample), 5) for sample in recording.samples],
        "rate": recording.rate,
        "beats": [[beat.sample, beat.kind] for beat in recording.beats],
        "name": recording.name,
        "heart_rate": recording.heart_rate,
        "notes": list(recording.notes),
    }


MAKERS: dict[str, Callable[[], dict[str, Any]]] = {"faces": faces, "heartbeat": heartbeat}


def main(names: list[str]) -> None:
    """Write the named results, or all."""
    for name in names or MAKERS:
        made = json.dumps(MAKERS[name](), ensure_ascii=False, separators=(",", ":"))
        (opening.FOLDER / f"{name}.json").write_text(made + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
