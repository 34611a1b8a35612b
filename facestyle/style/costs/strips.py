"""The first two blocks of VGG in horizontal strips, one at a time: what they add up to, and its gradient, exactly.

Gram matrices and content costs are sums over positions, so those of strips add up to those of the picture. A strip is
convolved with as many rows more as its activations see, so there are no seams. Of the first two blocks, which hold
three quarters of all activations, only one strip is ever in memory; it is computed once more on the way back, which
makes a step some seventh slower. Not about when that is worth it (room.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch.autograd.function import once_differentiable
from torch.nn import functional

from facestyle.style.features import Features, Pooling

#: What is made of the activations of a tap in some rows (1 x n_C x rows x n_W), to be added up over strips: tensors, in
#: float32 or wider.
Summed = Callable[[str, torch.Tensor, slice], tuple[torch.Tensor, ...]]

#: Blocks that are computed in strips. Both networks begin with two convolutions in each of them.
BLOCKS = 2
_LAST = "relu2_2"
#: Rows that two poolings make into one: strips begin at multiples of it.
_STRIDE = 4
#: Rows more on either side. An activation behind block 2's pooling sees 6: 1 + 1 of block 1 and 2 + 2 of block 2.
_HALO = 8
#: Pixels of a strip, about.
PIXELS = 512 * 512


def block_of(tap: str) -> int:
    """The block of VGG that a tap is in."""
    return int(tap.removeprefix("relu").partition("_")[0])


def through(
    network: Features, pixels: torch.Tensor, taps: Collection[str], pooling: Pooling, summed: Summed
) -> tuple[dict[str, tuple[torch.Tensor, ...]], dict[str, torch.Tensor]]:
    """Return sums over all positions for each tap of the first two blocks, and activations of the deeper ones.

    Both can be differentiated, once, with respect to the pixels and to nothing else.

    Args:
        network, pixels, taps, pooling: as for `Features`; activations are not widened.
        summed: called with a tap, its activations in some rows, and which rows of that layer these are.
    """
    shallow = [tap for tap in taps if block_of(tap) <= BLOCKS]
    deep = [tap for tap in taps if block_of(tap) > BLOCKS]
    strip_by_strip = _StripByStrip(network, tuple(shallow), bool(deep), pooling, summed)
    *sums, passed_on = _Head.apply(pixels, strip_by_strip)
    by_tap, rest = {}, iter(sums)
    for tap, count in zip(shallow, strip_by_strip.counts, strict=True):
        by_tap[tap] = tuple(next(rest) for _ in range(count))
    return by_tap, network(passed_on, deep, pooling, widened=False, behind=BLOCKS) if deep else {}


def collected(network: Features, pixels: torch.Tensor, tap: str, pooling: Pooling) -> torch.Tensor:
    """Return the activations of one tap of the first two blocks, whole; nothing else is held. No gradients."""
    found: list[torch.Tensor] = []

    def note(_tap: str, activations: torch.Tensor, _rows: slice) -> tuple[torch.Tensor, ...]:
        found.append(activations.clone())
        return ()

    with torch.no_grad():
        through(network, pixels, [tap], pooling, note)
    return torch.cat(found, dim=2)


@dataclass(frozen=True)
class _Strip:
    """Rows of a picture: those of the strip, and those that are convolved for it."""

    inner: slice
    outer: slice

    def at(self, block: int) -> slice:
        """The strip's rows in the activations of a block."""
        return slice(self.inner.start >> (block - 1), self.inner.stop >> (block - 1))

    def within(self, block: int) -> slice:
        """The same, counted from the first row that is convolved."""
        offset, rows = self.outer.start >> (block - 1), self.at(block)
        return slice(rows.start - offset, rows.stop - offset)


def strips_of(height: int, width: int) -> Iterator[_Strip]:
    """Cut a picture; every strip but the last has a height that two poolings divide."""
    rows = max(1, PIXELS // width // _STRIDE) * _STRIDE
    for start in range(0, height, rows):
        # What would be left of the last one may be too low for a pooling: it belongs to the one before.
        if start and height - start < _HALO:
            return
        stop = height if height - start - rows < _HALO else start + rows
        yield _Strip(slice(start, stop), slice(max(0, start - _HALO), min(height, stop + _HALO)))


class _StripByStrip:
    """What is computed of one strip: sums of its taps, and what is passed on to block 3."""

    def __init__(
        self, network: Features, taps: tuple[str, ...], passes_on: bool, pooling: Pooling, summed: Summed
    ) -> None:
        self._network, self._taps, self._pooling, self._summed = network, taps, pooling, summed
        self._passes_on = passes_on
        #: Sums of each tap; known once a strip was computed.
        self.counts: list[int] = []

    def __call__(self, pixels: torch.Tensor, strip: _Strip) -> tuple[list[torch.Tensor], torch.Tensor]:
        """The sums of all taps, and block 2's pooled activations (1 x n_C x rows x n_W; empty where nobody asks)."""
        asked = {*self._taps, _LAST} if self._passes_on else set(self._taps)
        found = self._network(pixels, asked, self._pooling, widened=False)
        sums: list[torch.Tensor] = []
        self.counts = []
        for tap in self._taps:
            block = block_of(tap)
            made = self._summed(tap, found[tap][:, :, strip.within(block)], strip.at(block))
            self.counts.append(len(made))
            sums += made
        if not self._passes_on:
            return sums, pixels.new_zeros((1, 1, 0, 1))
        pool = functional.max_pool2d if self._pooling == "max" else functional.avg_pool2d
        return sums, pool(found[_LAST][:, :, strip.within(BLOCKS)], 2)


class _Head(torch.autograd.Function):
    """The first two blocks, each strip computed once forwards and once more backwards."""

    @staticmethod
    def forward(ctx: Any, pixels: torch.Tensor, strip_by_strip: _StripByStrip) -> tuple[torch.Tensor, ...]:
        """Sums over all strips, then what is passed on."""
        ctx.save_for_backward(pixels)
        ctx.strip_by_strip = strip_by_strip
        totals: list[torch.Tensor] = []
        passed_on: list[torch.Tensor] = []
        for strip in strips_of(*pixels.shape[2:]):
            sums, below = strip_by_strip(pixels[:, :, strip.outer], strip)
            totals = [total + one for total, one in zip(totals, sums, strict=True)] if passed_on else sums
            passed_on.append(below)
        return (*totals, torch.cat(passed_on, dim=2).contiguous(memory_format=torch.channels_last))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        """The gradient to the pixels: of each strip's sums as of the totals, of what it passed on its own rows'."""
        (pixels,) = ctx.saved_tensors
        *of_sums, of_passed_on = gradients
        found = torch.zeros_like(pixels)
        for strip in strips_of(*pixels.shape[2:]):
            piece = pixels[:, :, strip.outer].detach().requires_grad_()
            with torch.enable_grad():
                sums, below = ctx.strip_by_strip(piece, strip)
            made, wanted = list(sums), list(of_sums)
            if below.requires_grad:
                made.append(below)
                wanted.append(of_passed_on[:, :, strip.at(BLOCKS + 1)])
            found[:, :, strip.outer] += torch.autograd.grad(made, piece, wanted)[0]
        return found, None
