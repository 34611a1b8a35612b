"""The contract of an engine: plain values in, plain values out, the same answers wherever the networks run."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Literal, Protocol

import numpy as np

from facestyle.faces.face import Face
from facestyle.faces.pipeline import EncodedFace
from facestyle.images import Picture
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.descent.descent import Costs
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
