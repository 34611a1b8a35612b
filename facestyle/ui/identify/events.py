"""What the tab Identify does: name every face in a photograph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.gallery import gallery as gallery_gallery
from facestyle.faces.gallery.people import Identification
from facestyle.ui.gallery import view as gallery_view
from facestyle.ui.identify import words
from facestyle.ui.identify.view import card
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
    picture = images.load(photograph, name=words.THE_PHOTOGRAPH)
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    if not faces:
        raise detection.no_face(picture)
    own = _number(threshold)
    known = session.of(VerifyState).calibrations.get(session.gallery.encoder)
    tau: float = session.gallery.threshold(chance, known) if own is None else own
    found = session.gallery.identify(faces, tau)
    reason = words.OWN_TAU
    if own is None:
        rate = gallery_gallery.FPIR if chance is None else chance
        reason = words.TAU_BY_CHANCE.format(people=shared_words.people(len(session.gallery)), rate=rate)
    data = {"photo": Path(photograph).name, "threshold": tau, "faces": [_face_data(one) for one in found]}
    return data, card(picture, found, tau, reason), gallery_view.strip(session)


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
