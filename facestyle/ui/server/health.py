"""Whether the server can take visitors: what it needs within reach, room in the queue, memory left, not stopping."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.compute import memory
from facestyle.engine.choice import engine
from facestyle.ui.gallery import stores
from facestyle.ui.server.stopping import STOPPING
from facestyle.ui.server.waking import FACES

#: Bytes that a verification may take at its peak; with fewer left no visitor should come.
LEAST = 300 * 2**20


def readiness(page: gr.Blocks) -> tuple[bool, dict[str, Any]]:
    """Whether the page can take visitors, and each thing that this depends on."""
    waiting, most = len(page._queue), page._queue.max_size
    compute, galleries = engine().state(), stores.state()
    left = {"host": memory.host_available(), "gpu": (memory.gpu() or (None,))[0]}
    facts = {
        "networks": FACES.state,
        "compute": compute,
        "galleries": galleries,
        "queue": {"waiting": waiting, "most": most},
        "memory": {"available": left["host"], "gpu": left["gpu"], "resident": memory.resident(), "least": LEAST},
        "stopping": STOPPING.begun,
    }
    ready = (
        FACES.state == "loaded"
        and compute in ("here", "reachable")
        and galleries != "unreachable"
        and (most is None or waiting < most)
        and all(one is None or one >= LEAST for one in left.values())
        and not STOPPING.begun
    )
    return ready, {"ready": ready, **facts}
