"""Whether the detector would still find a face, as a cost that gradients pass.

A face that its encoder still knows may be one that MTCNN's three networks no longer take for a face at all, among
stripes as wide as an eye for one. Each is asked about the places where it was sure of one in C.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional as F

from facestyle.faces.detection import log_odds_networks

#: Windows around a face that the networks are asked about, as shares of its box: grown by, moved right by, moved down
#: by. The first network looks at windows 1.41 times as wide as one another, in strides of a sixth of a window; what it
#: makes of stripes decides where the others look.
WINDOWS = (
    (1.0, 0.0, 0.0), (1.15, 0.0, 0.0), (0.87, 0.0, 0.0), (1.05, 0.07, 0.0), (1.05, 0.0, 0.07), (0.95, -0.07, 0.0),
    (0.95, 0.0, -0.07), (1.1, -0.05, 0.05), (0.9, 0.05, -0.05),
)  # fmt: skip
#: How many of them each network is asked about: the smallest are the most easily misled, the last one costs most.
ASKED = (9, 9, 3)
#: Log-odds of 0.98 to one: nobody needs to be surer; the detector believes what is above 0.7.
SURE_LOG_ODDS = 4.0

Window = tuple[int, int, int, int]


class FaceVisibility:
    """The cost of faces in C that the detector would no longer find in G, for a G of one size.

    Args:
        boxes: of the faces: left, top, right, bottom in pixels of G.
        pixels: C as the run sees it, 1 x 3 x H x W in [0, 1], on the device.
    """

    def __init__(self, boxes: Sequence[Sequence[float]], pixels: torch.Tensor) -> None:
        of = pixels.shape[2], pixels.shape[3]
        self._asked = [
            (side, network, [_window(box, window, of) for box in boxes for window in WINDOWS[:count]])
            for (side, network), count in zip(log_odds_networks(), ASKED, strict=True)
        ]
        with torch.no_grad():
            self._wanted = [found.clamp(max=SURE_LOG_ODDS) for found in self._log_odds(pixels)]

    def cost(self, generated: torch.Tensor) -> torch.Tensor:
        """J_visibility: by how much the log-odds of a face fall short of those in C, differentiable in G.

        The mean over windows, summed over MTCNN's three networks and over faces; short of `SURE_LOG_ODDS` only.

        Args:
            generated: 1 x 3 x H x W in [0, 1].
        """
        short = [
            F.relu(wanted - found).sum() / count
            for wanted, found, count in zip(self._wanted, self._log_odds(generated), ASKED, strict=True)
        ]
        return torch.stack(short).sum()

    def _log_odds(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        """Of each network, for each window: the log of the probability of a face over that of none."""
        found = []
        for side, network, windows in self._asked:
            cuts = (pixels[..., top:bottom, left:right] for left, top, right, bottom in windows)
            found.append(network(torch.cat([F.adaptive_avg_pool2d(cut, side) for cut in cuts])))
        return found


def _window(box: Sequence[float], window: tuple[float, float, float], of: tuple[int, int]) -> Window:
    """Left, top, right and bottom, in whole pixels of G, of a square about as large as a box and somewhere near it.

    Where it reaches beyond the picture it is cut off, as the detector's are.
    """
    left, top, right, bottom = box
    grown, across, down = window
    side = max(right - left, bottom - top)
    height, width = of
    # A centre beyond the border would leave nothing to look at.
    x = min(max((left + right) / 2 + across * side, 0.5), width - 0.5)
    y = min(max((top + bottom) / 2 + down * side, 0.5), height - 0.5)
    half = grown * side / 2
    return max(0, round(x - half)), max(0, round(y - half)), min(width, round(x + half)), min(height, round(y + half))
