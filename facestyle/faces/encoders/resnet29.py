"""dlib's face encoder in PyTorch, so that it runs in batches and on a GPU: a ResNet of 29 layers, 128 numbers.

The architecture of dlib's `dnn_face_recognition_ex.cpp` (King 2017), after He et al. 2016 with half the filters. Its
weights are read by weights/dlib.py.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

#: What dlib subtracts from red, green and blue before dividing by 256.
MEAN = (122.782, 117.001, 104.298)
#: Blocks from the picture to the encoding: channels, and whether the block halves the picture.
BLOCKS = (
    *((32, False),) * 3,
    (64, True),
    *((64, False),) * 3,
    (128, True),
    *((128, False),) * 2,
    (256, True),
    *((256, False),) * 2,
    (256, True),
)
NUMBERS = 128


class Affine(nn.Module):
    """A batch norm as dlib stores it after training: y = gamma x + beta by channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scale and shift N x C x H x W."""
        return x * self.gamma[:, None, None] + self.beta[:, None, None]


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut; one that halves pads its shortcut's missing channels with zeros."""

    def __init__(self, channels_in: int, channels: int, halve: bool) -> None:
        super().__init__()
        self.halve = halve
        # dlib pads convolutions of stride 1 only.
        self.conv1 = nn.Conv2d(channels_in, channels, 3, 2 if halve else 1, 0 if halve else 1)
        self.affine1: nn.Module = Affine(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1)
        self.affine2: nn.Module = Affine(channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N x C x H x W to N x C' x H' x W'."""
        y = self.affine2(self.conv2(F.relu(self.affine1(self.conv1(x)))))
        return F.relu(_sum(y, F.avg_pool2d(x, 2, 2) if self.halve else x))


def _sum(x: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Add tensors of different sizes as dlib's `add_prev` does, the smaller one padded with zeros."""
    if x.shape == other.shape:
        return x + other
    size = [max(sides) for sides in zip(x.shape[1:], other.shape[1:], strict=True)]
    return _grown(x, size) + _grown(other, size)


def _grown(x: torch.Tensor, size: list[int]) -> torch.Tensor:
    channels, height, width = (want - have for want, have in zip(size, x.shape[1:], strict=True))
    return F.pad(x, (0, width, 0, height, 0, channels))


class ResNet29(nn.Module):
    """Face chips (N x 3 x 150 x 150, RGB, 0..255) to dlib's descriptors (N x 128; not of unit length)."""

    #: The mean is subtracted in float32; what follows may run in a shorter format.
    takes_float32 = True

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 7, 2)
        self.affine: nn.Module = Affine(32)
        channels_in = (32, *(channels for channels, _ in BLOCKS))
        self.blocks = nn.Sequential(
            *(Block(before, channels, halve) for before, (channels, halve) in zip(channels_in, BLOCKS, strict=False))
        )
        self.fc = nn.Linear(256, NUMBERS, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Encode chips; see the class."""
        x = ((x - x.new_tensor(MEAN)[:, None, None]) / 256.0).to(self.conv.weight.dtype)
        x = F.max_pool2d(F.relu(self.affine(self.conv(x))), 3, 2)
        return self.fc(self.blocks(x).mean(dim=(2, 3)))

    def fold(self) -> None:
        """Make every scale and shift part of the convolution before it; the function stays the same."""
        self.affine = _into(self.conv, self.affine)
        for block in self.blocks:
            assert isinstance(block, Block)
            block.affine1, block.affine2 = _into(block.conv1, block.affine1), _into(block.conv2, block.affine2)


def _into(conv: nn.Conv2d, affine: nn.Module) -> nn.Module:
    if isinstance(affine, Affine) and conv.bias is not None:
        conv.bias.data = conv.bias * affine.gamma + affine.beta
        conv.weight.data = conv.weight * affine.gamma[:, None, None, None]
    return nn.Identity()
