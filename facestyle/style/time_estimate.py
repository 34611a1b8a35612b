"""How long a run will take, estimated before it begins from the pace of earlier runs on this machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from facestyle.images import Picture
from facestyle.locked import Locked
from facestyle.style.descent.sizes import sizes
from facestyle.style.options import StyleOptions
from facestyle.style.transfer import Step, stylize

#: Steps that a pace has to be measured over.
STEPS_NEEDED = 5
#: size^2 x steps from which a trial of a few seconds is worth it before a run: 1024 px, 50 steps.
LONG = 1024 * 1024 * 50


class TimeEstimate(Locked):
    """Seconds per pixel and step of the latest run, by network and size: a pixel of a small picture costs more."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str], dict[int, float]] = {}

    def note(self, content: Picture, styles: Sequence[Picture], options: StyleOptions, first: Step, last: Step) -> None:
        """Learn from a run what lies between two of its steps; its preparations do not count."""
        if last.iteration - first.iteration < STEPS_NEEDED:
            return
        done = sum(_work(content, styles, options)[first.iteration : last.iteration])
        with self._lock:
            self._known.setdefault(_kind(options), {})[options.size] = (last.seconds - first.seconds) / done

    def seconds(self, content: Picture, styles: Sequence[Picture], options: StyleOptions) -> float | None:
        """Return roughly the seconds of a run, by the known size nearest to its own; None where no size is known.

        Raises:
            PictureTooSmallError: a picture is too elongated for the size asked for.
        """
        work = sum(_work(content, styles, options))
        with self._lock:
            known = self._known.get(_kind(options), {})
            if not known:
                return None
            nearest = min(known, key=lambda size: abs(math.log(size / options.size)))
            return work * known[nearest]

    def tried(self, content: Picture, styles: Sequence[Picture], options: StyleOptions) -> float | None:
        """Return `seconds`; if nothing is known yet and the run is `LONG`, try some steps on small pictures first.

        Raises:
            PictureTooSmallError, BudgetError, OptionError, WeightsMissingError, WeightsDamagedError: as of the run.
        """
        known = self.seconds(content, styles, options)
        if known is not None or options.pixel_steps < LONG:
            return known
        self.learn(content, styles, options)
        return self.seconds(content, styles, options)

    def learn(self, content: Picture, styles: Sequence[Picture], options: StyleOptions) -> None:
        """Try some steps on small pictures. A pixel of theirs costs more, so that what they tell is no promise.

        Raises:
            PictureTooSmallError, BudgetError, OptionError, WeightsMissingError, WeightsDamagedError: as of the run.
        """
        trial = replace(options.first_look(content, styles), steps=STEPS_NEEDED + 2, optimizer=options.optimizer)
        done = list(stylize(content, styles, trial))
        # The first step sets up what all later ones use; the last one computes J once more.
        self.note(content, styles, trial, done[1], done[-2])


def _kind(options: StyleOptions) -> tuple[str, str]:
    return options.network, "watched" if options.looks_after_faces else ""


def _work(content: Picture, styles: Sequence[Picture], options: StyleOptions) -> list[float]:
    """Return the pixels of G, by step."""
    ratio = min(content.width, content.height) / max(content.width, content.height)
    return [ratio * side**2 for side in sizes(content, styles, options)[:-1]]
