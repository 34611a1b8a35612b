"""How often enrolment keeps a right picture aside, and how often a stranger's passes, on people who have several.

`python benchmarks/wrong_pictures.py --images lfw`: for each number of pictures in a person's folder, with and without
one picture of somebody else among them. Intervals are 95 %, people resampled.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.file_faces import faces_of_files
from facestyle.faces.gallery.agreement import Shown, agree
from facestyle.faces.gallery.folder import read_people
from facestyle.faces.pipeline import FILES_AT_ONCE

SIZES = (2, 3, 4, 5, 6, 8)
#: Choices of pictures, and of a stranger, for each person.
DRAWS = 5
RESAMPLED = 2000

People = dict[str, list[Shown]]


def people_in(folder: Path, encoder: str) -> People:
    """The faces of every picture that has one, by person."""
    files, people = read_people(folder).files, People()
    for start in range(0, len(files), FILES_AT_ONCE):
        some = files[start : start + FILES_AT_ONCE]
        for file, one in zip(some, faces_of_files([(f.path, f.label) for f in some], encoder), strict=True):
            if one.faces:
                rows = np.stack([face.encoding for face in one.faces])
                people.setdefault(file.name, []).append(Shown(rows, one.sure))
        print(f"\r{start + len(some)}/{len(files)} pictures", end="", flush=True)
    print()
    return people


def shares(people: People, size: int, tau: float, stranger: bool) -> np.ndarray:
    """For each person with enough pictures: the share of right ones kept aside, and of strangers that pass."""
    rng = np.random.default_rng(size)
    everybody, rows = list(people), []
    for name, own in people.items():
        right = size - stranger
        if len(own) < right:
            continue
        measured = []
        for _ in range(DRAWS):
            pictures = [own[at] for at in rng.permutation(len(own))[:right]]
            if stranger:
                other = name
                while other == name:
                    other = everybody[rng.integers(len(everybody))]
                pictures.append(people[other][rng.integers(len(people[other]))])
            faces = agree(pictures, tau).faces
            measured.append((np.mean([face is None for face in faces[:right]]), faces[-1] is not None))
        rows.append(np.mean(measured, axis=0))
    return np.array(rows)


def interval(values: np.ndarray) -> str:
    """Mean and 95 % interval in per cent."""
    rng = np.random.default_rng(0)
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(RESAMPLED)]
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{values.mean():.2%} ({low:.2%} to {high:.2%})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True, help="holds NAME/*.jpg, such as LFW")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER)
    given = parser.parse_args()
    people, tau = people_in(given.images, given.encoder), encoder_spec(given.encoder).tau
    groups = np.array([np.mean([one.sure is None for one in own]) for own in people.values()])
    print(f"{len(people)} people; tau = {tau:g}; pictures that show a group: {interval(groups)}")
    print("| pictures | people | right ones kept aside | a stranger among them passes | right ones then kept aside |")
    for size in SIZES:
        alone, mixed = shares(people, size, tau, False), shares(people, size, tau, True)
        cells = interval(alone[:, 0]), interval(mixed[:, 1]), interval(mixed[:, 0])
        print(f"| {size} | {len(alone)} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
