"""Errors of Ray and of the work that it carries: told from each other, and none of them waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from ray import exceptions
from support.places import HOUSE

from facestyle.engine.ray import bulk
from facestyle.engine.ray.client import RayEngine
from facestyle.engine.ray.problems import reason
from facestyle.engine.ray.streams import Lost
from facestyle.errors import ComputeError, OptionError


class Response:
    """Of Ray Serve, that gives an error."""

    def __init__(self, problem: Exception) -> None:
        self._problem = problem

    def result(self, **_: float) -> Any:
        raise self._problem


def of_work(cause: Exception) -> Exception:
    """An error of the work, as Ray raises it here: of the class of its cause, too."""
    there = {"proctitle": "a process", "pid": 1, "ip": "127.0.0.1"}
    return exceptions.RayTaskError("work", "a trace", cause, **there).as_instanceof_cause()


@pytest.fixture
def engine():
    made = RayEngine({}, None, lambda: {"encoding": 1}, lambda _run: None)
    yield made
    made.close()


def test_work_that_timed_out_is_not_waited_for(engine):
    problem = of_work(TimeoutError("of the work"))
    assert isinstance(problem, TimeoutError)
    with pytest.raises(TimeoutError, match=r"^of the work$"):
        engine._result("encoding", lambda: Response(problem))


def test_an_error_of_the_work_is_none_of_the_cluster():
    for cause in (ConnectionError("of the work"), OptionError("wrong"), ValueError("of the work")):
        assert reason(of_work(cause)) is cause
    assert isinstance(reason(of_work(exceptions.ActorDiedError())), Lost)
    assert isinstance(reason(of_work(of_work(exceptions.ActorDiedError()))), Lost)
    assert isinstance(reason(exceptions.RaySystemError("it does not answer")), ComputeError)


def test_errors_of_reading_many_pictures_are_sentences():
    for cause, said in (
        (ValueError("it broke"), "The cluster can't read the pictures: it broke."),
        (exceptions.UserCodeException("it broke"), "The cluster can't read the pictures"),
        (exceptions.ActorDiedError(), "one after the other"),
        (exceptions.RaySystemError("it does not answer"), "can't be reached any more"),
        (OptionError("wrong"), "wrong"),
    ):
        assert said in bulk._told(of_work(cause)).message


def test_a_process_that_has_left_its_cluster_neither_joins_nor_starts_one():
    program = (
        "from facestyle.engine.ray.connection import connected\n"
        "from facestyle.errors import ComputeError\n"
        "try: connected('auto')\n"
        "except ComputeError: import ray\n"
        "try: ray.put(1)\n"
        "except ray.exceptions.RaySystemError as problem: print(problem)\n"
        "print(ray.is_initialized())\n"
    )
    environment = {**os.environ, "RAY_ADDRESS": "127.0.0.1:1"}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=HOUSE, env=environment
    )
    assert "Ray has not been started yet" in run.stdout, run.stderr
    assert run.stdout.endswith("False\n")
