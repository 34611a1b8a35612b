"""The tab Train: what is learned and from which pictures on the left, the training on the right."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_given, as_path
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire
from facestyle.ui.train import events, words

ID, TITLE = "train", words.TAB


def build(page: Page) -> None:
    """Lay out the tab and wire its events; Verify's choice of similarity learns of the model."""
    session, similarity = page.session, page.offered["verify-similarity"]
    form = Form(events.OPTIONS, "train", words.LABELS, words.CHOICES, words.INFOS, helped=False)
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            which = _radio("set", words.SET_CHOICES, "samples", words.SET, words.SET_INFO)
            form.widget("kind")
            form.widget("margin", step=0.01)
            with gr.Row(elem_classes="fs-tight"):
                run = gr.Button(words.RUN, variant="primary", size="lg", scale=3, elem_id="train-run")
                cancel = gr.Button(words.CANCEL, size="lg", scale=1, min_width=90, elem_id="train-cancel")
            with gr.Row(elem_classes="fs-tight"):
                use = gr.Button(words.USE, visible=False, min_width=120, elem_id="train-use")
                model = gr.DownloadButton(words.DOWNLOAD, visible=False, min_width=120, elem_id="train-model")
            with gr.Accordion(words.MORE_TITLE, open=False):
                file = as_path(gr.File(label=words.ZIP_LABEL, file_types=[".zip"], height=120, elem_id="train-file"))
                degrade = _radio("degrade", words.DEGRADE_CHOICES, "20px", words.DEGRADE)
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
    wire(session, run.click, events.train, inputs, outputs, "train", error=area, queue="train", public=True,
         progress=False, job=events.JOB)  # fmt: skip
    wire(session, cancel.click, events.stop_training, [], [], "stop_training", public=True)
    of_kind = form.inputs("kind", "margin")
    wire(session, of_kind["kind"].input, events.formula_of, of_kind, [formula], "train_formula", progress=False)
    taken = wire(session, use.click, events.use_trained, [], [similarity, page.tabs], "use_trained")
    # Verify's verdict is at its top.
    wire(session, taken.then, None, [], [], "use_trained_shown", js="() => window.scrollTo(0, 0)")


def _radio(name: str, choices: list[tuple[str, str]], value: str, label: str, info: str | None = None) -> Any:
    return as_given(gr.Radio(list(choices), value=value, label=label, info=info, elem_id=f"train-{name}"))
