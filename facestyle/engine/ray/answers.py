"""What travels between page and cluster: pictures with all that they need, and our errors as themselves."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from facestyle.compute.memory import ran_out, release
from facestyle.errors import BudgetError, FacestyleError
from facestyle.images import MAX_BYTES, Picture


@dataclass(frozen=True, eq=False)
class Refused:
    """An answer that is an error. Ray would wrap it if it were raised; so it travels as a value.

    Attributes:
        problem: an error of ours; or any other, where it must not reach requests that were answered beside it.
    """

    problem: Exception


def told(work: Callable[[], Any]) -> Any:
    """Do a piece of work, and return what it gives, or the error of ours that it ends with."""
    try:
        return work()
    except FacestyleError as problem:
        # Without its frames, which hold pictures, and without its cause, which the other side may not know.
        return Refused(type(problem)(*problem.args))
    except (MemoryError, RuntimeError) as problem:
        if not ran_out(problem):
            raise
        traceback.clear_frames(problem.__traceback__)
        release()
    return Refused(BudgetError("The memory of the machine that computed ran out; choose a smaller size or picture."))


def told_whatever(work: Callable[[], Any]) -> Any:
    """Do as `told` does, and return every other error as well, in words that the other side knows."""
    try:
        return told(work)
    except Exception as problem:
        # Its words alone: its class may be unknown there, and its frames hold pictures.
        logging.getLogger(__name__).exception("An error of the work")
        return Refused(RuntimeError(f"{type(problem).__name__}: {problem}"))


def answered(answer: Any) -> Any:
    """Return an answer of `told`.

    Raises:
        Exception: the one that the work ended with.
    """
    if isinstance(answer, Refused):
        raise answer.problem
    return answer


def to_send(picture: Picture) -> Picture:
    """Return a picture that needs no file of this machine: the bytes of its file take the place of the path."""
    if not isinstance(picture.source, (str, Path)):
        return picture
    try:
        path = Path(picture.source)
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError:  # gone, as `images.in_detail` finds it too
        data = None
    return replace(picture, source=data)
