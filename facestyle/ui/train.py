"""The tab Train: a Siamese network learns from pictures of people, and can be used at once."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from facestyle import options
from facestyle.errors import BudgetError, MissingInputError
from facestyle.faces import checkpoint
from facestyle.faces.siamese import SiameseModel
from facestyle.faces.training_data import TrainingData, of_gallery, pixels_of, split_people
from facestyle.faces.training_report import Report, figures_of, report, with_figures
from facestyle.faces.training_stages import train_in_stages
from facestyle.faces.training_steps import LIMITS, TrainOptions, TrainStep
from facestyle.ui import render, text, train_text, train_view, train_work, verify_similarity
from facestyle.ui.session import Session
from facestyle.ui.train_view import TrainView
from facestyle.ui.widgets import as_given, as_path, guarded, show_problem

#: One at a time, apart from verification: a training must not keep anybody from comparing two pictures.
TRAIN: dict[str, Any] = {"concurrency_id": "train", "concurrency_limit": 1}
QUIET: dict[str, Any] = {"show_progress": "hidden"}
SETS = ("samples", "zip", "gallery")
#: Encodings of a gallery; all pairs of them are formed.
MOST_ENCODINGS = 4000
#: Steps from one picture to the next, and seconds that a picture stays at least: a small run would be over unseen.
STEPS_A_PICTURE = 3
SECONDS_A_PICTURE = 0.08
START = TrainOptions()
START_DEGRADE = "20px"


def train(
    session: Session,
    which: str,
    file: str | None,
    kind: str,
    margin: float,
    degrade: str,
    mining: str,
    steps: int,
    seed: int,
) -> Iterator[tuple[Any, ...]]:
    """Train a Siamese network: a linear map on top of the frozen encoder, and for a binary head its weights.

    Parameters:
        which: samples (three people), zip (the file), or gallery (the encodings of your gallery).
        file: a zip of NAME/*.jpg, several pictures each of several people; null for none.
        kind: triplet, binary-l1 or binary-chi2.
        margin: alpha of the triplet loss, a squared distance, 0.01 to 2.
        degrade: none, or the width of a face in pixels, such as 20px: the same pictures as a poor camera sees them.
        mining: which triplets are used: random, semi-hard, hard or all.
        steps: at most, 1 to 5000.
        seed: of the split of people and of the batches.
    Returns:
        Cost, share of violating triplets and held-out accuracy as data, with the figures of the result in the last;
        then what the page shows, and the model as a file.
    """
    began, session.train_clicked = session.train_clicked or time.monotonic(), None
    chosen = TrainOptions(kind=kind, mining=mining, margin=margin, steps=steps, seed=seed)  # type: ignore[arg-type]
    pixels = None if degrade == "none" else pixels_of(degrade)
    options.choice("which", which, SETS)

    def stopped() -> bool:
        return session.train_stopped > began

    data = None
    for read, total, found in _encoded(session, which, file, pixels):
        data = found
        yield _only({"encoded": read, "pictures": total}, train_view.encoding(read, total), session)
        if stopped():
            yield _only({"cancelled": True}, render.empty(train_text.NEVER_BEGUN), session)
            return
    assert data is not None  # the last step of all has it
    split = split_people(data.names, chosen.seed)
    view = TrainView(data, chosen, _notes(which, pixels))
    drawn = 0.0
    with closing(train_in_stages(data, split, chosen, stop=stopped)) as running:
        for step in running:
            view.add(step)
            if step.done:
                break
            if step.examples or step.step % STEPS_A_PICTURE == 0:
                time.sleep(max(0.0, drawn + SECONDS_A_PICTURE - time.monotonic()))
                drawn = time.monotonic()
                told = train_text.formula(chosen.kind, chosen.margin, step) if step.examples else gr.skip()
                yield _data(step), view.shown(), told, *_unchanged(), session
    assert step.model is not None  # the last step has it
    told_of = report(step.model, data, split, step.step)
    session.model = model = with_figures(step.model, told_of)
    yield (
        _data(step) | {"result": _result(model, told_of, data), "cancelled": stopped()},
        view.finished(told_of, stopped()),
        train_text.formula(chosen.kind, chosen.margin, view.shown_step or step),
        gr.DownloadButton(value=_written(model), visible=True),
        gr.Button(visible=True),
        verify_similarity.choices(session),
        session,
    )


def _encoded(
    session: Session, which: str, file: str | None, pixels: int | None
) -> Iterator[tuple[int, int, TrainingData | None]]:
    """How many pictures are encoded, of how many; with the last, all of it."""
    if which == "gallery":
        if session.gallery.encodings > MOST_ENCODINGS:
            raise BudgetError(
                f"The gallery holds {session.gallery.encodings} encodings, more than {MOST_ENCODINGS} that are trained "
                "on here; use a smaller one, or the command line."
            )
        data = of_gallery(session.gallery.contents())
        yield len(data.names), len(data.names), data
    elif which == "zip":
        if not file:
            raise MissingInputError("No ZIP was given; drop one under More, or choose the sample pictures.")
        for step in train_work.from_zip(file, pixels):
            yield step.done, step.total, step.data
    else:
        yield 0, 5, None
        data = train_work.samples(pixels)
        yield 5, 5, data


def _notes(which: str, pixels: int | None) -> list[str]:
    if which == "samples":
        return [train_text.SAMPLES_NOTE]
    if which == "gallery" and pixels is not None:
        return ["A gallery holds encodings and no pictures: there was nothing to degrade, and there is none to show."]
    return []


def _only(data: dict[str, Any], html: str, session: Session) -> tuple[Any, ...]:
    return data, html, gr.skip(), *_unchanged(), session


def _unchanged() -> tuple[Any, ...]:
    return gr.skip(), gr.skip(), gr.skip()


def _data(step: TrainStep) -> dict[str, Any]:
    names = ("step", "steps", "cost", "mean", "used", "violating", "accuracy", "collapsed", "done")
    return {name: getattr(step, name) for name in names} | {"examples": [asdict(one) for one in step.examples]}


def _result(model: SiameseModel, found: Report, data: TrainingData) -> dict[str, Any]:
    return {
        "kind": model.kind,
        "encoder": model.encoder,
        "threshold": model.tau,
        **figures_of(found.plain, found.trained),
        "unseen": found.unseen,
        "people": found.people,
        "pairs": found.pairs,
        "noise": found.noise,
        "split": dict(model.split),
        "left_out": list(data.problems),
    }


def _written(model: SiameseModel) -> str:
    path = Path(tempfile.mkdtemp(dir=get_upload_folder())) / f"siamese-{model.kind}.safetensors"
    checkpoint.write_model(path, model)
    return str(path)


def clicked(session: Session) -> Session:
    """Note when a training was asked for, so that one that waits can be taken back."""
    session.train_clicked = time.monotonic()
    return session


def stop_training(session: Session | None) -> Session | None:
    """End the training that is running or waiting for you after its present step; what it has learned is kept."""
    if session is not None:
        session.train_stopped = time.monotonic()
    return session


def build(session: gr.State, similarity: gr.Radio, tabs: gr.Tabs) -> None:
    """Lay out the tab and wire its events; `similarity` is Verify's choice, which learns of the model."""
    gr.Markdown(train_text.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            which = gr.Radio(
                train_text.SET_CHOICES, value="samples", label="Pictures", info=train_text.SET_INFO, elem_id="train-set"
            )
            kind = gr.Radio(
                train_text.KIND_CHOICES,
                value=START.kind,
                label="What is learned",
                info=train_text.KIND_INFO,
                elem_id="train-kind",
            )
            margin = gr.Slider(
                *LIMITS["margin"], START.margin, step=0.01, label="Margin α, of triplets", elem_id="train-margin"
            )
            with gr.Row(elem_classes="fs-tight"):
                run = gr.Button("Train", variant="primary", size="lg", scale=3, elem_id="train-run")
                cancel = gr.Button("Cancel", size="lg", scale=1, min_width=90, elem_id="train-cancel")
            with gr.Row(elem_classes="fs-tight"):
                use = gr.Button("Use in Verify", visible=False, min_width=120, elem_id="train-use")
                model = gr.DownloadButton("Download", visible=False, min_width=120, elem_id="train-model")
            with gr.Accordion("More: your ZIP, poor cameras, triplets, seed", open=False):
                file = as_path(
                    gr.File(label=train_text.ZIP_LABEL, file_types=[".zip"], height=120, elem_id="train-file")
                )
                degrade = gr.Radio(
                    train_text.DEGRADE_CHOICES, value=START_DEGRADE, label="Faces are seen", elem_id="train-degrade"
                )
                mining = gr.Radio(
                    train_text.MINING_CHOICES, value=START.mining, label="Triplets", elem_id="train-mining"
                )
                steps = gr.Slider(*LIMITS["steps"], START.steps, step=1, label="Steps, at most", elem_id="train-steps")
                seed = gr.Number(START.seed, label="Seed", precision=0, elem_id="train-seed")
        with gr.Column(scale=8, min_width=320):
            area = gr.HTML(render.empty(train_text.EMPTY), label="training", elem_id="train-result")
            formula = gr.Markdown(
                train_text.formula(START.kind, START.margin),
                label="formula",
                latex_delimiters=text.LATEX,
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
        return train_text.formula(chosen.kind, chosen.margin)

    kind.input(
        guarded(formula_of), [session, kind, margin], formula, api_name="train_formula", api_visibility="private",
        queue=False, **QUIET,
    )  # fmt: skip

    def use_it(session: Session) -> tuple[Any, Any]:
        """Choose the trained model in Verify, and go there."""
        return verify_similarity.choices(session, verify_similarity.TRAINED), gr.Tabs(selected="verify")

    quick: dict[str, Any] = {"api_visibility": "private", "queue": False}
    taken = use.click(guarded(use_it), session, [similarity, tabs], api_name="use_trained", **quick)
    # Verify's verdict is at its top.
    taken.then(None, None, None, js="() => window.scrollTo(0, 0)", api_name="use_trained_shown", **quick)
