"""A cluster that this machine is no part of (ray://): an actor there asks its processes for the page.

Ray's client carries no streams, and Serve's handles belong into the cluster. So the actor holds the handles, and hands
over the items of a stream some at a time. On this side it looks like Serve's handles themselves.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from facestyle.engine.ray.configuration import Cluster

#: Seconds that a question for more items waits for one.
WAITS = 1.0


class Door:
    """The actor. It ends with the page, and takes the place of its `Here`.

    Args:
        cluster: what is begun where it does not run yet.
    """

    def __init__(self, cluster: Cluster) -> None:
        from facestyle.engine.ray import connection

        self._handles = connection.handles_of(cluster)
        self._stopped: set[str] = set()
        self._runs: dict[str, tuple[Any, asyncio.Queue[Any], asyncio.Task[None]]] = {}

    async def here(self) -> bool:
        """Answer: see `Here`."""
        return True

    async def stop(self, run: str) -> None:
        """See `Here.stop`."""
        self._stopped.add(run)

    async def stopped(self, run: str) -> bool:
        """See `Here.stopped`."""
        return run in self._stopped

    async def running(self) -> dict[str, int]:
        """See `connection.running`."""
        from facestyle.engine.ray import connection

        return await asyncio.to_thread(connection.running, self._handles)

    async def call(self, kind: str, method: str, values: tuple[Any, ...]) -> Any:
        """What a process answers."""
        return await getattr(self._handles[kind], method).remote(*values)

    async def begin(self, kind: str, method: str, values: tuple[Any, ...]) -> str:
        """Begin a stream, and return its name."""
        import ray

        me = ray.get_runtime_context().current_actor
        response = getattr(self._handles[kind].options(stream=True), method).remote(me, *values)
        items: asyncio.Queue[Any] = asyncio.Queue()
        name = uuid.uuid4().hex
        self._runs[name] = response, items, asyncio.create_task(_read(response, items))
        return name

    async def more(self, name: str) -> tuple[list[Any], bool]:
        """The items that have come, after `WAITS` seconds at most, and whether the stream has ended.

        Raises:
            BaseException: what the stream has ended with.
        """
        _, items, reader = self._runs[name]
        found = []
        with suppress(TimeoutError, asyncio.TimeoutError):
            found.append(await asyncio.wait_for(items.get(), WAITS))
        while not items.empty():
            found.append(items.get_nowait())
        if found or not reader.done():
            return found, False
        del self._runs[name]
        reader.result()
        return [], True

    async def close(self, name: str) -> None:
        """End a stream."""
        if name in self._runs:
            response, _, reader = self._runs.pop(name)
            await asyncio.to_thread(response.cancel)
            reader.cancel()


async def _read(response: Any, items: asyncio.Queue[Any]) -> None:
    async for item in response:
        items.put_nowait(item)


class Through:
    """A handle of Serve through a door, as far as `RayEngine` uses one."""

    def __init__(self, door: Any, kind: str, stream: bool = False, method: str = "") -> None:
        self._door, self._kind, self._stream, self._method = door, kind, stream, method

    def options(self, stream: bool) -> Through:
        """The handle, for streams."""
        return Through(self._door, self._kind, stream)

    def __getattr__(self, method: str) -> Through:
        return Through(self._door, self._kind, self._stream, method)

    def remote(self, *values: Any) -> Answer | Stream:
        """Ask; of a stream the first value, the `Here` of the caller, is left to the door."""
        if self._stream:
            return Stream(self._door, self._door.begin.remote(self._kind, self._method, values[1:]))
        return Answer(self._door.call.remote(self._kind, self._method, values))


class Answer:
    """A response of Serve through a door."""

    def __init__(self, reference: Any) -> None:
        self._reference = reference

    def result(self, timeout_s: float) -> Any:
        """The answer; `TimeoutError` where there is none yet."""
        import ray

        return ray.get(self._reference, timeout=timeout_s)

    def cancel(self) -> None:
        """Wait no more; what is asked is short."""


class Stream:
    """A stream of Serve through a door."""

    def __init__(self, door: Any, name: Any) -> None:
        self._door, self._name = door, name

    def __iter__(self) -> Iterator[Any]:
        import ray

        ended, name = False, ray.get(self._name)
        while not ended:
            items, ended = ray.get(self._door.more.remote(name))
            yield from items

    def cancel(self) -> None:
        """End it where it runs."""
        self._door.close.remote(self._name)


def through(cluster: Cluster, environment: dict[str, str]) -> Any:
    """Open a door of this process, and return it once it is open.

    Args:
        cluster: see `Door`.
        environment: variables that it finds set.
    """
    import ray

    kind: Any = ray.remote(num_cpus=0, max_concurrency=1000)(Door)
    door = kind.options(runtime_env={"env_vars": environment}).remote(cluster)
    ray.get(door.here.remote())
    return door
