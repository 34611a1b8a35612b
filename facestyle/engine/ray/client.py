"""The networks of a cluster, as an engine: what is asked here is done there, again where a process was lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from facestyle.engine.protocol import State
from facestyle.engine.ray.answers import answered, to_send
from facestyle.engine.ray.streams import BREATH, PAUSE, TRIES, Lost, Restyling, Steps, received, restyled
from facestyle.engine.ray.watch import Watch, lost
from facestyle.errors import BusyError, ComputeError, ContractError
from facestyle.faces.encoders.encode import mapped
from facestyle.faces.encoders.registry import EncoderSpec, encoder_spec
from facestyle.faces.face import Face
from facestyle.faces.pipeline import EncodedFace
from facestyle.images import Picture
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.descent.descent import Costs
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
    """

    here = False

    def __init__(self, handles: Mapping[str, Any], caller: Any, look: Callable[[], Mapping[str, int]]) -> None:
        self._handles, self._caller = handles, caller
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

    def _begin(self, asked: Restyling) -> Steps:
        self._watch.check("styling")
        handle = self._handles["styling"].options(stream=True).stylize
        response = _begun(lambda: handle.remote(self._caller, *asked.values))
        return received(response, lambda: self._watch.check("styling"), reason)

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
        response = _begun(ask)
        while True:
            try:
                return response.result(timeout_s=PAUSE)
            except Exception as problem:
                if not _not_yet(problem):
                    raise reason(problem) from None
            try:
                self._watch.check(kind)
            except ComputeError:
                response.cancel()
                raise


def _begun(ask: Callable[[], Any]) -> Any:
    """What a handle returns at once; `Lost` where this process has left a cluster, and not joined another one yet."""
    import ray

    try:
        return ask()
    except Exception as problem:
        raise (reason(problem) if ray.is_initialized() else Lost()) from None


def _not_yet(problem: Exception) -> bool:
    """Whether an answer is still to come. Ray gives an error of the work the work's class, so that may be the same."""
    from ray.exceptions import RayTaskError

    return isinstance(problem, TimeoutError) and not isinstance(problem, RayTaskError)


def reason(problem: BaseException) -> BaseException:
    """What an error of Ray's means here: `Lost`, an error of ours, or an error of the work, which stays what it is."""
    from ray import exceptions
    from ray.serve.exceptions import BackPressureError

    # First, since it is of the class of its cause as well.
    if isinstance(problem, exceptions.RayTaskError):
        cause = problem.cause
        if isinstance(cause, (exceptions.RayError, BackPressureError)):
            return reason(cause)
        return cause if isinstance(cause, Exception) else problem
    if isinstance(problem, BackPressureError):
        return BusyError("All machines that do this are at work, and others wait already. Try again in a minute.")
    gone = (exceptions.RayActorError, exceptions.WorkerCrashedError, exceptions.NodeDiedError)
    if isinstance(problem, (*gone, exceptions.ObjectLostError)):
        return Lost()
    return lost() if isinstance(problem, (exceptions.RayError, ConnectionError)) else problem


def under(spec: EncoderSpec, faces: Sequence[EncodedFace]) -> list[EncodedFace]:
    """Faces as they came, if under the contract that holds here; those of a trained map, which only this process knows.

    Raises:
        ContractError: another release computes there.
    """
    expected = encoder_spec(spec.base).contract if spec.base else spec.contract
    for face in faces:
        if face.contract != expected:
            raise ContractError(
                f"The cluster encodes under {face.contract}, and this page expects {expected}; run one release on both."
            )
    if spec.base is None or not faces:
        return [replace(face, encoding=np.array(face.encoding)) for face in faces]
    encodings = mapped(np.stack([face.encoding for face in faces]), spec.name)
    pairs = zip(faces, encodings, strict=True)
    return [replace(face, encoding=encoding, contract=spec.contract) for face, encoding in pairs]
