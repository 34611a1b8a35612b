"""The tab Train, laid out."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle import fields
from facestyle.faces.siamese.options import TrainOptions
from facestyle.ui.shared import html as shared_html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.inputs import as_given, as_path
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import guarded, show_problem
from facestyle.ui.train import words
from facestyle.ui.train.events import START, START_DEGRADE, clicked, stop_training, train
from facestyle.ui.verify import model as verify_model

ID, TITLE = "train", "Train"

#: One at a time, apart from verification: a training must not keep anybody from comparing two pictures.
TRAIN: dict[str, Any] = {"concurrency_id": "train", "concurrency_limit": 1}
QUIET: dict[str, Any] = {"show_progress": "hidden"}


def build(page: Page) -> None:
    """Lay out the tab and wire its events; Verify's choice of similarity learns of the model."""
    session, tabs, similarity = page.session, page.tabs, page.offered["verify-similarity"]
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            which = gr.Radio(
                words.SET_CHOICES, value="samples", label="Pictures", info=words.SET_INFO, elem_id="train-set"
            )
            kind = gr.Radio(
                words.KIND_CHOICES,
                value=START.kind,
                label="What is learned",
                info=words.KIND_INFO,
                elem_id="train-kind",
            )
            margin = gr.Slider(
                *fields.limits(TrainOptions, "margin"),
                START.margin,
                step=0.01,
                label="Margin α, of triplets",
                elem_id="train-margin",
            )
            with gr.Row(elem_classes="fs-tight"):
                run = gr.Button("Train", variant="primary", size="lg", scale=3, elem_id="train-run")
                cancel = gr.Button("Cancel", size="lg", scale=1, min_width=90, elem_id="train-cancel")
            with gr.Row(elem_classes="fs-tight"):
                use = gr.Button("Use in Verify", visible=False, min_width=120, elem_id="train-use")
                model = gr.DownloadButton("Download", visible=False, min_width=120, elem_id="train-model")
            with gr.Accordion("More: your ZIP, poor cameras, triplets, seed", open=False):
                file = as_path(gr.File(label=words.ZIP_LABEL, file_types=[".zip"], height=120, elem_id="train-file"))
                degrade = gr.Radio(
                    words.DEGRADE_CHOICES, value=START_DEGRADE, label="Faces are seen", elem_id="train-degrade"
                )
                mining = gr.Radio(words.MINING_CHOICES, value=START.mining, label="Triplets", elem_id="train-mining")
                steps = gr.Slider(
                    *fields.limits(TrainOptions, "steps"),
                    START.steps,
                    step=1,
                    label="Steps, at most",
                    elem_id="train-steps",
                )
                seed = gr.Number(START.seed, label="Seed", precision=0, elem_id="train-seed")
        with gr.Column(scale=8, min_width=320):
            area = gr.HTML(shared_html.empty(words.EMPTY), label="training", elem_id="train-result")
            formula = gr.Markdown(
                words.formula(START.kind, START.margin),
                label="formula",
                latex_delimiters=shared_words.LATEX,
                elem_id="train-formula",
                elem_classes="fs-formula",
            )
    for given in (which, kind, margin, degrade, mining, steps, seed):
        as_given(given)
    data = gr.JSON(visible=False, label="training data")
    run.click(guarded(clicked), session, session, api_name="train_clicked", api_visibility="private", queue=False)
    event = run.click(
        guarded(train),
        [session, which, file, kind, margin, degrade, mining, steps, seed],
        [data, area, formula, model, use, similarity, session],
        api_name="train",
        **QUIET,
        **TRAIN,
    )
    show_problem(event, session, area, "train_problem")
    cancel.click(stop_training, session, session, api_name="stop_training", queue=False)

    def formula_of(_session: Session, kind: str, margin: float) -> str:
        """What would be learned."""
        chosen = TrainOptions(kind=kind, margin=margin)  # type: ignore[arg-type]
        return words.formula(chosen.kind, chosen.margin)

    kind.input(
        guarded(formula_of), [session, kind, margin], formula, api_name="train_formula", api_visibility="private",
        queue=False, **QUIET,
    )  # fmt: skip

    def use_it(session: Session) -> tuple[Any, Any]:
        """Choose the trained model in Verify, and go there."""
        return verify_model.choices(session, verify_model.TRAINED), gr.Tabs(selected="verify")

    quick: dict[str, Any] = {"api_visibility": "private", "queue": False}
    taken = use.click(guarded(use_it), session, [similarity, tabs], api_name="use_trained", **quick)
    # Verify's verdict is at its top.
    taken.then(None, None, None, js="() => window.scrollTo(0, 0)", api_name="use_trained_shown", **quick)
