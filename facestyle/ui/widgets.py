"""Pieces that the tabs share: picture inputs, errors for people, events that follow one convention."""

from __future__ import annotations

import functools
import html
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr
from gradio.data_classes import ImageData

from facestyle.errors import FacestyleError
from facestyle.ui import render
from facestyle.ui.session import Session, with_samples

#: Events that run the face networks wait in one queue, restyling in another: a verification should not wait for a
#: minute of restyling. Both share the engine's lock, which is passed on after every step.
FACES: dict[str, Any] = {"concurrency_id": "faces", "concurrency_limit": 1}
STYLE: dict[str, Any] = {"concurrency_id": "style", "concurrency_limit": 1}


Input = TypeVar("Input", bound=gr.components.Component)


def as_given(component: Input) -> Input:
    """Let a component hand over what it was given, for the options to check.

    Gradio's own checks name neither the input nor what would do, and some fail on what the API can send.
    """
    component.preprocess = _unchanged  # type: ignore[method-assign]
    return component


def as_path(component: Input) -> Input:
    """Let a component that holds a file hand over its path, and leave no temporary file behind."""
    component.preprocess = _path_of  # type: ignore[method-assign]
    return component


def _unchanged(payload: Any) -> Any:
    return payload


def photo(label: str, elem_id: str, value: str | None = None, height: int = 300, **more: Any) -> gr.Image:
    """A picture input that hands over the file as it was given.

    Gradio's own preprocessing opens the picture first: it would decode without our limits, turn what Pillow can't
    read into a nameless error, and let `data:` addresses past the upload limit.
    """
    component = gr.Image(
        value=value,
        label=label,
        elem_id=elem_id,
        type="filepath",
        image_mode=None,
        sources=more.pop("sources", ["upload", "webcam", "clipboard"]),
        height=height,
        buttons=["fullscreen"],
        alt_text=label,
        **more,
    )
    component.preprocess = _path_of  # type: ignore[method-assign]
    return component


def _path_of(payload: ImageData | None) -> str | None:
    if payload is None:
        return None
    if payload.url and payload.url.startswith("data:"):
        return payload.url[:40]  # images.load() refuses it by name
    return payload.path


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
    return render.problem(sentence)


def show_problem(event: Any, session: gr.State, area: gr.HTML, api_name: str) -> None:
    """Put the last error into a result area whenever `event` fails."""
    event.failure(problem_card, session, area, api_name=api_name, api_visibility="private", show_progress="hidden")
