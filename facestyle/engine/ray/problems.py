"""What an error of Ray's means for whoever has asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facestyle.engine.ray.streams import Lost
from facestyle.engine.ray.watch import lost
from facestyle.errors import BusyError


def begun(ask: Callable[[], Any]) -> Any:
    """What a handle returns at once; `Lost` where this process has left a cluster, and not joined another one yet."""
    import ray

    try:
        return ask()
    except Exception as problem:
        raise (reason(problem) if ray.is_initialized() else Lost()) from None


def not_yet(problem: Exception) -> bool:
    """Whether an answer is still to come. Ray gives an error of the work the work's class, so that may be the same."""
    from ray.exceptions import RayTaskError

    return isinstance(problem, TimeoutError) and not isinstance(problem, RayTaskError)


def reason(problem: BaseException) -> BaseException:
    """What an error of Ray's means here: `Lost`, an error of ours, or an error of the work, which stays what it is."""
    from ray import exceptions
    from ray.serve.exceptions import BackPressureError

    # First, since it is of the class of its cause as well.
    if isinstance(problem, exceptions.RayTaskError):
        cause = problem.cause
        if isinstance(cause, (exceptions.RayError, BackPressureError)):
            return reason(cause)
        return cause if isinstance(cause, Exception) else problem
    if isinstance(problem, BackPressureError):
        return BusyError("All machines that do this are at work, and others wait already. Try again in a minute.")
    gone = (exceptions.RayActorError, exceptions.WorkerCrashedError, exceptions.NodeDiedError)
    if isinstance(problem, (*gone, exceptions.ObjectLostError)):
        return Lost()
    return lost() if isinstance(problem, (exceptions.RayError, ConnectionError)) else problem
