"""The way to a cluster: joined, its processes begun where they do not run, or a sentence that says why not."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import facestyle
from facestyle.engine.protocol import Engine
from facestyle.engine.ray.caller import here
from facestyle.engine.ray.client import RayEngine
from facestyle.engine.ray.configuration import Cluster, read
from facestyle.engine.ray.watch import lost
from facestyle.errors import ComputeError

#: What an application of ours is called in Ray Serve, with the kind of its processes behind it.
PREFIX = "facestyle-"
#: Variables that the processes find set as they are here, where they are: they decide what is computed.
PASSED_ON = ("FACESTYLE_FORMAT",)


def connected(compute: str, file: str = "") -> Engine:
    """Return the engine of a cluster; its processes are begun where they do not run.

    Args:
        compute: `auto`, or an address; see `choice.engine`.
        file: a JSON file of `configuration.read`; only a cluster whose processes do not run yet needs it.

    Raises:
        ComputeError: Ray is not installed, or there is no cluster there.
        OptionError: the file can't be used.
    """
    cluster = read(Path(file)) if file else Cluster()
    _join(compute)
    return engine_of(cluster)


def engine_of(cluster: Cluster | None = None) -> RayEngine:
    """Return the engine of the cluster that this process has joined.

    Args:
        cluster: what is begun where it does not run yet; the defaults where not given.

    Raises:
        ComputeError: its processes can't be begun.
    """
    from ray import serve

    quiet()
    cluster = cluster or Cluster()
    try:
        # Pages call the processes themselves: nothing listens on a port.
        serve.start(proxy_location="Disabled")
        _begin(cluster)
        handles = {kind: serve.get_app_handle(PREFIX + kind) for kind in cluster.parts}
    except Exception as problem:  # whatever Ray could not do; its words help who set the cluster up
        raise ComputeError(f"The cluster can't run what the page needs: {first_line(problem)}") from problem
    return RayEngine(handles, here(environment()), lambda: running(handles))


def running(kinds: Mapping[str, Any]) -> dict[str, int]:
    """Return the processes that run, by kind; 0 where there are none.

    Raises:
        ComputeError: this process is no part of a cluster any more.
    """
    import ray
    from ray import serve

    if not ray.is_initialized():  # asking would join one, whichever is there
        raise lost()
    found = dict.fromkeys(kinds, 0)
    for name, application in serve.status().applications.items():
        if (kind := name.removeprefix(PREFIX)) in found:
            for deployment in application.deployments.values():
                found[kind] += deployment.replica_states.get("RUNNING", 0)
    return found


def quiet() -> None:
    """Let Ray write no log of its own where the page writes its."""
    logging.getLogger("ray.serve").setLevel(logging.ERROR)


def environment() -> dict[str, str]:
    """The variables of the processes: settings that decide what they compute, and where this package lies."""
    folder = str(Path(facestyle.__file__).resolve().parents[1])
    path = os.pathsep.join(part for part in (folder, os.environ.get("PYTHONPATH", "")) if part)
    return {"PYTHONPATH": path} | {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}


def _join(compute: str) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise ComputeError(
            f"FACESTYLE_COMPUTE is {compute}, and Ray is not installed; install requirements-cluster.txt."
        ) from None
    if ray.is_initialized():
        return
    try:
        ray.init(address=compute, log_to_driver=False, logging_level="ERROR", namespace="facestyle")
    except Exception as problem:  # Ray has many ways to say that nobody is there
        with suppress(Exception):
            ray.shutdown()
        raise ComputeError(
            f"FACESTYLE_COMPUTE is {compute}, and no cluster answers there: {first_line(problem)} Start Ray on this "
            "machine (ray start), or set FACESTYLE_COMPUTE=local."
        ) from problem


def _begin(cluster: Cluster) -> None:
    """Begin the processes that do not run yet. Those that run stay as they are: another page may use them."""
    from ray import serve

    from facestyle.engine.ray.deployments import applications

    there = set(serve.status().applications)
    made = applications(cluster, environment())
    missing = [
        serve.RunTarget(target=made[kind], name=PREFIX + kind, route_prefix=None)
        for kind in made
        if PREFIX + kind not in there
    ]
    if missing:
        serve.run_many(missing)


def first_line(problem: Exception) -> str:
    """The first line of what an error says, as a sentence."""
    text = (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200]
    return text if text.endswith(".") else f"{text}."
