"""The tab Verify: two photographs, one verdict."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.faces import distance
from facestyle.faces.calibration import shipped
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import ENCODERS, encoder_spec
from facestyle.faces.verification import VerifyOptions
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, as_path, files, photo, radio
from facestyle.ui.shared.opening import put
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wall import wall
from facestyle.ui.shared.wiring import wire, wire_again, wire_download
from facestyle.ui.verify import events, opening, tau, view, words
from facestyle.ui.verify.calibration import calibrate, curves_of, tau_figure
from facestyle.ui.verify.error_curves import curves
from facestyle.ui.verify.events import tau_of, verify
from facestyle.ui.verify.model import TRAINED, threshold_for, use_model

ID = "verify"


Two = tuple[Any, Any]


def build(page: Page) -> None:
    """Lay out the tab and wire its events; offers the choice of similarity, which a training adds to."""
    session, pairs = page.session, samples.verify_pairs()
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=6, min_width=320):
            photos, faces, run, examples = _compare(pairs)
        with gr.Column(scale=5, min_width=320):
            card = gr.HTML(html.empty(words.EMPTY), label="verdict", elem_id="verify-result")
            formula = gr.Markdown(words.FORMULA, label="formula", elem_id="verify-formula", elem_classes="fs-formula")
            report = _report()
    threshold, rate, similarity, policy, encoder = _more(session)
    with gr.Accordion(words.TAU_TITLE, open=False, elem_id="verify-how"):
        default = encoder_spec(DEFAULT_ENCODER)
        drag = gr.HTML(tau.figure(shipped(), default.name, default.tau), label="tau", elem_id="verify-drag")
    _meaning(page, encoder, threshold, drag)
    inputs = [*photos, threshold, policy, *faces, encoder, similarity]
    outputs = [gr.JSON(visible=False, label="answer"), card, formula, *faces]

    verdict = page.result(
        card,
        inputs,
        words.COMPARE,
        beside=(formula,),
        parts={"calibration": (similarity, VerifyOptions().similarity), "model": (similarity, TRAINED)},
        at_once=(threshold, policy, *faces, similarity),
    )

    opened = opening.verdict(*pairs[0][:2]) if pairs else None
    if opened is not None:
        put(page, verdict, view.card(opened, VerifyOptions().meaning), words.COMPARE)
        formula.value = words.formula(opened)

    def verifies(trigger: Any, api_name: str, public: bool = False) -> None:
        wire(session, trigger, verify, inputs, outputs, api_name, result=verdict, queue="faces", public=public,
             progress=card)  # fmt: skip

    verifies(run.click, "verify", public=True)
    verifies(_wire_pictures(session, photos, faces, pairs, examples).then, "verify_after_sample")
    wire_again(session, verdict, verify, inputs, outputs, "verify", "faces")

    _wire_report(session, inputs, report)
    by_rate = [encoder, rate, similarity]
    wire(session, encoder.change, tau_of, by_rate, [threshold], "verify_threshold_of", error=card, public=True)
    wire(session, rate.input, tau_of, by_rate, [threshold], "verify_threshold_by_rate", error=card)
    of_similarity, shown = [encoder, similarity], [threshold, rate, encoder]
    name = "verify_threshold_by_similarity"
    wire(session, similarity.change, threshold_for, of_similarity, shown, name, error=card)
    page.offer(similarity)


def _compare(pairs: list[tuple[str, str, str]]) -> tuple[Two, Two, gr.Button, gr.HTML]:
    """Two photographs, which face of each counts, the button, and samples to click."""
    path_a, path_b = pairs[0][:2] if pairs else (None, None)
    with gr.Row(elem_classes="fs-inputs", elem_id="verify-inputs"):
        photos = photo(words.PHOTO_A, "verify-a", path_a, 280), photo(words.PHOTO_B, "verify-b", path_b, 280)
    with gr.Row():
        faces = _face(words.FACE_A, "verify-face-a"), _face(words.FACE_B, "verify-face-b")
    run = gr.Button(words.COMPARE, variant="primary", size="lg", elem_id="verify-run")
    examples = wall(words.SAMPLES, "verify-examples", samples.verify_thumbnails(), 4, "2 / 1", visible=bool(pairs))
    return photos, faces, run, examples


def _face(label: str, elem_id: str) -> gr.Dropdown:
    choices = [words.FACE_AUTOMATIC]
    return as_given(gr.Dropdown(choices, value=0, label=label, visible=False, allow_custom_value=True, elem_id=elem_id))


def _report() -> tuple[gr.Button, gr.Button, gr.HTML]:
    """The buttons that make a report of the verdict, and what is said of it."""
    with gr.Row(elem_id="verify-report"):
        pdf = gr.Button(words.REPORT_PDF, size="sm", min_width=120, elem_id="verify-report-pdf")
        png = gr.Button(words.REPORT_PNG, size="sm", min_width=120, elem_id="verify-report-png")
    return pdf, png, gr.HTML("", label="note", elem_id="verify-report-note")


def _wire_report(session: gr.State, inputs: list[Any], report: tuple[gr.Button, gr.Button, gr.HTML]) -> None:
    """A report of what the inputs say, made when it is asked for; programs give its format."""
    *buttons, note = report
    file = gr.DownloadButton(words.REPORT_FILE, visible="hidden", elem_id="verify-report-file")
    kinds = [as_given(gr.Textbox(kind, label=words.REPORT_KIND, visible=False)) for kind in ("pdf", "png")]
    by_program = gr.Button("", visible=False)
    made: dict[str, Any] = {"error": note, "queue": "faces", "progress": note}
    outputs = [file, note]
    wire(session, by_program.click, events.report, [*inputs, kinds[0]], outputs, "verify_report", public=True, **made)
    for button, kind in zip(buttons, kinds, strict=True):
        name = str(button.elem_id).replace("-", "_")
        pressed = wire(session, button.click, events.report, [*inputs, kind], outputs, name, **made)
        wire_download(session, pressed, file, name)


def _more(session: gr.State) -> tuple[gr.Slider, gr.Radio, gr.Radio, gr.Radio, gr.Radio]:
    """Threshold, false match rate, similarity, which face counts, encoder, and a model of the visitor's own."""
    with gr.Accordion(words.MORE, open=False):
        with gr.Row():
            threshold = as_given(
                gr.Slider(
                    0.0,
                    distance.MAX_DISTANCE,
                    encoder_spec(DEFAULT_ENCODER).tau,
                    step=0.01,
                    label=words.THRESHOLD,
                    info=words.THRESHOLD_INFO,
                    elem_id="verify-threshold",
                )
            )
            rate = radio(words.RATE, "verify-rate", words.RATE_CHOICES, 0.0, words.RATE_INFO)
        chosen = VerifyOptions().similarity
        similarity = radio(words.SIMILARITY, "verify-similarity", words.SIMILARITY_CHOICES, chosen)
        with gr.Row():
            policy = radio(words.POLICY, None, words.POLICY_CHOICES, VerifyOptions().policy, words.POLICY_INFO)
            encoder = radio(words.ENCODER, None, list(ENCODERS), DEFAULT_ENCODER, words.ENCODER_INFO)
        model = as_path(files(words.MODEL, "verify-model", [".safetensors"], 110))
        note = gr.HTML("", label="note", elem_id="verify-model-note")
        gr.Markdown(words.where_tau_comes_from())
    outputs = [gr.JSON(visible=False, label="model"), similarity, note, model]
    wire(session, model.upload, use_model, [model], outputs, "use_model", error=note, changes="model", public=True)
    return threshold, rate, similarity, policy, encoder


