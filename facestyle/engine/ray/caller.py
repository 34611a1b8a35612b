"""Whether the page that has asked is still there: a run whose page was killed would go on for nobody."""

from __future__ import annotations

import asyncio
from typing import Any

#: Seconds between two questions whether a page is there.
ASK_EVERY = 3.0


class Here:
    """An actor that ends with the page that has made it, on the page's own machine, however the page ends."""

    def here(self) -> bool:
        """Answer."""
        return True


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
