"""What became of faces in restylings: a line a pair, the figures over all pairs, and the goals; see faces_kept.py."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

#: The encoder that is no part of J.
OTHER = "dlib"
#: What has to hold over all pairs.
VERIFY, VERIFY_TO_OTHER, INSIDE, STYLE_COST, SECONDS = 0.95, 0.9, 2.0, 1.15, 1.25
#: How often portraits are drawn again.
DRAWS = 2000


@dataclass(frozen=True)
class Line:
    """One portrait in one style: what became of its face, J_style and seconds, without and with the identity cost.

    `same` is by the encoder that is part of J, `same_to_other` by OTHER; `style_cost` is that of
    `faces_kept.style_cost` over all of G, `inside` that inside the faces' mask over that outside, `seconds` that of a
    run.
    """

    portrait: str
    style: str
    settings: dict[str, float | str]
    same_without: bool
    same_with: bool
    found_without: bool
    found_with: bool
    d_without: float
    d_with: float
    same_to_other_without: bool
    same_to_other_with: bool
    style_cost_without: float
    style_cost_with: float
    inside_without: float
    inside_with: float
    seconds_without: float
    seconds_with: float
    machine: dict[str, object] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what identifies a pair in a file that is resumed."""
        return self.portrait, self.style, json.dumps(self.settings, sort_keys=True)

    @property
    def style_cost(self) -> float:
        """With over without."""
        return self.style_cost_with / self.style_cost_without

    @property
    def seconds(self) -> float:
        """With over without."""
        return self.seconds_with / self.seconds_without


def summary(lines: Sequence[Line]) -> dict[str, float]:
    """Shares of faces that verify, geometric means of with over without, and of inside over outside."""
    if not lines:
        return {}
    return {
        "pairs": len(lines),
        "verify_without": sum(line.same_without for line in lines) / len(lines),
        "verify_with": sum(line.same_with for line in lines) / len(lines),
        "verify_to_other_without": sum(line.same_to_other_without for line in lines) / len(lines),
        "verify_to_other_with": sum(line.same_to_other_with for line in lines) / len(lines),
        "inside_without": _geometric([line.inside_without for line in lines]),
        "inside_with": _geometric([line.inside_with for line in lines]),
        **dict(zip(("inside_with_low", "inside_with_high"), _interval(lines), strict=True)),
        "style_cost": _geometric([line.style_cost for line in lines]),
        "style_cost_worst": max(line.style_cost for line in lines),
        "seconds": _geometric([line.seconds for line in lines]),
    }


def _interval(lines: Sequence[Line]) -> tuple[float, float]:
    """Return the 95 % interval of `inside_with` when portraits are drawn again, each with all its styles."""
    by_portrait: dict[str, list[float]] = {}
    for line in lines:
        by_portrait.setdefault(line.portrait, []).append(line.inside_with)
    groups = list(by_portrait.values())
    drawn = np.random.default_rng(0).integers(len(groups), size=(DRAWS, len(groups)))
    means = [_geometric([ratio for number in draw for ratio in groups[number]]) for draw in drawn]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def goals(figures: dict[str, float]) -> dict[str, dict[str, object]]:
    """What has to hold, in words, and whether it does."""
    if not figures:
        return {}
    return {
        "with identity cost faces verify": {
            "is": f"{figures['verify_with']:.1%}",
            "goal": f"at least {VERIFY:.0%}",
            "holds": figures["verify_with"] >= VERIFY,
        },
        f"with identity cost {OTHER} recognises": {
            "is": f"{figures['verify_to_other_with']:.1%}",
            "goal": f"at least {VERIFY_TO_OTHER:.0%}",
            "holds": figures["verify_to_other_with"] >= VERIFY_TO_OTHER,
        },
        "J_style inside the faces' mask over that outside (geometric mean)": {
            "is": "{inside_with:.2f} ({inside_with_low:.2f} to {inside_with_high:.2f})".format(**figures),
            "goal": f"at most {INSIDE:g}",
            "holds": figures["inside_with"] <= INSIDE,
        },
        "beta J_style, with over without (geometric mean)": {
            "is": f"{figures['style_cost']:.3f}",
            "goal": f"at most {STYLE_COST:g}",
            "holds": figures["style_cost"] <= STYLE_COST,
        },
        "seconds, with over without (geometric mean)": {
            "is": f"{figures['seconds']:.3f}",
            "goal": f"at most {SECONDS:g}",
            "holds": figures["seconds"] <= SECONDS,
        },
    }


def _geometric(ratios: Sequence[float]) -> float:
    return math.exp(sum(math.log(ratio) for ratio in ratios) / len(ratios))


def as_text(line: Line) -> str:
    """A pair in a line."""
    words = [
        f"{'same' if same else 'other' if found else 'no face':8}d {d:5.2f}"
        for same, found, d in (
            (line.same_without, line.found_without, line.d_without),
            (line.same_with, line.found_with, line.d_with),
        )
    ]
    return (
        f"{line.portrait[:28]:28} {line.style[:22]:22} {words[0]}   {words[1]}   J_style {line.style_cost:6.3f}   "
        f"inside {line.inside_without:6.2f} {line.inside_with:6.2f}   "
        f"seconds {line.seconds_without:6.1f} {line.seconds_with:6.1f} {line.seconds:6.3f}"
    )


def print_table(lines: Sequence[Line], figures: dict[str, float]) -> None:
    """All pairs, what was measured over them, and the goals."""
    print("portrait                     style                  gamma 0            suggested        with / without")
    for line in lines:
        print(as_text(line))
    if figures:
        print(f"without identity cost {figures['verify_without']:.1%} of {figures['pairs']} faces verify")
        without, with_it = figures["verify_to_other_without"], figures["verify_to_other_with"]
        print(f"to {OTHER}, which is no part of J, {without:.1%} without and {with_it:.1%} with it")
        print(
            f"J_style inside the faces' mask over that outside, without identity cost {figures['inside_without']:.2f}"
        )
        print(f"beta J_style, with over without, at worst {figures['style_cost_worst']:.3f}")
    for what, goal in goals(figures).items():
        print(f"{what}: {goal['is']} (goal {goal['goal']}: {'holds' if goal['holds'] else 'FALLS SHORT'})")
