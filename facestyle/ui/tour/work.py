"""The work behind the tour that no tab does in this form, on ZeroGPU's GPU if there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from facestyle.engine.choice import engine
from facestyle.errors import NoFaceError
from facestyle.faces.detection import choose
from facestyle.faces.face import Face
from facestyle.images import Picture
from facestyle.inside import maps
from facestyle.inside.options import OVERVIEW
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.instant.options import InstantOptions
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared.work import needs, paint, wake

#: Long side of the paintings of a face.
SIDE = 384
#: Networks that a picture is looked at with: the first where there is a face.
ENCODER, OBJECTS = "facenet-128", "vgg16"
#: Layers that are looked at: four of the five that stand for a network, as many as fit in a row; not VGG's last, whose
#: units see nearly the whole picture.
LAYERS = {
    ENCODER: tuple(layer for layer in OVERVIEW[ENCODER] if layer != "repeat_1.1"),
    OBJECTS: OVERVIEW[OBJECTS][:-1],
}


@dataclass(frozen=True, eq=False)
class Glance:
    """The unit of a layer that stands out most in a picture.

    Attributes:
        layer: its layer.
        unit: its number, and of how many.
        side: the side of the square that it sees, in pixels.
        heat: the picture in colour where it fires, H x W x 3, uint8.
    """

    layer: str
    unit: int
    units: int
    side: int
    heat: np.ndarray


def paint_face(content: Picture, styles: Sequence[Picture]) -> Iterator[tuple[np.ndarray, FaceAfter | None]]:
    """Yield a painting of a face in each style, and what became of the face in it."""
    faces = _detected(content)
    for style in styles:
        picture = paint(content, [style], InstantOptions(size=SIDE)).picture
        after = _after(content, faces, picture)
        yield picture, after[0] if after else None


@on_gpu(lambda *_: 10)
def _detected(content: Picture) -> list[Face]:
    faces = engine().detect(content)
    return [faces[choose(faces, content)]] if faces else []


@on_gpu(lambda *_: 10)
def _after(content: Picture, faces: Sequence[Face], picture: np.ndarray) -> tuple[FaceAfter, ...]:
    return engine().faces_after(content, faces, picture)


def look(picture: Picture) -> tuple[list[Glance], NoFaceError | None]:
    """Look at a picture through four layers of the face encoder, or of VGG where there is no face, and say why."""
    needs(ENCODER)
    wake()
    try:
        return _look(picture, ENCODER), None
    except NoFaceError as problem:
        needs(OBJECTS)
        return _look(picture, OBJECTS), problem


@on_gpu(lambda *_: 20)
def _look(picture: Picture, network: str) -> list[Glance]:
    found = []
    for name, (unit, firing) in engine().standing_out(picture, network, LAYERS[network]).items():
        layer = firing.layer
        found.append(Glance(name, unit, layer.units, layer.field.size[1], maps.heat(firing)))
    return found
