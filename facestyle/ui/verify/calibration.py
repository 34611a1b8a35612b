"""What d means for the visitor's own pictures: a calibration for the visit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from facestyle import images
from facestyle.errors import BudgetError, CalibrationError, FacestyleError, MissingInputError
from facestyle.faces import calibration
from facestyle.faces.calibration import Calibration, shipped
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.names import name_from_file
from facestyle.ui import languages
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.session import Session
from facestyle.ui.verify import tau, words
from facestyle.ui.verify.error_curves import curves
from facestyle.ui.verify.state import VerifyState

#: Pictures in one calibration.
MOST_FILES = 400


def meaning(session: Session, encoder: str) -> Calibration | None:
    """The calibration in force: the visitor's own, or the encoder's."""
    return session.of(VerifyState).calibrations.get(encoder) or shipped(encoder)


def calibrate(session: Session, photos: list[str] | None, encoder: str) -> tuple[Any, ...]:
    """Learn what d means from pictures of your own, for this visit.

    Parameters:
        photos: picture files, several of each person, named like Ada_1.jpg.
        encoder: facenet-128, dlib, fused, vggface2 or casia-webface.
    Returns:
        The calibration as data, then what the page shows of it.
    """
    encoder_spec(encoder)
    if not photos:
        raise MissingInputError(words.NO_PICTURES)
    if len(photos) > MOST_FILES:
        raise BudgetError(words.TOO_MANY.format(files=len(photos), most=MOST_FILES))
    encodings, names, problems = _encoded(session, photos, encoder)
    if not encodings:
        raise CalibrationError(words.NONE_USABLE.format(files=len(photos), first=problems[0]))
    d, same = calibration.pairs_among(np.stack(encodings), names)
    counts = {"pictures": len(names), "people": len(set(names))}
    made = calibration.calibrate(d, same, encoder, words.SOURCE.format(**counts))
    session.of(VerifyState).calibrations[encoder] = made
    note = html.remark(words.CALIBRATED.format(**counts, tau=made.even), problems)
    data = {**counts, "left_out": problems, "tau": made.even, "ece": made.ece}
    return data, note, curves(made, encoder), made.even, None


def _encoded(session: Session, photos: list[str], encoder: str) -> tuple[list[np.ndarray], list[str], list[str]]:
    """Encodings and names of the usable pictures, and what is wrong with the others."""
    encodings, names, problems = [], [], []
    for path in photos:
        try:
            encodings.append(session.encode_chosen(images.load(path), encoder).encoding)
            names.append(name_from_file(Path(path).name))
        except FacestyleError as problem:
            problems.append(languages.said(problem.message))
        finally:
            samples.forget(path)
    return encodings, names, problems


def tau_figure(session: Session, encoder: str) -> str:
    """Show both distributions of an encoder, with tau to be dragged over them."""
    spec = encoder_spec(encoder)
    own = session.of(VerifyState).calibrations.get(spec.name)
    return tau.figure(own or shipped(spec.name), spec.name, own.even if own else spec.tau)


def curves_of(session: Session, encoder: str) -> str:
    """Show the error rates of an encoder."""
    return curves(meaning(session, encoder_spec(encoder).name), encoder)
