"""Picture -> list of faces: boxes, landmarks and probabilities in the picture's own coordinates.

search.py looks for them; here it is decided which searches a picture needs, which of several answers is believed, and
(`choose`) which face counts. alignment.py cuts a face out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from facestyle import fields, images
from facestyle.errors import NoFaceError
from facestyle.faces.face import Face, apart_from, surest
from facestyle.faces.facenet import MIN_FACE
from facestyle.faces.options import POLICIES, Policy
from facestyle.faces.search import TILE, least_width, search, search_alike, search_tiles, search_turned
from facestyle.images import Picture, Source

#: The long side that the detector sees: what bounds its time and its memory.
DETECTION_SIDE = TILE
#: `main_faces` looks for a large face first: in a picture bounded by MAIN_SIDE, with the same pyramid from its fifth
#: level on (levels are .709 apart), which finds faces of at least a sixth of the height of a 4:3 picture.
MAIN_SIDE = 640
MAIN_MIN_FACE = MIN_FACE / 0.709**4
#: The second search looks for faces that the border cuts off. They are near and large, so it sees the picture smaller,
#: and continued by a quarter of its long side.
BORDER_SIDE = 512
BORDER_MIN_FACE = 32
BORDER = 0.25
#: Below this a face is doubtful: other searches are tried, and what they find below it is not believed.
SURE_PROBABILITY = 0.99
#: Least area of a face that is not sure, as a share of the largest sure one, to be the face that counts.
BESIDE_SURE = 0.25
#: A face that is surer lies as the detector saw it, if its eyes are CERTAIN_EYES of the box's width apart, or if it is
#: surer than BEYOND_DOUBT. Other faces may be upright ones read into a picture that lies on its head or on its side; so
#: are 0.4 % of the answers to LFW's photographs turned by 180 degrees, and with these limits 0.1 %. They leave 9 % of
#: the upright photographs in doubt. A false face was never surer than the true one.
CERTAIN_PROBABILITY, CERTAIN_EYES, BEYOND_DOUBT = 0.999, 0.41, 0.9999
#: Beside sure faces, one that is less probable than this is not believed.
FAIR_PROBABILITY = 0.9


def detect(picture: Source) -> list[Face]:
    """Find every face in a picture, from left to right; an empty list where there is none.

    The picture is given as `images.load` takes it: a file, bytes, an array, a Pillow image or a picture.

    A second search, in the picture continued by its mirror image, finds faces that the border cuts off: the detector
    takes half a face and its reflection for a face. Their boxes end at the border.

    Where no face is certain, the picture may lie on its side or on its head (its EXIF was lost), so it is also searched
    turned by 90, 180 and 270 degrees, and the surest turn wins. Where no face is sure then, it may be tiny, so the
    picture is searched in tiles, in its file's own detail: 0.2 to 0.4 seconds of one core a megapixel. Boxes and
    landmarks are those of the picture as it was given.
    """
    picture = images.load(picture)
    faces = _detect_as_it_lies(picture)
    if not any(map(_is_certain, faces)):
        turns = search_turned([picture], DETECTION_SIDE, MIN_FACE)
        faces = _surest_turn(faces, [found[0] for found in turns])
    if not any(map(_is_sure, faces)):
        faces = _with_tiny_faces(faces, picture)
    return sorted(faces, key=lambda face: face.centre)


def _detect_as_it_lies(picture: Picture) -> list[Face]:
    whole = search(picture, DETECTION_SIDE, MIN_FACE)
    at_border = search(picture, BORDER_SIDE, BORDER_MIN_FACE, BORDER)
    return whole + apart_from([face for face in at_border if _is_cut_off(face, picture)], whole)


def _is_certain(face: Face) -> bool:
    """Whether there is no doubt that the face lies as the detector saw it."""
    if face.probability < CERTAIN_PROBABILITY or face.probability >= BEYOND_DOUBT:
        return face.probability >= BEYOND_DOUBT
    (left, _, right, _), (left_eye, right_eye, *_) = face.box, face.landmarks
    return math.dist(left_eye, right_eye) >= CERTAIN_EYES * (right - left)


def _is_sure(face: Face) -> bool:
    return face.probability > SURE_PROBABILITY


def _is_cut_off(face: Face, picture: Picture) -> bool:
    left, top, right, bottom = face.box
    return left <= 0 or top <= 0 or right >= picture.width or bottom >= picture.height


def _surest_turn(upright: Sequence[Face], turns: Sequence[Sequence[Face]]) -> list[Face]:
    """Return the faces of the turn with the surest one, and the sure faces of other turns that lie elsewhere."""
    first, *others = sorted([upright, *turns], key=surest, reverse=True)
    turned = first is not upright and surest(first) > SURE_PROBABILITY
    kept = list(filter(_is_sure, first)) if turned else list(upright)
    for faces in others:
        kept += apart_from(list(filter(_is_sure, faces)), kept, most=0.0)
    return kept


def _with_tiny_faces(faces: Sequence[Face], picture: Picture) -> list[Face]:
    """Search a picture larger than the detector sees in tiles; where that finds a sure face, drop improbable ones."""
    if max(picture.width, picture.height) <= DETECTION_SIDE:
        return list(faces)
    tiny = list(filter(_is_sure, search_tiles(picture)))
    if not tiny:
        return list(faces)
    return tiny + apart_from([face for face in faces if face.probability > FAIR_PROBABILITY], tiny)


def main_faces(pictures: Sequence[Picture]) -> list[Face | None]:
    """Find the face that counts (`choose`, "centre") in each picture, or None, in less time than `detect` takes.

    Pictures of one size are searched together, for large faces first: a certain one is the answer, and so is one that
    is sure and surer than what the picture shows when it is turned. Otherwise the second search finds faces down to
    `MIN_FACE` in a picture of `MAIN_SIDE`; where none of them is certain, `detect` decides.
    The answer differs from that of `detect` and `choose` in two ways: a small face near the middle does not win over a
    large one, nor a face cut off by the border over a sure one.
    """
    answers: list[Face | None] = [None] * len(pictures)
    by_size: dict[tuple[int, ...], list[int]] = {}
    for index, picture in enumerate(pictures):
        by_size.setdefault(picture.pixels.shape, []).append(index)
    for alike in by_size.values():
        some = [pictures[index] for index in alike]
        for index, picture, large in zip(alike, some, _large_faces(some), strict=True):
            answers[index] = (
                large
                or _main(search(picture, MAIN_SIDE, MIN_FACE), picture, _is_certain)
                or _main(detect(picture), picture)
            )
    return answers


def detect_many(pictures: Sequence[Picture]) -> list[list[Face]]:
    """Find the faces of each picture, from left to right, in less time than `detect` takes.

    Found are a sure face and all that are at least half as wide, which is enough to tell a portrait from a group.
    Pictures of one size are searched together, for large faces first. If one is sure and so large that this search
    would also have found faces half its width, it ends there; otherwise the second search finds faces down to
    `MIN_FACE` in a picture of `MAIN_SIDE`. Where none is sure, `detect` decides. Faces that the border cuts off are not
    searched for again.
    """
    answers: list[list[Face]] = [[] for _ in pictures]
    waiting = list(range(len(pictures)))
    for min_face, enough in ((MAIN_MIN_FACE, 2 * MAIN_MIN_FACE), (MIN_FACE, 0.0)):
        by_size: dict[tuple[int, ...], list[int]] = {}
        for index in waiting:
            by_size.setdefault(pictures[index].pixels.shape, []).append(index)
        for alike in by_size.values():
            some = [pictures[index] for index in alike]
            for index, picture, faces in zip(alike, some, _sure_faces(some, min_face), strict=True):
                unit = max(1.0, max(picture.pixels.shape[:2]) / MAIN_SIDE) / picture.scale  # the search's pixels
                if max((face.side for face in faces if _is_sure(face)), default=-1.0) >= enough * unit:
                    answers[index] = sorted(faces, key=lambda face: face.centre)
        waiting = [index for index in waiting if not answers[index]]
    for index in waiting:
        answers[index] = detect(pictures[index])
    return answers


def _large_faces(pictures: Sequence[Picture]) -> list[Face | None]:
    """For each of several pictures of one size its main face, where it is large and beyond doubt."""
    found = _sure_faces(pictures, MAIN_MIN_FACE)
    return [_main(faces, picture, _is_sure) for faces, picture in zip(found, pictures, strict=True)]


def _sure_faces(pictures: Sequence[Picture], min_face: float) -> list[list[Face]]:
    """The faces of pictures of one size; where one is sure but none certain, those of the surest turn."""
    found = search_alike(pictures, MAIN_SIDE, min_face)
    sure = [index for index, faces in enumerate(found) if any(map(_is_sure, faces))]
    doubtful = [index for index in sure if not any(map(_is_certain, found[index]))]
    if doubtful:
        turns = search_turned([pictures[index] for index in doubtful], MAIN_SIDE, min_face)
        for index, *turned in zip(doubtful, *turns, strict=True):
            found[index] = _surest_turn(found[index], turned)
    return found


def _main(faces: Sequence[Face], picture: Picture, believed: Callable[[Face], bool] | None = None) -> Face | None:
    """The face that counts, where there is one and it is believed."""
    best = faces[choose(faces, picture)] if faces else None
    return best if best is not None and (believed is None or believed(best)) else None


def choose(faces: Sequence[Face], picture: Picture, policy: Policy = "centre") -> int:
    """Return the index of the face that counts.

    ``centre``: the largest area less twice the squared distance from the picture's centre (facenet-pytorch's
    ``center_weighted_size``, FaceNet's own choice on LFW), measured as if the picture were a square: the face of a
    portrait twice as tall as wide lies far from its centre, and a passer-by may lie nearer. On 593 photographs of LFW
    with several faces, made 2.5 times as tall, another face is chosen in 8 instead of 119. ``largest``: the largest
    area; ``probable``: the highest probability. What is no sure face, and small beside one that is, does not count.

    Raises:
        NoFaceError: there is none to choose from.
        OptionError: an unknown policy, or one that needs two pictures.
    """
    fields.choice("policy", policy, [one for one in POLICIES if one != "best"])
    if not faces:
        raise no_face(picture)
    score = {
        "centre": lambda face: _centre_weighted(face, picture),
        "largest": lambda face: face.area,
        "probable": lambda face: face.probability,
    }[policy]
    sure = max((face.area for face in faces if _is_sure(face)), default=0.0)
    count = [index for index, face in enumerate(faces) if _is_sure(face) or face.area >= BESIDE_SURE * sure]
    return max(count, key=lambda index: score(faces[index]))


def _centre_weighted(face: Face, picture: Picture) -> float:
    # On the long side of a picture that is no square, places lie closer together, as if it were one.
    short_side = min(picture.width, picture.height)
    off_x = (face.centre[0] / picture.width - 0.5) * short_side
    off_y = (face.centre[1] / picture.height - 0.5) * short_side
    return face.area - 2.0 * (off_x**2 + off_y**2)


def no_face(picture: Picture) -> NoFaceError:
    """The error for a picture in which no face was found."""
    return NoFaceError(
        f"No face was found in {picture.name}, which is {picture.width} x {picture.height} pixels. Use a picture in "
        f"which the face is upright, not covered, and at least {least_width(picture)} pixels wide."
    )
