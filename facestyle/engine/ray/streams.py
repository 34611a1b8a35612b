"""The steps of a run elsewhere: they can be left at any time, and go on, or begin again, if its process is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import numpy as np

from facestyle.engine.ray.answers import answered
from facestyle.errors import ComputeError
from facestyle.images import Picture
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.transfer import Step, StyleOptions

#: Seconds after which whoever waits looks whether waiting makes sense.
PAUSE = 1.0
#: How often a piece of work is begun before it is given up, and the seconds before it is begun again.
TRIES, BREATH = 4, 1.0
_ENDED = object()


class Lost(Exception):
    """The process that worked is gone; another one may do the same work."""


@dataclass(frozen=True, eq=False)
class Restyling:
    """What `stylize` is asked for."""

    content: Picture
    styles: tuple[Picture, ...]
    options: StyleOptions
    masks: tuple[np.ndarray, ...] = ()
    start: np.ndarray | None = None
    style_masks: StyleMasks = ()

    @property
    def values(self) -> tuple[Any, ...]:
        """The arguments of `stylize`."""
        return self.content, self.styles, self.options, self.masks, self.start, self.style_masks


Of = TypeVar("Of")
#: The steps of a run, and how a run is begun.
Steps = Generator[Step, None, None]
Begin = Callable[[Restyling], Steps]


def received(
    response: Any, wait: Callable[[], None], reason: Callable[[BaseException], BaseException]
) -> Generator[Any, None, None]:
    """Yield what a process streams; closing this ends it there.

    Args:
        response: an iterable with `cancel`; a thread reads it, so that whoever waits here can do something else.
        wait: called every `PAUSE` seconds without news; raises if nothing is to be hoped for.
        reason: turns an error of Ray's into what is raised.
    """
    items: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_read, args=(response, items), name="stream", daemon=True).start()
    ended = False
    try:
        while True:
            try:
                item = items.get(timeout=PAUSE)
            except Empty:
                wait()
                continue
            if item is _ENDED:
                ended = True
                return
            if isinstance(item, BaseException):
                ended = True
                raise reason(item) from None
            yield answered(item)
    finally:
        if not ended:
            response.cancel()


def _read(response: Iterable[Any], items: SimpleQueue[Any]) -> None:
    try:
        for item in response:
            items.put(item)
    except BaseException as problem:  # it is raised where it can be told
        items.put(problem)
    else:
        items.put(_ENDED)


def repeated(
    begin: Callable[[], Generator[Of, None, None]], place: Callable[[Of], tuple[int, bool]]
) -> Generator[Of, None, None]:
    """Yield the steps of a run that comes out the same whenever it runs: where its process is lost, it begins again.

    Steps that have been yielded before are left out then.

    Args:
        begin: begins it; raises `Lost`, or ends early, where its process is gone.
        place: the number of a step, and whether it is the last.

    Raises:
        ComputeError: it was lost `TRIES` times.
    """
    done = -1
    for attempt in range(TRIES):
        if attempt:
            time.sleep(BREATH * attempt)
        try:
            with closing(begin()) as steps:
                for step in steps:
                    number, last = place(step)
                    if number > done or last:
                        done = number
                        yield step
                    if last:
                        return
        except Lost:
            pass
    raise ComputeError("The machines that computed were lost, one after the other. Try again in some minutes.")


def restyled(begin: Begin, asked: Restyling) -> Steps:
    """Yield the steps of a run, wherever its parts take place.

    A run whose process is lost goes on from its last picture in another one, for the steps behind that picture; its
    steps are counted on, and `Step.machine` says after which step it was continued.

    Args:
        begin: begins a run, or a part of one; raises `Lost`, or ends early, where its process is gone.
        asked: for the whole run.

    Raises:
        ComputeError: it was lost `TRIES` times; the steps so far were yielded.
    """
    run = _Run(asked)
    for attempt in range(TRIES):
        if attempt:
            time.sleep(BREATH * attempt)
        try:
            with closing(begin(run.left())) as steps:
                for step in steps:
                    if run.is_news(step):
                        yield run.noted(step)
        except Lost:
            pass
        # A stream that ends early is lost, too: its process found the page gone, which is still here.
        if run.done >= asked.options.steps:
            return
    raise ComputeError(
        f"The machine that painted was lost after step {run.done} of {asked.options.steps}, and those that took over, "
        "too. Go on from the picture so far, or try again."
    )


class _Run:
    """How far a run is, and what is left of it."""

    def __init__(self, asked: Restyling) -> None:
        self._asked, self._since = asked, time.perf_counter()
        self.done = -1
        #: The last picture, and the step that it is of: most steps have none.
        self._picture: np.ndarray | None = None
        self._pictured = 0
        #: After which step the present part began, and when; and after which steps all others did.
        self._from, self._began = 0, 0.0
        self._continued: tuple[int, ...] = ()

    def left(self) -> Restyling:
        """What is to be asked of the next process: all of it, as long as no picture of a step is worth being kept."""
        self._began = time.perf_counter() - self._since
        if self._pictured < 1 or self._picture is None:
            return self._asked
        self._from = self._pictured
        self._continued = (*self._continued, self._from)
        options = replace(self._asked.options, steps=self._asked.options.steps - self._from)
        return replace(self._asked, options=options, start=np.ascontiguousarray(self._picture[..., :3]))

    def is_news(self, step: Step) -> bool:
        """Whether a step lies behind all others: what was computed before a loss has been seen."""
        return self._from + step.iteration > self.done

    def noted(self, step: Step) -> Step:
        """A step of the present part as one of the whole run."""
        self.done = self._from + step.iteration
        # Copies: what Ray hands over lies in memory that it shares, and can't be written to.
        picture, deep = (None if one is None else np.array(one) for one in (step.picture, step.deep))
        if picture is not None:
            self._picture, self._pictured = picture, self.done
        machine = dict(step.machine)
        if self._continued:
            machine["continued"] = "on another machine after " + ", ".join(f"step {one}" for one in self._continued)
        return replace(
            step,
            iteration=self.done,
            steps=self._asked.options.steps,
            seconds=self._began + step.seconds,
            picture=picture,
            deep=deep,
            machine=machine,
        )
