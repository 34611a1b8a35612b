"""In which number format and memory order a network runs fastest here, measured when it is loaded and never assumed.

Of the formats that give the same answer (by the cosine between outputs) the fastest wins. `FACESTYLE_FORMAT=float32`
leaves networks as they are, for whoever compares figures between machines.
"""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import torch
from torch import nn
from torch.nn import functional as F

from facestyle.errors import OptionError

#: A format whose outputs are further than this from float32's, by their cosine, is not used.
AGREES = 0.9995
#: Runs of each format, the fastest of which counts; one more comes before, for whatever a first run sets up.
RUNS = 2


@dataclass(frozen=True)
class Format:
    """How numbers are stored and ordered."""

    name: str
    dtype: torch.dtype
    memory_format: torch.memory_format


FLOAT32 = Format("float32", torch.float32, torch.contiguous_format)
CANDIDATES = {
    "cpu": (
        FLOAT32,
        Format("float32, channels last", torch.float32, torch.channels_last),
        Format("bfloat16, channels last", torch.bfloat16, torch.channels_last),
    ),
    "cuda": (
        FLOAT32,
        Format("float32, channels last", torch.float32, torch.channels_last),
        Format("bfloat16, channels last", torch.bfloat16, torch.channels_last),
        Format("float16, channels last", torch.float16, torch.channels_last),
    ),
    "mps": (FLOAT32, Format("float16", torch.float16, torch.contiguous_format)),
}


class InFormat(nn.Module):
    """A network that takes and gives float32 and computes in another format.

    A network that has to see float32, since it standardises its input itself, says so by `takes_float32`.
    """

    def __init__(self, network: nn.Module, chosen: Format) -> None:
        super().__init__()
        self.format = chosen
        self.network = copy.deepcopy(network).to(chosen.dtype).to(memory_format=chosen.memory_format)
        self._input = torch.float32 if getattr(network, "takes_float32", False) else chosen.dtype

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N x C x H x W float32 to whatever the network gives, in float32."""
        return self.network(x.to(self._input, memory_format=self.format.memory_format)).float()


def candidates(device_type: str) -> tuple[Format, ...]:
    """Formats other than float32 that may be faster on a kind of device; none where ``FACESTYLE_FORMAT`` is float32.

    Raises:
        OptionError: ``FACESTYLE_FORMAT`` is set to something other than float32 or measured.
    """
    wanted = os.environ.get("FACESTYLE_FORMAT", "").strip() or "measured"
    if wanted not in ("float32", "measured"):
        raise OptionError(f"FACESTYLE_FORMAT={wanted[:20]} is unknown; unset it, or choose float32.")
    return () if wanted == "float32" else CANDIDATES.get(device_type, (FLOAT32,))[1:]


def fastest(network: nn.Module, example: torch.Tensor) -> InFormat:
    """Return the network in the format that is fastest for an input like the example, and agrees with float32.

    Args:
        network: in float32, on its device, in eval mode; N x ... in, N x numbers out.
        example: on the same device.

    Raises:
        OptionError: see `candidates`.
    """
    return fastest_of(forms(network), forward, example, AGREES)


def forms(network: nn.Module) -> list[InFormat]:
    """A network in every format that its device may be faster in, float32 first."""
    kind = next(network.parameters(), torch.empty(0)).device.type
    return [InFormat(network, one) for one in (FLOAT32, *candidates(kind))]


def forward(network: nn.Module, example: torch.Tensor) -> torch.Tensor:
    """What a network gives, without gradients."""
    with torch.inference_mode():
        return network(example)


Form = TypeVar("Form", bound=nn.Module)


def fastest_of(
    forms: Sequence[Form],
    run: Callable[[Form, torch.Tensor], torch.Tensor],
    example: torch.Tensor,
    agrees: float = 0.99,
) -> Form:
    """Return the form of a network that is fastest at `run`, of those whose result agrees with the first one's.

    Args:
        forms: the first is the one that is right.
        run: called with a form and the example; whatever it returns is compared, row by row.
        example: an input.
        agrees: the least cosine between a row and the right one.
    """
    best, expected = forms[0], run(forms[0], example).flatten(1)
    best_seconds = _seconds(partial(run, best, example)) if len(forms) > 1 else 0.0
    for other in forms[1:]:
        try:
            cosine = float(F.cosine_similarity(run(other, example).flatten(1), expected).min())
        except (RuntimeError, AttributeError):  # this device, or release, has no such operation in this format
            continue
        if cosine >= agrees and (seconds := _seconds(partial(run, other, example))) < best_seconds:
            best, best_seconds = other, seconds
    return best


def _seconds(run: Callable[[], torch.Tensor]) -> float:
    times = []
    for _ in range(1 + RUNS):
        started = time.perf_counter()
        run().sum().item()  # waits for an accelerator
        times.append(time.perf_counter() - started)
    return min(times[1:])
