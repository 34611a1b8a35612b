"""What a run asks the page that began it: whether it is there, or it would go on for nobody; and whether to stop."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

#: Seconds between two questions whether a page is there.
ASK_EVERY = 3.0
#: Seconds between two questions whether it wants a run to stop.
STOP_EVERY = 0.5


class Here:
    """An actor that ends with the page that has made it, on the page's own machine, however the page ends."""

    def __init__(self) -> None:
        self._stopped: set[str] = set()

    def here(self) -> bool:
        """Answer."""
        return True

    def stop(self, run: str) -> None:
        """Note that a run is to stop, and to give what it has; closing its stream would leave that behind."""
        self._stopped.add(run)

    def stopped(self, run: str) -> bool:
        """Whether a run is to stop."""
        return run in self._stopped


def here(environment: dict[str, str]) -> Any:
    """Make the actor of this process.

    Args:
        environment: variables that it finds set.
    """
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    # Anywhere else it could be killed with another machine, and end the runs of a page that is there.
    place = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    kind: Any = ray.remote(num_cpus=0)(Here)
    # Begun again where its process is killed while the page is there; with the page it ends all the same.
    how = {"scheduling_strategy": place, "max_restarts": -1, "runtime_env": {"env_vars": environment}}
    return kind.options(**how).remote()


async def gone(caller: Any) -> None:
    """Return when the page is gone.

    Args:
        caller: its `Here`.
    """
    from ray.exceptions import ActorUnavailableError, ActorUnschedulableError, RayActorError

    while True:
        await asyncio.sleep(ASK_EVERY)
        try:
            await caller.here.remote()
        except ActorUnavailableError:  # the network is slow, or it is begun again
            continue
        except (RayActorError, ActorUnschedulableError):
            return


async def stopped(caller: Any, run: str) -> None:
    """Return when a run is to stop; where the page is gone, `gone` says so.

    Args:
        caller: its `Here`.
        run: its name.
    """
    from ray.exceptions import RayError

    while True:
        await asyncio.sleep(STOP_EVERY)
        with suppress(RayError):
            if await caller.stopped.remote(run):
                return
