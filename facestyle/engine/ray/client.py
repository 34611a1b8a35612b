"""The networks of a cluster, as an engine: what is asked here is done there, again where a process was lost."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from facestyle.engine.protocol import State
from facestyle.engine.ray.answers import answered, to_send
from facestyle.engine.ray.contracts import under, views_under
from facestyle.engine.ray.problems import begun, not_yet, reason
from facestyle.engine.ray.streams import BREATH, PAUSE, TRIES, Lost, Restyling, Steps, received, repeated, restyled
from facestyle.engine.ray.watch import Watch
from facestyle.errors import ComputeError
from facestyle.faces.encoders.registry import encoder_spec
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


class RayEngine:
    """Asks the processes of a cluster; see `Engine`.

    All but a restyling gives the same whenever it is done, so it is done again where its process was lost.

    Args:
        handles: of Ray Serve, by kind of process.
        caller: the `Here` of this process.
        look: see `Watch`.
        stop: tells a run of this name to stop, see `Here.stop`.
    """

    here = False

    def __init__(
        self,
        handles: Mapping[str, Any],
        caller: Any,
        look: Callable[[], Mapping[str, int]],
        stop: Callable[[str], object],
    ) -> None:
        self._handles, self._caller, self._stop = handles, caller, stop
        self._watch = Watch(look)

    def state(self) -> State:
        """As the last look at the cluster found it."""
        return self._watch.state

    def close(self) -> None:
        """Look at the cluster no more."""
        self._watch.close()

    def warm_up(self) -> None:
        """Nothing: processes load their networks before they count as running."""

    def encode(self, pictures: Sequence[Picture], encoder: str) -> list[tuple[EncodedFace, ...]]:
        """See `Engine.encode`."""
        spec = encoder_spec(encoder)
        found = self._done("encoding", "encode", [to_send(one) for one in pictures], spec.base or encoder)
        return [tuple(under(spec, faces)) for faces in found]

    def encode_found(self, detected: Sequence[tuple[Picture, Face]], encoder: str) -> list[EncodedFace]:
        """See `Engine.encode_found`."""
        spec = encoder_spec(encoder)
        pairs = [(to_send(picture), face) for picture, face in detected]
        return under(spec, self._asked("encoding", "encode_found", pairs, spec.base or encoder))

    def detect(self, picture: Picture) -> list[Face]:
        """See `Engine.detect`."""
        return self._asked("encoding", "detect", to_send(picture))

    def glance(self, picture: Picture) -> list[Face]:
        """See `Engine.glance`."""
        return self._asked("encoding", "glance", to_send(picture))

    def faces_after(self, content: Picture, faces: Sequence[Face], picture: np.ndarray) -> tuple[FaceAfter, ...]:
        """See `Engine.faces_after`."""
        return self._asked("encoding", "faces_after", to_send(content), list(faces), picture)

    def stylize(
        self,
        content: Picture,
        styles: Sequence[Picture],
        options: StyleOptions,
        masks: Sequence[np.ndarray] = (),
        start: np.ndarray | None = None,
        style_masks: StyleMasks = (),
    ) -> Generator[Step, None, None]:
        """See `Engine.stylize`; a run whose process is lost goes on in another, see `restyled`."""
        sent = tuple(to_send(style) for style in styles)
        asked = Restyling(to_send(content), sent, options, tuple(masks), start, tuple(style_masks))
        return restyled(self._begin, asked)

    def costs(
        self,
        picture: np.ndarray,
        content: Picture,
        styles: Sequence[Picture],
        options: StyleOptions,
        masks: Sequence[np.ndarray] = (),
        style_masks: StyleMasks = (),
    ) -> Costs:
        """See `Engine.costs`."""
        sent = [to_send(style) for style in styles]
        return self._asked("painting", "costs", picture, to_send(content), sent, options, masks, style_masks)

    def instant(
        self, content: Picture, styles: Sequence[Picture], options: InstantOptions, masks: Sequence[np.ndarray] = ()
    ) -> Instant:
        """See `Engine.instant`."""
        sent = [to_send(style) for style in styles]
        made: Instant = self._asked("painting", "instant", to_send(content), sent, options, masks)
        return replace(made, picture=np.array(made.picture), saved=np.array(made.saved))

    def style_numbers(self, style: Picture) -> np.ndarray:
        """See `Engine.style_numbers`."""
        return np.array(self._asked("painting", "style_numbers", to_send(style)))

    def painted(self, pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """See `Engine.painted`."""
        return np.array(self._asked("painting", "painted", pixels, numbers))

    def paint_each(self, pixels: np.ndarray, styles: Sequence[Picture]) -> np.ndarray:
        """See `Engine.paint_each`."""
        return np.array(self._asked("painting", "paint_each", pixels, [to_send(style) for style in styles]))

    def film_numbers(self, seen: Sequence[np.ndarray], styles: Sequence[Picture], options: FilmOptions) -> np.ndarray:
        """See `Engine.film_numbers`."""
        sent = [to_send(style) for style in styles]
        return np.array(self._asked("painting", "film_numbers", list(seen), sent, options))

    def about(self, network: str) -> About:
        """See `Engine.about`."""
        return self._asked("studying", "about", network)

    def seen(self, picture: Picture, network: str, size: int) -> np.ndarray:
        """See `Engine.seen`."""
        return self._asked("studying", "seen", to_send(picture), network, size)

    def maxima(self, pixels: Sequence[np.ndarray], network: str, layers: Sequence[str]) -> dict[str, list[Maxima]]:
        """See `Engine.maxima`."""
        found = self._asked("studying", "maxima", list(pixels), network, tuple(layers))
        # Copies: they are kept, and would keep the memory that Ray shares.
        return {
            layer: [Maxima(np.array(one.values), np.array(one.positions), one.size) for one in each]
            for layer, each in found.items()
        }

    def unit_map(self, picture: Picture, network: str, layer: str, unit: int) -> UnitMap:
        """See `Engine.unit_map`."""
        return self._asked("studying", "unit_map", to_send(picture), network, layer, unit)

    def standing_out(self, picture: Picture, network: str, layers: Sequence[str]) -> dict[str, tuple[int, Firing]]:
        """See `Engine.standing_out`."""
        return self._asked("studying", "standing_out", to_send(picture), network, tuple(layers))

    def visualise(self, network: str, layer: str, unit: int) -> Generator[VisualiseStep, None, None]:
        """See `Engine.visualise`; where its process is lost it begins again, see `repeated`."""
        return repeated(
            lambda: self._streamed("studying", "visualise", network, layer, unit),
            lambda step: (step.iteration, step.iteration == step.steps),
        )

    def compare(self, content: Picture, style: Picture, generated: Picture) -> list[LayerComparison]:
        """See `Engine.compare`."""
        sent = [to_send(picture) for picture in (content, style, generated)]
        return self._asked("studying", "compare", *sent)

    def views(
        self, pictures: Sequence[Picture], encoder: str, pixels: int | None = None, thumbnails: bool = False
    ) -> list[Views | None]:
        """See `Engine.views`."""
        spec, sent = encoder_spec(encoder), [to_send(picture) for picture in pictures]
        found = self._asked("encoding", "views", sent, spec.base or encoder, pixels, thumbnails)
        return [None if one is None else views_under(spec, one) for one in found]

    def encode_crops(
        self, faces: Sequence[Sequence[np.ndarray]], names: Sequence[str], pixels: int | None
    ) -> TrainingData:
        """See `Engine.encode_crops`."""
        crops = [list(each) for each in faces]
        made: TrainingData = self._asked("encoding", "encode_crops", crops, tuple(names), pixels)
        # Copies, since they are kept; and the contract is checked.
        degraded = None if made.degraded is None else np.array(made.degraded)
        small = tuple(np.array(one) for one in made.thumbnails)
        return replace(made, clean=np.array(made.clean), degraded=degraded, thumbnails=small)

    def train(
        self, data: TrainingData, split: Split, options: TrainOptions, stop: Callable[[], bool] = lambda: False
    ) -> Generator[SiameseStep, None, None]:
        """See `Engine.train`; where its process is lost it begins again, see `repeated`."""
        run, learned, told = uuid.uuid4().hex, None, 0.0
        asked = replace(data, thumbnails=()), split, options

        def tell() -> None:
            """Say that it is to stop, again and again: a process that took over has not heard it."""
            nonlocal told
            if stop() and time.monotonic() - told > PAUSE:
                told = time.monotonic()
                with suppress(Exception):  # it is said again
                    self._stop(run)

        begin = partial(self._streamed, "studying", "train", run, *asked, wait=tell)
        with closing(repeated(begin, lambda step: (step.step, step.done))) as steps:
            for step in steps:
                # The process may be far ahead of who watches: what counts is what was learned by this step.
                learned = step.model or learned
                if step.done or not stop():
                    yield step
                elif learned is not None:
                    yield replace(step, model=learned, done=True)
                    return
                else:
                    tell()

    def _begin(self, asked: Restyling) -> Steps:
        return self._streamed("styling", "stylize", *asked.values)

    def _streamed(
        self, kind: str, method: str, *values: Any, wait: Callable[[], None] = lambda: None
    ) -> Generator[Any, None, None]:
        def waiting() -> None:
            self._watch.check(kind)
            wait()

        self._watch.check(kind)
        handle = getattr(self._handles[kind].options(stream=True), method)
        response = begun(lambda: handle.remote(self._caller, *values))
        return received(response, waiting, reason)

    def _asked(self, kind: str, name: str, *values: Any) -> Any:
        return self._done(kind, "ask", name, *values)

    def _done(self, kind: str, method: str, *values: Any) -> Any:
        """What a process gives; another one is asked where it was lost."""
        for attempt in range(TRIES):
            time.sleep(BREATH * attempt)
            self._watch.check(kind)
            try:
                return answered(self._result(kind, lambda: getattr(self._handles[kind], method).remote(*values)))
            except Lost:
                continue
        raise ComputeError("The machines that computed were lost, one after the other. Try again in some minutes.")

    def _result(self, kind: str, ask: Callable[[], Any]) -> Any:
        response = begun(ask)
        while True:
            try:
                return response.result(timeout_s=PAUSE)
            except Exception as problem:
                if not not_yet(problem):
                    raise reason(problem) from None
            try:
                self._watch.check(kind)
            except ComputeError:
                response.cancel()
                raise
