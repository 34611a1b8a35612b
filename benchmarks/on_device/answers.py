"""What the networks say of the sample pictures, on whichever device and in whichever format this process runs them.

The same functions answer in the process that checks and in the one that it is checked against (reference.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from benchmarks.on_device import pictures
from facestyle.compute.device import device
from facestyle.faces import detection
from facestyle.faces.detection import Face
from facestyle.faces.encoders import encode, registry
from facestyle.images import Picture
from facestyle.inside import units
from facestyle.inside.networks import look_into
from facestyle.inside.visualise import VisualiseOptions, visualise
from facestyle.style.costs.identity import FaceIdentity
from facestyle.style.descent.start import resized_pixels
from facestyle.style.evaluation import lpips as lpips_of
from facestyle.style.features import fast_features
from facestyle.style.options import SUGGESTED_GAMMA, StyleOptions
from facestyle.style.transfer import stylize
from facestyle.weights import sources

#: Long side of the pictures that VGG and LPIPS see; side of the noise that gradients are taken at, as where VGG's
#: format is chosen.
SIDE, NOISE = 224, 160
#: Long side of the portrait whose face is to stay.
FACE_SIDE = 160
#: The layer whose units are asked for their patches and, one of them, for a picture.
LAYER, UNIT = "relu4_3", 7
#: The default style layers and the content layer.
TAPS = (*StyleOptions().style_layers, StyleOptions().content_layer)
#: Answers to other questions that one may need.
Known = Callable[[str], Any]


def faces(_known: Known) -> dict[str, list[Face]]:
    """Every face of each sample, by the sample's name."""
    return {name: detection.detect(picture) for name, picture in pictures.with_faces().items()}


def encodings(known: Known) -> dict[str, np.ndarray]:
    """Of the faces that the other process found too, so that only encoding differs; by encoder."""
    samples = pictures.with_faces()
    found: list[tuple[Picture, Face]] = [
        (samples[name], face) for name, there in known("faces").items() for face in there
    ]
    return {name: encode.encode_detected(found, name) for name in own_encoders()}


def own_encoders() -> list[str]:
    """Encoders whose networks are kept in the project's own cache."""
    return [name for name, spec in registry.ENCODERS.items() if set(spec.networks) <= set(sources.NETWORKS)]


def activations(_known: Known) -> dict[str, np.ndarray]:
    """VGG's activations at each of `TAPS`, and under "gradient" that of a cost of them all to pixels of noise."""
    features = fast_features()
    with torch.no_grad():
        found = features(resized_pixels(pictures.content(), SIDE), TAPS)
    noise = torch.rand(1, 3, NOISE, NOISE, generator=torch.Generator().manual_seed(1)).to(device()).requires_grad_()
    cost = sum(one.square().mean() for one in features(noise, TAPS).values())
    (gradient,) = torch.autograd.grad(cost, noise)
    return {name: one.cpu().numpy() for name, one in {**found, "gradient": gradient}.items()}


def lpips(_known: Known) -> float:
    """LPIPS between a picture and its mirror image."""
    pixels = resized_pixels(pictures.content(), SIDE)
    return lpips_of.lpips(pixels, pixels.flip(-1))


def descent(_known: Known) -> float:
    """J at the end of a first look, from noise of one seed."""
    return _last_j(pictures.content(), StyleOptions().first_look())


def face_costs(known: Known) -> dict[str, np.ndarray] | None:
    """What a portrait's face costs in half the portrait and half noise, and the gradient to the pixels.

    None where there is no portrait. The face is the one that the other process found.
    """
    if not pictures.with_faces():
        return None
    name, portrait = next(iter(pictures.with_faces().items()))
    pixels = resized_pixels(portrait, FACE_SIDE)
    noise = torch.rand(pixels.shape, generator=torch.Generator().manual_seed(1)).to(device())
    generated = (0.5 * pixels + 0.5 * noise).requires_grad_()
    faces = FaceIdentity(portrait, known("faces")[name], pixels)
    costs = {"identity": faces.identity_cost(generated), "visibility": faces.visibility_cost(generated)}
    (gradient,) = torch.autograd.grad(sum(costs.values()), generated)
    return {name: one.detach().cpu().numpy() for name, one in {**costs, "gradient": gradient}.items()}


def descent_with_faces(_known: Known) -> float | None:
    """J of a portrait whose face is to stay recognisable; None where there is no portrait."""
    if not pictures.with_faces():
        return None
    portrait = next(iter(pictures.with_faces().values()))
    return _last_j(portrait, StyleOptions(size=FACE_SIDE, steps=20, identity=SUGGESTED_GAMMA))


def _last_j(content: Picture, options: StyleOptions) -> float:
    *_, last = stylize(content, pictures.style(), options)
    return last.total_cost


def patches(_known: Known) -> dict[str, np.ndarray]:
    """Of each unit of `LAYER` the nine strongest activations and the pictures and positions that they are at."""
    *_, last = units.scan(pictures.every(), units.UnitsOptions(layers=(LAYER,)))
    assert last.scan is not None
    found = last.scan.found[LAYER]
    places = np.concatenate([found.pictures[..., None], found.positions], axis=-1)
    return {"values": found.values, "places": places}


def unit_gradient(_known: Known) -> np.ndarray:
    """The gradient of a unit, before its ReLU, to the pixels of noise: what the picture made for it climbs."""
    network = look_into("vgg16")
    noise = torch.rand(1, 3, NOISE, NOISE, generator=torch.Generator().manual_seed(1)).to(device()).requires_grad_()
    unit = network.before_relu(network.standardised(noise), LAYER)[0, UNIT]
    (gradient,) = torch.autograd.grad(unit.mean(), noise)
    return gradient.cpu().numpy()


def unit_picture(_known: Known) -> float:
    """The activation of a unit in the picture that is made for it, after a few steps that nothing shifts."""
    *_, last = visualise("vgg16", LAYER, UNIT, VisualiseOptions(steps=12, jitter=0, rotation=0.0))
    assert last.activation is not None
    return last.activation


#: By name, in the order in which they may need one another.
ANSWERS: Mapping[str, Callable[[Known], Any]] = {
    one.__name__: one
    for one in (
        faces,
        encodings,
        activations,
        lpips,
        descent,
        face_costs,
        descent_with_faces,
        patches,
        unit_gradient,
        unit_picture,
    )
}
