"""What the tab Train does: train a Siamese network on pictures of people, and use it."""

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

from facestyle import fields
from facestyle.errors import BudgetError, MissingInputError
from facestyle.faces.siamese import checkpoint
from facestyle.faces.siamese.data import TrainingData, of_gallery, parse_width, split_people
from facestyle.faces.siamese.model import SiameseModel
from facestyle.faces.siamese.options import SiameseStep, TrainOptions
from facestyle.faces.siamese.report import Report, figures_of, report, with_figures
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.ui.shared import html as shared_html
from facestyle.ui.shared.session import Session
from facestyle.ui.train import view as train_view
from facestyle.ui.train import words, work
from facestyle.ui.train.view import TrainView
from facestyle.ui.verify import model as verify_model

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
    pixels = None if degrade == "none" else parse_width(degrade)
    fields.choice("which", which, SETS)

    def stopped() -> bool:
        return session.train_stopped > began

    data = None
    for read, total, found in _encoded(session, which, file, pixels):
        data = found
        yield _only({"encoded": read, "pictures": total}, train_view.encoding(read, total), session)
        if stopped():
            yield _only({"cancelled": True}, shared_html.empty(words.NEVER_BEGUN), session)
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
                told = words.formula(chosen.kind, chosen.margin, step) if step.examples else gr.skip()
                yield _data(step), view.shown(), told, *_unchanged(), session
    assert step.model is not None  # the last step has it
    told_of = report(step.model, data, split, step.step)
    session.model = model = with_figures(step.model, told_of)
    yield (
        _data(step) | {"result": _result(model, told_of, data), "cancelled": stopped()},
        view.finished(told_of, stopped()),
        words.formula(chosen.kind, chosen.margin, view.shown_step or step),
        gr.DownloadButton(value=_written(model), visible=True),
        gr.Button(visible=True),
        verify_model.choices(session),
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
        return ["A gallery holds encodings and no pictures: there was nothing to degrade, and there is none to show."]
    return []


def _only(data: dict[str, Any], html: str, session: Session) -> tuple[Any, ...]:
    return data, html, gr.skip(), *_unchanged(), session


def _unchanged() -> tuple[Any, ...]:
    return gr.skip(), gr.skip(), gr.skip()


def _data(step: SiameseStep) -> dict[str, Any]:
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
