"""Training a Siamese network: a linear map on frozen encodings, or a binary head, as an iterator of steps.

Seconds on a CPU, since the encoder is not run again. What moves for a triplet loss is a matrix that starts as the
identity, so that training starts from the encoder as it is; for a binary head its weights alone. The two in turn are
training_stages.py's business.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from facestyle.faces import metrics
from facestyle.faces.distance import project
from facestyle.faces.metrics import area_under_roc, best_threshold
from facestyle.faces.siamese import checkpoint, triplets
from facestyle.faces.siamese.data import Pairs, Split, TrainingData, pairs_of
from facestyle.faces.siamese.model import (
    SiameseModel,
    head_features,
    head_logits,
    head_numbers,
    squared_distances,
    triplet_losses,
)
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.steps import Pair, TrainStep, Triplet
from facestyle.faces.siamese.triplets import BatchFigures

#: Steps between two looks at the validation people, and looks without a better one after which training ends.
LOOK = 10
PATIENCE = 10
#: Accuracy on clean validation pairs that may be lost for the degraded ones; values that lose more are never the best.
CLEAN_LOSS = 0.003
#: Pictures of a person in a batch, at most; each brings its clean and its degraded view.
PICTURES = 4
#: Triplets shown of a batch.
SHOWN = 3


@dataclass(frozen=True)
class _Batch:
    """What a batch gave: the cost to descend, and what is told of it."""

    cost: torch.Tensor
    used: int
    violating: float
    figures: BatchFigures
    examples: tuple[Triplet, ...] | tuple[Pair, ...] = ()


def train(
    data: TrainingData,
    split: Split,
    chosen: TrainOptions,
    kept: Path | None = None,
    every: int = 100,
    stop: Callable[[], bool] = lambda: False,
) -> Generator[TrainStep, None, None]:
    """Train on the people of `split.train`, watched by those of `split.validation`.

    Args:
        data, split: what to train on.
        chosen: how.
        kept: a checkpoint: continued where it exists, written every so many steps, and removed at the end.
        every: steps between two writings.
        stop: asked before each step; where it says so, the last step is told again as the end, with its model.

    Yields:
        One `TrainStep` a step. Closing the iterator ends the work; the checkpoint stays, as it does after `stop`.

    Raises:
        ModelFileError: the checkpoint is of other pictures or other options, or damaged.
        OutputError: it can't be written.
    """
    run = _Run(data, split, chosen)
    begun = {"options": asdict(chosen), "data": data.digest}
    if kept is not None and kept.exists():
        run.resume(*checkpoint.read(kept, begun))
    started = time.perf_counter()
    told: TrainStep | None = None
    while True:
        if told is not None and stop():
            if told.model is None:
                run.look()
            yield replace(told, accuracy=run.accuracy, model=run.model(), done=True)
            return
        last, look = run.descend(), run.number % LOOK == 0 or run.number == chosen.steps
        if look:
            run.look()
        done = run.number >= chosen.steps or run.since > PATIENCE
        told = TrainStep(
            run.number,
            chosen.steps,
            float(last.cost.detach()),
            last.used,
            last.violating,
            run.accuracy,
            triplets.collapsed(run.history, chosen.margin),
            time.perf_counter() - started,
            last.examples if look or run.number == 1 else (),
            run.model() if look or done else None,
            done,
        )
        yield told
        if done:
            if kept is not None:
                kept.unlink(missing_ok=True)
            return
        if kept is not None and run.number % every == 0:
            checkpoint.write(kept, begun, *run.state())


class _Run:
    """The values that move, and how well they have done."""

    def __init__(self, data: TrainingData, split: Split, chosen: TrainOptions) -> None:
        self.data, self.split, self.chosen = data, split, chosen
        self.views = torch.from_numpy(np.concatenate(data.views))
        numbers = data.clean.shape[1]
        who = np.unique(np.asarray(data.names)[split.train], return_inverse=True)[1]
        self.rows_of = [split.train[who == person] for person in range(who.max() + 1)]
        # Thresholds need pairs: of the validation people, or, where there are none, of those trained on.
        self.watched = pairs_of(split.validation if len(split.validation) else split.train, data.names, seed=1)
        values = {"matrix": torch.eye(numbers)}
        if chosen.kind != "triplet":
            w, b = self._first_weights(pairs_of(split.train, data.names, seed=2))
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
        if len(split.validation):  # the encoder as it is: never worse than that
            self.look()

    def _first_weights(self, pairs: Pairs) -> tuple[float, float]:
        """A head starts from the sum of its features, put on the scale of a probability."""
        f, other = (
            torch.cat([torch.from_numpy(view[rows]) for view in self.data.views]) for rows in (pairs.a, pairs.b)
        )
        sums = head_features(self.chosen.kind, f, other).sum(-1).double().numpy()
        return metrics.fit_platt(sums, np.tile(pairs.same, len(self.data.views)))

    def descend(self) -> _Batch:
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
        make = self._triplets if self.chosen.kind == "triplet" else self._pairs
        batch = make(z, torch.tensor(labels), np.array(rows), generator)
        self.history = [*self.history, batch.figures][-triplets.STUCK_STEPS :]
        if batch.used:
            self.adam.zero_grad()
            batch.cost.backward()
            self.adam.step()
        return batch

    def _triplets(self, z: torch.Tensor, labels: torch.Tensor, rows: np.ndarray, generator: torch.Generator) -> _Batch:
        margin = self.chosen.margin
        anchors, positives, negatives = triplets.choose(z, labels, self.chosen.mining, margin, generator)
        d = squared_distances(z, z)
        d_positive, d_negative = d[anchors, positives], d[anchors, negatives]
        losses = triplet_losses(d_positive, d_negative, margin)
        told = triplets.figures(z, labels, margin)
        shown = torch.randperm(len(anchors), generator=generator)[:SHOWN].tolist()
        examples = tuple(
            Triplet(
                int(rows[anchors[one]]),
                int(rows[positives[one]]),
                int(rows[negatives[one]]),
                float(d_positive[one].detach()),
                float(d_negative[one].detach()),
                float(losses[one].detach()),
            )
            for one in shown
        )
        return _Batch(losses.sum(), len(anchors), told.violating, told, examples)

    def _pairs(self, z: torch.Tensor, labels: torch.Tensor, rows: np.ndarray, generator: torch.Generator) -> _Batch:
        """Cross-entropy over all pairs of one person, and as many of two."""
        one, other = torch.triu_indices(len(z), len(z), 1)
        same = labels[one] == labels[other]
        matched, mismatched = torch.where(same)[0], torch.where(~same)[0]
        count = min(len(matched), len(mismatched))
        drawn = [part[torch.randperm(len(part), generator=generator)[:count]] for part in (matched, mismatched)]
        kept = torch.cat(drawn)
        logits = head_logits(
            self.chosen.kind, z[one[kept]], z[other[kept]], self.values["weights"], self.values["bias"]
        )
        target = same[kept].to(logits.dtype)
        losses = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
        wrong = float(((logits > 0) != same[kept]).double().mean()) if count else 0.0
        shown = torch.randperm(len(kept), generator=generator)[:SHOWN].tolist()
        examples = tuple(
            Pair(
                int(rows[one[kept[row]]]),
                int(rows[other[kept[row]]]),
                bool(same[kept[row]]),
                float(torch.sigmoid(logits[row]).detach()),
                float(losses[row].detach()),
            )
            for row in shown
        )
        return _Batch(losses.sum(), 2 * count, wrong, BatchFigures(wrong, 0.0, 4.0), examples)

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
        kind = self.chosen.kind
        parts: dict[str, Any] = {
            "kind": kind,
            "encoder": self.data.encoder,
            "contract": self.data.contract,
            "matrix": values["matrix"].numpy(),
            "weights": values["weights"].numpy() if kind != "triplet" else np.zeros(0, dtype=np.float32),
            "bias": float(values["bias"]) if kind != "triplet" else 0.0,
            "tau": 0.5,
        }
        model = SiameseModel(**parts)
        if not finished:
            return model
        parts |= {"settings": asdict(self.chosen), "split": self._told()}
        if kind == "triplet":
            unlike = np.concatenate([unlikeness(model, view, self.watched) for view in self.data.views])
            same = np.tile(self.watched.same, len(self.data.views))
            parts["tau"] = best_threshold(unlike, same)
            if len(self.split.validation):  # of pairs that were trained on, a probability would promise too much
                slope, offset = metrics.fit_platt(unlike, same)
                parts |= {"slope": min(slope, 0.0), "offset": offset}
        return SiameseModel(**parts)

    def _told(self) -> dict[str, Any]:
        names = np.asarray(self.data.names)
        told: dict[str, Any] = {"degrade": self.data.degrade}
        for part in ("train", "validation", "test"):
            rows = getattr(self.split, part)
            told[part] = {"people": len(set(names[rows])), "pictures": len(rows)}
        return told

    def state(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """All that a run needs to go on as if it had not stopped: arrays, and plain values."""
        arrays = {f"value.{name}": value.detach().numpy() for name, value in self.values.items()}
        arrays |= {f"best.{name}": value.numpy() for name, value in self.best.items()}
        for name, value in self.values.items():
            for key, moment in self.adam.state.get(value, {}).items():
                arrays[f"adam.{name}.{key}"] = moment.numpy()
        history = [asdict(one) for one in self.history]
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
                keys = ("step", "exp_avg", "exp_avg_sq")
                moments = {key: arrays.get(f"adam.{name}.{key}") for key in keys}
                if value.requires_grad and all(moment is not None for moment in moments.values()):
                    self.adam.state[value] = {key: torch.from_numpy(moment.copy()) for key, moment in moments.items()}  # type: ignore[union-attr]
        self.number, self.since, self.best_score = plain["number"], plain["since"], plain["best_score"]
        self.accuracy = plain["accuracy"]
        self.history = [BatchFigures(**one) for one in plain["history"]]


def unlikeness(model: SiameseModel, encodings: np.ndarray, pairs: Pairs) -> np.ndarray:
    """Of each pair, small where it shows one person: d of a triplet model, 1 - p of a head."""
    measured = model.measure(encodings[pairs.a], encodings[pairs.b])
    return measured if model.kind == "triplet" else 0.5 * (1.0 + np.tanh(0.5 * measured))
