"""The tab Train: what is learned from which pictures on the left, the training on the right."""

from __future__ import annotations

from functools import partial

import gradio as gr

from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_path, files, radio
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire
from facestyle.ui.train import events, opening, plane, words

ID = "train"


def build(page: Page) -> None:
    """Lay out the tab and wire its events; a trained model is added to Verify's choice of similarity."""
    session, similarity = page.session, page.offered["verify-similarity"]
    form = Form(events.OPTIONS, "train", words.LABELS, words.CHOICES, words.INFOS, helped=False)
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            which = radio(words.SET, "train-set", words.SET_CHOICES, "samples", words.SET_INFO)
            form.widget("kind")
            form.widget("margin", step=0.01)
            with gr.Row(elem_classes="fs-tight"):
                run = gr.Button(words.RUN, variant="primary", size="lg", scale=3, elem_id="train-run")
                cancel = gr.Button(words.CANCEL, size="lg", scale=1, min_width=90, elem_id="train-cancel")
            with gr.Row(elem_classes="fs-tight"):
                use = gr.Button(words.USE, visible=False, min_width=120, elem_id="train-use")
                model = gr.DownloadButton(words.DOWNLOAD, visible=False, min_width=120, elem_id="train-model")
            with gr.Accordion(words.MORE_TITLE, open=False):
                file = as_path(files(words.ZIP_LABEL, "train-file", [".zip"], 120))
                degrade = radio(words.DEGRADE, "train-degrade", words.DEGRADE_CHOICES, f"{events.USUAL_WIDTH}px")
                form.widget("mining")
                form.widget("steps")
                form.widget("seed")
        with gr.Column(scale=8, min_width=320):
            area = gr.HTML(html.empty(words.EMPTY), label="training", elem_id="train-result")
            formula = gr.Markdown(
                words.TRIPLET_FORMULA,
                label="formula",
                latex_delimiters=shared_words.LATEX,
                elem_id="train-formula",
                elem_classes="fs-formula",
            )
            with gr.Accordion(words.PLANE_TITLE, open=False, elem_id="train-how"):
                plane.figure()
    inputs = {
        "which": which,
        "file": file,
        **form.inputs("kind", "margin"),
        "degrade": degrade,
        **form.inputs("mining", "steps", "seed"),
    }
    outputs = {
        "data": gr.JSON(visible=False, label="training data"),
        "shown": area,
        "formula": formula,
        "model": model,
        "use": use,
        "similarity": similarity,
    }
    result = page.result(area, inputs.values(), words.RUN, beside=(model, use), parts={"gallery": (which, "gallery")})
    opening.fill(page, result, formula)
    wire(
        session,
        run.click,
        events.train,
        inputs,
        outputs,
        "train",
        result=result,
        queue="train",
        public=True,
        progress=False,
        job=events.JOB,
    )
    wire(session, cancel.click, events.stop_training, [], [], "stop_training", public=True)
    # Of what would be learned: figures of a run before a change are gone with it.
    changed = partial(gr.on, [one.change for one in inputs.values()])
    of_kind = form.inputs("kind", "margin")
    wire(session, changed, events.formula_of, of_kind, [formula], "train_formula", progress=False, quiet=True)
    taken = wire(session, use.click, events.use_trained, [], [similarity, page.tabs], "use_trained")
    # The verdict is at the top of Verify.
    wire(session, taken.then, None, [], [], "use_trained_shown", js="() => window.scrollTo(0, 0)")
