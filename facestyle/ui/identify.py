"""The tab Identify: a gallery of people on the left, a photograph with names on the right."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import images
from facestyle.faces import detection, gallery
from facestyle.faces.people import Identification
from facestyle.images import Picture
from facestyle.ui import people, render, samples, text
from facestyle.ui.session import Session
from facestyle.ui.widgets import FACES, as_given, guarded, photo, show_problem
from facestyle.ui.work import encode


def identify(
    session: Session, photograph: str, threshold: float | str | None, chance: float | None
) -> tuple[dict[str, Any], str, str, Session]:
    """Name every face in a photograph, or say that it is not in the gallery.

    Parameters:
        photograph: the picture, of one person or of a group.
        threshold: tau, 0 to 4: the nearest person is named where d is at most this; empty leaves it to the chance.
        chance: false positive identification rate, 0 to 1: how often a stranger may be named; sets tau by the number
            of people enrolled.
    Returns:
        The answer as data ({photo, threshold, faces: [{box, name, distance, candidates, quality, flaws}]}), then what
        the page shows of it.
    """
    picture = images.load(photograph, name="The photograph")
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    if not faces:
        raise detection.no_face(picture)
    own = _number(threshold)
    known = session.calibrations.get(session.gallery.encoder)
    tau: float = session.gallery.threshold(chance, known) if own is None else own
    found = session.gallery.identify(faces, tau)
    reason = _reason(len(session.gallery), chance) if own is None else "by your own τ"
    return (
        {"photo": Path(photograph).name, "threshold": tau, "faces": [_face_data(one) for one in found]},
        _card(picture, found, tau, reason),
        people.strip(session),
        session,
    )


def _number(given: Any) -> Any:
    """What was typed, as a number where it is one; what is none is refused by the options."""
    if given is None or given == "":
        return None
    try:
        return float(given) if isinstance(given, str) else given
    except ValueError:
        return given


def _reason(enrolled: int, chance: float | None) -> str:
    rate = gallery.FPIR if chance is None else chance
    return f"for {people.counted(enrolled, 'person', 'people')} and {rate:.1%} of strangers named"


def _face_data(one: Identification) -> dict[str, Any]:
    return {
        "box": list(one.face.face.box),
        "name": one.name,
        "distance": one.distance,
        "candidates": [{"name": person.name, "distance": person.distance} for person in one.candidates],
        "quality": one.face.quality,
        "flaws": list(one.face.flaws),
    }


def _card(picture: Picture, found: list[Identification], tau: float, reason: str) -> str:
    labels = [one.name or "not in the gallery" for one in found]
    named = sum(one.name is not None for one in found)
    count = "One face" if len(found) == 1 else f"{len(found)} faces"
    figure = render.boxes(
        picture,
        [one.face.face for one in found],
        labels,
        [one.name is not None for one in found],
        f"{count}, {named or 'none'} of the gallery",
        side=960,
    )
    rows = "".join(_row(number, one) for number, one in enumerate(found, start=1))
    return (
        f'<div class="fs-card" role="status">{figure}<div class="fs-scroll"><table class="fs-table">'
        f"<thead><tr><th>Face</th><th>Who</th><th>Nearest in the gallery, with d (named up to τ = {tau:.2f}, {reason})"
        f"</th></tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _row(number: int, one: Identification) -> str:
    who = f"<b>{escape(one.name)}</b>" if one.name else "not in the gallery"
    icon = render.icon("yes" if one.name else "no")
    kind = "fs-same" if one.name else "fs-different"
    near = ", ".join(f"{escape(person.name)} {person.distance:.2f}" for person in one.candidates)
    flaws = f"<small>{escape(', '.join(one.face.flaws))}</small>" if one.face.flaws else ""
    return (
        f'<tr><td>{number}</td><td class="{kind}"><span class="fs-who">{icon}{who}</span>{flaws}</td>'
        f"<td>{near}</td></tr>"
    )


def build(session: gr.State, page: gr.Blocks) -> None:
    """Lay out the tab and wire its events."""
    photos = samples.identify_photos()
    gr.Markdown(text.IDENTIFY_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=260, elem_id="identify-people"):
            strip = people.build(session, page)
        with gr.Column(scale=6, min_width=280):
            photograph = photo("One person or a group", "identify-photo", photos[0] if photos else None, 260)
            button = gr.Button("Identify", variant="primary", size="lg", elem_id="identify-run")
            examples = None
            if photos:
                examples = gr.Examples(
                    [[path] for path in photos],
                    [photograph],
                    label="Or one click: public-domain photographs",
                    elem_id="identify-examples",
                    api_name="identify_example",
                )
        with gr.Column(scale=9, min_width=320):
            card = gr.HTML(render.empty(text.IDENTIFY_EMPTY), label="result", elem_id="identify-result")
    with gr.Accordion("More: how sure", open=False), gr.Row():
        chance = gr.Radio(
            text.FPIR_CHOICES,
            value=gallery.FPIR,
            label="A stranger is named by mistake",
            info="Sets τ by the number of people enrolled: each is one more chance to be mistaken, so that a larger "
            "gallery has to be stricter.",
            elem_id="identify-chance",
        )
        # A text, since an empty number has no default that programs could leave out.
        threshold = gr.Textbox(
            "",
            label="Threshold τ of your own",
            info="Instead: the nearest person is named where d ≤ τ. Empty leaves it to the chance.",
            placeholder="such as 0.9",
            elem_id="identify-threshold",
        )
    for choice in (chance, threshold):
        as_given(choice)
    answer_data = gr.JSON(visible=False, label="answer")
    inputs, outputs = [session, photograph, threshold, chance], [answer_data, card, strip, session]
    run: dict[str, Any] = {"show_progress_on": card, **FACES}
    events = [button.click(guarded(identify), inputs, outputs, api_name="identify", **run)]
    if examples is not None:
        events.append(
            examples.load_input_event.then(
                guarded(identify),
                inputs,
                outputs,
                api_name="identify_after_example",
                api_visibility="private",
                **run,
            )
        )
    for number, event in enumerate(events):
        show_problem(event, session, card, f"identify_problem_{number}")
