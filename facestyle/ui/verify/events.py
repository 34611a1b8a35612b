"""What the tab Verify does: compare two photographs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from facestyle import fields, images
from facestyle.faces.detection import Policy
from facestyle.faces.report import fonts
from facestyle.faces.report.report import Report, write
from facestyle.faces.verification import Verification, VerifyOptions, compare
from facestyle.ui import languages
from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.samples import new_file
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.work import encode, wake
from facestyle.ui.verify import model, words
from facestyle.ui.verify.view import card, choice_of_face, data


def verify(
    session: Session,
    photo_a: str,
    photo_b: str,
    threshold: float | None,
    policy: Policy,
    face_a: int,
    face_b: int,
    encoder: str,
    similarity: str = "distance",
) -> tuple[dict[str, Any], str, str, Any, Any]:
    """Decide whether two photographs show the same person.

    Parameters:
        photo_a: the first photograph.
        photo_b: the second photograph.
        threshold: tau, 0 to 4: the same person if d is at most this; null takes the encoder's own tau. For a
            binary head a probability, 0 to 1; null, or the encoder's own tau, takes the head's own.
        policy: which face counts in a photograph with several faces: centre, largest or probable; best
            compares all, and takes the nearest pair under a stricter tau.
        face_a: the number of the face that counts in photo A, from the left; 0 leaves it to the policy.
        face_b: the same for photo B.
        encoder: facenet-128, dlib, fused, vggface2 or casia-webface.
        similarity: distance; binary-l1 or binary-chi2, heads for facenet-128; or trained, the model of this visit.
    Returns:
        The answer as data (same, distance, threshold, encoder, ...), then what the page shows of it.
    """
    options = _options(session, threshold, policy, face_a, face_b, encoder, similarity)
    answer = decided(session, photo_a, photo_b, options)
    return (
        data(answer),
        card(answer, options.meaning),
        words.formula(answer),
        choice_of_face(answer.a, face_a),
        choice_of_face(answer.b, face_b),
    )


def _options(
    session: Session,
    threshold: float | None,
    policy: Policy,
    face_a: int,
    face_b: int,
    encoder: str,
    similarity: str,
) -> VerifyOptions:
    return VerifyOptions(
        encoder,
        policy=policy,
        face_a=face_a or None,
        face_b=face_b or None,
        **model.asked(session, encoder, similarity, threshold),
    )


def decided(session: Session, photo_a: str | None, photo_b: str | None, options: VerifyOptions) -> Verification:
    """Whether two photographs show the same person; what the visit has encoded before is not encoded again."""
    wake()
    started = time.perf_counter()
    pictures = [images.load(photo_a, name=words.PHOTO_A), images.load(photo_b, name=words.PHOTO_B)]
    return compare(pictures, session.cache.faces(pictures, options.encoder, encode), options, started)


def report(
    session: Session,
    photo_a: str,
    photo_b: str,
    threshold: float | None,
    policy: Policy,
    face_a: int,
    face_b: int,
    encoder: str,
    similarity: str = "distance",
    kind: str = "pdf",
) -> tuple[str, str]:
    """Write the verdict on two photographs as a report of one page, with both faces and the error rates at this tau.

    Parameters:
        photo_a: the first photograph.
        photo_b: the second photograph.
        threshold: as for /verify.
        policy: as for /verify.
        face_a: as for /verify.
        face_b: as for /verify.
        encoder: facenet-128, dlib, fused, vggface2 or casia-webface.
        similarity: as for /verify.
        kind: the format, pdf or png.
    Returns:
        The file, which is deleted within the hour; then a sentence.
    """
    fields.choice("kind", kind, ("pdf", "png"))
    options = _options(session, threshold, policy, face_a, face_b, encoder, similarity)
    answer = decided(session, photo_a, photo_b, options)
    can = fonts.can_write(words.REPORT.values())
    with languages.using(languages.current() if can else languages.ENGLISH):
        names = Path(photo_a).name, Path(photo_b).name
        made = Report(answer, options.meaning, names, words=words.REPORT, said=languages.said)
        path = new_file(f"verification-{made.when:%Y-%m-%d-%H%M}.{kind}")
        write(made, path)
    return str(path), html.remark(words.REPORTED if can else f"{words.REPORTED}{shared_words.BETWEEN}{words.NO_FONT}")


def tau_of(session: Session, encoder: str, false_match_rate: float | None, similarity: str = "distance") -> float:
    """Return the threshold of an encoder for a false match rate.

    Parameters:
        encoder: facenet-128, dlib, fused, vggface2 or casia-webface.
        false_match_rate: the share of pairs of strangers that may pass, 0 to 1; 0 or null takes the encoder's own tau.
        similarity: as for /verify; a rate exists for the plain distance only.
    """
    chosen = model.asked(session, encoder, similarity, None)
    rate = None if false_match_rate == 0 and not isinstance(false_match_rate, bool) else false_match_rate
    return VerifyOptions(encoder, false_match_rate=rate, **chosen).tau
