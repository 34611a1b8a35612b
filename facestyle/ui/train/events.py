"""The events of the tab Train: train a Siamese network on pictures of people, and use it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Any

import gradio as gr

from facestyle import fields
from facestyle.errors import BudgetError, MissingInputError
from facestyle.faces.siamese import checkpoint
from facestyle.faces.siamese.data import Split, TrainingData, of_gallery, parse_width, split_people
from facestyle.faces.siamese.model import SiameseModel
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.report import Report, figures_of, report, with_figures
from facestyle.faces.siamese.steps import SiameseStep
from facestyle.ui.shared import html as shared_html
from facestyle.ui.shared.form import taking
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.samples import new_file
from facestyle.ui.shared.session import Session
from facestyle.ui.train import view as train_view
from facestyle.ui.train import words, work
from facestyle.ui.train.view import TrainView
from facestyle.ui.verify import model as verify_model
from facestyle.ui.verify.state import VerifyState

SETS = ("samples", "zip", "gallery")
OPTIONS = fields.of(TrainOptions, "kind", "margin", "mining", "steps", "seed")
#: The visitor's job that trainings belong to.
JOB = "train"
#: Encodings of a gallery, at most: all pairs of them are formed.
MOST_ENCODINGS = 4000
#: Pixels across a face as a poor camera sees it, in the page's example.
USUAL_WIDTH = 20
#: Steps from one picture to the next, and seconds that a picture stays at least, so that a small run can be watched.
STEPS_A_PICTURE = 3
SECONDS_A_PICTURE = 0.08

#: Pictures encoded, of how many, and at the end the data.
Encoded = tuple[int, int, TrainingData | None]


@taking(*OPTIONS)
def train(
    session: Session, run: Run, which: str, file: str | None, degrade: str, **given: Any
) -> Iterator[dict[str, object]]:
    """Train a Siamese network: a linear map on top of the frozen encoder, and for a binary head its weights.

    Parameters:
        which: samples (three people), zip (the file), or gallery (the encodings of your gallery).
        file: a zip of NAME/*.jpg, several pictures of each of several people; null without one.
        degrade: none, or the width of a face in pixels, such as 20px: the same pictures as a poor camera sees them.
    Returns:
        Cost, share of violating triplets and held-out accuracy as data, at the end with the figures of the result;
        then what the page shows, and the model as a file.
    """
    chosen = TrainOptions(**given)
    pixels = None if degrade == "none" else parse_width(degrade)
    fields.choice("which", which, SETS)
    data = None
    for read, total, found in _encoded(session, which, file, pixels):
        data = found
        yield {"data": {"encoded": read, "pictures": total}, "shown": train_view.encoding(read, total)}
        if run.cancelled:
            yield {"data": {"cancelled": True}, "shown": shared_html.empty(run.time_over or words.NEVER_BEGUN)}
            return
    assert data is not None  # the last step has it
    view = TrainView(data, chosen, _notes(which, pixels))
    split = split_people(data.names, chosen.seed)
    yield from _trained(view, data, split, run)
    cancelled, over = run.cancelled, run.time_over
    assert view.last.model is not None  # the last step has it
    told = report(view.last.model, data, split, view.last.step)
    session.revise("model")
    session.of(VerifyState).model = model = with_figures(view.last.model, told)
    yield {
        "data": _data(view.last) | {"result": _result(model, told, data), "cancelled": cancelled},
        "shown": view.finished(told, cancelled, over),
        "formula": words.formula(chosen.kind, chosen.margin, view.shown_step or view.last),
        "model": gr.DownloadButton(value=_written(model), visible=True),
        "use": gr.Button(visible=True),
        "similarity": verify_model.choices(session),
    }


def _trained(view: TrainView, data: TrainingData, split: Split, run: Run) -> Iterator[dict[str, object]]:
    """Train, and show some of the steps; the view notes all of them."""
    drawn = 0.0
    with closing(work.learn(data, split, view.chosen, lambda: run.cancelled)) as running:
        for step in running:
            view.add(step)
            if step.done:
                break
            if step.examples or step.step % STEPS_A_PICTURE == 0:
                time.sleep(max(0.0, drawn + SECONDS_A_PICTURE - time.monotonic()))
                drawn = time.monotonic()
                shown: dict[str, object] = {"data": _data(step), "shown": view.shown()}
                if step.examples:
                    shown["formula"] = words.formula(view.chosen.kind, view.chosen.margin, step)
                yield shown


def _encoded(session: Session, which: str, file: str | None, pixels: int | None) -> Iterator[Encoded]:
    if which == "gallery":
        if session.gallery.encodings > MOST_ENCODINGS:
            raise BudgetError(words.TOO_MANY.format(encodings=session.gallery.encodings, most=MOST_ENCODINGS))
        data = of_gallery(session.gallery.contents())
        yield len(data.names), len(data.names), data
    elif which == "zip":
        if not file:
            raise MissingInputError(words.NO_ZIP)
        for step in work.from_zip(file, pixels):
            yield step.done, step.total, step.data
    else:
        yield 0, 5, None
        data = work.samples(pixels)
        yield 5, 5, data


def _notes(which: str, pixels: int | None) -> list[str]:
    if which == "samples":
        return [words.SAMPLES_NOTE]
    if which == "gallery" and pixels is not None:
        return [words.NOTHING_TO_DEGRADE]
    return []


def _data(step: SiameseStep) -> dict[str, object]:
    names = ("step", "steps", "cost", "mean", "used", "violating", "accuracy", "collapsed", "done")
    return {name: getattr(step, name) for name in names} | {"examples": [asdict(one) for one in step.examples]}


def _result(model: SiameseModel, found: Report, data: TrainingData) -> dict[str, object]:
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
        "notes": list(data.notes),
    }


def _written(model: SiameseModel) -> str:
    path = new_file(f"siamese-{model.kind}.safetensors")
    checkpoint.write_model(path, model)
    return str(path)


def formula_of(_session: Session, **given: Any) -> str:
    """The formula of what would be learned."""
    chosen = TrainOptions(**given)
    return words.formula(chosen.kind, chosen.margin)


def use_trained(session: Session) -> tuple[Any, Any]:
    """Choose the trained model in Verify, and go there."""
    return verify_model.choices(session, verify_model.TRAINED), gr.Tabs(selected="verify")


def stop_training(session: Session) -> None:
    """End your training, running or waiting, after its present step; what it has learned is kept."""
    session.job(JOB).cancel()
