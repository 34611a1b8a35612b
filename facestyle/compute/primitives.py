"""How many compiled convolutions oneDNN keeps; set once, before torch is loaded, by `import facestyle`."""

from __future__ import annotations

import os

#: The most that are kept, by shape. The largest encoder has 132 of one shape each; detection brings new ones with every
#: size of picture. On an AMD EPYC (model 17), 300 photographs of random sizes, encoded one by one, left 1145 MB
#: resident with the default of 1024, 869 MB with 256 and 821 MB with 64, and took 80, 71 and 76 s of processor time.
KEPT = 256


def bound_primitives() -> None:
    """Set the limits of oneDNN, and of what torch keeps beside it; what the user has set stays."""
    for name in ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"):
        os.environ.setdefault(name, str(KEPT))
