"""What d means for one's own pictures: a calibration for the visit."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from facestyle import images
from facestyle.errors import BudgetError, CalibrationError, FacestyleError, MissingInputError
from facestyle.faces import calibration, detection
from facestyle.faces.calibration import Calibration, shipped
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.names import name_from_file
from facestyle.ui.shared import samples
from facestyle.ui.shared.inputs import as_given
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import wire
from facestyle.ui.shared.work import encode
from facestyle.ui.verify import words
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
        photos: picture files, several each of several people, named like Ada_1.jpg.
        encoder: facenet-128, dlib, fused, vggface2 or casia-webface.
    Returns:
        The calibration as data, then what the page shows of it.
    """
    encoder_spec(encoder)
    if not photos:
        raise MissingInputError("No picture was given; choose several pictures each of several people.")
    if len(photos) > MOST_FILES:
        raise BudgetError(f"{len(photos)} files are more than {MOST_FILES} at once; choose fewer.")
    encodings, names, problems = [], [], []
    for path in photos:
        try:
            picture = images.load(path)
            [faces] = session.cache.faces([picture], encoder, encode)
            chosen = faces[detection.choose([one.face for one in faces], picture)]
            encodings.append(chosen.encoding)
            names.append(name_from_file(Path(path).name))
        except FacestyleError as problem:
            problems.append(problem.message)
        finally:
            samples.forget(path)
    if not encodings:
        raise CalibrationError(f"None of {len(photos)} pictures can be used. {problems[0]}")
    d, same = calibration.pairs_among(np.stack(encodings), names)
    people = len(set(names))
    made = calibration.calibrate(d, same, encoder, f"{len(names)} pictures of {people} people, given on the page")
    session.of(VerifyState).calibrations[encoder] = made
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    note = (
        f'<div class="fs-note"><p>Learned from {len(names)} pictures of {people} people. Both answers are equally '
        f"likely at d = {made.even:.2f}, which is τ now.</p>{f'<ul>{items}</ul>' if items else ''}</div>"
    )
    data = {"pictures": len(names), "people": people, "left_out": problems, "tau": made.even, "ece": made.ece}
    return data, note, curves(made, encoder), made.even, None


def build(session: gr.State, encoder: gr.Radio, threshold: gr.Slider) -> None:
    """Lay out what d means, and wire a calibration of one's own."""
    title = "What d means: error rates, and a calibration of your own"
    with gr.Accordion(title, open=False, elem_id="verify-meaning"), gr.Row():
        with gr.Column(scale=6, min_width=320):
            shown = gr.HTML(curves(shipped(), encoder_spec(encoder.value).name), elem_id="verify-curves")
        with gr.Column(scale=5, min_width=320):
            gr.Markdown(words.PROBABILITY_MEANS)
            gr.Markdown(words.CALIBRATE_INTRO, elem_classes="fs-intro")
            files = gr.File(
                label="Pictures named by person",
                file_count="multiple",
                file_types=["image"],
                height=140,
                elem_id="verify-calibrate-files",
            )
            button = gr.Button("Calibrate", elem_id="verify-calibrate")
            note = gr.HTML("", label="note", elem_id="verify-calibrate-note")
    as_given(encoder)
    data = gr.JSON(visible=False, label="calibration")
    wire(
        session,
        button.click,
        calibrate,
        [files, encoder],
        [data, note, shown, threshold, files],
        "calibrate",
        error=note,
        queue="faces",
        public=True,
        progress=shown,
    )

    def curves_of(session: Session, encoder: str) -> str:
        """Show the error rates of an encoder."""
        return curves(meaning(session, encoder_spec(encoder).name), encoder)

    wire(session, encoder.change, curves_of, [encoder], [shown], "curves")
