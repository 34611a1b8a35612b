"""Inputs that pass on what they get, unopened and unchecked: the engine checks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

import gradio as gr
from gradio.data_classes import ImageData

Input = TypeVar("Input", bound=gr.components.Component)
Source = Literal["upload", "webcam", "clipboard"]


def as_given(component: Input) -> Input:
    """Let a component pass on what it gets, for the options to check.

    Gradio's own checks do not say which input is wrong or what to do, and some fail on what the API can send.
    """
    return _read_by(component, lambda payload: payload)


def as_path(component: Input) -> Input:
    """Let a component that holds a file pass on its path, without a temporary copy."""
    return _read_by(component, _path_of)


def _read_by(component: Input, preprocess: Any) -> Input:
    component.preprocess = preprocess  # type: ignore[method-assign]
    return component


def _path_of(payload: ImageData | None) -> str | None:
    if payload is None:
        return None
    if payload.url and payload.url.startswith("data:"):
        return payload.url[:40]  # images.load() refuses it by name
    return payload.path


def photo(
    label: str, elem_id: str, value: str | None = None, height: int = 300, sources: Sequence[Source] | None = None
) -> gr.Image:
    """A picture input that passes on the file as it is.

    Gradio's own preprocessing opens the picture first: it would decode without our limits, turn what Pillow can't
    read into a nameless error, and let `data:` addresses past the upload limit.
    """
    component = gr.Image(
        value=value,
        label=label,
        elem_id=elem_id,
        type="filepath",
        image_mode=None,
        sources=list(sources or ("upload", "webcam", "clipboard")),
        height=height,
        buttons=["fullscreen"],
        alt_text=label,
    )
    return as_path(component)


def files(label: str, elem_id: str, kinds: Sequence[str], height: int, many: bool = False) -> gr.File:
    """An input for files of some kinds: endings, or `image`."""
    count: Literal["multiple", "single"] = "multiple" if many else "single"
    return gr.File(label=label, file_types=list(kinds), file_count=count, height=height, elem_id=elem_id)


def radio(label: str, elem_id: str | None, choices: Sequence[Any], value: Any, info: str | None = None) -> gr.Radio:
    """A choice of one, unchecked."""
    return as_given(gr.Radio(list(choices), value=value, label=label, info=info, elem_id=elem_id))
