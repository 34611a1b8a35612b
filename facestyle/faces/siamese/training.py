"""Training a Siamese network: a linear map on frozen encodings, or a binary head, as an iterator of steps.

It takes seconds on a CPU, since the encoder is not run again. A triplet loss trains a matrix that starts as the
identity, so that training starts from the encoder as it is; a binary head trains its weights alone. What a batch costs
is in batches.py; a map and then a head on top of it is in stages.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from facestyle.compute.device import lock
from facestyle.faces import metrics
from facestyle.faces.distance import project
from facestyle.faces.metrics import area_under_roc, best_threshold
from facestyle.faces.siamese import checkpoint, triplets
from facestyle.faces.siamese.batches import Batch, cost_of
from facestyle.faces.siamese.data import Pairs, Split, TrainingData, draw_pairs
from facestyle.faces.siamese.model import SiameseModel, head_features, head_numbers
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.steps import SiameseStep
from facestyle.faces.siamese.triplets import BatchFigures

#: Steps between two looks at the validation people, and looks without a better one after which training ends.
LOOK = 10
PATIENCE = 10
#: Accuracy on clean validation pairs that may be lost for the degraded ones; values that lose more are never the best.
CLEAN_LOSS = 0.003
#: Pictures of a person in a batch, at most; each brings its clean and its degraded view.
PICTURES = 4


def train(
    data: TrainingData,
    split: Split,
    chosen: TrainOptions,
    kept: Path | None = None,
    every: int = 100,
    stop: Callable[[], bool] = lambda: False,
) -> Generator[SiameseStep, None, None]:
    """Train on the people of `split.train`, and measure on those of `split.validation`.

    Args:
        data, split: what to train on.
        chosen: how.
        kept: a checkpoint: continued where it exists, written every so many steps, and removed at the end.
        every: steps between two writings.
        stop: asked before each step; once it answers True, the last step is yielded again, with its model, as the end.

    Yields:
        One `SiameseStep` a step. Closing the iterator ends the work; the checkpoint stays, as it does after `stop`.

    Raises:
        ModelFileError: the checkpoint is of other pictures or other options, or damaged.
        OutputError: it can't be written.
    """
    run = _Run(data, split, chosen)
    begun = {"options": asdict(chosen), "data": data.digest}
    if kept is not None and kept.exists():
        run.resume(*checkpoint.read_checkpoint(kept, begun))
    started = time.perf_counter()
    step: SiameseStep | None = None
    while step is None or not step.done:
        if step is not None and stop():
            if step.model is None:
                run.look()
            yield replace(step, accuracy=run.accuracy, model=run.model(), done=True)
            return
        with lock.behind():
            step = run.step(started)
        yield step
        if kept is not None and not step.done and run.number % every == 0:
            checkpoint.write_checkpoint(kept, begun, *run.state())
    if kept is not None:
        kept.unlink(missing_ok=True)


class _Run:
    """The values in training, and how well they have done."""

    def __init__(self, data: TrainingData, split: Split, chosen: TrainOptions) -> None:
        self.data, self.split, self.chosen = data, split, chosen
        self.views = torch.from_numpy(np.concatenate(data.views))
        numbers = data.clean.shape[1]
        who = np.unique(np.asarray(data.names)[split.train], return_inverse=True)[1]
        self.rows_of = [split.train[who == person] for person in range(who.max() + 1)]
        # Thresholds need pairs: those of the validation people or, where there are none, of those trained on.
        self.watched = draw_pairs(split.validation if len(split.validation) else split.train, data.names, seed=1)
        values = {"matrix": torch.eye(numbers)}
        if chosen.kind != "triplet":
            w, b = self._first_weights(draw_pairs(split.train, data.names, seed=2))
            values |= {"weights": torch.full((head_numbers(chosen.kind, numbers),), w), "bias": torch.tensor(b)}
        self.values = {
            name: value.requires_grad_(chosen.kind == "triplet" or name != "matrix") for name, value in values.items()
        }
        moving = [value for value in self.values.values() if value.requires_grad]
        self.adam = torch.optim.Adam(moving, lr=chosen.learning_rate)
        self.best = {name: value.detach().clone() for name, value in self.values.items()}
        self.number, self.since, self.best_score = 0, 0, -1.0
        self.accuracy: float | None = None
        self.clean_before: float | None = None
        self.history: list[BatchFigures] = []
        if len(split.validation):  # the best so far is the encoder as it is
            self.look()

    def _first_weights(self, pairs: Pairs) -> tuple[float, float]:
        """Where a head starts: the sum of its features, put on the scale of a probability."""
        f, other = (
            torch.cat([torch.from_numpy(view[rows]) for view in self.data.views]) for rows in (pairs.a, pairs.b)
        )
        sums = head_features(self.chosen.kind, f, other).sum(-1).double().numpy()
        return metrics.fit_platt(sums, np.tile(pairs.same, len(self.data.views)))

    def step(self, started: float) -> SiameseStep:
        """Descend once, and look at the validation people where it is time."""
        batch = self._descend()
        look = self.number % LOOK == 0 or self.number == self.chosen.steps
        if look:
            self.look()
        done = self.number >= self.chosen.steps or self.since > PATIENCE
        return SiameseStep(
            self.number,
            self.chosen.steps,
            float(batch.cost.detach()),
            batch.used,
            batch.violating,
            self.accuracy,
            triplets.collapsed(self.history, self.chosen.margin),
            time.perf_counter() - started,
            batch.examples if look or self.number == 1 else (),
            self.model() if look or done else None,
            done,
        )

    def _descend(self) -> Batch:
        """One step of Adam on a batch of its own, the same for the same seed and number."""
        self.number += 1
        rng = np.random.default_rng([self.chosen.seed, self.number])
        people = rng.permutation(len(self.rows_of))[: self.chosen.people]
        rows, labels = [], []
        for label in people:
            some = rng.permutation(self.rows_of[label])[:PICTURES]
            rows += [row + view * len(self.data.names) for view in range(len(self.data.views)) for row in some]
            labels += [int(label)] * (len(some) * len(self.data.views))
        generator = torch.Generator().manual_seed(self.chosen.seed * 1_000_003 + self.number)
        z = project(self.views[rows], self.values["matrix"])
        batch = cost_of(z, torch.tensor(labels), np.array(rows), self.values, self.chosen, generator)
        self.history = [*self.history, batch.figures][-triplets.STUCK_STEPS :]
        if batch.used:
            self.adam.zero_grad()
            batch.cost.backward()
            self.adam.step()
        return batch

    def look(self) -> None:
        """Try the present values on the validation people; without any, the last values are the best."""
        present = {name: value.detach().clone() for name, value in self.values.items()}
        if not len(self.split.validation):
            self.best = present
            return
        model = self._model(present)
        scores, right = [], []
        for view in self.data.views:
            unlike = unlikeness(model, view, self.watched)
            tau = best_threshold(unlike, self.watched.same)
            right.append(float(((unlike <= tau) == self.watched.same).mean()))
            scores.append(area_under_roc(unlike, self.watched.same))
        self.accuracy = float(np.mean(right))
        self.since += 1
        self.clean_before = right[0] if self.clean_before is None else self.clean_before
        kept = len(right) == 1 or right[0] >= self.clean_before - CLEAN_LOSS
        if kept and np.mean(scores) > self.best_score:
            self.best, self.best_score, self.since = present, float(np.mean(scores)), 0

    def model(self) -> SiameseModel:
        """The best so far, with a threshold that fits it."""
        return self._model(self.best, finished=True)

    def _model(self, values: dict[str, torch.Tensor], finished: bool = False) -> SiameseModel:
        triplet = self.chosen.kind == "triplet"
        model = SiameseModel(
            self.chosen.kind,
            self.data.encoder,
            self.data.contract,
            matrix=values["matrix"].numpy(),
            weights=np.zeros(0, dtype=np.float32) if triplet else values["weights"].numpy(),
            bias=0.0 if triplet else float(values["bias"]),
            tau=0.5,
        )
        if not finished:
            return model
        model = replace(model, settings=asdict(self.chosen), split=self._counts())
        if not triplet:
            return model
        unlike = np.concatenate([unlikeness(model, view, self.watched) for view in self.data.views])
        same = np.tile(self.watched.same, len(self.data.views))
        model = replace(model, tau=best_threshold(unlike, same))
        if not len(self.split.validation):  # fitted on pairs trained on, a probability would promise too much
            return model
        slope, offset = metrics.fit_platt(unlike, same)
        return replace(model, slope=min(slope, 0.0), offset=offset)

    def _counts(self) -> dict[str, Any]:
        names = np.asarray(self.data.names)
        counts: dict[str, Any] = {"degrade": self.data.degrade}
        for part in ("train", "validation", "test"):
            rows = getattr(self.split, part)
            counts[part] = {"people": len(set(names[rows])), "pictures": len(rows)}
        return counts

    def state(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """All that training needs to go on as if it had not stopped: arrays, and plain values."""
        arrays = {f"value.{name}": value.detach().numpy() for name, value in self.values.items()}
        arrays |= {f"best.{name}": value.numpy() for name, value in self.best.items()}
        for name, value in self.values.items():
            for key, moment in self.adam.state.get(value, {}).items():
                arrays[f"adam.{name}.{key}"] = moment.numpy()
        history = [asdict(figures) for figures in self.history]
        return arrays, {
            "number": self.number,
            "since": self.since,
            "best_score": self.best_score,
            "accuracy": self.accuracy,
            "history": history,
        }

    def resume(self, arrays: dict[str, np.ndarray], plain: dict[str, Any]) -> None:
        """Take a state over."""
        with torch.no_grad():
            for name, value in self.values.items():
                value.copy_(torch.from_numpy(arrays[f"value.{name}"]).reshape(value.shape))
                self.best[name] = torch.from_numpy(arrays[f"best.{name}"].copy()).reshape(value.shape)
                keys = {key: f"adam.{name}.{key}" for key in ("step", "exp_avg", "exp_avg_sq")}
                if value.requires_grad and set(keys.values()) <= set(arrays):
                    self.adam.state[value] = {key: torch.from_numpy(arrays[at].copy()) for key, at in keys.items()}
        self.number, self.since, self.best_score = plain["number"], plain["since"], plain["best_score"]
        self.accuracy = plain["accuracy"]
        self.history = [BatchFigures(**figures) for figures in plain["history"]]


def unlikeness(model: SiameseModel, encodings: np.ndarray, pairs: Pairs) -> np.ndarray:
    """How unlike the two sides of each pair are: d of a triplet model, 1 - p of a head."""
    measured = model.measure(encodings[pairs.a], encodings[pairs.b])
    return measured if model.kind == "triplet" else 0.5 * (1.0 + np.tanh(0.5 * measured))
