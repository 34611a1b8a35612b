"""Train the network that tells covered faces, and measure it on other people and on covers of other shapes.

`python benchmarks/covers/train.py --lfw DIR --paintings DIR --work DIR [-o FILE] [--people 500] [--natural DIR ...]`.
DIR holds NAME/NAME_0001.jpg. Of the people, sorted by a hash of their name, three fifths train, a tenth shows what
thresholds mean and the rest measures. The paintings give masks their patterns. Faces are searched anew under most
covers, as they are in use. Crops are kept in the work folder. --natural names folders of photographs: the shares called
covered in each are printed.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

from benchmarks.covers import drawings
from benchmarks.covers.drawings import Draw, Drawing
from facestyle import images
from facestyle.errors import FacestyleError
from facestyle.faces import detection
from facestyle.faces.face import Face, overlap
from facestyle.faces.quality import covers
from facestyle.faces.search import search_alike
from facestyle.images import Picture

#: Pictures that are searched together, and the smallest face that is looked for in them.
BATCH, MIN_FACE = 64, 60
HELD_OUT = (*drawings.HELD_OUT_MOUTH, *drawings.HELD_OUT_EYES)


def share_of(name: str) -> float:
    """A number in [0, 1) that only the name decides."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32


def photographs(lfw: Path, low: float, high: float, most: int, each: int) -> list[Path]:
    """Photographs of the people whose share lies between two: of at most so many people, so many of each."""
    people = sorted((folder for folder in lfw.iterdir() if low <= share_of(folder.name) < high), key=lambda f: f.name)
    return [path for folder in people[:most] for path in sorted(folder.glob("*.jpg"))[:each]]


def faces_of(pictures: Sequence[Picture]) -> list[Face | None]:
    """The large face that counts in each of several pictures of one size."""
    found = []
    for start in range(0, len(pictures), BATCH):
        some = pictures[start : start + BATCH]
        for picture, faces in zip(some, search_alike(some, detection.MAIN_SIDE, MIN_FACE), strict=True):
            found.append(faces[detection.choose(faces, picture)] if faces else None)
    return found


def picture_of(image: Image.Image, name: str) -> Picture:
    return Picture(name, np.asarray(image), image.width, image.height, name)


class Faces:
    """Photographs with the face that counts in each."""

    def __init__(self, paths: Sequence[Path]) -> None:
        pictures = [images.load(path) for path in paths]
        pairs = zip(pictures, faces_of(pictures), strict=True)
        self.pairs = [(picture, face) for picture, face in pairs if face is not None]

    def crops(self, draws: Sequence[Draw], paintings: Sequence[Image.Image], seed: int, again: bool) -> np.ndarray:
        """Crops after drawing one of `draws` on each; the face is searched anew, if `again`."""
        rng = np.random.default_rng(seed)
        drawn = []
        for picture, face in self.pairs:
            drawing = Drawing(picture.image(), face.landmarks, rng, paintings)
            draws[rng.integers(len(draws))](drawing)
            drawn.append(picture_of(drawing.image, picture.name))
        found = faces_of(drawn) if again else [None] * len(drawn)
        pairs = zip(drawn, self.pairs, found, strict=True)
        return np.stack([covers.crop(made, _same(face, new)) for made, (_, face), new in pairs])

    def natural(self) -> np.ndarray:
        return np.stack([covers.crop(picture, face) for picture, face in self.pairs])


def _same(face: Face, new: Face | None) -> Face:
    """The face as it is found under its cover; as it was found without, where it is not."""
    return new if new is not None and overlap(face, new) > 0.4 else face


