"""A small 1-D ConvNet that learns to tell ventricular-like beats from normal ones, in seconds.

All recordings are simulated (ecg.py), so its accuracy says nothing about patients. A whole recording is either trained
on or held out: its noise, heart rate and shapes are never in both sets.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from facestyle.compute import device
from facestyle.fields import check, option
from facestyle.signals.convolution import Convolution, Shape, output_shape
from facestyle.signals.ecg import VENTRICULAR, EcgOptions, Recording, simulate

#: Samples around an R wave that the network sees: 0.64 s, the complex and what is next to it.
WINDOW = 160
FILTERS, TAPS = 8, 15


@dataclass(frozen=True)
class BeatsOptions:
    """What is simulated, and how long the training is.

    Raises:
        OptionError: a value out of its range.
    """

    recordings: int = option(10, 2, 40, help="Recordings of 30 s to train on.")
    held_out: int = option(5, 1, 20, help="Other recordings, to test on.")
    epochs: int = option(12, 1, 60, help="Passes over the training beats.")
    noise: float = option(0.2, 0.0, 0.5, help="The most white noise of a recording, mV. Each has its own amount.")
    seed: int = option(0, 0, 10**6, help="Seed of the recordings, the first weights and the order of beats.")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, eq=False)
class BeatsStep:
    """How far the training has come.

    Attributes:
        stage: simulating or training.
        done, total: recordings simulated, or epochs trained, so far and in all.
        cost: mean binary cross-entropy of the epoch; NaN while simulating.
        accuracy: on the beats of held-out recordings; NaN while simulating.
        filters: of the first layer, FILTERS x TAPS.
        seconds: since the start.
        result: at the last step.
    """

    stage: str
    done: int
    total: int
    cost: float
    accuracy: float
    filters: np.ndarray | None
    seconds: float
    result: BeatsResult | None = None


@dataclass(frozen=True, eq=False)
class BeatsResult:
    """What was learned.

    Attributes:
        accuracy, sensitivity, specificity: on held-out recordings: of all beats, of the
            ventricular-like and of the normal ones.
        majority: the accuracy of always answering 'normal'.
        training_beats, held_out_beats: numbers of beats.
        example: a held-out recording.
        judged: numbers of its beats that the network judged, in `example.beats`.
        predicted: the network's answer for each of these; True is ventricular-like.
    """

    accuracy: float
    sensitivity: float
    specificity: float
    majority: float
    training_beats: int
    held_out_beats: int
    example: Recording
    judged: tuple[int, ...]
    predicted: tuple[bool, ...]


def shapes() -> list[Shape]:
    """Return the shapes through the network: input, convolution, pooling by 2, convolution."""
    first = output_shape(Shape((WINDOW,)), Convolution(TAPS, FILTERS))
    pooled = Shape((first.positions[0] // 2,), FILTERS)
    return [Shape((WINDOW,)), first, pooled, output_shape(pooled, Convolution(7, 16))]


def network(seed: int) -> nn.Sequential:
    """Return the untrained network: two convolutions, the mean over positions, one logit. Some 1,000 parameters."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layers = [nn.Conv1d(1, FILTERS, TAPS), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(FILTERS, 16, 7), nn.ReLU()]
        return nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(16, 1))


def varied(options: BeatsOptions, number_: int) -> Recording:
    """Simulate a recording with a heart rate, noise, amplitude and shapes of beats of its own."""
    rng = np.random.default_rng([options.seed, number_])
    return simulate(
        EcgOptions(
            seconds=30.0,
            heart_rate=float(rng.uniform(55, 105)),
            noise=float(rng.uniform(0.1, 1.0)) * options.noise,
            ectopic=0.3,
            seed=int(rng.integers(2**31 - 1)),
            ectopic_width=float(rng.uniform(1.5, 3.0)),
            ectopic_sign=int(rng.choice([-1, 1])),
            normal_width=float(rng.uniform(0.8, 1.25)),
            scale=float(rng.uniform(0.6, 1.4)),
        )
    )


