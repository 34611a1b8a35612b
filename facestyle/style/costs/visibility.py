"""Whether the detector would still find a face, as a cost that gradients pass.

The encoder may still know a face that MTCNN's three networks no longer take for one, for example among stripes as wide
as an eye. Each of them is asked about the places where it was sure of a face in C.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional as F

from facestyle.faces.facenet import log_odds_networks

#: Windows around a face that the networks are asked about, as shares of its box: grown by, moved right by, moved down
#: by. The first network looks at windows 1.41 times as wide as one another, in strides of a sixth of a window, and
#: decides where the others look.
GROWN = (1.0, 1.15, 0.87, 1.05, 1.05, 0.95, 0.95, 1.1, 0.9)
RIGHT = (0.0, 0.0, 0.0, 0.07, 0.0, -0.07, 0.0, -0.05, 0.05)
DOWN = (0.0, 0.0, 0.0, 0.0, 0.07, 0.0, -0.07, 0.05, -0.05)
WINDOWS = tuple(zip(GROWN, RIGHT, DOWN, strict=True))
#: Number of windows that each network is asked about: the smaller ones are misled more easily, the last costs most.
ASKED = (9, 9, 3)
#: Log-odds of a probability of 0.88. No network needs to be surer: the detector believes what is above 0.7.
SURE_LOG_ODDS = 2.0

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
            self._wanted = [log_odds.clamp(max=SURE_LOG_ODDS) for log_odds in self._log_odds(pixels)]

    def cost(self, generated: torch.Tensor) -> torch.Tensor:
        """Return J_visibility: by how much the log-odds of faces fall short of those in C, differentiable in G.

        The mean over windows, summed over MTCNN's three networks and over faces. `SURE_LOG_ODDS` is enough.

        Args:
            generated: 1 x 3 x H x W in [0, 1].
        """
        short = [
            F.relu(wanted - log_odds).sum() / count
            for wanted, log_odds, count in zip(self._wanted, self._log_odds(generated), ASKED, strict=True)
        ]
        cost = torch.stack(short).sum()
        # No gradient has to pass the networks where all faces are found.
        return cost if cost.detach() != 0 else cost.detach()

    def _log_odds(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        """Return the log-odds of a face by network, for each of its windows."""
        log_odds = []
        for side, network, windows in self._asked:
            cuts = (pixels[..., top:bottom, left:right] for left, top, right, bottom in windows)
            log_odds.append(network(torch.cat([F.adaptive_avg_pool2d(cut, side) for cut in cuts])))
        return log_odds


def _window(box: Sequence[float], window: tuple[float, float, float], of: tuple[int, int]) -> Window:
    """Return left, top, right and bottom of a square about as large as a box and near it, in whole pixels of G.

    The picture's borders cut it off, as they do the detector's windows.
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
