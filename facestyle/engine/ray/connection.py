"""The way to a cluster: joined, its processes begun where they do not run, or a sentence that says why not."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import facestyle
from facestyle.engine.protocol import Engine
from facestyle.engine.ray.beginning import PREFIX, begin
from facestyle.engine.ray.caller import here
from facestyle.engine.ray.client import RayEngine
from facestyle.engine.ray.configuration import Cluster, read
from facestyle.engine.ray.door import Through, through
from facestyle.engine.ray.watch import lost
from facestyle.errors import ComputeError, FacestyleError

#: Where Ray notes the address of the cluster that this machine belongs to.
HERE = Path("/tmp/ray/ray_current_cluster")
#: Seconds that a cluster elsewhere may take to say what runs there.
LOOK_TAKES = 30.0
#: Seconds that an address has to answer a knock.
KNOCK = 5.0
#: How often a connection is tried where Ray's server for it fails to start, and what Ray says then.
STARTS, NOT_STARTED = 3, "Starting Ray client server failed"
#: Whether Ray connects by itself.
_BY_ITSELF = "RAY_ENABLE_AUTO_CONNECT"
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
    return engine_of(cluster, compute)


def engine_of(cluster: Cluster | None = None, compute: str = "auto") -> RayEngine:
    """Return the engine of the cluster that this process has joined.

    Args:
        cluster: what is begun where it does not run yet; the defaults where not given.
        compute: how it was joined; by ray:// from a machine that is no part of it, see door.py.

    Raises:
        ComputeError: its processes can't be begun.
    """
    cluster = cluster or Cluster()
    try:
        return _through_a_door(cluster, compute) if compute.startswith("ray://") else _among_them(cluster)
    except FacestyleError:
        raise
    except Exception as problem:  # whatever Ray could not do; its words help who set the cluster up
        said = last_line(problem)
        # A door that ends with an error of ours hands it over at the end of Ray's trace.
        ours = said.partition(f"{ComputeError.__module__}.{ComputeError.__name__}: ")[2]
        raise ComputeError(ours or f"The cluster can't run what the page needs: {said}") from problem


def _among_them(cluster: Cluster) -> RayEngine:
    handles = handles_of(cluster)
    caller = here(environment())
    return RayEngine(handles, caller, lambda: running(handles), lambda run: caller.stop.remote(run))


def _through_a_door(cluster: Cluster, compute: str) -> RayEngine:
    import ray

    handles: dict[str, Any] = {}

    def open_one() -> Any:
        door = through(cluster, environment())
        handles.update({kind: Through(door, kind) for kind in cluster.parts})
        return door

    doors = [open_one()]

    def look() -> dict[str, int]:
        """See `running`; where the cluster has gone, join the one that has taken its place."""
        try:
            return ray.get(doors[-1].running.remote(), timeout=LOOK_TAKES)
        except Exception:
            ray.shutdown()
            _join(compute)
            doors[:] = [open_one()]
            raise

    return RayEngine(handles, None, look, lambda run: doors[-1].stop.remote(run))


def handles_of(cluster: Cluster) -> dict[str, Any]:
    """Return Serve's handles of the processes, by kind; those that do not run yet are begun."""
    from ray import serve

    # Pages call the processes themselves: nothing listens on a port.
    serve.start(proxy_location="Disabled")
    quiet()
    begin(cluster, environment())
    return {kind: serve.get_app_handle(PREFIX + kind) for kind in cluster.parts}


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
    """Let Ray Serve, once it is started, write errors alone among the lines of the page."""
    logging.getLogger("ray.serve").setLevel(logging.ERROR)


def environment() -> dict[str, str]:
    """The variables of the processes: settings that decide what they compute, and where this package lies."""
    folder = str(Path(facestyle.__file__).resolve().parents[1])
    path = os.pathsep.join(part for part in (folder, os.environ.get("PYTHONPATH", "")) if part)
    return {"PYTHONPATH": path} | {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}


def imported() -> Any:
    """Return Ray, which starts or joins no cluster by itself when it is asked something without one.

    Raises:
        ImportError: it is not installed.
    """
    before = os.environ.get(_BY_ITSELF)
    os.environ[_BY_ITSELF] = "0"
    try:
        import ray
    finally:  # Ray has read it; its client server, if started from here, does not start where it is set
        if before is None:
            del os.environ[_BY_ITSELF]
        else:
            os.environ[_BY_ITSELF] = before
    return ray


def _join(compute: str) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray = imported()
    except ImportError:
        raise ComputeError(
            f"FACESTYLE_COMPUTE is {compute}, and Ray is not installed; install requirements-cluster.txt."
        ) from None
    if ray.is_initialized():
        return
    try:
        _knock(compute)
        _connect(ray, compute)
    except Exception as problem:  # Ray has many ways to say that nobody is there
        with suppress(Exception):
            ray.shutdown()
        raise ComputeError(
            f"FACESTYLE_COMPUTE is {compute}, and no cluster answers there: {last_line(problem)} Start Ray on this "
            "machine (ray start), or set FACESTYLE_COMPUTE=local."
        ) from problem


def _connect(ray: Any, compute: str) -> None:
    """Join a cluster; once more where its server for this client crashes as it starts, as gRPC does after a fork."""
    for tries_left in reversed(range(STARTS)):
        try:
            ray.init(address=compute, log_to_driver=False, logging_level="ERROR", namespace="facestyle")
            return
        except ConnectionError as problem:
            if not tries_left or NOT_STARTED not in str(problem):
                raise
            with suppress(Exception):
                ray.shutdown()


def _knock(compute: str) -> None:
    """Find out within seconds that nobody listens at an address; Ray itself tries for minutes.

    Raises:
        OSError: nobody does.
    """
    address = compute
    if compute == "auto":
        address = os.environ.get("RAY_ADDRESS", "") or (HERE.read_text() if HERE.is_file() else "")
    host, _, port = address.removeprefix("ray://").partition("/")[0].strip().rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), KNOCK).close()


def last_line(problem: BaseException) -> str:
    """What an error of Ray's says at its end; what stands before is often a trace."""
    text = (str(problem).strip().splitlines() or [type(problem).__name__])[-1].strip()[:200]
    return text if text.endswith(".") else f"{text}."
