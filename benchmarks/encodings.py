"""What each improvement of the encodings gives: `python benchmarks/encodings.py --pairs FILE --images DIR`.

Each picture is searched for its face once. The same faces are then encoded in each way, and compared by LFW's protocol.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.detection import Face
from facestyle.faces.encoders import encode, facenet_128, registry
from facestyle.faces.evaluation import pairs
from facestyle.images import Picture

BOX, ALIGNED = registry.Crop(margin=16), registry.Crop(places=facenet_128.PLACES)
#: Each way: its encoder, and what is changed of facenet-128.
WAYS = {
    "facenet-128, by the box": ("facenet-128", {"crops": (BOX,), "mirrored": False}),
    "… mirror image averaged in": ("facenet-128", {"crops": (BOX,)}),
    "facenet-128, by landmarks": ("facenet-128", {"crops": (ALIGNED,), "mirrored": False}),
    "… and its mirror image": ("facenet-128", {"crops": (ALIGNED,)}),
    "facenet-128, both crops and their mirror images: the default": ("facenet-128", {}),
    "dlib, by landmarks, mirror image averaged in": ("dlib", {}),
    "fused, facenet-128 by landmarks alone": ("fused", {"crops": (ALIGNED,)}),
    "fused": ("fused", {}),
}
#: Of people, for the intervals.
DRAWS = 1000
ORIGINAL = dict(registry.ENCODERS)


def in_this_way(found: list[tuple[Picture, Face]], name: str, change: dict[str, object]) -> np.ndarray:
    registry.ENCODERS["facenet-128"] = replace(ORIGINAL["facenet-128"], **change)
    try:
        return encode.encode_detected(found, name)
    finally:
        registry.ENCODERS["facenet-128"] = ORIGINAL["facenet-128"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    arguments = parser.parse_args()
    folds = pairs.read_pairs(arguments.pairs)
    sides = sorted({side for fold in folds for pair in fold for side in (pair.a, pair.b)})
    ways = list(WAYS.items())
    rows: list[dict[tuple[str, int], np.ndarray]] = [{} for _ in ways]
    for start in range(0, len(sides), 64):
        some = sides[start : start + 64]
        pictures = [images.load(arguments.images / name / f"{name}_{number:04d}.jpg") for name, number in some]
        faces = detection.main_faces(pictures)
        kept = [(side, picture, face) for side, picture, face in zip(some, pictures, faces, strict=True) if face]
        for known, (_, (name, change)) in zip(rows, ways, strict=True):
            encodings = in_this_way([(picture, face) for _, picture, face in kept], name, change)
            known.update(zip([side for side, _, _ in kept], encodings, strict=True))
        print(f"{start + len(some)} of {len(sides)}", file=sys.stderr, flush=True)
    for known, (title, _) in zip(rows, ways, strict=True):
        distances = [[pairs._distance(pair, known) for pair in fold] for fold in folds]
        drawn = pairs.resampled(distances, folds, DRAWS)
        print(json.dumps({"way": title, **asdict(pairs.report(distances, folds, drawn))}, ensure_ascii=False))


if __name__ == "__main__":
    main()
