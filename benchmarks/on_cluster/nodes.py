"""A Ray cluster of three nodes on this machine: one that joins the others, and two whose processes compute."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from typing import Any

from facestyle.engine.ray.beginning import PREFIX
from facestyle.engine.ray.client import RayEngine
from facestyle.engine.ray.configuration import Cluster, Part
from facestyle.engine.ray.connection import engine_of

#: Bytes for what a node's processes share.
STORE = 120 * 2**20
#: Cores that a node says it has: enough for one process of each kind.
CORES = 4
#: Two processes that encode, one on each node; one that restyles, one that paints, one that studies.
RUNS = Cluster(
    encoding=Part(replicas=2, on_a_machine=1, at_once=16, waiting=64),
    styling=Part(waiting=1),
    painting=Part(at_once=2),
    studying=Part(at_once=2),
)


class Nodes:
    """The nodes, and the engine of this process, which belongs to none that computes."""

    def __init__(self, runs: Cluster = RUNS) -> None:
        import ray
        from ray.cluster_utils import Cluster as RayCluster

        # Processes of Ray give way to all others of a machine unless they are told not to.
        os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_DISABLE_DASHBOARD="1", RAY_worker_niceness="0")
        # Ray's client server forks, and in the new process a thread of gRPC's that its fork support begins may crash.
        os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"
        self.client_port = free_port()
        head = {
            "num_cpus": 0,
            "object_store_memory": STORE,
            "include_dashboard": False,
            "ray_client_server_port": self.client_port,
        }
        self._cluster = RayCluster(initialize_head=True, head_node_args=head)
        self._others = [self._add() for _ in range(2)]
        self._cluster.wait_for_nodes()
        self.address: str = self._cluster.address
        ray.init(address=self.address, log_to_driver=False, namespace="facestyle", logging_level="ERROR")
        self.engine: RayEngine = engine_of(runs)

    def _add(self) -> Any:
        return self._cluster.add_node(num_cpus=CORES, object_store_memory=STORE)

    def kill(self, kind: str) -> None:
        """Kill a node that runs a process of this kind, at once, and all that runs on it."""
        home = self.home_of(kind)
        node = next(one for one in self._others if one.node_id == home)
        self._others.remove(node)
        self._cluster.remove_node(node, allow_graceful=False)

    def mend(self) -> None:
        """Have two nodes that compute, and a process of each kind at least."""
        while len(self._others) < 2:
            self._others.append(self._add())
        until(lambda: self.engine.state() == "reachable")

    def home_of(self, kind: str) -> str:
        """The id of a node that runs a process of this kind."""
        from ray.serve.context import _get_global_client

        application = _get_global_client().get_serve_details()["applications"][PREFIX + kind]
        replicas = [one for each in application["deployments"].values() for one in each["replicas"]]
        return next(one["node_id"] for one in replicas if one["state"] == "RUNNING")

    def end(self) -> None:
        """End all of it."""
        import ray
        from ray import serve

        self.engine.close()
        serve.shutdown()
        ray.shutdown()
        self._cluster.shutdown()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(holds: Callable[[], bool], seconds: float = 90) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"it does not hold after {seconds} s"
        time.sleep(0.2)