def training_set(people: Faces, paintings: Sequence[Image.Image]) -> tuple[np.ndarray, np.ndarray]:
    """Crops, and whether eyes and mouth are covered in each."""
    none, eyes, mouth, both = (0, 0), (1, 0), (0, 1), (1, 1)

    def masked_and_dark(d: Drawing) -> None:
        drawings.dark_glasses(d)
        drawings.mask(d)

    def framed_and_masked(d: Drawing) -> None:
        drawings.clear_glasses(d)
        drawings.mask(d)

    parts = [(people.natural(), none)]
    for seed, (draws, label, again) in enumerate(
        [
            (drawings.MOUTH, mouth, True),
            (drawings.EYES, eyes, True),
            (drawings.NEITHER, none, True),
            (drawings.MOUTH, mouth, False),
            (drawings.EYES, eyes, False),
            (drawings.NEITHER, none, False),
            ((masked_and_dark,), both, False),
            ((framed_and_masked,), mouth, False),
        ]
    ):
        parts.append((people.crops(draws, paintings, seed, again), label))
        print(f"drawn: {seed + 1} of 8", flush=True)
    return np.concatenate([crops for crops, _ in parts]), np.concatenate(
        [np.tile(label, (len(crops), 1)) for crops, label in parts]
    )


def varied(x: torch.Tensor) -> torch.Tensor:
    """Shift, turn, scale, mirror, relight, blur and add noise, each crop differently."""
    n = len(x)
    turn, scale = torch.randn(n) * 0.08, torch.exp(torch.randn(n) * 0.07)
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    shift = torch.randn(n, 2) * 0.05
    cos, sin = torch.cos(turn) * scale, torch.sin(turn) * scale
    theta = torch.stack(
        [torch.stack([cos * flip, -sin, shift[:, 0]], 1), torch.stack([sin * flip, cos, shift[:, 1]], 1)], 1
    )
    x = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), align_corners=False)
    blurred = F.interpolate(F.interpolate(x, scale_factor=0.4, mode="area"), size=x.shape[-2:], mode="bilinear")
    x = torch.where((torch.rand(n, 1, 1, 1) < 0.25), blurred, x)
    grey = x.mean(dim=1, keepdim=True)
    saturation = torch.where(torch.rand(n) < 0.15, torch.zeros(n), 1 + torch.randn(n) * 0.3).view(n, 1, 1, 1)
    x = grey + saturation * (x - grey)
    contrast = torch.exp(torch.randn(n, 1, 1, 1) * 0.25)
    return x * contrast + torch.randn(n, 3, 1, 1) * 0.05 + torch.randn(n, 1, 1, 1) * 0.15 + torch.randn_like(x) * 0.03


