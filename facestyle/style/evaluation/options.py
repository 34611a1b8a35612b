"""What an evaluation of restylings runs."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle import fields
from facestyle.errors import OptionError
from facestyle.fields import option
from facestyle.style.options import PRESETS, StyleOptions

_DEFAULTS = StyleOptions()


@dataclass(frozen=True)
class EvaluationOptions:
    """What is run: each preset on each pair of C and S.

    Raises:
        OptionError, BudgetError: see `StyleOptions`; a preset is unknown or named twice.
    """

    size: int = option(_DEFAULTS.size, *fields.limits(StyleOptions, "size"), help="Long side of G in pixels.")
    steps: int = option(_DEFAULTS.steps, *fields.limits(StyleOptions, "steps"), help="Optimiser steps of each run.")
    pairs: int | None = option(None, 1, 10_000, help="How many pairs. By default each picture is used once at least.")
    presets: tuple[str, ...] = option(tuple(PRESETS), choices=PRESETS, help="Which presets are run.", called="preset")

    def __post_init__(self) -> None:
        fields.check(self)
        if not self.presets:
            raise OptionError(f"presets has to be a list of some of {', '.join(PRESETS)}.")
        if len(set(self.presets)) != len(self.presets):
            raise OptionError("A preset is named twice; name each once.")
        for preset in self.presets:
            self.style_options(preset)  # within the budget

    def style_options(self, preset: str) -> StyleOptions:
        """How a preset is run."""
        return StyleOptions(size=self.size, steps=self.steps, **PRESETS[preset])