def windows(recording: Recording) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
    """Return beats as the network sees them: N x 1 x WINDOW, whether each is ventricular-like, and their numbers.

    Each window has mean 0, and is divided by the recording's standard deviation. Beats that an end cuts are left out.
    """
    half = WINDOW // 2
    fits = [
        number for number, beat in enumerate(recording.beats) if half <= beat.sample <= len(recording.samples) - half
    ]
    cut = np.stack([recording.samples[recording.beats[i].sample - half :][:WINDOW] for i in fits])
    cut = (cut - cut.mean(axis=1, keepdims=True)) / recording.samples.std()
    labels = np.array([recording.beats[i].kind == VENTRICULAR for i in fits])
    return cut[:, None].astype(np.float32), labels, tuple(fits)


def train(options: BeatsOptions = BeatsOptions()) -> Generator[BeatsStep, None, None]:
    """Simulate recordings and train; yield a step for each recording and each epoch, the last one with the result.

    Always on the CPU: the network is too small for an accelerator to pay.
    """
    started = time.perf_counter()
    count = options.recordings + options.held_out
    recordings = []
    for index in range(count):
        recordings.append(varied(options, index))
        yield BeatsStep("simulating", index + 1, count, np.nan, np.nan, None, time.perf_counter() - started)
    seen = [windows(recording) for recording in recordings[: options.recordings]]
    unseen = [windows(recording) for recording in recordings[options.recordings :]]
    beats, labels = _joined(seen)
    held_beats, held_labels = _joined(unseen)
    net = network(options.seed)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(options.seed)
    for epoch in range(1, options.epochs + 1):
        with device.lock:
            cost = _epoch(net, optimizer, beats, labels, generator)
            answers = predict(net, held_beats)
        truth = held_labels.numpy() > 0.5
        result = None
        if epoch == options.epochs:
            result = _result(net, answers, truth, recordings[options.recordings], unseen[0], len(beats))
        filters = net.get_parameter("0.weight").detach().numpy()[:, 0].copy()
        accuracy = float((answers == truth).mean())
        yield BeatsStep(
            "training", epoch, options.epochs, cost, accuracy, filters, time.perf_counter() - started, result
        )


def predict(net: nn.Sequential, beats: torch.Tensor) -> np.ndarray:
    """Return for each beat (N x 1 x WINDOW) whether the network takes it for ventricular-like."""
    with torch.inference_mode():
        return (net(beats)[:, 0] > 0).numpy()


def _joined(parts: list[tuple[np.ndarray, np.ndarray, tuple[int, ...]]]) -> tuple[torch.Tensor, torch.Tensor]:
    beats = torch.from_numpy(np.concatenate([part[0] for part in parts]))
    return beats, torch.from_numpy(np.concatenate([part[1] for part in parts]).astype(np.float32))


def _epoch(
    net: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    beats: torch.Tensor,
    labels: torch.Tensor,
    generator: torch.Generator,
) -> float:
    """Train for one pass in batches of 32, and return the mean cost."""
    total = 0.0
    for batch in torch.randperm(len(beats), generator=generator).split(32):
        cost = nn.functional.binary_cross_entropy_with_logits(net(beats[batch])[:, 0], labels[batch])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        total += float(cost.detach()) * len(batch)
    return total / len(beats)


def _result(
    net: nn.Sequential,
    answers: np.ndarray,
    truth: np.ndarray,
    example: Recording,
    example_windows: tuple[np.ndarray, np.ndarray, tuple[int, ...]],
    training_beats: int,
) -> BeatsResult:
    seen, _, judged = example_windows
    return BeatsResult(
        float((answers == truth).mean()),
        float(answers[truth].mean()) if truth.any() else float("nan"),
        float((~answers[~truth]).mean()) if not truth.all() else float("nan"),
        float((~truth).mean()),
        training_beats,
        len(truth),
        example,
        judged,
        tuple(predict(net, torch.from_numpy(seen)).tolist()),
    )
