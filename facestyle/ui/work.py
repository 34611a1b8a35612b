"""The two pieces of work that need a network, as the page asks for them: on ZeroGPU's GPU where there is one."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from facestyle.faces.pipeline import EncodedFace, encode_faces
from facestyle.images import Picture
from facestyle.style.transfer import Step, StyleOptions, stylize
from facestyle.ui.gpu import on_gpu


def _encode_seconds(pictures: Sequence[Picture], _encoder: str) -> int:
    return 10 + len(pictures)


@on_gpu(_encode_seconds)
def encode(pictures: Sequence[Picture], encoder: str) -> list[tuple[EncodedFace, ...]]:
    """See `encode_faces`."""
    return encode_faces(pictures, encoder)


def _restyle_seconds(_content: Picture, _style: Picture, options: StyleOptions) -> int:
    # A step at 512 x 512 takes some 15 ms on the GPU that ZeroGPU lends; the rest is starting and copying.
    return 10 + round(options.steps * (options.size / 512) ** 2 * 0.03)


@on_gpu(_restyle_seconds)
def restyle(content: Picture, style: Picture, options: StyleOptions) -> Generator[Step, None, None]:
    """See `stylize`."""
    yield from stylize(content, style, options)
