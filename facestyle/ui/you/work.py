"""The frame around a face for the page, on ZeroGPU's GPU if there is one."""

from __future__ import annotations

from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.images import Picture
from facestyle.style import portraits
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared.work import fetch, wake


def framed(picture: Picture) -> Picture:
    """See `portraits.framed`; networks that are absent are fetched first, with their progress on the page."""
    for network in encoder_spec(DEFAULT_ENCODER).networks:
        fetch(network)
    wake()
    return _framed(picture)


@on_gpu(lambda *_: 10)
def _framed(picture: Picture) -> Picture:
    return portraits.framed(picture)
