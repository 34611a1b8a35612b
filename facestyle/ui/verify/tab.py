"""The tab Verify: two photographs, one verdict."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.faces import distance
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import ENCODERS, encoder_spec
from facestyle.faces.verification import VerifyOptions
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, photo
from facestyle.ui.shared.wiring import FACES, guarded, show_problem
from facestyle.ui.verify import calibration, model, words
from facestyle.ui.verify.events import tau_of, verify


def build(session: gr.State) -> gr.Radio:
    """Lay out the tab and wire its events; returns the choice of similarity, which a training adds to."""
    pairs = samples.verify_pairs()
    first = pairs[0] if pairs else (None, None, "")
    gr.Markdown(words.VERIFY_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=6, min_width=320):
            with gr.Row(elem_classes="fs-inputs"):
                photo_a = photo("Photo A", "verify-a", first[0], 280)
                photo_b = photo("Photo B", "verify-b", first[1], 280)
            with gr.Row():
                face_a = _face_dropdown("Which face of photo A?", "verify-face-a")
                face_b = _face_dropdown("Which face of photo B?", "verify-face-b")
            similarity = gr.Radio(
                model.CHOICES,
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
            card = gr.HTML(html.empty(words.VERIFY_EMPTY), label="verdict", elem_id="verify-result")
            formula = gr.Markdown(
                words.VERIFY_FORMULA, label="formula", elem_id="verify-formula", elem_classes="fs-formula"
            )
    with gr.Accordion("More: threshold or false match rate, which face counts, encoder, a model", open=False):
        with gr.Row():
            threshold = gr.Slider(
                0.0,
                distance.MAX_DISTANCE,
                encoder_spec(DEFAULT_ENCODER).tau,
                step=0.01,
                label="Threshold τ",
                info=words.THRESHOLD_INFO,
                elem_id="verify-threshold",
            )
            rate = gr.Radio(
                words.FMR_CHOICES,
                value=0.0,
                label="… or by the strangers that pass",
                info="Sets τ, from pairs whose truth is known.",
                elem_id="verify-rate",
            )
        with gr.Row():
            policy = gr.Radio(
                words.POLICY_CHOICES,
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
        model.build_upload(session, similarity)
        gr.Markdown(
            "**Where τ comes from.** "
            + " ".join(f"*{spec.name}*, τ = {spec.tau:.2f}: {spec.tau_source}." for spec in ENCODERS.values())
        )
    calibration.build(session, encoder, threshold)
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
        guarded(model.threshold_for),
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
        [words.FACE_AUTOMATIC], value=0, label=label, visible=False, allow_custom_value=True, elem_id=elem_id
    )


def _reset_face() -> Any:
    return gr.Dropdown(choices=[words.FACE_AUTOMATIC], value=0, visible=False)
