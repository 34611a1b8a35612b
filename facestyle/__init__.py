"""Face verification, gallery identification and neural style transfer.

The engine: it knows nothing of Gradio, and importing it loads no network.
"""

import os

# Before torch takes any memory: a descent takes and gives back large blocks at every step, and in pages of 4 kB
# entering them costs up to a fifth of the step. Systems without large pages ignore it.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

__version__ = "0.1.0"
