"""Inputs that hand over what they were given, unopened and unchecked: the engine checks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

import gradio as gr
from gradio.data_classes import ImageData

Input = TypeVar("Input", bound=gr.components.Component)
Source = Literal["upload", "webcam", "clipboard"]


def as_given(component: Input) -> Input:
    """Let a component hand over what it was given, for the options to check.

    Gradio's own checks do not say which input is wrong or what to do, and some fail on what the API can send.
    """
    return _read_by(component, lambda payload: payload)


def as_path(component: Input) -> Input:
    """Let a component that holds a file hand over its path, and leave no temporary file behind."""
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
        sources=list(sources or ("upload", "webcam", "clipboard")),
        height=height,
        buttons=["fullscreen"],
        alt_text=label,
    )
    return as_path(component)


def files(label: str, elem_id: str, kinds: Sequence[str], height: int, many: bool = False) -> gr.File:
    """A place for files of some kinds, endings or `image`."""
    return gr.File(
        label=label,
        file_types=list(kinds),
        file_count="multiple" if many else "single",
        height=height,
        elem_id=elem_id,
    )


def wall(
    label: str,
    elem_id: str,
    pictures: Sequence[Any] | None = None,
    columns: int = 5,
    fit: Literal["cover", "contain"] = "cover",
    **more: Any,
) -> gr.Gallery:
    """Pictures to click."""
    return gr.Gallery(
        pictures,
        label=label,
        columns=columns,
        height="auto",
        allow_preview=False,
        interactive=False,
        object_fit=fit,
        buttons=[],
        elem_id=elem_id,
        elem_classes="fs-wall",
        **more,
    )
