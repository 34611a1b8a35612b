"""A person's pictures, and for each its face or the sentence that says why it is kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle.errors import DoubtfulPictureError, FacestyleError, SeveralFacesError
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.agreement import Answer, Shown, agree
from facestyle.faces.pipeline import EncodedFace


@dataclass(frozen=True, eq=False)
class Seen:
    """One picture of a person.

    Attributes:
        label: what it is called in sentences.
        digest: of its bytes.
        encodings: of the faces that may be the person's, faces x numbers; at least one.
        faces: these faces; none for a picture that is enrolled already.
        numbers: the place of each among all faces of the picture, from the left, from 1.
        found: how many faces were found.
        sure: see `agreement.Shown`.
        accepted: whether somebody said that face `sure` is the person's.
        also: other people under whose names the same picture lies.
    """

    label: str
    digest: str
    encodings: np.ndarray
    faces: tuple[EncodedFace, ...] = ()
    numbers: tuple[int, ...] = (1,)
    found: int = 1
    sure: int | None = 0
    accepted: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What becomes of one picture.

    Attributes:
        face: the index of the person's face in `Seen.faces`; None where the picture is kept aside.
        problem: why it is kept aside.
        remark: which of several faces was taken, and why; empty where there was one.
    """

    face: int | None
    problem: FacestyleError | None = None
    remark: str = ""


def decide(name: str, pictures: Sequence[Seen], encoder: str) -> list[Decision]:
    """Decide which face of each picture is the person's; see agreement.py. Their order does not matter.

    Args:
        name: the person.
        pictures: all of theirs, those that are enrolled already included.
        encoder: the name of the encoder, whose tau says how far apart pictures of one person may be.
    """
    tau = encoder_spec(encoder).tau
    order = sorted(range(len(pictures)), key=lambda at: (pictures[at].digest, pictures[at].label))
    shown = [
        Shown(one.encodings, None if one.also and not one.accepted else one.sure, one.accepted)
        for one in (pictures[at] for at in order)
    ]
    answer = agree(shown, tau)
    decisions: dict[int, Decision] = {}
    for place, at in enumerate(order):
        one, face = pictures[at], answer.faces[place]
        if face is None:
            problem = _problem(name, [pictures[other] for other in order], place, answer, tau)
            decisions[at] = Decision(None, problem)
        else:
            decisions[at] = Decision(face, None, _remark(name, one, face, len(answer.core)))
    return [decisions[at] for at in range(len(pictures))]


def _remark(name: str, one: Seen, face: int, agreeing: int) -> str:
    if one.found < 2 or one.accepted:
        return ""
    why = f"fits {name}'s other pictures" if agreeing > 1 else "is the largest"
    return f"{one.label} shows {one.found} faces; face {one.numbers[face]} from the left {why} and is enrolled."


def _problem(name: str, pictures: Sequence[Seen], at: int, answer: Answer, tau: float) -> FacestyleError:
    one, others = pictures[at], [other for place, other in enumerate(pictures) if place != at]
    d = answer.distances[at]
    far = f"d = {d:.2f}{' on average' if len(answer.core) > 1 else ''}, tau = {tau:.2f}"
    which = "accept the right face by its number, from the left"
    if answer.core and one.found > 1:
        return DoubtfulPictureError(
            f"None of the {one.found} faces in {one.label} fits {name}'s other pictures (nearest: {far}). "
            f"It is kept aside; remove it, or {which}."
        )
    if answer.core:
        agreeing = pictures[answer.core[0]].label if len(answer.core) == 1 else f"{len(answer.core)} pictures of {name}"
        return DoubtfulPictureError(
            f"{one.label} may show somebody else: it is far from {agreeing} ({far}). It is kept aside; remove it, or "
            f"accept it if it shows {name}."
        )
    if one.also:
        return DoubtfulPictureError(
            f"{one.label} is also among the pictures of {' and '.join(one.also)}, and nothing tells whom it shows. It "
            f"is kept aside; add another picture of {name}, or accept it under one name."
        )
    if one.sure is None and not any(other.sure is not None for other in others):
        return SeveralFacesError(
            f"{one.label} shows {one.found} faces, and no other picture tells which is {name}. It is kept aside; add a "
            f"picture of {name} alone, or {which}."
        )
    if len(others) == 1:
        return DoubtfulPictureError(
            f"{one.label} and {others[0].label} seem to show different people (d = {d:.2f}, tau = {tau:.2f}), and "
            f"nothing tells which is {name}. Both are kept aside; add another picture of {name}, or accept what is "
            "right."
        )
    return DoubtfulPictureError(
        f"{one.label} and {name}'s {len(others)} other pictures seem to show different people, and too few agree to "
        f"tell which is {name}. They are kept aside; remove what is wrong, or accept what is right."
    )
