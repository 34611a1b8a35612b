"""The tab Verify: two photographs, one verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle.faces import distance
from facestyle.faces.calibration import shipped
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import ENCODERS, encoder_spec
from facestyle.faces.verification import VerifyOptions
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, as_path, files, photo, wall
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import wire
from facestyle.ui.verify import words
from facestyle.ui.verify.calibration import calibrate, curves_of
from facestyle.ui.verify.error_curves import curves
from facestyle.ui.verify.events import tau_of, verify
from facestyle.ui.verify.model import threshold_for, use_model
from facestyle.ui.verify.view import no_choice_of_face

ID, TITLE = "verify", words.TAB


@dataclass(frozen=True)
class _Compare:
    """Two photographs, and how they are compared."""

    photo_a: gr.Image
    photo_b: gr.Image
    face_a: gr.Dropdown
    face_b: gr.Dropdown
    similarity: gr.Radio
    run: gr.Button
    samples: gr.Gallery


@dataclass(frozen=True)
class _More:
    """What is chosen under More."""

    threshold: gr.Slider
    rate: gr.Radio
    policy: gr.Radio
    encoder: gr.Radio
    model: gr.File
    model_note: gr.HTML


@dataclass(frozen=True)
class _Meaning:
    """What d means, and pictures to learn it from."""

    curves: gr.HTML
    files: gr.File
    run: gr.Button
    note: gr.HTML


def build(page: Page) -> None:
    """Lay out the tab and wire its events; offers the choice of similarity, which a training adds to."""
    pairs = samples.verify_pairs()
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        compare = _compare(pairs)
        with gr.Column(scale=5, min_width=320):
            card = gr.HTML(html.empty(words.EMPTY), label="verdict", elem_id="verify-result")
            formula = gr.Markdown(words.FORMULA, label="formula", elem_id="verify-formula", elem_classes="fs-formula")
    more = _more()
    meaning = _meaning()
    _wire_verdict(page.session, compare, more, card, formula, pairs)
    _wire_thresholds(page.session, compare, more, card)
    _wire_learning(page.session, compare, more, meaning)
    page.offer(compare.similarity)


def _compare(pairs: list[tuple[str, str, str]]) -> _Compare:
    first = pairs[0] if pairs else (None, None, "")
    with gr.Column(scale=6, min_width=320):
        with gr.Row(elem_classes="fs-inputs"):
            photo_a = photo(words.PHOTO_A, "verify-a", first[0], 280)
            photo_b = photo(words.PHOTO_B, "verify-b", first[1], 280)
        with gr.Row():
            face_a, face_b = _face(words.FACE_A, "verify-face-a"), _face(words.FACE_B, "verify-face-b")
        similarity = as_given(
            gr.Radio(
                words.SIMILARITY_CHOICES,
                value=VerifyOptions().similarity,
                label=words.SIMILARITY,
                elem_id="verify-similarity",
            )
        )
        run = gr.Button(words.COMPARE, variant="primary", size="lg", elem_id="verify-run")
        clicks = wall(words.SAMPLES, "verify-examples", samples.verify_thumbnails(), columns=4, visible=bool(pairs))
    return _Compare(photo_a, photo_b, face_a, face_b, similarity, run, clicks)


def _face(label: str, elem_id: str) -> gr.Dropdown:
    return as_given(
        gr.Dropdown(
            [words.FACE_AUTOMATIC], value=0, label=label, visible=False, allow_custom_value=True, elem_id=elem_id
        )
    )


def _more() -> _More:
    with gr.Accordion(words.MORE, open=False):
        with gr.Row():
            threshold = gr.Slider(
                0.0,
                distance.MAX_DISTANCE,
                encoder_spec(DEFAULT_ENCODER).tau,
                step=0.01,
                label=words.THRESHOLD,
                info=words.THRESHOLD_INFO,
                elem_id="verify-threshold",
            )
            rate = gr.Radio(
                words.RATE_CHOICES, value=0.0, label=words.RATE, info=words.RATE_INFO, elem_id="verify-rate"
            )
        with gr.Row():
            policy = gr.Radio(
                words.POLICY_CHOICES, value=VerifyOptions().policy, label=words.POLICY, info=words.POLICY_INFO
            )
            encoder = gr.Radio(list(ENCODERS), value=DEFAULT_ENCODER, label=words.ENCODER, info=words.ENCODER_INFO)
        model = as_path(files(words.MODEL, "verify-model", [".safetensors"], 110))
        model_note = gr.HTML("", label="note", elem_id="verify-model-note")
        gr.Markdown(words.where_tau_comes_from())
    for choice in (threshold, rate, policy, encoder):
        as_given(choice)
    return _More(threshold, rate, policy, encoder, model, model_note)


def _meaning() -> _Meaning:
    with gr.Accordion(words.MEANING, open=False, elem_id="verify-meaning"), gr.Row():
        with gr.Column(scale=6, min_width=320):
            shown = gr.HTML(curves(shipped(), DEFAULT_ENCODER), label="curves", elem_id="verify-curves")
        with gr.Column(scale=5, min_width=320):
            gr.Markdown(words.PROBABILITY_MEANS)
            gr.Markdown(words.CALIBRATE_INTRO, elem_classes="fs-intro")
            pictures = files(words.CALIBRATE_FILES, "verify-calibrate-files", ["image"], 140, many=True)
            run = gr.Button(words.CALIBRATE, elem_id="verify-calibrate")
            note = gr.HTML("", label="note", elem_id="verify-calibrate-note")
    return _Meaning(shown, pictures, run, note)


def _wire_verdict(
    session: gr.State,
    compare: _Compare,
    more: _More,
    card: gr.HTML,
    formula: gr.Markdown,
    pairs: list[tuple[str, str, str]],
) -> None:
    photo_a, photo_b, face_a, face_b = compare.photo_a, compare.photo_b, compare.face_a, compare.face_b
    inputs = [photo_a, photo_b, more.threshold, more.policy, face_a, face_b, more.encoder, compare.similarity]
    outputs = [gr.JSON(visible=False, label="answer"), card, formula, face_a, face_b]

    run: dict[str, Any] = {"error": card, "queue": "faces", "progress": card}

    def verifies(trigger: Any, api_name: str, public: bool = False) -> None:
        wire(session, trigger, verify, inputs, outputs, api_name, public=public, **run)

    verifies(compare.run.click, "verify", public=True)
    verifies(face_a.input, "verify_face_a")
    verifies(face_b.input, "verify_face_b")

    def take(_session: Session, selected: gr.SelectData) -> tuple[str, str, Any, Any]:
        """Put a pair of samples in place."""
        return *pairs[selected.index][:2], no_choice_of_face(), no_choice_of_face()

    taken = wire(session, compare.samples.select, take, [], [photo_a, photo_b, face_a, face_b], "verify_sample")
    verifies(taken.then, "verify_after_sample")

    def new(_session: Session) -> Any:
        """Leave the choice of a face to the policy again."""
        return no_choice_of_face()

    wire(session, photo_a.upload, new, [], [face_a], "verify_new_a")
    wire(session, photo_b.upload, new, [], [face_b], "verify_new_b")


def _wire_thresholds(session: gr.State, compare: _Compare, more: _More, card: gr.HTML) -> None:
    inputs = [more.encoder, more.rate, compare.similarity]
    wire(session, more.encoder.change, tau_of, inputs, [more.threshold], "verify_threshold_of", error=card, public=True)
    wire(session, more.rate.input, tau_of, inputs, [more.threshold], "verify_threshold_by_rate", error=card)
    wire(
        session,
        compare.similarity.change,
        threshold_for,
        [more.encoder, compare.similarity],
        [more.threshold, more.rate, more.encoder],
        "verify_threshold_by_similarity",
        error=card,
    )


def _wire_learning(session: gr.State, compare: _Compare, more: _More, meaning: _Meaning) -> None:
    note, data = more.model_note, gr.JSON(visible=False, label="model")
    outputs = [data, compare.similarity, note, more.model]
    wire(session, more.model.upload, use_model, [more.model], outputs, "use_model", error=note, public=True)
    wire(
        session,
        meaning.run.click,
        calibrate,
        [meaning.files, more.encoder],
        [gr.JSON(visible=False, label="calibration"), meaning.note, meaning.curves, more.threshold, meaning.files],
        "calibrate",
        error=meaning.note,
        queue="faces",
        public=True,
        progress=meaning.curves,
    )
    wire(session, more.encoder.change, curves_of, [more.encoder], [meaning.curves], "curves")
