"""How Verify compares: by plain d, a binary head, or the model that was trained or given in this visit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import fields
from facestyle.errors import MissingInputError
from facestyle.faces import distance
from facestyle.faces.encoders.registry import ENCODERS, encoder_spec
from facestyle.faces.options import SIMILARITIES
from facestyle.faces.siamese import checkpoint
from facestyle.faces.verification import VerifyOptions
from facestyle.ui.shared import html
from facestyle.ui.shared.session import Session
from facestyle.ui.verify import words
from facestyle.ui.verify.state import VerifyState

#: The name of the visit's own model, on the page and in its API.
TRAINED = "trained"


def choices(session: Session, value: str | None = None) -> Any:
    """Similarities that a visitor can choose from; `value` chooses one."""
    mine = [(words.SIMILARITY_TRAINED, TRAINED)] if session.of(VerifyState).model is not None else []
    offered: list[tuple[str, str | int | float]] = [*words.SIMILARITY_CHOICES, *mine]
    return gr.Radio(choices=offered) if value is None else gr.Radio(choices=offered, value=value)


def asked(session: Session, encoder: str, chosen: str, threshold: float | None) -> dict[str, Any]:
    """Return arguments of `VerifyOptions`: similarity, trained, threshold, calibration.

    Raises:
        MissingInputError: `trained` is chosen, and there is no model.
        OptionError: the similarity is unknown.
    """
    fields.choice("similarity", chosen, (*SIMILARITIES, TRAINED))
    model = None
    if chosen == TRAINED:
        model = session.of(VerifyState).model
        if model is None:
            raise MissingInputError(words.NO_MODEL)
    known = isinstance(encoder, str) and encoder in ENCODERS
    plain = chosen == "distance"
    # The page shows the threshold of plain d until it is moved; programs that leave it out send that, too.
    own_tau = known and threshold == encoder_spec(encoder).tau
    return {
        "similarity": model.similarity if model else chosen,
        "trained": model,
        "threshold": threshold if plain or not own_tau else None,
        "calibration": session.of(VerifyState).calibrations.get(encoder) if plain and known else None,
    }


def threshold_for(session: Session, encoder: str, chosen: str) -> tuple[Any, Any, Any]:
    """The threshold slider for a similarity, no false match rate, and the encoder of the similarity."""
    of_head = chosen in SIMILARITIES and chosen != "distance"
    model = session.of(VerifyState).model
    if chosen == TRAINED and model is not None:
        encoder, of_head = model.encoder, model.kind != "triplet"
    tau = VerifyOptions(encoder, **asked(session, encoder, chosen, None)).tau
    slider = gr.Slider(
        maximum=1.0 if of_head else distance.MAX_DISTANCE,
        value=tau,
        label=words.THRESHOLD_OF_HEAD if of_head else words.THRESHOLD,
        info=words.THRESHOLD_OF_HEAD_INFO if of_head else words.THRESHOLD_INFO,
    )
    return slider, 0.0, encoder


def use_model(session: Session, file: str | None) -> tuple[Any, ...]:
    """Use a trained model in this visit: a file that /train or `facestyle train` has written.

    Parameters:
        file: the .safetensors file.
    Returns:
        The model as data; then the choices of Verify, and a sentence.
    """
    if not file:
        raise MissingInputError(words.NO_MODEL_FILE)
    path = Path(file)
    try:
        model = session.of(VerifyState).model = checkpoint.read_model(path)
    finally:
        path.unlink(missing_ok=True)
    data = {"kind": model.kind, "encoder": model.encoder, "threshold": model.tau}
    return data, choices(session, TRAINED), html.remark(words.MODEL_TAKEN.format(model=model)), None
