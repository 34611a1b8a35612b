"""Which engine this process uses: the one place that chooses."""

from __future__ import annotations

import os
import threading

from facestyle.engine.local import LocalEngine
from facestyle.engine.protocol import Engine
from facestyle.errors import OptionError

#: The environment variables that choose, see `engine`.
COMPUTE, CLUSTER = "FACESTYLE_COMPUTE", "FACESTYLE_CLUSTER"
_choosing = threading.Lock()
_chosen: dict[tuple[str, str], Engine] = {}


def engine() -> Engine:
    """Return the engine of this process; the first call connects it.

    The environment variable ``FACESTYLE_COMPUTE`` chooses: ``local``, this process; ``auto``, the Ray cluster that this
    machine belongs to; ``ray://HOST:PORT``, a cluster elsewhere. ``FACESTYLE_CLUSTER`` names a JSON file with what a
    cluster runs, see `configuration.Cluster`.

    Raises:
        OptionError: one of the two can't be used.
        ComputeError: the cluster can't be reached. Nothing falls back in silence.
    """
    wanted = os.environ.get(COMPUTE, "").strip() or "local", os.environ.get(CLUSTER, "").strip()
    with _choosing:
        if wanted not in _chosen:
            _chosen[wanted] = _connected(*wanted)
        return _chosen[wanted]


def _connected(compute: str, file: str) -> Engine:
    if compute == "local":
        return LocalEngine()
    if compute != "auto" and not compute.startswith("ray://"):
        raise OptionError(f"{COMPUTE} is {compute[:80]}; give local, auto or ray://HOST:PORT.")
    from facestyle.engine.ray import connection

    return connection.connected(compute, file)
