"""The first two blocks of VGG computed in horizontal strips: the same sums and gradients in less memory.

Gram matrices and content costs are sums over positions, so those of strips add up to those of the picture. A strip is
convolved together with the rows around it that its activations see, so there are no seams. The first two blocks hold
three quarters of all activations; only one strip of these is in memory at a time. Each strip is computed again on the
way back, which makes a step a seventh slower. Not about when that is worth it (memory_needed.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch.autograd.function import once_differentiable
from torch.nn import functional

from facestyle.style.features import Borders, Features, Pooling

#: Called with a tap, its activations in some rows (1 x n_C x rows x n_W), and which rows of the layer these are.
#: Returns tensors, in float32 or wider, to be added up over strips.
Summed = Callable[[str, torch.Tensor, slice], tuple[torch.Tensor, ...]]

#: Blocks that are computed in strips. Both networks begin with two convolutions in each of them.
BLOCKS = 2
_LAST = "relu2_2"
#: Number of rows that two poolings make into one: strips begin at multiples of it.
_STRIDE = 4
#: Rows added on either side. An activation behind block 2's pooling sees 6: 1 + 1 of block 1 and 2 + 2 of block 2.
_HALO = 8
#: Number of pixels of a strip, roughly.
PIXELS = 512 * 512


def block_of(tap: str) -> int:
    """Return the number of the block that a tap is in."""
    return int(tap.removeprefix("relu").partition("_")[0])


def through(
    network: Features,
    pixels: torch.Tensor,
    taps: Collection[str],
    pooling: Pooling,
    summed: Summed,
    borders: Borders = "zeros",
) -> tuple[dict[str, tuple[torch.Tensor, ...]], dict[str, torch.Tensor]]:
    """Return sums over all positions for each tap of the first two blocks, and activations of the deeper ones.

    Both can be differentiated, once, with respect to the pixels and to nothing else.

    Args:
        network, pixels, taps, pooling, borders: as for `Features`; activations are not widened.
        summed: makes the sums of some rows.
    """
    shallow = [tap for tap in taps if block_of(tap) <= BLOCKS]
    deep = [tap for tap in taps if block_of(tap) > BLOCKS]
    strip_by_strip = _StripByStrip(network, tuple(shallow), bool(deep), pooling, summed, borders)
    if borders == "circular":  # the first and the last strip see each other's rows
        pixels = functional.pad(pixels, (0, 0, _HALO, _HALO), mode="circular")
    *sums, passed_on = _Head.apply(pixels, strip_by_strip)
    by_tap, rest = {}, iter(sums)
    for tap, count in zip(shallow, strip_by_strip.counts, strict=True):
        by_tap[tap] = tuple(next(rest) for _ in range(count))
    if not deep:
        return by_tap, {}
    return by_tap, network(passed_on, deep, pooling, widened=False, behind=BLOCKS, borders=borders)


def collected(
    network: Features, pixels: torch.Tensor, tap: str, pooling: Pooling, borders: Borders = "zeros"
) -> torch.Tensor:
    """Return the whole activations of one tap of the first two blocks, without gradients."""
    pieces: list[torch.Tensor] = []

    def collect(_tap: str, activations: torch.Tensor, _rows: slice) -> tuple[torch.Tensor, ...]:
        pieces.append(activations.clone())
        return ()

    with torch.no_grad():
        through(network, pixels, [tap], pooling, collect, borders)
    return torch.cat(pieces, dim=2)


@dataclass(frozen=True)
class _Strip:
    """Rows of a picture: the strip's own, and those that are convolved for it.

    Attributes:
        inner: its own, counted in the picture.
        outer: those that are convolved, counted in what is cut: the picture, or a periodic one in its frame.
        first: the first of these, counted in the picture.
    """

    inner: slice
    outer: slice
    first: int

    def at(self, block: int) -> slice:
        """Return the strip's rows in the activations of a block."""
        return slice(self.inner.start >> (block - 1), self.inner.stop >> (block - 1))

    def within(self, block: int) -> slice:
        """Return these rows counted from the first row that is convolved."""
        offset, rows = self.first >> (block - 1), self.at(block)
        return slice(rows.start - offset, rows.stop - offset)


