"""Where the networks run when the page is a Hugging Face Space on ZeroGPU: in a borrowed process with a GPU.

`spaces` has to be imported before torch. Without `spaces` functions run where they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

try:
    import spaces
except ImportError:
    spaces = None

Function = TypeVar("Function", bound=Callable[..., Any])


def on_gpu(duration: Callable[..., int]) -> Callable[[Function], Function]:
    """Run a function (or generator) on ZeroGPU's GPU where there is one.

    Args:
        duration: called with the function's own arguments; returns the seconds to ask for. Short requests are served
            sooner and cost the visitor less of their quota.
    """

    def wrap(function: Function) -> Function:
        return function if spaces is None else spaces.GPU(duration=duration)(function)

    return wrap


def on_zero_gpu() -> bool:
    """Whether this is a Space on ZeroGPU, where networks have to be loaded before a request."""
    return os.environ.get("SPACES_ZERO_GPU", "").lower() == "true"
