"""What the tab '1-D and 3-D' opens with: a filtered heartbeat, and the phantom in 3-D and slice by slice."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from facestyle.signals import volume
from facestyle.signals.ecg import Beat, Recording
from facestyle.ui.shared import opening
from facestyle.ui.signals import events
from facestyle.ui.signals.options import SLIDE, VOLUME


def recording() -> Recording | None:
    """The simulated electrocardiogram that is shipped, since simulating it takes seconds; None where it is absent."""
    made = opening.kept("heartbeat")
    if made is None:
        return None
    beats = tuple(Beat(sample, kind) for sample, kind in made["beats"])
    return Recording(
        np.array(made["samples"]), made["rate"], beats, made["name"], made["heart_rate"], tuple(made["notes"])
    )


def heartbeat() -> str:
    """The end of a run with the options that the page opens with; empty where there is no recording."""
    shipped = recording()
    if shipped is None:
        return ""
    given = {one.name: one.default for one in SLIDE} | {"samples_per_step": len(shipped.samples)}  # drawn once
    *_, (_, markup) = events.slid(shipped, events.slide_options(given, ""))
    return markup


def phantom() -> tuple[volume.Filtered, str]:
    """The phantom, filtered with the options that the page opens with, and the markup of its planes."""
    result = _filtered_phantom()
    return result, events.planes(result, 0.5)


@lru_cache(maxsize=1)
def _filtered_phantom() -> volume.Filtered:
    """The same for all languages, and for all visits until they filter another."""
    chosen = volume.VolumeOptions(**{one.name: one.default for one in VOLUME})
    return volume.filtered(volume.phantom(chosen.size, chosen.noise), chosen)
