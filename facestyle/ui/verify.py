"""The tab Verify: two photographs, one verdict."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr

from facestyle import images
from facestyle.faces import similarity as distances
from facestyle.faces.calibration import Calibration
from facestyle.faces.encoders import DEFAULT_ENCODER, ENCODERS, cut, encoder_spec
from facestyle.faces.verification import Side, Verification, VerifyOptions, compare
from facestyle.ui import calibrated, render, samples, text, verify_similarity
from facestyle.ui.session import Session
from facestyle.ui.widgets import FACES, as_given, guarded, photo, show_problem
from facestyle.ui.work import encode

#: How many faces of one picture can be picked from.
MOST_FACES = 40


def verify(
    session: Session,
    photo_a: str,
    photo_b: str,
    threshold: float | None,
    policy: str,
    face_a: int,
    face_b: int,
    encoder: str,
    similarity: str = "distance",
) -> tuple[dict[str, Any], str, str, Any, Any, Session]:
    """Say whether two photographs show the same person.

    Parameters:
        photo_a: the first photograph.
        photo_b: the second photograph.
        threshold: tau, 0 to 4: the same person where d is at most this; null takes the encoder's own. Of a binary head
            a probability, 0 to 1; null, or the encoder's own tau, takes the model's own.
        policy: which face counts in a photograph with several: centre, largest or probable.
        face_a: number of the face that counts in photo A instead, from the left; 0 leaves it to the policy.
        face_b: the same for photo B.
        encoder: facenet-128, dlib, fused, vggface2 or casia-webface.
        similarity: distance; binary-l1 or binary-chi2, a head that comes with facenet-128; or trained, the model of
            this visit.
    Returns:
        The answer as data (same, distance, threshold, encoder, ...), then what the page shows of it.
    """
    started = time.perf_counter()
    options = VerifyOptions(
        encoder,
        policy=policy,  # type: ignore[arg-type]
        face_a=face_a or None,
        face_b=face_b or None,
        **verify_similarity.asked(session, encoder, similarity, threshold),
    )
    pictures = [images.load(photo_a, name="Photo A"), images.load(photo_b, name="Photo B")]
    faces = session.cache.faces(pictures, options.encoder, encode)
    answer = compare(pictures, faces, options, started)
    return (
        _data(answer),
        _card(answer, options.meaning),
        _formula(answer),
        _choice_of_face(answer.a, face_a),
        _choice_of_face(answer.b, face_b),
        session,
    )


def _data(answer: Verification) -> dict[str, Any]:
    return {
        "same": answer.same,
        "distance": answer.distance,
        "threshold": answer.threshold,
        "probability": answer.probability,
        "encoder": answer.encoder,
        "similarity": answer.similarity,
        "logit": answer.logit,
        "cosine": distances.cosine(answer.distance),
        "faces_a": [list(found.face.box) for found in answer.a.faces],
        "faces_b": [list(found.face.box) for found in answer.b.faces],
        "face_a": answer.a.chosen + 1,
        "face_b": answer.b.chosen + 1,
        "flaws_a": list(answer.a.face.flaws),
        "flaws_b": list(answer.b.face.flaws),
        "seconds": answer.seconds,
    }


def _card(answer: Verification, known: Calibration | None) -> str:
    kind, word, icon = ("fs-same", "Same person", "yes") if answer.same else ("fs-different", "Different people", "no")
    sure, head = "", answer.similarity != "distance"
    if answer.probability is not None and not head:
        chance = calibrated.probability(answer.probability)
        sure = f' <abbr title="{text.PROBABILITY_MEANS}">Probability of one person: <b>{chance}</b>.</abbr>'
    axis = verify_similarity.scale(answer) if head else calibrated.scale(answer.distance, answer.threshold, known)
    return (
        f'<div class="fs-card {kind}" role="status">'
        f'<div class="fs-verdict">{render.icon(icon)}<span>{word}</span></div>'
        f'<p class="fs-lead">{verify_similarity.lead(answer)}{sure}</p>'
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
    figure = render.boxes(side.picture, [found.face for found in side.faces], labels, strong, caption, side=480)
    return f'<div class="fs-side">{render.crop(seen, "what f sees")}{figure}</div>'


def _formula(answer: Verification) -> str:
    told = f"\n\n{answer.encoder}, {answer.seconds:.2f} s.%s A resemblance, not a proof of identity."
    if answer.trained:
        return verify_similarity.formula(answer) + told % ""
    relation = r"\le" if answer.same else ">"
    spec = encoder_spec(answer.encoder)
    from_where = f" The encoder's own τ = {spec.tau:.2f} is {spec.tau_source}." if answer.threshold == spec.tau else ""
    return (
        rf"$$d(x_A, x_B) = \lVert f(x_A) - f(x_B) \rVert^2 = {answer.distance:.2f} {relation} "
        rf"\tau = {answer.threshold:.2f}$$"
    ) + told % from_where


def _choice_of_face(side: Side, asked: int) -> Any:
    """Offered only where there is something to choose."""
    count = min(len(side.faces), MOST_FACES)
    numbers = [(f"number {number}, from the left", number) for number in range(1, count + 1)]
    return gr.Dropdown(choices=[text.FACE_AUTOMATIC, *numbers], value=asked or 0, visible=count > 1)


def tau_of(session: Session, encoder: str, false_match_rate: float | None, similarity: str = "distance") -> float:
    """Return the threshold that belongs to an encoder and to the mistakes one accepts.

    Parameters:
        encoder: facenet-128, dlib, fused, vggface2 or casia-webface.
        false_match_rate: the share of pairs of strangers that may pass, 0 to 1; 0 or null takes the encoder's own tau.
        similarity: as for /verify; a rate is of plain distance only.
    """
    chosen = verify_similarity.asked(session, encoder, similarity, None)
    rate = None if false_match_rate == 0 and not isinstance(false_match_rate, bool) else false_match_rate
    return VerifyOptions(encoder, false_match_rate=rate, **chosen).tau


def build(session: gr.State) -> gr.Radio:
    """Lay out the tab and wire its events; returns the choice of similarity, which a training adds to."""
    pairs = samples.verify_pairs()
    first = pairs[0] if pairs else (None, None, "")
    gr.Markdown(text.VERIFY_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=6, min_width=320):
            with gr.Row(elem_classes="fs-inputs"):
                photo_a = photo("Photo A", "verify-a", first[0], 280)
                photo_b = photo("Photo B", "verify-b", first[1], 280)
            with gr.Row():
                face_a = _face_dropdown("Which face of photo A?", "verify-face-a")
                face_b = _face_dropdown("Which face of photo B?", "verify-face-b")
            similarity = gr.Radio(
                verify_similarity.CHOICES,
                value=VerifyOptions().similarity,
                label="Similarity",
                elem_id="verify-similarity",
            )
            button = gr.Button("Compare", variant="primary", size="lg", elem_id="verify-run")
            wall = gr.Gallery(
                samples.verify_thumbnails(),
                label="Or one click",
                columns=4,
                height="auto",
                allow_preview=False,
                interactive=False,
                object_fit="cover",
                buttons=[],
                visible=bool(pairs),
                elem_id="verify-examples",
                elem_classes="fs-wall",
            )
        with gr.Column(scale=5, min_width=320):
            card = gr.HTML(render.empty(text.VERIFY_EMPTY), label="verdict", elem_id="verify-result")
            formula = gr.Markdown(
                text.VERIFY_FORMULA, label="formula", elem_id="verify-formula", elem_classes="fs-formula"
            )
    with gr.Accordion("More: threshold or false match rate, which face counts, encoder, a model", open=False):
        with gr.Row():
            threshold = gr.Slider(
                0.0,
                distances.MAX_DISTANCE,
                encoder_spec(DEFAULT_ENCODER).tau,
                step=0.01,
                label="Threshold τ",
                info=text.THRESHOLD_INFO,
                elem_id="verify-threshold",
            )
            rate = gr.Radio(
                text.FMR_CHOICES,
                value=0.0,
                label="… or by the strangers that pass",
                info="Sets τ, from pairs whose truth is known.",
                elem_id="verify-rate",
            )
        with gr.Row():
            policy = gr.Radio(
                text.POLICY_CHOICES,
                value=VerifyOptions().policy,
                label="Which face counts",
                info="In a photograph with several faces.",
            )
            encoder = gr.Radio(
                list(ENCODERS),
                value=DEFAULT_ENCODER,
                label="Encoder f",
                info="The shared network; fused joins facenet-128 and dlib and takes longer. vggface2 and "
                "casia-webface are downloaded on first use.",
            )
        verify_similarity.build_upload(session, similarity)
        gr.Markdown(
            "**Where τ comes from.** "
            + " ".join(f"*{spec.name}*, τ = {spec.tau:.2f}: {spec.tau_source}." for spec in ENCODERS.values())
        )
    calibrated.build(session, encoder, threshold)
    for choice in (threshold, rate, policy, encoder, similarity, face_a, face_b):
        as_given(choice)
    data = gr.JSON(visible=False, label="answer")
    inputs = [session, photo_a, photo_b, threshold, policy, face_a, face_b, encoder, similarity]
    outputs = [data, card, formula, face_a, face_b, session]
    run: dict[str, Any] = {"show_progress_on": card, **FACES}
    events = [button.click(guarded(verify), inputs, outputs, api_name="verify", **run)]
    for name, trigger in (("verify_face_a", face_a.input), ("verify_face_b", face_b.input)):
        events.append(trigger(guarded(verify), inputs, outputs, api_name=name, api_visibility="private", **run))

    def take(selected: gr.SelectData) -> tuple[str, str, Any, Any]:
        """Put a pair of samples in place."""
        return *pairs[selected.index][:2], _reset_face(), _reset_face()

    taken = wall.select(
        take, None, [photo_a, photo_b, face_a, face_b], api_name="verify_sample", api_visibility="private", queue=False
    )
    events.append(
        taken.then(guarded(verify), inputs, outputs, api_name="verify_after_sample", api_visibility="private", **run)
    )
    for number, event in enumerate(events):
        show_problem(event, session, card, f"verify_problem_{number}")
    for name, picture, dropdown in (("verify_new_a", photo_a, face_a), ("verify_new_b", photo_b, face_b)):
        # A number chosen for one photograph means nothing in the next.
        picture.upload(_reset_face, None, dropdown, api_name=name, api_visibility="private", queue=False)
    taus = [session, encoder, rate, similarity]
    chosen = encoder.change(guarded(tau_of), taus, threshold, api_name="verify_threshold_of", queue=False)
    by_rate = rate.input(
        guarded(tau_of), taus, threshold, api_name="verify_threshold_by_rate", api_visibility="private", queue=False
    )
    by_similarity = similarity.change(
        guarded(verify_similarity.threshold_for),
        [session, encoder, similarity],
        [threshold, rate, encoder],
        api_name="verify_threshold_by_similarity",
        api_visibility="private",
        queue=False,
    )
    for number, event in enumerate((chosen, by_rate, by_similarity)):
        show_problem(event, session, card, f"verify_threshold_problem_{number}")
    return similarity


def _face_dropdown(label: str, elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(
        [text.FACE_AUTOMATIC], value=0, label=label, visible=False, allow_custom_value=True, elem_id=elem_id
    )


def _reset_face() -> Any:
    return gr.Dropdown(choices=[text.FACE_AUTOMATIC], value=0, visible=False)
