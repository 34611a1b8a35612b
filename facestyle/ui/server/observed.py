"""What an event of the page leaves behind for whoever runs the server: a line in the log, and numbers.

Not about the visitor's own message, which is wiring.py's.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from facestyle.errors import FacestyleError
from facestyle.ui.server import logs, metrics
from facestyle.ui.server.out_of_memory import within_memory
from facestyle.ui.server.stopping import STOPPING

#: Outcomes that are no code of an error of ours.
DONE, LEFT, UNEXPECTED = "ok", "left", "unexpected"


class Request:
    """One run of an event.

    Attributes:
        id: short and random; it stands in the log, and in the error that a visitor sees.
    """

    def __init__(self) -> None:
        self.id = secrets.token_hex(3)


@contextmanager
def observed(event: str) -> Iterator[Request]:
    """Count and log what happens in the context, as a run of an event; nothing begins once the server ends.

    Args:
        event: its name in our code, never a text of a visitor: each name is a series of numbers.

    Raises:
        StoppingError: the server ends.
        BudgetError: the memory has run out.
    """
    request, started, outcome = Request(), time.perf_counter(), UNEXPECTED
    try:
        with STOPPING.work(), within_memory():
            yield request
        outcome = DONE
    except FacestyleError as problem:
        outcome = problem.code
        raise
    except GeneratorExit:  # the visitor cancelled or left
        outcome = LEFT
        raise
    except Exception as problem:
        logs.say(logging.ERROR, "unexpected", request=request.id, event=event, **logs.trace(problem))
        raise
    finally:
        seconds = time.perf_counter() - started
        metrics.count(event, outcome, seconds)
        logs.say(logging.INFO, "event", request=request.id, event=event, outcome=outcome, seconds=round(seconds, 3))
