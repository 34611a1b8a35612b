"""What runs in a process of the cluster: the local engine there, behind a queue. One class for each kind of process."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np

import facestyle
from facestyle.engine.local import LocalEngine
from facestyle.engine.ray.answers import Refused, told, told_whatever
from facestyle.engine.ray.caller import gone, stopped
from facestyle.engine.ray.configuration import Cluster, Part
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.face import Face
from facestyle.faces.siamese.data import Split, TrainingData
from facestyle.faces.siamese.options import TrainOptions
from facestyle.images import Picture
from facestyle.inside.networks import look_into
from facestyle.inside.options import NETWORKS
from facestyle.style.features import fast_features

#: The methods of an engine that each kind of process answers, beside batches and streams.
ASKED = {
    "encoding": ("encode_found", "detect", "glance", "faces_after", "views", "encode_crops"),
    "styling": (),
    "painting": ("instant", "paint_each", "style_numbers", "painted", "costs", "film_numbers"),
    "studying": ("about", "seen", "maxima", "unit_map", "standing_out", "compare"),
}
#: Seconds between two looks whether a process is well, and those that one look may take.
LOOK_EVERY, LOOK_TAKES = 2.0, 60.0
#: Seconds that work in a process gets to end when it is to stop.
GRACE = 5.0
#: A picture to warm up with: its side, and the landmarks of a face that fills it.
SIDE = 160
EYES_NOSE_MOUTH = ((55.0, 65.0), (105.0, 65.0), (80.0, 92.0), (60.0, 120.0), (100.0, 120.0))


class Asked:
    """Answers methods of the engine by name, in a thread: the loop of the process stays free."""

    kind = ""

    def __init__(self) -> None:
        self._engine = LocalEngine()

    async def ask(self, name: str, *values: Any) -> Any:
        """Return what a method of the engine gives, or `Refused`."""
        assert name in ASKED[self.kind], f"{self.kind} does not answer {name}"
        return await asyncio.to_thread(told, partial(getattr(self._engine, name), *values))


class Encoding(Asked):
    """Finds and encodes faces.

    Args:
        batch: requests that pass through the networks together, at most.
    """

    kind = "encoding"

    def __init__(self, batch: int) -> None:
        from ray import serve

        super().__init__()
        self._engine.warm_up()
        # The first pass through a network takes longer than all others; no request should wait for it.
        grey = Picture.from_array(np.full((SIDE, SIDE, 3), 128, np.uint8))
        self._engine.detect(grey)
        face = Face((0.0, 0.0, float(SIDE), float(SIDE)), EYES_NOSE_MOUTH, 1.0)
        self._engine.encode_found([(grey, face)], DEFAULT_ENCODER)

        # Nobody waits for a batch to fill: together go those that came while the last batch was computed.
        @serve.batch(max_batch_size=batch, batch_wait_timeout_s=0.0)
        async def together(asked: list[tuple[list[Picture], str]]) -> list[Any]:
            return await asyncio.to_thread(self.encode_together, asked)

        self._together = together

    async def encode(self, pictures: list[Picture], encoder: str) -> Any:
        """See `Engine.encode`; or `Refused`."""
        return await self._together((pictures, encoder))

    def encode_together(self, asked: Sequence[tuple[list[Picture], str]]) -> list[Any]:
        """Encode the pictures of several requests at one go.

        Returns:
            For each request its own answer: one that is refused, or that fails in whatever way, harms no other.
        """
        answers: list[Any] = [None] * len(asked)
        for encoder in dict.fromkeys(name for _, name in asked):
            numbers = [number for number, (_, name) in enumerate(asked) if name == encoder]
            pictures = [picture for number in numbers for picture in asked[number][0]]
            found = told_whatever(partial(self._engine.encode, pictures, encoder))
            if isinstance(found, Refused) and len(numbers) > 1:
                for number in numbers:
                    answers[number] = told_whatever(partial(self._engine.encode, asked[number][0], encoder))
                continue
            faces = None if isinstance(found, Refused) else iter(found)
            for number in numbers:
                answers[number] = found if faces is None else [next(faces) for _ in asked[number][0]]
        return answers


class Styling:
    """Restyles by descent, one run at a time."""

    def __init__(self) -> None:
        self._engine = LocalEngine()
        fast_features()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="styling")

    async def stylize(self, caller: Any, *asked: Any) -> AsyncGenerator[Any, None]:
        """See `Engine.stylize`: its steps; the last one is `Refused` where the run ends with an error of ours.

        Args:
            caller: the `Here` of the page; the run ends when that is gone.
            asked: the arguments of `stylize`.
        """
        async with aclosing(streamed(caller, self._engine.stylize(*asked), self._thread)) as steps:
            async for step in steps:
                yield step


class Studying(Asked):
    """Looks into networks, and trains."""

    kind = "studying"

    def __init__(self) -> None:
        super().__init__()
        for network in NETWORKS:
            look_into(network)

    async def visualise(self, caller: Any, *asked: Any) -> AsyncGenerator[Any, None]:
        """See `Engine.visualise`; its steps, as in `Styling.stylize`."""
        async with aclosing(streamed(caller, self._engine.visualise(*asked))) as steps:
            async for step in steps:
                yield step

    async def train(
        self, caller: Any, run: str, data: TrainingData, split: Split, options: TrainOptions
    ) -> AsyncGenerator[Any, None]:
        """See `Engine.train`; its steps, as in `Styling.stylize`.

        Args:
            caller: the `Here` of the page, which hears when the run is to stop.
            run: its name there.
            data, split, options: see `Engine.train`.
        """
        told_to = asyncio.create_task(stopped(caller, run))
        try:
            training = self._engine.train(data, split, options, told_to.done)
            async with aclosing(streamed(caller, training)) as steps:
                async for step in steps:
                    yield step
        finally:
            told_to.cancel()


async def streamed(
    caller: Any, steps: Generator[Any, None, None], thread: ThreadPoolExecutor | None = None
) -> AsyncGenerator[Any, None]:
    """Yield the steps of a run until it ends, or its page is gone; the last one is `Refused` if it ends with our error.

    Args:
        caller: the `Here` of the page.
        steps: the run; it is closed at the end.
        thread: computes them, one at a time; one of their own where not given.
    """
    loop, computes = asyncio.get_running_loop(), thread or ThreadPoolExecutor(1)
    left = asyncio.create_task(gone(caller))
    try:
        while not left.done():
            step = await loop.run_in_executor(computes, told, partial(next, steps, None))
            if step is None:
                return
            yield step
            if isinstance(step, Refused):
                return
    finally:
        left.cancel()
        # Behind the step that may be under way in that thread, and before the first one of a next run.
        computes.submit(steps.close)
        if thread is None:
            computes.shutdown(wait=False)


class Painting(Asked):
    """Paints in one pass, and computes costs."""

    kind = "painting"

    def __init__(self) -> None:
        from facestyle.style.instant.loading import painter, predictor

        super().__init__()
        predictor()
        painter()


def applications(cluster: Cluster, environment: dict[str, str]) -> dict[str, Any]:
    """Return the applications of Ray Serve, by kind of process.

    Args:
        cluster: how many processes of each, and what they take.
        environment: variables that the processes find set.
    """
    given: dict[str, tuple[type, tuple[Any, ...]]] = {
        "encoding": (Encoding, (cluster.batch,)),
        "styling": (Styling, ()),
        "painting": (Painting, ()),
        "studying": (Studying, ()),
    }
    parts = cluster.parts
    return {
        name: _deployment(kind, parts[name], values, environment).bind(*values)
        for name, (kind, values) in given.items()
    }


def _deployment(kind: type, part: Part, values: tuple[Any, ...], environment: dict[str, str]) -> Any:
    from ray import serve

    how: dict[str, Any] = {
        "max_ongoing_requests": part.at_once,
        "max_queued_requests": part.waiting,
        "ray_actor_options": {
            "num_cpus": part.cpus,
            "num_gpus": part.gpus,
            "runtime_env": {"env_vars": environment},
        },
        "health_check_period_s": LOOK_EVERY,
        "health_check_timeout_s": LOOK_TAKES,
        "graceful_shutdown_timeout_s": GRACE,
    }
    if part.on_a_machine:
        how["max_replicas_per_node"] = part.on_a_machine
    if part.most > part.replicas:
        how["autoscaling_config"] = {
            "min_replicas": part.replicas,
            "max_replicas": part.most,
            "target_ongoing_requests": part.at_once,
        }
    else:
        how["num_replicas"] = part.replicas
    # Ray Serve makes a version up where none is given, and begins processes again for one that it does not know: two
    # pages that start together would end each other's. Its public way to give one is gone; its own is this.
    return serve.deployment(**how)(kind).options(version=_version(part, values), _internal=True)


def _version(part: Part, values: tuple[Any, ...]) -> str:
    """Names the release, and the configuration by a digest."""
    written = json.dumps([asdict(part), values], sort_keys=True)
    return f"{facestyle.__version__}-{hashlib.sha256(written.encode()).hexdigest()[:12]}"
