"""The two trained networks: loaded once, the painter in the number format that is fastest here."""

from __future__ import annotations

import copy
from functools import partial

import torch
from torch import nn
from torch.nn import functional as F

from facestyle.compute import format_choice, formats
from facestyle.compute.device import device
from facestyle.compute.once import once
from facestyle.style.instant.networks import NUMBERS, Painter, StylePredictor
from facestyle.weights.cache import cache_folder, tensors

#: Side of the picture that formats are measured with.
_EXAMPLE = 256
#: A format whose G is further than this from float32's, by its cosine, is not used: 1 grey value in 100 on average.
_AGREES = 0.9995


class PainterForm(nn.Module):
    """The painter in a number format; what goes in and comes out is float32."""

    def __init__(self, painter: Painter, chosen: formats.Format) -> None:
        super().__init__()
        self.format = chosen
        self.painter = copy.deepcopy(painter).to(chosen.dtype).to(memory_format=chosen.memory_format)

    def forward(self, contents: torch.Tensor, styles: torch.Tensor) -> torch.Tensor:
        """See `Painter`."""
        given = contents.to(self.format.dtype, memory_format=self.format.memory_format)
        return self.painter(given, styles).float()


def predictor() -> StylePredictor:
    """Return the frozen network that reads styles, in float32 on the device.

    Raises:
        WeightsMissingError, WeightsDamagedError.
    """
    return _predictor()


def painter() -> PainterForm:
    """Return the frozen network that paints, in the fastest format on the device.

    Raises:
        WeightsMissingError, WeightsDamagedError.
    """
    return _painter()


@once()
def _predictor() -> StylePredictor:
    with torch.device("meta"):  # no time is spent on random weights
        network = StylePredictor()
    network.load_state_dict(tensors("instant-predictor"), assign=True)
    # In channels_last order its convolutions by channel take two thirds of the time.
    return network.requires_grad_(False).eval().to(device()).to(memory_format=torch.channels_last)


def plain_painter() -> Painter:
    """Load the painter as it was trained, in float32 on the CPU: what its faster forms must equal."""
    with torch.device("meta"):
        network = Painter()
    network.load_state_dict(tensors("instant-painter"), assign=True)
    return network.requires_grad_(False).eval()


@once()
def _painter() -> PainterForm:
    plain = plain_painter().to(device())
    choices = (formats.FLOAT32, *formats.candidates(device()))
    forms = {one.name: partial(PainterForm, plain, one) for one in choices}
    return format_choice.fastest_of("instant-painter", cache_folder(), forms, _paint, _example().to(device()), _AGREES)


def _paint(form: PainterForm, contents: torch.Tensor) -> torch.Tensor:
    # Any style tells how fast a form is and how near: zeros are the mean of all.
    with torch.inference_mode():
        return form(contents, contents.new_zeros(1, NUMBERS))


def _example() -> torch.Tensor:
    """Soft patches of light and dark: nearer to a photograph than noise by the pixel."""
    noise = torch.randn(1, 3, 12, 12, generator=torch.Generator().manual_seed(1))
    smooth = F.interpolate(noise, size=(_EXAMPLE, _EXAMPLE), mode="bicubic", align_corners=False)
    return (smooth * 0.25 + 0.5).clamp(0, 1)
