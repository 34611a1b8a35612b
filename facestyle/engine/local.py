"""The networks in this process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext

import numpy as np

from facestyle.compute.device import lock
from facestyle.engine.protocol import State
from facestyle.faces import detection
from facestyle.faces.encoders.encode import load_encoder
from facestyle.faces.face import Face
from facestyle.faces.live.names import found
from facestyle.faces.pipeline import EncodedFace, encode_faces, encode_found
from facestyle.faces.siamese.data import Split, TrainingData
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.pictures import Views, encode_crops, views_of
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.faces.siamese.steps import SiameseStep
from facestyle.images import Picture
from facestyle.inside import looking
from facestyle.inside.compare import LayerComparison, compare
from facestyle.inside.looking import About
from facestyle.inside.maps import Firing, UnitMap, standing_out, unit_map
from facestyle.inside.maxima import Maxima
from facestyle.inside.visualise import VisualiseStep, visualise
from facestyle.style.costs import identity
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.descent.costs_of import costs_of
from facestyle.style.descent.descent import Costs
from facestyle.style.film.numbers import film_numbers
from facestyle.style.film.options import FilmOptions
from facestyle.style.instant import instant as passes
from facestyle.style.instant.instant import Instant
from facestyle.style.instant.options import InstantOptions
from facestyle.style.transfer import Step, StyleOptions, stylize

#: Pictures that are encoded without letting other work run in between.
AT_ONE_GO = 4


class LocalEngine:
    """Runs the networks where it is called; see `Engine`."""

    here = True

    def state(self) -> State:
        """Always here."""
        return "here"

    def warm_up(self) -> None:
        """Load the face networks."""
        load_encoder()

    def encode(self, pictures: Sequence[Picture], encoder: str) -> list[tuple[EncodedFace, ...]]:
        """See `encode_faces`."""
        load_encoder(encoder)  # before the lock is shared: two would load it twice
        # Few pictures at one go: a verification waits for one step of a restyling, not for one before each of its
        # networks.
        with lock.beside() if len(pictures) <= AT_ONE_GO else nullcontext():
            return encode_faces(pictures, encoder)

    def encode_found(self, detected: Sequence[tuple[Picture, Face]], encoder: str) -> list[EncodedFace]:
        """See `pipeline.encode_found`."""
        return encode_found(detected, encoder)

    def detect(self, picture: Picture) -> list[Face]:
        """See `detection.detect`."""
        return detection.detect(picture)

    def glance(self, picture: Picture) -> list[Face]:
        """See `live.names.found`."""
        return found(picture)

    def faces_after(self, content: Picture, faces: Sequence[Face], picture: np.ndarray) -> tuple[FaceAfter, ...]:
        """See `identity.faces_after`."""
        return identity.faces_after(content, faces, picture)

    def stylize(
        self,
        content: Picture,
        styles: Sequence[Picture],
        options: StyleOptions,
        masks: Sequence[np.ndarray] = (),
        start: np.ndarray | None = None,
        style_masks: StyleMasks = (),
    ) -> Generator[Step, None, None]:
        """See `transfer.stylize`."""
        return stylize(content, styles, options, masks, start, style_masks)

    def costs(
        self,
        picture: np.ndarray,
        content: Picture,
        styles: Sequence[Picture],
        options: StyleOptions,
        masks: Sequence[np.ndarray] = (),
        style_masks: StyleMasks = (),
    ) -> Costs:
        """See `costs_of`."""
        return costs_of(picture, content, styles, options, masks, style_masks)

    def instant(
        self, content: Picture, styles: Sequence[Picture], options: InstantOptions, masks: Sequence[np.ndarray] = ()
    ) -> Instant:
        """See `instant.instant`."""
        return passes.instant(content, styles, options, masks)

    def style_numbers(self, style: Picture) -> np.ndarray:
        """See `instant.style_numbers`."""
        return passes.style_numbers(style)

    def painted(self, pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """See `instant.painted`."""
        return passes.painted(pixels, numbers)

    def paint_each(self, pixels: np.ndarray, styles: Sequence[Picture]) -> np.ndarray:
        """One small picture in each style, in one batch; see `Engine.paint_each`."""
        numbers = np.stack([passes.style_numbers(one) for one in styles])
        return passes.painted(np.broadcast_to(pixels, (len(styles), *pixels.shape)), numbers)

    def film_numbers(self, seen: Sequence[np.ndarray], styles: Sequence[Picture], options: FilmOptions) -> np.ndarray:
        """See `numbers.film_numbers`."""
        return film_numbers(seen, styles, options)

    def about(self, network: str) -> About:
        """See `Look.about`."""
        return looking.HERE.about(network)

    def seen(self, picture: Picture, network: str, size: int) -> np.ndarray:
        """See `Look.seen`."""
        return looking.HERE.seen(picture, network, size)

    def maxima(self, pixels: Sequence[np.ndarray], network: str, layers: Sequence[str]) -> dict[str, list[Maxima]]:
        """See `Look.maxima`."""
        return looking.HERE.maxima(pixels, network, layers)

    def unit_map(self, picture: Picture, network: str, layer: str, unit: int) -> UnitMap:
        """See `maps.unit_map`."""
        return unit_map(picture, network, layer, unit)

    def standing_out(self, picture: Picture, network: str, layers: Sequence[str]) -> dict[str, tuple[int, Firing]]:
        """See `maps.standing_out`."""
        return standing_out(picture, network, layers)

    def visualise(self, network: str, layer: str, unit: int) -> Generator[VisualiseStep, None, None]:
        """See `visualise.visualise`."""
        return visualise(network, layer, unit)

    def compare(self, content: Picture, style: Picture, generated: Picture) -> list[LayerComparison]:
        """See `compare.compare`."""
        return compare(content, style, generated)

    def views(
        self, pictures: Sequence[Picture], encoder: str, pixels: int | None = None, thumbnails: bool = False
    ) -> list[Views | None]:
        """See `pictures.views_of`."""
        return views_of(pictures, encoder, pixels, thumbnails)

    def encode_crops(
        self, faces: Sequence[Sequence[np.ndarray]], names: Sequence[str], pixels: int | None
    ) -> TrainingData:
        """See `pictures.encode_crops`."""
        return encode_crops(faces, names, pixels)

    def train(
        self, data: TrainingData, split: Split, options: TrainOptions, stop: Callable[[], bool] = lambda: False
    ) -> Generator[SiameseStep, None, None]:
        """See `stages.train_in_stages`."""
        return train_in_stages(data, split, options, stop=stop)
