"""What the tab Verify keeps for a visitor."""

from __future__ import annotations

from dataclasses import dataclass, field

from facestyle.faces.calibration import Calibration
from facestyle.faces.siamese.model import SiameseModel


@dataclass
class VerifyState:
    """For one visit.

    Attributes:
        calibrations: by encoder, made from the visitor's own pictures.
        model: the comparison that the visitor has trained or given.
    """

    calibrations: dict[str, Calibration] = field(default_factory=dict)
    model: SiameseModel | None = None
