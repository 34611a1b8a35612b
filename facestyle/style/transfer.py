"""stylize(): gradient descent on the pixels of G, an iterator of Step.

J(G) = alpha J_content(C, G) + beta sum_l lambda[l] J_style[l](S, G), Gatys, Ecker and Bethge 2016. Whoever iterates
sees G forming and can stop; nothing is left behind.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from facestyle.arrays import over_white
from facestyle.compute.device import lock
from facestyle.compute.memory import hold_memory, let_memory_go, ran_out, release
from facestyle.errors import BudgetError
from facestyle.faces.detection import detect
from facestyle.images import Picture
from facestyle.style.costs import regions, taken
from facestyle.style.costs.identity import FaceAfter, faces_after
from facestyle.style.descent import memory_needed, transparency
from facestyle.style.descent.descent import Descent
from facestyle.style.descent.previews import Previews
from facestyle.style.descent.sizes import GrowingDescent, descents, sizes
from facestyle.style.descent.start import checked_start
from facestyle.style.options import PRESETS, StyleOptions
from facestyle.style.settings import machine_of
from facestyle.style.time_left import TimeLeft

__all__ = ["PRESETS", "Step", "StyleOptions", "stylize"]


@dataclass(frozen=True, eq=False)
class Step:
    """Where a run stands after so many steps.

    Attributes:
        iteration: steps done; 0 is the start.
        steps: steps in all.
        content_cost: alpha J_content.
        style_costs: beta lambda[l] J_style[l], by layer.
        extra_costs: colours, total variation, identity and visibility (of faces), each times its weight, where asked
            for.
        total_cost: J. Costs are those of G after this step, and always finite; of the last one, those of `picture`
            itself, cut to [0, 1] and rounded to 8 bits.
        seconds: since the call.
        seconds_left: to the end, by the pixels still to be worked on, at the latest steps' pace; None at the start.
        picture: H x W x 3, uint8: now and then, at the start, and at the last step. Its long side is options.size,
            or less in the first steps of a run from noise (see `sizes`). H x W x 4, the last being opacity, where C is
            transparent in places and options keep that.
        faces: at the last step, what became of each face in C, where faces were to be looked after.
        machine: what decides the picture besides options and pictures, see `settings.machine_of`.
        deep: `picture` before it is rounded to 8 bits, in 16 bits a channel, uint16.
    """

    iteration: int
    steps: int
    content_cost: float
    style_costs: dict[str, float]
    extra_costs: dict[str, float]
    total_cost: float
    seconds: float
    seconds_left: float | None
    picture: np.ndarray | None
    faces: tuple[FaceAfter, ...] = ()
    machine: Mapping[str, str] = field(default_factory=dict)
    deep: np.ndarray | None = None

    @property
    def style_cost(self) -> float:
        """Beta times the sum over layers of lambda[l] J_style[l]."""
        return sum(self.style_costs.values())

    @property
    def last(self) -> bool:
        """Whether the run is complete."""
        return self.iteration == self.steps


def stylize(
    content: Picture,
    style: Picture | Sequence[Picture],
    options: StyleOptions | None = None,
    masks: Sequence[np.ndarray] = (),
    start: np.ndarray | None = None,
    style_masks: taken.StyleMasks = (),
) -> Generator[Step, None, None]:
    """Paint `content` in the manner of `style`, or of several styles at once, everywhere or where masks say.

    Yields options.steps + 1 records: the start, then one after each step; the last one shows the best G that was
    found at full size. Closing the iterator ends the run and gives its memory back. G has the aspect ratio of
    `content`, and everything yielded is plain numbers and numpy.

    Args:
        content: C.
        style: S, or several.
        options: the default ones where not given.
        masks: where each style goes, see `regions.checked`; everywhere where there are none.
        style_masks: which part of each style picture is taken, see `taken.checked`; all where there are none.
        start: a G to go on from, see `checked_start`: every step is at full size, and options.init counts for nothing.

    Raises:
        PictureTooSmallError: a picture is too elongated for the size asked for.
        BudgetError: there is too little memory, or it runs out during the run.
        OptionError: J is not finite, and shorter steps don't help; a mask is not one; `start` has not the shape of C; a
            picture is transparent everywhere.
        WeightsMissingError, WeightsDamagedError.
    """
    options = options or StyleOptions()
    styles = [style] if isinstance(style, Picture) else list(style)
    options.shares(len(styles))
    content, *styles = transparency.as_asked([content, *styles], options)
    masks = regions.checked(masks, len(styles), content)
    parts = taken.checked(style_masks, styles)
    start = checked_start(start, content, options.step_of_sides)
    started = time.perf_counter()
    long_sides = sizes(content, styles, options)
    memory_needed.check(content, styles, options)
    if start is not None:
        long_sides = [options.size] * len(long_sides)
    previews, time_left = Previews(long_sides), TimeLeft(long_sides)
    growing: GrowingDescent | None = None
    too_large = False
    hold_memory()
    try:
        machine = machine_of(options, content, styles)
        with lock.behind():
            faces = detect(content) if options.looks_after_faces else []
        numbers = descents(long_sides, bool(faces) and start is None)

        def begin(size: int, last: bool) -> Descent:
            return Descent(content, styles, options, size, faces if last else (), masks, start, parts)

        with lock.behind():
            growing = GrowingDescent(long_sides, numbers, begin)
        for iteration in range(options.steps + 1):
            last = iteration == options.steps
            with lock.behind():
                growing.go_to(iteration)
                costs = growing.descent.costs()
                if last:
                    costs = growing.descent.finish()
                due = previews.due(iteration, time.perf_counter() - started)
                picture = growing.descent.picture() if due else None
                deep = growing.descent.deep_picture() if due else None
                if not last:
                    growing.descent.advance()
            with lock.behind():
                after = faces_after(content, faces, over_white(picture)) if last and picture is not None else ()
            seconds = time.perf_counter() - started
            figures = costs.content, costs.styles, costs.extras, costs.total
            left = time_left.after(iteration, seconds)
            yield Step(iteration, options.steps, *figures, seconds, left, picture, after, machine, deep)
    except RuntimeError as problem:
        too_large = ran_out(problem)
        if not too_large:
            raise
    finally:
        growing = None
        let_memory_go()
        release()
    if too_large:  # not raised above, where torch's error would keep the tensors of the failed step alive
        raise BudgetError(f"The memory ran out at size {options.size}; choose a smaller size, or close other programs.")