def strips_of(height: int, width: int, periodic: bool = False) -> Iterator[_Strip]:
    """Cut a picture into strips; two poolings divide the height of each but the last.

    A periodic one is cut out of a frame of `_HALO` rows above and below.
    """
    rows = max(1, PIXELS // width // _STRIDE) * _STRIDE
    for start in range(0, height, rows):
        # Too few rows for a pooling belong to the strip before them.
        if start and height - start < _HALO:
            return
        stop = height if height - start - rows < _HALO else start + rows
        if periodic:
            yield _Strip(slice(start, stop), slice(start, stop + 2 * _HALO), start - _HALO)
        else:
            first = max(0, start - _HALO)
            yield _Strip(slice(start, stop), slice(first, min(height, stop + _HALO)), first)


class _StripByStrip:
    """Computes one strip: the sums of its taps, and what it passes on to block 3."""

    def __init__(
        self,
        network: Features,
        taps: tuple[str, ...],
        passes_on: bool,
        pooling: Pooling,
        summed: Summed,
        borders: Borders,
    ) -> None:
        self._network, self._taps, self._pooling, self._summed = network, taps, pooling, summed
        self._borders: Borders = borders
        self._passes_on = passes_on
        #: Number of sums of each tap, known once a strip was computed.
        self.counts: list[int] = []

    def strips(self, pixels: torch.Tensor) -> Iterator[_Strip]:
        """Cut a picture, with its frame where it is periodic."""
        height, width = pixels.shape[2:]
        framed = self._borders == "circular"
        return strips_of(height - 2 * _HALO * framed, width, framed)

    def __call__(self, pixels: torch.Tensor, strip: _Strip) -> tuple[list[torch.Tensor], torch.Tensor]:
        """Return the sums of all taps, and block 2's pooled activations, 1 x n_C x rows x n_W; empty if not needed."""
        taps = {*self._taps, _LAST} if self._passes_on else set(self._taps)
        activations = self._network(pixels, taps, self._pooling, widened=False, borders=self._borders)
        sums: list[torch.Tensor] = []
        self.counts = []
        for tap in self._taps:
            block = block_of(tap)
            of_tap = self._summed(tap, activations[tap][:, :, strip.within(block)], strip.at(block))
            self.counts.append(len(of_tap))
            sums += of_tap
        if not self._passes_on:
            return sums, pixels.new_zeros((1, 1, 0, 1))
        pool = functional.max_pool2d if self._pooling == "max" else functional.avg_pool2d
        return sums, pool(activations[_LAST][:, :, strip.within(BLOCKS)], 2)


class _Head(torch.autograd.Function):
    """The first two blocks; each strip is computed on the way forwards and again on the way back."""

    @staticmethod
    def forward(ctx: Any, pixels: torch.Tensor, strip_by_strip: _StripByStrip) -> tuple[torch.Tensor, ...]:
        """Return the sums over all strips, then what is passed on."""
        ctx.save_for_backward(pixels)
        ctx.strip_by_strip = strip_by_strip
        totals: list[torch.Tensor] = []
        passed_on: list[torch.Tensor] = []
        for strip in strip_by_strip.strips(pixels):
            sums, below = strip_by_strip(pixels[:, :, strip.outer], strip)
            totals = [total + part for total, part in zip(totals, sums, strict=True)] if passed_on else sums
            passed_on.append(below)
        return (*totals, torch.cat(passed_on, dim=2).contiguous(memory_format=torch.channels_last))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Return the gradient to the pixels, added up over strips.

        A strip's sums have the gradient of the totals, and what it passed on has that of its own rows.
        """
        (pixels,) = ctx.saved_tensors
        *of_sums, of_passed_on = gradients
        gradient = torch.zeros_like(pixels)
        for strip in ctx.strip_by_strip.strips(pixels):
            piece = pixels[:, :, strip.outer].detach().requires_grad_()
            with torch.enable_grad():
                sums, below = ctx.strip_by_strip(piece, strip)
            outputs, output_gradients = list(sums), list(of_sums)
            if below.requires_grad:
                outputs.append(below)
                output_gradients.append(of_passed_on[:, :, strip.at(BLOCKS + 1)])
            gradient[:, :, strip.outer] += torch.autograd.grad(outputs, piece, output_gradients)[0]
        return gradient, None
