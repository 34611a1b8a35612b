"""The first two or four blocks of VGG computed in horizontal strips: the same sums and gradients in less memory.

Gram matrices and content costs are sums over positions, so those of strips add up to those of the picture. A strip is
convolved together with the rows around it that its activations see, so there are no seams. The first two blocks hold
three quarters of all activations; only one strip of these is in memory at a time. Each strip is computed again on the
way back, which makes a step a seventh slower. Of a print, blocks 3 and 4 are computed in strips of their own. Not about
when that is worth it (memory_needed.py).
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

#: Number of rows that two poolings make into one: strips begin at multiples of it.
_STRIDE = 4
#: Number of pixels of a strip, roughly. A strip of blocks 3 and 4 covers four times as many: its frame is wider.
PIXELS = 512 * 512


@dataclass(frozen=True)
class _Stage:
    """Two blocks that are computed strip by strip.

    Attributes:
        behind: the number of blocks before them.
        halo: rows added on either side, of what goes in.
        share: positions of a strip, as a share of `PIXELS`.
    """

    behind: int
    halo: int
    share: float

    @property
    def blocks(self) -> int:
        """The number of the second block."""
        return self.behind + 2

    def holds(self, tap: str) -> bool:
        """Whether a tap is in one of the blocks."""
        return self.behind < block_of(tap) <= self.blocks


#: An activation behind block 2's pooling sees 6 rows beyond: 1 + 1 of block 1 and 2 + 2 of block 2. Behind block 4's it
#: sees 3 + 6 rows of what block 2 passes on, and of vgg19 4 + 8.
_STAGES = (_Stage(0, 8, 1.0), _Stage(2, 12, 0.25))
#: Blocks that can be computed in strips.
SHALLOW, DEEP = (stage.blocks for stage in _STAGES)


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
    blocks: int = SHALLOW,
) -> tuple[dict[str, tuple[torch.Tensor, ...]], dict[str, torch.Tensor]]:
    """Return sums over all positions for each tap of the first blocks, and activations of the deeper ones.

    Both can be differentiated, once, with respect to the pixels and to nothing else.

    Args:
        network, pixels, taps, pooling, borders: as for `Features`; activations are not widened.
        summed: makes the sums of some rows.
        blocks: how many are computed in strips: `SHALLOW` or `DEEP`.
    """
    by_tap: dict[str, tuple[torch.Tensor, ...]] = {}
    for stage in _STAGES[: blocks // 2]:
        deeper = any(block_of(tap) > stage.blocks for tap in taps)
        here = tuple(tap for tap in taps if stage.holds(tap))
        strip_by_strip = _StripByStrip(network, stage, here, deeper, pooling, summed, borders)
        if borders == "circular":  # the first and the last strip see each other's rows
            pixels = functional.pad(pixels, (0, 0, stage.halo, stage.halo), mode="circular")
        *sums, pixels = _Head.apply(pixels, strip_by_strip)
        rest = iter(sums)
        for tap, count in zip(here, strip_by_strip.counts, strict=True):
            by_tap[tap] = tuple(next(rest) for _ in range(count))
        if not deeper:
            return by_tap, {}
    deep = [tap for tap in taps if block_of(tap) > blocks]
    return by_tap, network(pixels, deep, pooling, widened=False, behind=blocks, borders=borders)


def collected(
    network: Features,
    pixels: torch.Tensor,
    tap: str,
    pooling: Pooling,
    borders: Borders = "zeros",
    blocks: int = SHALLOW,
) -> torch.Tensor:
    """Return the whole activations of one tap of the first blocks, without gradients; arguments as for `through`."""
    pieces: list[torch.Tensor] = []

    def collect(_tap: str, activations: torch.Tensor, _rows: slice) -> tuple[torch.Tensor, ...]:
        pieces.append(activations.clone())
        return ()

    with torch.no_grad():
        through(network, pixels, [tap], pooling, collect, borders, blocks)
    return torch.cat(pieces, dim=2)


@dataclass(frozen=True)
class _Strip:
    """Rows of a picture: the strip's own, and those that are convolved for it.

    Attributes:
        inner: its own, counted in the picture.
        outer: those that are convolved, counted in what is cut: the picture, or a periodic one in its frame.
        first: the first of these, counted in the picture.
        behind: number of blocks before; "the picture" is what they pass on.
    """

    inner: slice
    outer: slice
    first: int
    behind: int = 0

    def at(self, block: int) -> slice:
        """Return the strip's rows in the activations of a block."""
        halvings = block - 1 - self.behind
        return slice(self.inner.start >> halvings, self.inner.stop >> halvings)

    def within(self, block: int) -> slice:
        """Return these rows counted from the first row that is convolved."""
        offset, rows = self.first >> (block - 1 - self.behind), self.at(block)
        return slice(rows.start - offset, rows.stop - offset)


