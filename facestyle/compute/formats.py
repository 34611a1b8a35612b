"""In which number format and memory order a network runs fastest here, measured and never assumed.

A format is tried only where the device computes in it. Of those that give the same answer (by the cosine between
outputs) the fastest wins. `FACESTYLE_FORMAT=float32` leaves networks as they are, for whoever compares figures between
machines. Not about how a choice is kept (format_choice.py).
"""

from __future__ import annotations

import copy
import math
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import torch
from torch import nn
from torch.nn import functional as F

from facestyle.errors import OptionError

#: A format whose outputs are further than this from float32's, by their cosine, is not used.
AGREES = 0.9995
#: After the first run of each format, and after the second, those that took longer than the fastest by this factor are
#: out; of the rest the fastest run counts. On two cores a choice takes 0.8 s for an encoder and 1.1 s for VGG-16.
SLACK = (2.0, 1.25)


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


def measured() -> bool:
    """Whether faster formats are looked for: always, unless ``FACESTYLE_FORMAT`` is float32.

    Raises:
        OptionError: ``FACESTYLE_FORMAT`` is set to something other than float32 or measured.
    """
    wanted = os.environ.get("FACESTYLE_FORMAT", "").strip() or "measured"
    if wanted not in ("float32", "measured"):
        raise OptionError(f"FACESTYLE_FORMAT={wanted[:20]} is unknown; unset it, or choose float32.")
    return wanted == "measured"


def candidates(where: torch.device) -> tuple[Format, ...]:
    """Formats other than float32 that may be faster on a device; none where ``FACESTYLE_FORMAT`` is float32.

    Raises:
        OptionError: see `measured`.
    """
    return available(where) if measured() else ()


def available(where: torch.device) -> tuple[Format, ...]:
    """Formats other than float32 that a device computes in, whatever ``FACESTYLE_FORMAT`` says."""
    others = CANDIDATES.get(where.type, (FLOAT32,))[1:]
    return tuple(one for one in others if one.dtype != torch.bfloat16 or computes_bfloat16(where))


def computes_bfloat16(where: torch.device) -> bool:
    """Whether a device multiplies bfloat16 numbers itself, rather than turning each into float32 first.

    Emulated, a step through VGG-16 takes three times as long as in float32 with AVX512, and more than ten with AVX2.
    """
    if where.type == "cuda":  # torch.cuda.is_bf16_supported() answers for the current device alone
        return bool(torch.version.hip) or torch.cuda.get_device_capability(where)[0] >= 8
    return where.type == "cpu" and _cpu_computes_bfloat16()


def _cpu_computes_bfloat16() -> bool:
    if not _answers(torch.ops.mkldnn, "_is_mkldnn_bf16_supported"):
        return False
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True  # on Arm, torch's own check asks for the instructions
    # On x86 it is content with AVX512 alone, or with AVX2 that converts bfloat16: both multiply in float32. AVX512-BF16
    # multiplies in bfloat16, and every processor with AMX has it too.
    capability = torch.backends.cpu.get_cpu_capability()
    return capability.startswith("AVX512") and _answers(torch.cpu, "_is_avx512_bf16_supported")


def _answers(owner: Any, question: str) -> bool:
    """What one of torch's private checks says; no, where this release or build lacks it."""
    try:
        return bool(getattr(owner, question)())
    except (AttributeError, RuntimeError):
        return False


def forms(network: nn.Module) -> dict[str, Callable[[], InFormat]]:
    """A network in every format that its device may be faster in, by name, float32 first; each is made when called."""
    where = next(network.parameters(), torch.empty(0)).device
    return {one.name: partial(InFormat, network, one) for one in (FLOAT32, *candidates(where))}


def forward(network: nn.Module, example: torch.Tensor) -> torch.Tensor:
    """What a network gives, without gradients."""
    with torch.inference_mode():
        return network(example)


Form = TypeVar("Form", bound=nn.Module)


def fastest_of(
    forms: Mapping[str, Callable[[], Form]],
    run: Callable[[Form, torch.Tensor], torch.Tensor],
    example: torch.Tensor,
    agrees: float,
) -> tuple[str, Form]:
    """Return the form of a network that is fastest at `run`, of those whose result agrees with the first one's.

    Args:
        forms: what makes each form, by its name; the first is the one that is right.
        run: called with a form and the example; whatever it returns is compared, row by row.
        example: an input.
        agrees: the least cosine between a row and the right one.

    Returns:
        The form and its name.
    """
    first, *others = forms
    made = {first: forms[first]()}
    if not others:
        return first, made[first]
    clock = _clock(example.device)
    expected, taken = _timed(partial(run, made[first], example), clock)
    seconds = {first: taken}
    for name in others:
        try:
            form = forms[name]()
            result, taken = _timed(partial(run, form, example), clock)
        except (RuntimeError, AttributeError):  # this device, or release, has no such operation in this format
            continue
        if float(F.cosine_similarity(result, expected).min()) >= agrees:
            made[name], seconds[name] = form, taken
    # An accelerator's first run loads its programs: it tells nothing about those after it.
    for slack in SLACK if example.device.type == "cpu" else (math.inf, *SLACK[1:]):
        limit = slack * min(seconds[name] for name in made)
        made = {name: form for name, form in made.items() if seconds[name] <= limit}
        if len(made) == 1:
            break
        for name, form in made.items():
            seconds[name] = min(seconds[name], _timed(partial(run, form, example), clock)[1])
    return min(made.items(), key=lambda item: seconds[item[0]])


def _clock(where: torch.device) -> Callable[[], float]:
    """On a CPU, the processor's seconds in this thread: its own part and its share of what all threads do.

    Without other work on the machine a run takes about as long; beside other work these seconds stay the same, while
    those on the wall have named a format fastest that takes twice as long. Windows counts them too coarsely.
    """
    return time.thread_time if where.type == "cpu" and os.name != "nt" else time.perf_counter


def _timed(run: Callable[[], torch.Tensor], clock: Callable[[], float]) -> tuple[torch.Tensor, float]:
    """What a run gives, row by row, and the seconds it took."""
    started = clock()
    result = run()
    result.sum().item()  # waits for an accelerator
    return result.flatten(1), clock() - started
