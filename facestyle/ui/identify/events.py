"""What the tab Identify does: name every face in a photograph, enrol one of them, blur the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from facestyle import images
from facestyle.errors import MissingInputError, OptionError, UnknownPersonError
from facestyle.faces import detection
from facestyle.faces.calibration import Calibration
from facestyle.faces.gallery import gallery as gallery_gallery
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.names import tidy
from facestyle.faces.gallery.people import Identification
from facestyle.faces.pipeline import EncodedFace
from facestyle.faces.strangers.blurring import blurred
from facestyle.images import Picture
from facestyle.ui.gallery import view as gallery_view
from facestyle.ui.identify import words
from facestyle.ui.identify.view import Answer, card
from facestyle.ui.shared import html, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.work import encode
from facestyle.ui.verify.state import VerifyState


def identify(
    session: Session, photograph: str, threshold: float | str | None, chance: float | None
) -> tuple[dict[str, Any], str, str]:
    """Name every face in a photograph, or say that it is not in the gallery.

    Parameters:
        photograph: the picture, of one person or of a group.
        threshold: tau, 0 to 4: the nearest person is named if d is at most this; empty: tau follows the chance.
        chance: the false positive identification rate, 0 to 1: how often a stranger may be named; it sets tau by the
            number of people enrolled.
    Returns:
        The answer as data ({photo, threshold, faces: [{box, name, distance, candidates, quality, flaws}]}), then what
        the page shows of it.
    """
    answer = _answer(session, photograph, threshold, chance)
    data = {
        "photo": Path(photograph).name,
        "threshold": answer.tau,
        "faces": [_face_data(one) for one in answer.found],
    }
    return data, card(answer, session.gallery.encoder), gallery_view.strip(session)


def _answer(session: Session, photograph: str, threshold: float | str | None, chance: float | None) -> Answer:
    picture, faces = _faces(session, photograph)
    known = session.of(VerifyState).calibrations.get(session.gallery.encoder)
    return answered(picture, faces, session.gallery, _number(threshold), chance, known)


def answered(
    picture: Picture,
    faces: Sequence[EncodedFace],
    gallery: Gallery,
    threshold: float | None = None,
    chance: float | None = None,
    known: Calibration | None = None,
) -> Answer:
    """Name the encoded faces of a photograph.

    Args:
        picture, faces: the photograph and its faces.
        gallery: the people.
        threshold: tau; None where it follows the chance.
        chance: see `Gallery.threshold`.
        known: what d means; None for the encoder's own calibration.
    """
    tau: float = gallery.threshold(chance, known) if threshold is None else threshold
    reason = words.OWN_TAU
    if threshold is None:
        rate = gallery_gallery.FPIR if chance is None else chance
        reason = words.TAU_BY_CHANCE.format(people=shared_words.people(len(gallery)), rate=rate)
    return Answer(picture, gallery.identify(faces, tau), tau, reason)


def _faces(session: Session, photograph: str) -> tuple[Picture, tuple[EncodedFace, ...]]:
    picture = images.load(photograph, name=words.THE_PHOTOGRAPH)
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    if not faces:
        raise detection.no_face(picture)
    return picture, faces


def _number(given: Any) -> Any:
    """A typed number, None if nothing is typed; the options refuse anything else."""
    if given is None or given == "":
        return None
    try:
        return float(given) if isinstance(given, str) else given
    except ValueError:
        return given


def _face_data(one: Identification) -> dict[str, Any]:
    return {
        "box": list(one.face.face.box),
        "name": one.name,
        "distance": one.distance,
        "candidates": [{"name": person.name, "distance": person.distance} for person in one.candidates],
        "quality": one.face.quality,
        "flaws": list(one.face.flaws),
    }


def name_face(session: Session, photograph: str, face: int | None, name: str) -> tuple[Any, ...]:
    """Enrol a face of a photograph under a name; a person who is enrolled already gets one more picture.

    Parameters:
        photograph: the picture, of one person or of a group.
        face: its number in the photograph, from the left, from 1.
        name: of the person.
    Returns:
        Everybody enrolled, as data, then what the page shows of it.
    """
    picture, faces = _faces(session, photograph)
    if not isinstance(face, (int, float)) or isinstance(face, bool):
        raise MissingInputError(words.NO_FACE_CHOSEN)
    if face not in range(1, len(faces) + 1):
        raise OptionError(words.no_such_face(len(faces)))
    # Somebody looked at the face and said who it is: that is what accepting means.
    session.gallery.enrol(name, faces[int(face) - 1], picture.digest, accepted=True)
    told = html.remark(words.NAMED.format(name=tidy(name), number=int(face)))
    return *gallery_view.views_of(session), told


def name_clicked(session: Session, photograph: str, event: gr.EventData) -> tuple[Any, ...]:
    """Enrol the face whose name was typed in the answer."""
    typed = _typed(event)
    return name_face(session, photograph, typed.get("face"), str(typed.get("who", "")))


def blur_others(
    session: Session, photograph: str, threshold: float | str | None, chance: float | None, keep: str | None = ""
) -> tuple[str, str]:
    """Make faces in a photograph unrecognisable: all of them but those that have a name.

    Parameters:
        photograph: the picture, of one person or of a group.
        threshold: see /identify.
        chance: see /identify.
        keep: the name of the one person who stays sharp; empty for everybody who has a name.
    Returns:
        The photograph as a JPEG of its own size, without the photograph's metadata, and a sentence.
    """
    answer = _answer(session, photograph, threshold, chance)
    wanted = tidy(keep or "")
    names = list(dict.fromkeys(one.name for one in answer.found if one.name))
    if wanted and wanted not in names:
        told = words.NOT_SHOWN if names else words.NOBODY_IS_NAMED
        raise UnknownPersonError(told.format(name=wanted[:40], names=shared_words.COMMA.join(names)))
    others = [one.face.face for one in answer.found if one.name is None or (wanted and one.name != wanted)]
    if not others:
        raise OptionError(words.NOBODY_TO_BLUR)
    path = samples.new_file(f"{Path(photograph).stem[:60]}-blurred.jpg")
    # A new file: the metadata of the old one may hold the place, and a small picture of every face.
    Image.fromarray(blurred(answer.picture, others)).save(path, "JPEG", quality=93)
    return str(path), html.remark(words.blurred(len(others)))


def blur_clicked(
    session: Session, photograph: str, threshold: str | None, chance: float | None, event: gr.EventData
) -> tuple[str, str]:
    """Blur all faces but those that were chosen in the answer."""
    return blur_others(session, photograph, threshold, chance, str(_typed(event).get("keep", "")))


def _typed(event: gr.EventData) -> dict[str, Any]:
    return event._data if isinstance(event._data, dict) else {}