def trained(crops: np.ndarray, labels: np.ndarray, epochs: int) -> nn.Sequential:
    torch.manual_seed(0)
    network = covers.untrained()
    x = torch.from_numpy(crops).permute(0, 3, 1, 2)
    y = torch.from_numpy(labels).float()
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-3)
    steps = epochs * (len(x) // 128)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    for epoch in range(epochs):
        total, order = 0.0, torch.randperm(len(x))
        for start in range(0, len(x) - 127, 128):
            some = order[start : start + 128]
            loss = F.binary_cross_entropy_with_logits(network(varied(x[some].float() / 127.5 - 1)), y[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * 128
        print(f"epoch {epoch + 1}: {total / len(x):.4f}", flush=True)
    return network.eval()


def judged(network: nn.Module, crops: np.ndarray) -> np.ndarray:
    with torch.inference_mode():
        x = torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 127.5 - 1
        return torch.cat([torch.sigmoid(network(part)) for part in x.split(512)]).numpy()


def interval(hits: np.ndarray, people: Sequence[str], draws: int = 1000) -> str:
    """A share, and its interval of 95 % when people are drawn anew."""
    names, owner = np.unique(np.asarray(people), return_inverse=True)
    sums, counts = np.bincount(owner, hits.astype(float)), np.bincount(owner)
    chosen = np.random.default_rng(0).integers(len(names), size=(draws, len(names)))
    low, high = np.percentile(sums[chosen].sum(axis=1) / counts[chosen].sum(axis=1), [2.5, 97.5])
    return f"{hits.mean():.1%} ({low:.1%} to {high:.1%}) of {len(hits)}"


def natural_crops(folder: Path) -> np.ndarray:
    """Crops of the faces that count of a folder's photographs."""
    crops = []
    for path in sorted(folder.iterdir()):
        try:
            picture = images.load(path)
        except FacestyleError:
            continue
        [face] = detection.main_faces([picture])
        if face is not None:
            crops.append(covers.crop(picture, face))
    return np.stack(crops)


def kept(path: Path, make) -> dict[str, np.ndarray]:
    """Arrays from a file of the work folder, or made and written there."""
    if not path.is_file():
        np.savez(path, **make())
    return dict(np.load(path))


def training(lfw: Path, paintings: Sequence[Image.Image], people: int) -> dict[str, np.ndarray]:
    """Crops and labels of the people who train, two photographs of each."""
    crops, labels = training_set(Faces(photographs(lfw, 0, 0.6, people, 2)), paintings)
    return {"crops": crops, "labels": labels}


def measuring(lfw: Path, paintings: Sequence[Image.Image], people: int) -> dict[str, np.ndarray]:
    """Crops of other people: every photograph as it is, and one of each person with each drawing."""
    sets = {}
    for name, low, high in (("threshold", 0.6, 0.7), ("other", 0.7, 1.0)):
        natural = Faces(photographs(lfw, low, high, 10 * people, 20))
        sets[f"{name}_names"] = np.array([picture.name for picture, _ in natural.pairs])
        sets[f"{name}_none"] = natural.natural()
    some = Faces(photographs(lfw, 0.7, 1.0, people, 1))
    sets["people"] = np.array([picture.name for picture, _ in some.pairs])
    for number, draw in enumerate(dict.fromkeys([*drawings.MOUTH, *drawings.EYES, *drawings.NEITHER, *HELD_OUT])):
        sets[f"other_{draw.__name__}"] = some.crops((draw,), paintings, 100 + number, again=True)
    return sets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lfw", type=Path, required=True)
    parser.add_argument("--paintings", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, default=covers.WEIGHTS)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--natural", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    paintings = [Image.open(path).convert("RGB") for path in sorted(options.paintings.glob("*.png"))]

    data = kept(options.work / "train.npz", lambda: training(options.lfw, paintings, options.people))
    sets = kept(options.work / "measure.npz", lambda: measuring(options.lfw, paintings, 150))
    crops, labels = data["crops"], data["labels"]
    network = trained(crops, labels, 3)
    # Some photographs of LFW do show dark glasses or a hand: those that a first network is sure of teach nothing.
    doubtful = (labels.sum(axis=1) == 0) & (judged(network, crops).max(axis=1) > 0.9)
    print(f"left out as probably covered: {doubtful.sum()} of {(labels.sum(axis=1) == 0).sum()}")
    network = trained(crops[~doubtful], labels[~doubtful], options.epochs)
    half = {name: tensor.half().contiguous() for name, tensor in network.state_dict().items()}
    save_file(half, options.output)
    network.load_state_dict({name: tensor.float() for name, tensor in half.items()})

    shares = (0.9, 0.98, 0.99, 0.995)
    uncovered = np.quantile(judged(network, sets["threshold_none"]), shares, axis=0).round(3).tolist()
    print(f"quantiles {shares} of photographs as they are, eyes and mouth: {uncovered}")
    limits = np.array([covers.COVERED_EYES, covers.COVERED_MOUTH])
    for name, values in sets.items():
        if name.startswith("other_") and values.dtype == np.uint8:
            flagged = judged(network, values) >= limits
            names = sets["other_names" if name == "other_none" else "people"]
            people = [one.rsplit("_", 1)[0] for one in names.tolist()]
            print(f"{name[6:]}: eyes {interval(flagged[:, 0], people)}, mouth {interval(flagged[:, 1], people)}")
    for folder in options.natural:
        found = kept(options.work / f"{folder.name}.npz", lambda folder=folder: {"crops": natural_crops(folder)})
        flagged = judged(network, found["crops"]) >= limits
        print(f"{folder.name}: eyes {flagged[:, 0].mean():.1%}, mouth {flagged[:, 1].mean():.1%} of {len(flagged)}")


if __name__ == "__main__":
    main()