def strips_of(height: int, width: int, periodic: bool = False, stage: _Stage = _STAGES[0]) -> Iterator[_Strip]:
    """Cut a picture into strips; two poolings divide the height of each but the last.

    A periodic one is cut out of a frame as wide as the halo, above and below.
    """
    halo, behind = stage.halo, stage.behind
    rows = max(1, int(stage.share * PIXELS) // width // _STRIDE) * _STRIDE
    for start in range(0, height, rows):
        # Too few rows for a pooling belong to the strip before them.
        if start and height - start < halo:
            return
        stop = height if height - start - rows < halo else start + rows
        if periodic:
            yield _Strip(slice(start, stop), slice(start, stop + 2 * halo), start - halo, behind)
        else:
            first = max(0, start - halo)
            yield _Strip(slice(start, stop), slice(first, min(height, stop + halo)), first, behind)


class _StripByStrip:
    """Computes one strip: the sums of its taps, and what it passes on to the next block."""

    def __init__(
        self,
        network: Features,
        stage: _Stage,
        taps: tuple[str, ...],
        passes_on: bool,
        pooling: Pooling,
        summed: Summed,
        borders: Borders,
    ) -> None:
        self._network, self._taps, self._pooling, self._summed = network, taps, pooling, summed
        self._borders: Borders = borders
        self.stage = stage
        #: The last layer, where something is passed on.
        self._last = _last_of(network, stage.blocks) if passes_on else None
        #: Number of sums of each tap, known once a strip was computed.
        self.counts: list[int] = []

    def strips(self, pixels: torch.Tensor) -> Iterator[_Strip]:
        """Cut a picture, with its frame where it is periodic."""
        height, width = pixels.shape[2:]
        framed = self._borders == "circular"
        return strips_of(height - 2 * self.stage.halo * framed, width, framed, self.stage)

    def __call__(self, pixels: torch.Tensor, strip: _Strip) -> tuple[list[torch.Tensor], torch.Tensor]:
        """Return the sums of all taps, and pooled activations, 1 x n_C x rows x n_W; empty where none are needed."""
        taps = {*self._taps, *([self._last] if self._last else [])}
        activations = self._network(
            pixels, taps, self._pooling, widened=False, behind=self.stage.behind, borders=self._borders
        )
        sums: list[torch.Tensor] = []
        self.counts = []
        for tap in self._taps:
            block = block_of(tap)
            of_tap = self._summed(tap, activations[tap][:, :, strip.within(block)], strip.at(block))
            self.counts.append(len(of_tap))
            sums += of_tap
        if not self._last:
            return sums, pixels.new_zeros((1, 1, 0, 1))
        pool = functional.max_pool2d if self._pooling == "max" else functional.avg_pool2d
        return sums, pool(activations[self._last][:, :, strip.within(self.stage.blocks)], 2)


def _last_of(network: Features, block: int) -> str:
    return [name for name in network.convolutions if block_of(name) == block][-1]


class _Head(torch.autograd.Function):
    """The blocks of a stage; each strip is computed on the way forwards and again on the way back."""

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
                output_gradients.append(of_passed_on[:, :, strip.at(ctx.strip_by_strip.stage.blocks + 1)])
            gradient[:, :, strip.outer] += torch.autograd.grad(outputs, piece, output_gradients)[0]
        return gradient, None
