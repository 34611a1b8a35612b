"""How many compiled convolutions oneDNN keeps; set once, before torch is loaded, by `import facestyle`."""

from __future__ import annotations

import os

#: The most that are kept, by shape. The largest encoder has 132 of one shape each. Pictures of new sizes bring new ones
#: with every scale that detection searches: with the default, 1024, 300 pictures of random sizes leave 1145 MB resident
#: instead of 869 MB, and take no less time (benchmarks/load.py --sequence).
KEPT = 256


def bound_primitives() -> None:
    """Set the limits of oneDNN, and of what torch keeps beside it; what the user has set stays."""
    for name in ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"):
        os.environ.setdefault(name, str(KEPT))
