"""The page on a Ray cluster of this machine alone, which begins and ends with it: `make demo-cluster`."""

from __future__ import annotations

import os
import sys

#: Cores that the cluster lends: one for each kind of process. Bytes for what the processes share.
CORES, STORE = 4, 400 * 2**20


def main() -> None:
    """Begin the cluster, and serve the page."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["FACESTYLE_COMPUTE"] = "auto"
    import ray

    from facestyle.cli.main import main as run

    ray.init(
        address="local",
        num_cpus=CORES,
        object_store_memory=STORE,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        namespace="facestyle",
    )
    run(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
