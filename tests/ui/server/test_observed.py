"""Each run of an event leaves one line and some numbers; an error that nobody expected gives its visitor an id."""

from __future__ import annotations

import json
import logging

import gradio as gr
import pytest

from facestyle.errors import NoFaceError
from facestyle.ui import languages
from facestyle.ui.server import logs, metrics
from facestyle.ui.server.logs import Lines
from facestyle.ui.server.observed import observed
from facestyle.ui.shared import wiring
from facestyle.ui.shared.results import Outcome
from facestyle.ui.shared.session import Session

SECRET = "/home/ann/ann-smith.jpg"


class Kept(logging.Handler):
    def __init__(self, as_json: bool = True) -> None:
        super().__init__()
        self.setFormatter(Lines(as_json))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log(monkeypatch):
    """The lines that are logged."""
    handler = Kept()
    monkeypatch.setattr(logs.LOG, "handlers", [handler])
    monkeypatch.setattr(logs.LOG, "propagate", False)
    monkeypatch.setattr(logs.LOG, "level", logging.INFO)
    logs.LOG.manager._clear_cache()
    return handler.lines


def counted(event: str, outcome: str) -> float:
    return metrics.REGISTRY.get_sample_value("facestyle_requests_total", {"event": event, "outcome": outcome}) or 0.0


def test_what_went_well_is_one_line(log):
    with observed("a-test") as seen:
        pass
    [line] = map(json.loads, log)
    assert {name: line[name] for name in ("level", "message", "request", "event", "outcome")} == {
        "level": "info", "message": "event", "request": seen.id, "event": "a-test", "outcome": "ok",
    }  # fmt: skip
    assert line["seconds"] >= 0
    assert counted("a-test", "ok") == 1


def test_an_error_of_ours_is_its_code_without_its_sentence(log):
    with pytest.raises(NoFaceError), observed("a-test"):
        raise NoFaceError(f"No face was found in {SECRET}")
    [line] = log
    assert json.loads(line)["outcome"] == "no-face"
    assert "ann" not in line
    assert counted("a-test", "no-face") == 1


def test_who_leaves_is_no_error(log):
    def steps():
        with observed("a-run"):
            yield 1
            yield 2

    run = steps()
    next(run)
    run.close()
    assert json.loads(log[0])["outcome"] == "left"


@pytest.mark.parametrize(("language", "told"), [("en", "Something went wrong; quote {}"), ("zh", "请注明编号 {}")])
def test_an_unexpected_error_gives_the_visitor_the_id_in_the_log(log, language, told):
    def handler(session):
        try:
            open(SECRET)  # noqa: SIM115, PTH123
        except OSError as problem:
            raise KeyError(SECRET) from problem

    session = Session()
    run = wiring._guarded(handler, Outcome([], [], None, None, ""), "", "a-handler", False, False)
    with languages.using(language), pytest.raises(gr.Error) as shown:
        run(session)
    unexpected, line = map(json.loads, log)
    assert told.format(unexpected["request"]) in shown.value.message
    assert session.problems["a-handler"][0] == shown.value.message
    assert (unexpected["level"], unexpected["exception"]) == ("error", ["KeyError", "FileNotFoundError"])
    assert any("handler" in frame for frame in unexpected["frames"])
    assert (line["request"], line["outcome"]) == (unexpected["request"], "unexpected")
    assert "ann" not in "".join(log)
    assert counted("a-handler", "unexpected") >= 1


def test_lines_of_other_packages_are_named_and_not_repeated():
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "/x/site-packages/uvicorn/app.py", 7, SECRET, None, None)
    try:
        raise ValueError(SECRET)
    except ValueError as problem:
        record.exc_info = (ValueError, problem, problem.__traceback__)
    for as_json in (False, True):
        line = Lines(as_json).format(record)
        assert "uvicorn.error error at uvicorn/app.py:7" in line
        assert "ValueError" in line
        assert "ann" not in line
        assert "\n" not in line


def test_what_gradio_prints_of_exceptions_goes_to_the_log(log):
    import traceback

    try:
        raise ValueError(SECRET)
    except ValueError:
        logs._Traceback("traceback").print_exc()
    [line] = log
    assert json.loads(line)["exception"] == ["ValueError"]
    assert "ann" not in line
    assert logs._Traceback("traceback").format_exc is traceback.format_exc
