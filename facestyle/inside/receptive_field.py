"""Which pixels a unit can see, from kernel, stride and padding alone.

Along one axis, a unit at position i of a layer sees the pixels start + i * stride, ..., start + i * stride + size - 1
of the network's input (Dumoulin and Visin 2016, "A guide to convolution arithmetic"; Araujo et al. 2019, equations 2
to 4). Not about any particular network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: left, top, right, bottom in pixels; right and bottom are the first ones outside.
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Axis:
    """What units see along one axis.

    Attributes:
        size: pixels that a unit sees.
        stride: pixels between what two neighbouring units see.
        start: the first pixel that unit 0 sees; negative where padding puts it beyond the border.
    """

    size: int = 1
    stride: int = 1
    start: int = 0

    def after(self, kernel: int, stride: int, padding: int) -> Axis:
        """Return the axis behind one more convolution or pooling.

        Example:
            >>> Axis().after(3, 1, 1).after(2, 2, 0)
            Axis(size=4, stride=2, start=-1)
        """
        return Axis(
            size=self.size + (kernel - 1) * self.stride,
            stride=self.stride * stride,
            start=self.start - padding * self.stride,
        )

    def joined(self, other: Axis) -> Axis:
        """Return the axis of two branches that are concatenated or added: all that either of them sees.

        Raises:
            ValueError: the strides of the branches differ, so that their positions don't match.
        """
        if self.stride != other.stride:
            raise ValueError(f"branches of strides {self.stride} and {other.stride} can't be joined")
        start = min(self.start, other.start)
        end = max(self.start + self.size, other.start + other.size)
        return Axis(size=end - start, stride=self.stride, start=start)

    def span(self, position: int) -> tuple[int, int]:
        """Return the first pixel that is seen at a position, and the first one behind it that is not."""
        first = self.start + position * self.stride
        return first, first + self.size

    def centre(self, position: float) -> float:
        """Return the middle of what is seen at a position."""
        return self.start + position * self.stride + (self.size - 1) / 2


@dataclass(frozen=True)
class ReceptiveField:
    """What the units of a layer see of the network's input.

    Attributes:
        rows, columns: down and across.
    """

    rows: Axis = Axis()
    columns: Axis = Axis()

    @property
    def size(self) -> tuple[int, int]:
        """Return height and width in pixels."""
        return self.rows.size, self.columns.size

    def after(
        self, kernel: int | Sequence[int], stride: int | Sequence[int] = 1, padding: int | Sequence[int] = 0
    ) -> ReceptiveField:
        """Return the field behind one more convolution or pooling; pairs are (down, across), as in torch."""
        (k_y, k_x), (s_y, s_x), (p_y, p_x) = (_pair(value) for value in (kernel, stride, padding))
        return ReceptiveField(self.rows.after(k_y, s_y, p_y), self.columns.after(k_x, s_x, p_x))

    def joined(self, other: ReceptiveField) -> ReceptiveField:
        """Return the field of two branches that are concatenated or added, see `Axis.joined`."""
        return ReceptiveField(self.rows.joined(other.rows), self.columns.joined(other.columns))

    def box(self, row: int, column: int) -> Box:
        """Return what the unit at a position sees; parts of it may lie beyond the borders of the picture."""
        top, bottom = self.rows.span(row)
        left, right = self.columns.span(column)
        return left, top, right, bottom


def _pair(value: int | Sequence[int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])