def _meaning(page: Page, encoder: gr.Radio, threshold: gr.Slider, drag: gr.HTML) -> None:
    """What d means, and a calibration from the visitor's own pictures; `drag` shows it, too."""
    session = page.session
    with gr.Accordion(words.MEANING, open=False, elem_id="verify-meaning"), gr.Row():
        with gr.Column(scale=6, min_width=320):
            shown = gr.HTML(curves(shipped(), DEFAULT_ENCODER), label="curves", elem_id="verify-curves")
        with gr.Column(scale=5, min_width=320):
            gr.Markdown(words.PROBABILITY_MEANS)
            gr.Markdown(words.CALIBRATE_INTRO, elem_classes="fs-intro")
            pictures = files(words.CALIBRATE_FILES, "verify-calibrate-files", ["image"], 140, many=True)
            run = gr.Button(words.CALIBRATE, elem_id="verify-calibrate")
            note = gr.HTML("", label="note", elem_id="verify-calibrate-note")
    rates = page.result(shown, [encoder], beside=(drag,), at_once=(encoder,))
    outputs = [gr.JSON(visible=False, label="calibration"), note, shown, threshold, pictures]
    calibrated = wire(
        session,
        run.click,
        calibrate,
        [pictures, encoder],
        outputs,
        "calibrate",
        error=note,
        result=rates,
        changes="calibration",
        queue="faces",
        public=True,
        progress=shown,
    )
    wire(session, encoder.change, curves_of, [encoder], [shown], "curves", result=rates)
    for trigger, name in ((encoder.change, "tau_figure"), (calibrated.success, "tau_figure_calibrated")):
        wire(session, trigger, tau_figure, [encoder], [drag], name, progress=False)


def _wire_pictures(
    session: gr.State, photos: Two, faces: Two, pairs: list[tuple[str, str, str]], examples: gr.HTML
) -> Any:
    """Leave the choice of a face to the policy for every new photograph; returns the event that places a sample."""

    def take(_session: Session, selected: gr.SelectData) -> tuple[str, str, Any, Any]:
        """Put a pair of samples in place."""
        return *pairs[selected.index][:2], view.no_choice_of_face(), view.no_choice_of_face()

    def new(_session: Session) -> Any:
        """Leave the choice of a face to the policy again."""
        return view.no_choice_of_face()

    wire(session, photos[0].change, new, [], [faces[0]], "verify_new_a", progress=False)
    wire(session, photos[1].change, new, [], [faces[1]], "verify_new_b", progress=False)
    return wire(session, examples.select, take, [], [*photos, *faces], "verify_sample")
