"""Pieces that the tabs share: picture inputs, errors for people, events that follow one convention."""

from __future__ import annotations

import functools
import html
import inspect
from collections.abc import Callable
from typing import Any

import gradio as gr

from facestyle.errors import FacestyleError
from facestyle.ui.shared import html as shared_html
from facestyle.ui.shared.session import Session, with_samples

#: Events that run the face networks wait in one queue, restyling in another: a verification should not wait for a
#: minute of restyling. Both share the engine's lock, which is passed on after every step.
FACES: dict[str, Any] = {"concurrency_id": "faces", "concurrency_limit": 1}
STYLE: dict[str, Any] = {"concurrency_id": "style", "concurrency_limit": 1}


def guarded(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a user can put right into a message on the page and a clean error for API clients.

    The handler's first argument is the session; the sentence is kept there for the result area.
    """

    def shown(problem: FacestyleError, session: Session | None) -> gr.Error:
        if session is not None:
            session.problem = problem.message
        # Gradio renders messages as HTML, and they name files and people.
        return gr.Error(
            html.escape(problem.message, quote=False), title="Please check", duration=12, print_exception=False
        )

    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def run_stepwise(session: Session | None, *inputs: Any) -> Any:
            try:
                yield from handler(session or with_samples(), *inputs)
            except FacestyleError as problem:
                raise shown(problem, session) from problem

        return run_stepwise

    @functools.wraps(handler)
    def run(session: Session | None, *inputs: Any) -> Any:
        try:
            return handler(session or with_samples(), *inputs)
        except FacestyleError as problem:
            raise shown(problem, session) from problem

    return run


def problem_card(session: Session | None) -> str:
    """The error state of a result area."""
    sentence = session.problem if session is not None and session.problem else "Something unexpected went wrong."
    return shared_html.problem(sentence)


def show_problem(event: Any, session: gr.State, area: gr.HTML, api_name: str) -> None:
    """Put the last error into a result area whenever `event` fails."""
    event.failure(problem_card, session, area, api_name=api_name, api_visibility="private", show_progress="hidden")
