"""Inputs that hand over what they were given, unopened and unchecked: the engine checks it."""

from __future__ import annotations

from typing import Any, TypeVar

import gradio as gr
from gradio.data_classes import ImageData

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
