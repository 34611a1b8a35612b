"""Two networks that paint in one pass: one reads a painting as 100 numbers, the other paints as these numbers say.

Ghiasi, Lee, Kudlur, Dumoulin and Shlens 2017, "Exploring the structure of a real-time, arbitrary neural artistic
stylization network": trained to lower J = alpha J_content + beta J_style over many contents and styles at once, as
Johnson, Alahi and Fei-Fei 2016 did for one style. The numbers set scale and shift of each instance normalisation
(Dumoulin, Shlens and Kudlur 2017, eq. 5). This is the small release: MobileNet v2 reads, a narrow network paints.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

#: How many numbers describe a style.
NUMBERS = 100
#: Side of the square pictures that the predictor was trained on.
STYLE_SIDE = 256
#: The painter halves its picture twice: sides are made multiples of this by mirroring, and the result is cut.
MULTIPLE = 4
#: What instance normalisation adds to a variance.
_EPSILON = 1e-5
# MobileNet v2's blocks (Sandler et al. 2018, table 2): how much they widen, their channels, how many, the first stride.
_BLOCKS = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))


class _SameConv(nn.Conv2d):
    """A 3 x 3 convolution padded as TensorFlow pads: with stride 2 and an even side, below and at the right alone."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N x C x H x W to N x C' x ceil(H / stride) x ceil(W / stride)."""
        if self.stride[0] == 1:
            return F.conv2d(x, self.weight, self.bias, 1, 1, 1, self.groups)
        missing = [2 - (side + 1) % 2 for side in x.shape[:1:-1]]
        padded = F.pad(x, [part for total in missing for part in (total // 2, total - total // 2)])
        return F.conv2d(padded, self.weight, self.bias, self.stride, 0, 1, self.groups)


class _InvertedResidual(nn.Module):
    """Widen, look at each channel by itself, narrow; added to what came in where the shapes allow it."""

    def __init__(self, channels: int, out: int, stride: int, widening: int) -> None:
        super().__init__()
        wide = channels * widening
        self.expand = nn.Conv2d(channels, wide, 1) if widening > 1 else None
        self.depthwise = _SameConv(wide, wide, 3, stride, groups=wide)
        self.project = nn.Conv2d(wide, out, 1)
        self._adds = stride == 1 and channels == out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        wide = x if self.expand is None else F.relu6(self.expand(x))
        out = self.project(F.relu6(self.depthwise(wide)))
        return x + out if self._adds else out


class StylePredictor(nn.Module):
    """From pictures of styles to the numbers that describe them."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _SameConv(3, 32, 3, 2)
        blocks, channels = [], 32
        for widening, out, count, stride in _BLOCKS:
            for number in range(count):
                blocks.append(_InvertedResidual(channels, out, stride if number == 0 else 1, widening))
                channels = out
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Conv2d(channels, 1280, 1)
        self.numbers = nn.Conv2d(1280, NUMBERS, 1)

    def forward(self, styles: torch.Tensor) -> torch.Tensor:
        """N x 3 x H x W, RGB in [0, 1], best with some 256 pixels a side, to N x 100."""
        seen = F.relu6(self.head(self.blocks(F.relu6(self.stem(styles)))))
        return self.numbers(seen.mean((2, 3), keepdim=True)).flatten(1)


class _StyledConv(nn.Module):
    """A convolution over a mirrored border, then instance normalisation scaled and shifted as a style says."""

    def __init__(self, channels: int, out: int, side: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out, side)
        self.scale = nn.Linear(NUMBERS, out)
        self.shift = nn.Linear(NUMBERS, out)

    def forward(self, x: torch.Tensor, styles: torch.Tensor) -> torch.Tensor:
        """N x C x H x W and N x 100 to N x C' x H x W, before any non-linearity."""
        scales, shifts = (made(styles.to(self.conv.weight.dtype)).float() for made in (self.scale, self.shift))
        # Each picture has statistics of its own: for one, instance normalisation is what batch normalisation does in
        # training, which torch computes in a sixth of the time of a variance, and sums in float32.
        normalised = [
            F.batch_norm(one[None], None, None, scale, shift, training=True, momentum=0.0, eps=_EPSILON)
            for one, scale, shift in zip(
                mirrored(self.conv, x), scales.expand(len(x), -1), shifts.expand(len(x), -1), strict=True
            )
        ]
        return normalised[0] if len(x) == 1 else torch.cat(normalised)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _StyledConv(channels, channels)
        self.second = _StyledConv(channels, channels)

    def forward(self, x: torch.Tensor, styles: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.relu(self.first(x, styles)), styles)


class Painter(nn.Module):
    """From contents and the numbers of styles to G: any size, each picture of a batch in a style of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.contract = nn.ModuleList(
            (nn.Conv2d(3, 8, 9), nn.Conv2d(8, 16, 3, stride=2), nn.Conv2d(16, 32, 3, stride=2))
        )
        self.residuals = nn.ModuleList(_Residual(32) for _ in range(5))
        self.expand = nn.ModuleList((_StyledConv(32, 16), _StyledConv(16, 8), _StyledConv(8, 3, 9)))

    def forward(self, contents: torch.Tensor, styles: torch.Tensor) -> torch.Tensor:
        """Return G, N x 3 x H x W in [0, 1].

        Args:
            contents: N x 3 x H x W, RGB in [0, 1], at least 5 pixels a side.
            styles: N x 100 or 1 x 100, of `StylePredictor`.
        """
        height, width = contents.shape[2:]
        x = F.pad(contents, (0, -width % MULTIPLE, 0, -height % MULTIPLE), mode="reflect")
        for layer in self.contract:
            x = F.relu(mirrored(layer, x))
        for block in self.residuals:
            x = block(x, styles)
        half, whole, colours = self.expand
        x = F.relu(half(F.interpolate(x, scale_factor=2, mode="nearest"), styles))
        x = F.relu(whole(F.interpolate(x, scale_factor=2, mode="nearest"), styles))
        return torch.sigmoid(colours(x, styles))[:, :, :height, :width]


def mirrored(conv: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Convolve with the border mirrored, so that the result has the size of `x`, divided by the stride."""
    assert isinstance(conv, nn.Conv2d)
    side = conv.kernel_size[0] // 2
    out: torch.Tensor = conv(_with_mirrored_border(_with_mirrored_border(x, side, 2), side, 3))
    return out


def _with_mirrored_border(x: torch.Tensor, side: int, dimension: int) -> torch.Tensor:
    """What reflection padding gives along a dimension; put together, it takes half the time."""
    size = x.shape[dimension]
    first, last = x.narrow(dimension, 1, side), x.narrow(dimension, size - 1 - side, side)
    return torch.cat([first.flip(dimension), x, last.flip(dimension)], dimension)
