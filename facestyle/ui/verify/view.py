"""How the tab Verify shows a verdict: in words, on a scale, and with what the network saw."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.faces import distance
from facestyle.faces.calibration import Calibration
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.verification import Side, Verification
from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.verify import error_curves, words

#: How many faces of one picture can be picked from.
MOST_FACES = 40


def data(answer: Verification) -> dict[str, Any]:
    """The answer, for programs."""
    return {
        "same": answer.same,
        "distance": answer.distance,
        "threshold": answer.threshold,
        "probability": answer.probability,
        "encoder": answer.encoder,
        "similarity": answer.similarity,
        "logit": answer.logit,
        "cosine": distance.cosine(answer.distance),
        "faces_a": [list(found.face.box) for found in answer.a.faces],
        "faces_b": [list(found.face.box) for found in answer.b.faces],
        "face_a": answer.a.chosen + 1,
        "face_b": answer.b.chosen + 1,
        "flaws_a": list(answer.a.face.flaws),
        "flaws_b": list(answer.b.face.flaws),
        "seconds": answer.seconds,
    }


def card(answer: Verification, known: Calibration | None) -> str:
    """The verdict, where it stands on the scale, and what the network saw."""
    kind, word, icon = ("fs-same", "Same person", "yes") if answer.same else ("fs-different", "Different people", "no")
    sure, head = "", answer.similarity != "distance"
    if answer.probability is not None and not head:
        chance = error_curves.probability(answer.probability)
        sure = f' <abbr title="{words.PROBABILITY_MEANS}">Probability of one person: <b>{chance}</b>.</abbr>'
    axis = head_scale(answer) if head else error_curves.scale(answer.distance, answer.threshold, known)
    return (
        f'<div class="fs-card {kind}" role="status">'
        f'<div class="fs-verdict">{html.icon(icon)}<span>{word}</span></div>'
        f'<p class="fs-lead">{lead(answer)}{sure}</p>'
        f"{axis}"
        f"{_flaws(answer)}"
        f'<div class="fs-sides">{_side(answer.a, answer.encoder, "A")}{_side(answer.b, answer.encoder, "B")}</div>'
        "</div>"
    )


def _flaws(answer: Verification) -> str:
    """Why the answer is less sure than it looks, where a picture is poor."""
    sides = (("A", answer.a.face.flaws), ("B", answer.b.face.flaws))
    told = [f"in photo {letter} the face is {' and '.join(flaws)}" for letter, flaws in sides if flaws]
    return f'<p class="fs-flaw">Less sure: {"; ".join(told)}.</p>' if told else ""


def _side(side: Side, encoder: str, letter: str) -> str:
    """What the network saw of a photograph, beside the photograph with its boxes."""
    spec = encoder_spec(encoder)
    seen = cut(side.picture, side.face.face, spec)
    count = len(side.faces)
    caption = (
        f"Photo {letter}: one face" if count == 1 else f"Photo {letter}: face {side.chosen + 1} of {count} compared"
    )
    labels = [str(number) if count > 1 else "" for number in range(1, count + 1)]
    strong = [index == side.chosen for index in range(count)]
    figure = html.boxes(side.picture, [found.face for found in side.faces], labels, strong, caption, side=480)
    return f'<div class="fs-side">{html.crop(seen, "what f sees")}{figure}</div>'


def formula(answer: Verification) -> str:
    """What was computed, with its values."""
    told = f"\n\n{answer.encoder}, {answer.seconds:.2f} s.%s A resemblance, not a proof of identity."
    if answer.trained:
        return head_formula(answer) + told % ""
    relation = r"\le" if answer.same else ">"
    spec = encoder_spec(answer.encoder)
    from_where = f" The encoder's own τ = {spec.tau:.2f} is {spec.tau_source}." if answer.threshold == spec.tau else ""
    return (
        rf"$$d(x_A, x_B) = \lVert f(x_A) - f(x_B) \rVert^2 = {answer.distance:.2f} {relation} "
        rf"\tau = {answer.threshold:.2f}$$"
    ) + told % from_where


def choice_of_face(side: Side, asked: int) -> Any:
    """Offered only where there is something to choose."""
    count = min(len(side.faces), MOST_FACES)
    numbers = [(f"number {number}, from the left", number) for number in range(1, count + 1)]
    return gr.Dropdown(choices=[words.FACE_AUTOMATIC, *numbers], value=asked or 0, visible=count > 1)


WIDTH, LEFT, RIGHT = 400, 12, 388


def lead(answer: Verification) -> str:
    """The number that decided, in a sentence."""
    if answer.similarity == "distance" or answer.probability is None:
        says = "below" if answer.same else "above"
        whose = " as the trained model sees them," if answer.trained else ""
        return f"<b>d = {answer.distance:.2f}</b>,{whose} {says} the threshold τ\u00a0=\u00a0{answer.threshold:.2f}."
    says = "above" if answer.same else "below"
    return (
        f"<b>Probability of one person: {error_curves.probability(answer.probability)}</b>, by a binary head; {says} "
        f"the threshold of {100 * answer.threshold:.0f} %."
    )


def head_scale(answer: Verification) -> str:
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


def head_formula(answer: Verification) -> str:
    """The formula that decided, with its numbers; of a trained comparison."""
    if answer.similarity == "distance":
        relation = r"\le" if answer.same else ">"
        return (
            r"$$g(x) = \frac{W f(x)}{\lVert W f(x) \rVert}, \qquad d(x_A, x_B) = \lVert g(x_A) - g(x_B) \rVert^2 = "
            rf"{answer.distance:.2f} {relation} \tau = {answer.threshold:.2f}$$"
        )
    assert answer.logit is not None
    note = shared_words.CHI2 if answer.similarity == "binary-chi2" else ""
    relation = r"\ge" if answer.same else "<"
    head = shared_words.head(answer.similarity, "x_A", "x_B")
    return (
        rf"$${head} = \sigma({answer.logit:.2f}) = {answer.probability:.2f} {relation} {answer.threshold:.2f}$$" + note
    )
