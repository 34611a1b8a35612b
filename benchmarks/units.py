"""The nine patches of all units of a layer from many pictures: seconds, processor seconds and most memory of one pass.

`python benchmarks/units.py --images DIR [--count 1000] [--layer relu4_3] [--json]`. Ends with 1 if it takes more than
four minutes or 3 GB. The network is loaded and its number formats are measured before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import torch

from facestyle.folders import pictures_in
from facestyle.inside.networks import look_into
from facestyle.inside.patches import patches
from facestyle.inside.units import UnitsOptions, scan

SECONDS, GIGABYTES = 240, 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--layer", default="relu4_3")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sources = pictures_in(given.images, nested=True)[: given.count]
    options = UnitsOptions(layers=(given.layer,))
    contract = look_into(options.network).contract
    started, cpu = time.perf_counter(), time.process_time()
    *_, last = scan(sources, options)
    scanned = time.perf_counter() - started
    cut = patches(last.scan, given.layer, range(last.scan.found[given.layer].layer.units))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    result = {
        "pictures": last.scan.usable,
        "units": len(cut),
        "patches": sum(map(len, cut.values())),
        "network": contract,
        "threads": torch.get_num_threads(),
        "seconds": round(seconds, 1),
        "seconds_of_the_pass": round(scanned, 1),
        "processor_seconds": round(cpu, 1),
        "most_memory_gb": round(gigabytes, 2),
        "holds": seconds < SECONDS and gigabytes < GIGABYTES,
    }
    print(json.dumps(result) if given.json else "\n".join(f"{key}: {value}" for key, value in result.items()))
    sys.exit(not result["holds"])


if __name__ == "__main__":
    main()
