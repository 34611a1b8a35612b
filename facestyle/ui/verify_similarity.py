"""How Verify compares: plain d, a binary head, or the model that was trained or given in this visit."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import options
from facestyle.errors import MissingInputError
from facestyle.faces import checkpoint, similarity
from facestyle.faces.encoders import ENCODERS, encoder_spec
from facestyle.faces.siamese import SIMILARITIES
from facestyle.faces.verification import Verification, VerifyOptions
from facestyle.ui import calibrated, text, train_text
from facestyle.ui.session import Session
from facestyle.ui.widgets import as_path, guarded, show_problem

#: What the page and its API call the visit's own model.
TRAINED = "trained"
CHOICES = [("distance d", "distance"), ("head on |f − f′|", "binary-l1"), ("head on χ²", "binary-chi2")]
WIDTH, LEFT, RIGHT = 400, 12, 388


def choices(session: Session, value: str | None = None) -> Any:
    """The choices of a visitor, and what is chosen where that changes."""
    mine = [("trained in this visit", TRAINED)] if session.model is not None else []
    offered: list[tuple[str, str | int | float]] = [*CHOICES, *mine]
    return gr.Radio(choices=offered) if value is None else gr.Radio(choices=offered, value=value)


def asked(session: Session, encoder: str, chosen: str, threshold: float | None) -> dict[str, Any]:
    """What `VerifyOptions` takes of it: similarity, trained, threshold, calibration.

    Raises:
        MissingInputError: `trained` was chosen, and there is no model.
        OptionError: it is none of the choices.
    """
    options.choice("similarity", chosen, (*SIMILARITIES, TRAINED))
    model = None
    if chosen == TRAINED:
        if session.model is None:
            raise MissingInputError(
                "No model was trained in this visit; train one under Train, or give a model file under More."
            )
        model = session.model
    known = isinstance(encoder, str) and encoder in ENCODERS
    plain = chosen == "distance"
    # The page's threshold is that of plain d until it is moved, and programs that leave it out send it.
    own_tau = known and threshold == encoder_spec(encoder).tau
    return {
        "similarity": model.similarity if model else chosen,
        "trained": model,
        "threshold": threshold if plain or not own_tau else None,
        "calibration": session.calibrations.get(encoder) if plain and known else None,
    }


def lead(answer: Verification) -> str:
    """The number that decided, in a sentence."""
    if answer.similarity == "distance" or answer.probability is None:
        says = "below" if answer.same else "above"
        whose = " as the trained model sees them," if answer.trained else ""
        return f"<b>d = {answer.distance:.2f}</b>,{whose} {says} the threshold τ\u00a0=\u00a0{answer.threshold:.2f}."
    says = "above" if answer.same else "below"
    return (
        f"<b>Probability of one person: {calibrated.probability(answer.probability)}</b>, by a binary head; {says} the "
        f"threshold of {100 * answer.threshold:.0f} %."
    )


def scale(answer: Verification) -> str:
    """The probability of a head on its axis, 0 to 1, with the threshold marked."""
    assert answer.probability is not None

    def at(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(max(value, 0.0), 1.0)

    tau, base = at(answer.threshold), 34
    anchors = {0.0: "start", 1.0: "end"}
    ticks = "".join(
        f'<text class="fs-tick" x="{at(part):.1f}" y="{base + 26}" text-anchor="{anchors.get(part, "middle")}">'
        f"{100 * part:.0f} %</text>"
        for part in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    label = min(max(tau, 32), RIGHT - 24)
    return (
        f'<svg class="fs-scale" viewBox="0 0 {WIDTH} 68" role="img" aria-label="The probability is '
        f'{answer.probability:.2f} on a scale from 0 to 1; the threshold is {answer.threshold:.2f}">'
        f'<rect class="fs-zone-different" x="{LEFT}" y="{base - 4}" width="{tau - LEFT:.1f}" height="8" rx="4"/>'
        f'<rect class="fs-zone-same" x="{tau:.1f}" y="{base - 4}" width="{RIGHT - tau:.1f}" height="8" rx="4"/>'
        f'<path class="fs-tau" d="M{tau:.1f} 20V{base + 10}"/><text class="fs-tau-label" x="{label:.1f}" y="14" '
        f'text-anchor="middle">{100 * answer.threshold:.0f} %</text><circle class="fs-dot '
        f'{"fs-same" if answer.same else "fs-different"}" cx="{at(answer.probability):.1f}" cy="{base}" r="8"/>'
        f"{ticks}</svg>"
    )


def formula(answer: Verification) -> str:
    """The formula that decided, with its numbers; of a trained comparison."""
    if answer.similarity == "distance":
        relation = r"\le" if answer.same else ">"
        return (
            r"$$g(x) = \frac{W f(x)}{\lVert W f(x) \rVert}, \qquad d(x_A, x_B) = \lVert g(x_A) - g(x_B) \rVert^2 = "
            rf"{answer.distance:.2f} {relation} \tau = {answer.threshold:.2f}$$"
        )
    assert answer.logit is not None
    note = train_text.CHI2 if answer.similarity == "binary-chi2" else ""
    relation = r"\ge" if answer.same else "<"
    head = train_text.head(answer.similarity, "x_A", "x_B")
    return (
        rf"$${head} = \sigma({answer.logit:.2f}) = {answer.probability:.2f} {relation} {answer.threshold:.2f}$$" + note
    )


def threshold_for(session: Session, encoder: str, chosen: str) -> tuple[Any, Any, Any]:
    """The threshold that belongs to a similarity, its scale, and the encoder that it stands on."""
    of_head = chosen in SIMILARITIES and chosen != "distance"
    if chosen == TRAINED and session.model is not None:
        encoder, of_head = session.model.encoder, session.model.kind != "triplet"
    tau = VerifyOptions(encoder, **asked(session, encoder, chosen, None)).tau
    slider = gr.Slider(
        maximum=1.0 if of_head else similarity.MAX_DISTANCE,
        value=tau,
        label="Threshold on the probability" if of_head else "Threshold τ",
        info=text.THRESHOLD_OF_HEAD if of_head else text.THRESHOLD_INFO,
    )
    return slider, 0.0, encoder


def use_model(session: Session, file: str | None) -> tuple[Any, ...]:
    """Use a trained model in this visit, from a file that /train or `python -m facestyle train` has written.

    Parameters:
        file: the .safetensors file.
    Returns:
        What it is, as data; then the choices of Verify, and what became of it in words.
    """
    if not file:
        raise MissingInputError("No model file was given; choose a .safetensors file that training has written.")
    path = Path(file)
    try:
        session.model = checkpoint.read_model(path)
    finally:
        path.unlink(missing_ok=True)
    model = session.model
    data = {"kind": model.kind, "encoder": model.encoder, "threshold": model.tau}
    said = f"A {model.kind} model on {model.encoder}: chosen under Similarity, for your visit."
    return data, choices(session, TRAINED), f'<div class="fs-note"><p>{escape(said)}</p></div>', None, session


def build_upload(session: gr.State, chosen: gr.Radio) -> None:
    """A place for a model of one's own."""
    file = as_path(
        gr.File(
            label="A trained model of yours (.safetensors)", file_types=[".safetensors"], height=110,
            elem_id="verify-model",
        )
    )  # fmt: skip
    note = gr.HTML("", label="note", elem_id="verify-model-note")
    data = gr.JSON(visible=False, label="model")
    event = file.upload(
        guarded(use_model), [session, file], [data, chosen, note, file, session], api_name="use_model", queue=False
    )
    show_problem(event, session, note, "use_model_problem")
