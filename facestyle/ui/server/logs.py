"""The log: one line for each event, of text or of JSON, and nothing about people.

A line holds what our code says and numbers: no name, picture, encoding, file name, path, address or visit. Of an
exception it holds the types and the lines of code, since the sentence of an exception may hold any of these.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from facestyle.ui.server.settings import Settings

LOG = logging.getLogger("facestyle")
#: The attribute of a record that holds the values of its line.
_FIELDS = "facestyle_fields"
#: The innermost lines of code of an exception; what is above them is the server's.
_MOST_FRAMES = 20

_Exception = tuple[type[BaseException], BaseException, TracebackType | None]


def say(level: int, message: str, **fields: Any) -> None:
    """Log a line: what happened, and its values by name."""
    LOG.log(level, message, extra={_FIELDS: fields})


def trace(problem: BaseException) -> dict[str, Any]:
    """What a log may hold of an exception: the types of its chain, the last one first, and the lines of code."""
    chain: list[BaseException] = []
    one: BaseException | None = problem
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    lines = [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for each in reversed(chain)
        for frame in traceback.extract_tb(each.__traceback__)
    ]
    return {"exception": [type(each).__name__ for each in chain], "frames": lines[-_MOST_FRAMES:]}


def _short(file: str) -> str:
    """The path of a file of code below the folder that packages lie in."""
    parts = Path(file).parts
    for folder in ("site-packages", "facestyle"):
        if folder in parts[:-1]:
            last = len(parts) - 1 - parts[::-1].index(folder)
            return "/".join(parts[last + (folder == "site-packages") :])
    return parts[-1] if parts else ""


class Lines(logging.Formatter):
    """Formats a record as a line of text (`key=value`) or of JSON."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        fields: Mapping[str, Any] = getattr(record, _FIELDS, {})
        line = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": _message(record),
            **fields,
            **(trace(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}),
        }
        if self._as_json:
            return json.dumps(line, ensure_ascii=True)
        time, level, message = line.pop("time"), line.pop("level"), line.pop("message")
        return " ".join([str(time), str(level), str(message), *(f"{name}={_text(v)}" for name, v in line.items())])


def _message(record: logging.LogRecord) -> str:
    """What a record says; of others than ours only who says it, since their sentences may hold anything."""
    if record.name == LOG.name:
        return " ".join(record.getMessage().split())
    return f"{record.name} {record.levelname.lower()} at {_short(record.pathname)}:{record.lineno}"


def _text(value: Any) -> str:
    return " < ".join(map(str, value)) if isinstance(value, list) else str(value)


def configure(chosen: Settings) -> None:
    """Send the log to standard error, as the settings say; of other packages, warnings and errors alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(chosen.log_format == "json"))
    LOG.handlers, LOG.propagate = [handler], False
    LOG.setLevel(chosen.log_level.upper())
    others = logging.getLogger()
    others.handlers = [handler]
    others.setLevel(max(logging.WARNING, LOG.level))


def take_over() -> None:
    """Take the lines of the web server, and the exceptions that Gradio prints: call it once the page is served."""
    import gradio.queueing
    import gradio.route_utils
    import gradio.routes

    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    for module in (gradio.queueing, gradio.routes, gradio.route_utils):
        vars(module)["traceback"] = _Traceback("traceback")


class _Traceback(ModuleType):
    """The module `traceback`, for one that prints exceptions: they go to the log instead."""

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)

    @staticmethod
    def print_exc(*_how: Any, **_more: Any) -> None:
        """Log the exception that is handled."""
        problem = sys.exc_info()[1]
        if problem is not None:
            say(logging.ERROR, "outside-an-event", **trace(problem))
