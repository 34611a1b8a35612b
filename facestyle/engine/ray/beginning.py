"""The processes of a cluster, begun where they do not run; or a sentence that says what the cluster lacks for them."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from contextlib import suppress

from facestyle.engine.ray.configuration import Cluster
from facestyle.errors import ComputeError

#: What an application of ours is called in Ray Serve, with the kind of its processes behind it.
PREFIX = "facestyle-"
#: States of an application that is left alone: it works, or Ray Serve is about to see to it.
STAYS = ("RUNNING", "DEPLOYING", "UNHEALTHY")
#: Seconds that processes may take until they run: they fetch their networks, and load them.
LIMIT = 600.0
#: The same where the cluster is too small: one that grows by itself has added a machine by then.
GROWS = 300.0
#: Seconds between two looks whether they run.
LOOK_EVERY = 1.0


def begin(cluster: Cluster, environment: dict[str, str], prefix: str = PREFIX) -> None:
    """Begin the processes that do not run yet. Those that run stay as they are: another page may use them.

    Args:
        cluster: how many of each, and what they take.
        environment: variables that they find set.
        prefix: of the names of the applications.

    Raises:
        ComputeError: they do not run after `LIMIT` seconds, or after `GROWS` where the cluster is too small for them.
    """
    from ray import serve

    from facestyle.engine.ray.deployments import applications

    there = staying()
    missing = {prefix + kind: one for kind, one in applications(cluster, environment).items()}
    missing = {name: one for name, one in missing.items() if name not in there}
    if not missing:
        return
    targets = [serve.RunTarget(target=one, name=name, route_prefix=None) for name, one in missing.items()]
    serve.run_many(targets, wait_for_applications_running=False)
    try:
        _await(list(missing), cluster)
    except ComputeError:
        # What never ran would keep its old configuration, and look to the next page as if it were about to run.
        for name in missing:
            with suppress(Exception):
                serve.delete(name)
        raise


def staying() -> set[str]:
    """The names of the applications that are left alone; one that failed, for example, is to be begun again."""
    from ray import serve

    return {name for name, one in serve.status().applications.items() if one.status in STAYS}


def lacking(cluster: Cluster) -> ComputeError | None:
    """What a cluster is too small for, at its present size; None where it has all that its processes reserve."""
    import ray

    has, parts = ray.cluster_resources(), cluster.parts.values()
    cores, gpus = has.get("CPU", 0.0), has.get("GPU", 0.0)
    if (reserved := sum(part.replicas * part.cpus for part in parts)) > cores:
        return ComputeError(
            f"The cluster has {cores:g} cores, and the processes reserve {reserved:g}; add machines, or give a smaller "
            "configuration (FACESTYLE_CLUSTER)."
        )
    if (reserved := sum(part.replicas * part.gpus for part in parts)) > gpus:
        return ComputeError(
            f"The cluster has {gpus:g} GPUs, and the processes reserve {reserved:g}; add machines, or give a smaller "
            "configuration (FACESTYLE_CLUSTER)."
        )
    return None


def _await(names: Iterable[str], cluster: Cluster) -> None:
    from ray import serve

    began, told = time.monotonic(), False
    while True:
        there = serve.status().applications
        late = [name for name in names if name not in there or there[name].status != "RUNNING"]
        if not late:
            return
        for name in late:
            if name in there and there[name].status == "DEPLOY_FAILED":
                raise ComputeError(f"The processes of {name} end while they start; look into the logs of Ray Serve.")
        lacks, waited = lacking(cluster), time.monotonic() - began
        if lacks is not None and not told:
            logging.getLogger(__name__).warning("%s Waiting for the cluster to grow.", lacks)
            told = True
        if waited > (LIMIT if lacks is None else GROWS):
            raise lacks or ComputeError(
                f"The processes of {', '.join(late)} do not run after {waited / 60:.0f} minutes; `ray status` says "
                "what the cluster has left for them."
            )
        time.sleep(LOOK_EVERY)
