"""What the tab Verify keeps of a visitor."""

from __future__ import annotations

from dataclasses import dataclass, field

from facestyle.faces.calibration import Calibration
from facestyle.faces.siamese.model import SiameseModel


@dataclass
class VerifyState:
    """For one visit.

    Attributes:
        calibrations: made from the visitor's own pictures, by encoder.
        model: the comparison that they have trained or brought.
    """

    calibrations: dict[str, Calibration] = field(default_factory=dict)
    model: SiameseModel | None = None
