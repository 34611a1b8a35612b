"""The verdict of the tab Verify: in words, on a scale, and with what the network saw."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.faces import distance
from facestyle.faces.alignment import in_detail
from facestyle.faces.calibration import Calibration
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.verification import Side, Verification
from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.verify import error_curves, words

#: Faces of one picture that are offered.
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
        "policy": answer.policy,
        "pairs": answer.pairs,
        "nearer": _nearer(answer),
        "flaws_a": list(answer.a.face.flaws),
        "flaws_b": list(answer.b.face.flaws),
        "seconds": answer.seconds,
    }


def _nearer(answer: Verification) -> dict[str, Any] | None:
    """The pair of faces that is nearer than the one that counted, with faces numbered from 1."""
    found = answer.nearer
    if found is None:
        return None
    return {"face_a": found.face_a + 1, "face_b": found.face_b + 1, "distance": found.distance}


def card(answer: Verification, known: Calibration | None) -> str:
    """The verdict, its place on the scale, and what the network saw."""
    sides = f"{_side(answer.a, answer.encoder, 'A')}{_side(answer.b, answer.encoder, 'B')}"
    return verdict(answer, known, f'<div class="fs-sides">{sides}</div>')


def verdict(answer: Verification, known: Calibration | None, below: str = "") -> str:
    """The verdict and its place on the scale, in a card with something below them."""
    kind, word, icon = ("fs-same", words.SAME, "yes") if answer.same else ("fs-different", words.DIFFERENT, "no")
    sure, axis = "", error_curves.distance_scale(answer.distance, answer.threshold, known, answer.same)
    if answer.probability is not None:
        chance = words.CHANCE.format(chance=words.probability(answer.probability))
        sure = f' <abbr title="{words.PROBABILITY_MEANS}">{chance}</abbr>'
        if answer.similarity != "distance":
            sure, axis = "", error_curves.probability_scale(answer.probability, answer.threshold, answer.same)
    doubt = words.less_sure(answer.a.face.flaws, answer.b.face.flaws)
    flaws = f'<p class="fs-flaw">{doubt}</p>' if doubt else ""
    return (
        f'<div class="fs-card {kind}">'
        f'<div class="fs-verdict">{html.icon(icon)}<span>{word}</span></div>'
        f'<p class="fs-lead">{words.lead(answer)}{sure}</p>{axis}{flaws}{_several(answer)}{below}</div>'
    )


def _several(answer: Verification) -> str:
    """How many faces each photograph shows, and which counted; a warning where another is nearer."""
    told = words.several(answer)
    kind = "fs-flaw" if answer.nearer is not None else "fs-several"
    return f'<p class="{kind}">{shared_words.BETWEEN.join(told)}</p>' if told else ""


def _side(side: Side, encoder: str, letter: str) -> str:
    """What the network saw of a photograph, beside the photograph with its boxes."""
    count = len(side.faces)
    labels = [str(number) if count > 1 else "" for number in range(1, count + 1)]
    strong = [index == side.chosen for index in range(count)]
    caption = (words.ONE_FACE if count == 1 else words.FACE_OF).format(
        letter=letter, number=side.chosen + 1, count=count
    )
    figure = html.boxes(side.picture, [found.face for found in side.faces], labels, strong, caption, side=480)
    return f'<div class="fs-side">{seen(side, encoder, words.SEEN)}{figure}</div>'


def seen(side: Side, encoder: str, caption: str) -> str:
    """The face that counts in a photograph, as the network saw it."""
    pixels = cut(*in_detail(side.picture, [side.face.face])[0], encoder_spec(encoder))
    return html.figure(html.picture(pixels, words.SEEN, 160), caption, "fs-crop")


def choice_of_face(side: Side, asked: int) -> Any:
    """Choose among the faces of a photograph; hidden if there is only one."""
    count = min(len(side.faces), MOST_FACES)
    numbers = [(words.FACE_NUMBER.format(number=number), number) for number in range(1, count + 1)]
    return gr.Dropdown(choices=[words.FACE_AUTOMATIC, *numbers], value=asked or 0, visible=count > 1)


def no_choice_of_face() -> Any:
    """Leave the face to the policy: a number that was chosen for another photograph means nothing."""
    return gr.Dropdown(choices=[words.FACE_AUTOMATIC], value=0, visible=False)
