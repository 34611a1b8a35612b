"""The contract of an engine: plain values in, plain values out, the same answers wherever the networks run."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Literal, Protocol

import numpy as np

from facestyle.faces.face import Face
from facestyle.faces.pipeline import EncodedFace
from facestyle.faces.siamese.data import Split, TrainingData
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.pictures import Views
from facestyle.faces.siamese.steps import SiameseStep
from facestyle.images import Picture
from facestyle.inside.compare import LayerComparison
from facestyle.inside.looking import About
from facestyle.inside.maps import Firing, UnitMap
from facestyle.inside.maxima import Maxima
from facestyle.inside.visualise import VisualiseStep
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.descent.descent import Costs
from facestyle.style.film.options import FilmOptions
from facestyle.style.instant.instant import Instant
from facestyle.style.instant.options import InstantOptions
from facestyle.style.transfer import Step, StyleOptions

#: How an engine does: it runs `here`; it is `reachable`; some of its kinds of work have no process at this moment, so
#: that they wait (`incomplete`); nothing has answered for a while (`lost`).
State = Literal["here", "reachable", "incomplete", "lost"]


class Engine(Protocol):
    """Runs the networks.

    Each method gives what the function that it names gives, and raises what that raises. An engine whose processes run
    elsewhere raises two more errors: `BusyError`, where so many requests wait already that another one is refused, and
    `ComputeError`, where the processes can't be reached, or were lost too often during the work.

    Attributes:
        here: whether the networks run in this process, which then needs their weights.
    """

    here: bool

    def state(self) -> State:
        """How it does at this moment; it answers at once."""

    def warm_up(self) -> None:
        """Load what verification needs before the first request comes."""

    def encode(self, pictures: Sequence[Picture], encoder: str) -> list[tuple[EncodedFace, ...]]:
        """See `faces.pipeline.encode_faces`."""

    def encode_found(self, detected: Sequence[tuple[Picture, Face]], encoder: str) -> list[EncodedFace]:
        """See `faces.pipeline.encode_found`."""

    def detect(self, picture: Picture) -> list[Face]:
        """See `faces.detection.detect`."""

    def glance(self, picture: Picture) -> list[Face]:
        """See `faces.live.names.found`: a quick search, for a camera's picture."""

    def faces_after(self, content: Picture, faces: Sequence[Face], picture: np.ndarray) -> tuple[FaceAfter, ...]:
        """See `style.costs.identity.faces_after`."""

    def stylize(
        self,
        content: Picture,
        styles: Sequence[Picture],
        options: StyleOptions,
        masks: Sequence[np.ndarray] = (),
        start: np.ndarray | None = None,
        style_masks: StyleMasks = (),
    ) -> Generator[Step, None, None]:
        """See `style.transfer.stylize`. Closing the generator ends the run after its present step, wherever it runs."""

    def costs(
        self,
        picture: np.ndarray,
        content: Picture,
        styles: Sequence[Picture],
        options: StyleOptions,
        masks: Sequence[np.ndarray] = (),
        style_masks: StyleMasks = (),
    ) -> Costs:
        """See `style.descent.costs_of.costs_of`."""

    def instant(
        self, content: Picture, styles: Sequence[Picture], options: InstantOptions, masks: Sequence[np.ndarray] = ()
    ) -> Instant:
        """See `style.instant.instant.instant`."""

    def style_numbers(self, style: Picture) -> np.ndarray:
        """See `style.instant.instant.style_numbers`."""

    def painted(self, pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """See `style.instant.instant.painted`."""

    def paint_each(self, pixels: np.ndarray, styles: Sequence[Picture]) -> np.ndarray:
        """Paint one small picture in the manner of each style, in one batch.

        Args:
            pixels: H x W x 3, uint8.
            styles: N of them.

        Returns:
            N x H x W x 3, uint8.
        """

    def film_numbers(self, seen: Sequence[np.ndarray], styles: Sequence[Picture], options: FilmOptions) -> np.ndarray:
        """See `style.film.numbers.film_numbers`; with `painted`, all that a film needs of the networks."""

    def about(self, network: str) -> About:
        """See `inside.looking.Look.about`; with `seen` and `maxima`, all that a scan needs of the networks."""

    def seen(self, picture: Picture, network: str, size: int) -> np.ndarray:
        """See `inside.looking.Look.seen`."""

    def maxima(self, pixels: Sequence[np.ndarray], network: str, layers: Sequence[str]) -> dict[str, list[Maxima]]:
        """See `inside.looking.Look.maxima`."""

    def unit_map(self, picture: Picture, network: str, layer: str, unit: int) -> UnitMap:
        """See `inside.maps.unit_map`."""

    def standing_out(self, picture: Picture, network: str, layers: Sequence[str]) -> dict[str, tuple[int, Firing]]:
        """See `inside.maps.standing_out`."""

    def visualise(self, network: str, layer: str, unit: int) -> Generator[VisualiseStep, None, None]:
        """See `inside.visualise.visualise`. Closing the generator ends the work, wherever it runs."""

    def compare(self, content: Picture, style: Picture, generated: Picture) -> list[LayerComparison]:
        """See `inside.compare.compare`."""

    def views(
        self, pictures: Sequence[Picture], encoder: str, pixels: int | None = None, thumbnails: bool = False
    ) -> list[Views | None]:
        """See `faces.siamese.pictures.views_of`."""

    def encode_crops(
        self, faces: Sequence[Sequence[np.ndarray]], names: Sequence[str], pixels: int | None
    ) -> TrainingData:
        """See `faces.siamese.pictures.encode_crops`."""

    def train(
        self, data: TrainingData, split: Split, options: TrainOptions, stop: Callable[[], bool] = lambda: False
    ) -> Generator[SiameseStep, None, None]:
        """See `faces.siamese.stages.train_in_stages`.

        Elsewhere, what a training gives when it is to stop is the best of its last look at the validation people.
        """
