"""Whether every network says on this device, in the format chosen here, what it says on the CPU in float32."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from benchmarks.on_device import answers, reference
from benchmarks.on_device.bench import COSINE, Bench, LeftOut, Row, at_least, at_most
from facestyle.compute import formats
from facestyle.compute.device import device
from facestyle.faces.encoders import loading, registry
from facestyle.style.features import fast_features

#: Pixels that a corner of a box may be off.
A_PIXEL = 1.0
#: Least cosine of VGG's gradient, as where its format is chosen.
GRADIENT = 0.99
#: By how much J after a short descent may differ.
SHARE = 0.02
#: The same where a face has to stay: rounding alone parts such descents. Ten of them, five portraits and two seeds, in
#: bfloat16 ended between 12 % below and 17 % above float32, 1 % above on average. `face_costs` is the exact comparison.
SHARE_FACES = 0.25
#: Face costs of one G, and the cosine of their gradient: the encoder may compute in bfloat16.
FACE_COST, FACE_GRADIENT = 0.03, 0.98
#: Least activation in a unit's own picture, as a share of the CPU's. Adam gives each coefficient's gradient the same
#: size, and so its rounding: with TF32's, on the CPU, four units came to 88 to 100 %. `unit_gradient` is the exact one.
CLIMBED = 0.8
#: By how much a unit's activation in a patch may differ, as a share of its strongest: in float32, where CUDA's
#: convolutions round to TF32's ten bits; in half the size, where bfloat16 has seven.
PATCH, PATCH_TF32, PATCH_HALF = 0.005, 0.015, 0.05
#: Of the places that the nine patches are at, those that have to be the same ones.
SAME_PLACES = 0.9
LPIPS = 0.002


def detection(bench: Bench) -> Iterator[Row]:
    """Boxes of all faces."""
    theirs = bench.expected("faces")
    if not any(theirs.values()):
        raise LeftOut("there is no sample picture with a face")
    ours = answers.faces(bench.expected)
    counts = [sum(map(len, found.values())) for found in (ours, theirs)]
    alike = {name: len(found) for name, found in ours.items()} == {name: len(found) for name, found in theirs.items()}
    yield Row("faces found", f"{counts[0]} in {len(ours)} pictures", f"the CPU's {counts[1]}", alike)
    if alike:
        off = max(
            float(np.abs(np.subtract(one.box, other.box)).max())
            for name in theirs
            for one, other in zip(ours[name], theirs[name], strict=True)
        )
        yield at_most("corners of their boxes, furthest from the CPU's", off, A_PIXEL, " px")


def encodings(bench: Bench) -> Iterator[Row]:
    """Encodings of the faces that the CPU found."""
    if not any(bench.expected("faces").values()):
        raise LeftOut("there is no sample picture with a face")
    theirs, ours = bench.expected("encodings"), answers.encodings(bench.expected)
    for name, rows in ours.items():
        used = [loading.network(one).format for one in registry.encoder_spec(name).networks]
        least = float((rows * theirs[name]).sum(axis=1).min())
        yield at_least(f"encodings by {name}, least cosine to the CPU's", least, min(map(_cosine, used)))
    for name in registry.ENCODERS:
        if name not in ours:
            yield Row(f"encodings by {name}", "left out: its network comes from elsewhere and is not fetched for this")


def vgg(bench: Bench) -> Iterator[Row]:
    """Activations, and the gradient to the pixels."""
    theirs, ours = bench.expected("activations"), answers.activations(bench.expected)
    cosines = {name: _cosine_between(ours[name], theirs[name]) for name in theirs}
    gradient = cosines.pop("gradient")
    worst = min(cosines, key=lambda name: cosines[name])
    yield at_least(f"VGG's activations, least cosine ({worst})", cosines[worst], _cosine(fast_features().format))
    yield at_least("VGG's gradient to the pixels, cosine", gradient, GRADIENT)


def lpips(bench: Bench) -> Iterator[Row]:
    """LPIPS of one pair."""
    theirs, ours = bench.expected("lpips"), answers.lpips(bench.expected)
    yield at_most(f"LPIPS {ours:.4f}, off the CPU's", abs(ours - theirs), LPIPS)


def descent(bench: Bench) -> Iterator[Row]:
    """J after a short descent; on a GPU its own float32 is a third opinion."""
    ours = answers.descent(bench.expected)
    yield _off("J after a short descent", ours, bench.expected("descent"), "the CPU's in float32")
    if device().type != "cpu":
        exact = reference.said(reference.ask(["descent"], str(device()), min(90.0, bench.left)), "descent")
        yield _off("J after a short descent", ours, exact, "this device's in float32")


def face_costs(bench: Bench) -> Iterator[Row]:
    """The costs that keep a face, through the encoder and the detector's networks, and a descent with them."""
    theirs, ours = bench.expected("face_costs"), answers.face_costs(bench.expected)
    if ours is None:
        raise LeftOut("there is no sample picture with a face")
    for name in ("identity", "visibility"):
        what, cpu = f"J_{name} of half a portrait and half noise", "the CPU's in float32"
        yield _off(what, float(ours[name]), float(theirs[name]), cpu, FACE_COST)
    cosine = _cosine_between(ours["gradient"], theirs["gradient"])
    yield at_least("their gradient to the pixels, cosine", cosine, FACE_GRADIENT)
    j = [float(one) for one in (answers.descent_with_faces(bench.expected), bench.expected("descent_with_faces"))]
    yield _off("J after a short descent that keeps a face", *j, "the CPU's in float32", SHARE_FACES)


def patches(bench: Bench) -> Iterator[Row]:
    """The nine patches of every unit."""
    theirs, ours = bench.expected("patches"), answers.patches(bench.expected)
    there = np.isfinite(theirs["values"]) & np.isfinite(ours["values"])
    strongest = theirs["values"].max(axis=1, keepdims=True)
    off = np.abs(ours["values"] - theirs["values"]) / np.where(np.isfinite(strongest), strongest, 1)
    worst = float(off[there].max())
    exact = PATCH_TF32 if device().type == "cuda" else PATCH
    bound = exact if fast_features().format.dtype == torch.float32 else PATCH_HALF
    yield at_most("activations of the nine patches, furthest off, as a share of the unit's strongest", worst, bound)
    same = (ours["places"] == theirs["places"]).all(axis=-1)[there].mean()
    yield at_least("places of the nine patches, share that is the same", float(same), SAME_PLACES, "{:.3f}")


def unit_picture(bench: Bench) -> Iterator[Row]:
    """The picture made for one unit."""
    gradients = answers.unit_gradient(bench.expected), bench.expected("unit_gradient")
    yield at_least("a unit's gradient to the pixels, cosine", _cosine_between(*gradients), GRADIENT)
    share = answers.unit_picture(bench.expected) / bench.expected("unit_picture")
    yield at_least("activation in the picture made for a unit, as a share of the CPU's", share, CLIMBED, "{:.3f}")


def _off(what: str, ours: float, theirs: float, whose: str, share: float = SHARE) -> Row:
    off = ours / theirs - 1
    return Row(f"{what}, against {whose}", f"{ours:.4g}: {off:+.2%}", f"within {share:.0%}", abs(off) <= share)


def _cosine(used: formats.Format) -> float:
    return COSINE if used.dtype == torch.float32 else formats.AGREES


def _cosine_between(one: np.ndarray, other: np.ndarray) -> float:
    a, b = one.ravel().astype(np.float64), other.ravel().astype(np.float64)
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))
