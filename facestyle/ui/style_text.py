"""Words of the tab Style: help for each option, and what the stage says."""

from __future__ import annotations

from facestyle.style.options import StyleOptions

LOOKING = "A first look, small and quick …"
BEGINS = "What G starts from. Reading C and S: features and Gram matrices, once …"
NEVER_BEGUN = "Cancelled before the first step; nothing was painted. Press Restyle to begin."
PAINT_TITLE = "Paint where the style goes"
PAINT_HELP = (
    "Brush over the parts of C that S is to paint; the rest stays as it is in C. With a second style in place, the "
    "painted part takes S and the rest takes the second style. Nothing painted: the style goes everywhere."
)
SECOND_TITLE = "A second style, an earlier G, settings of an earlier picture"
MORE_TITLE = "More: size, steps, start, optimiser, layers and their weights λ"
LAMBDAS = (
    "**λ: how much each layer of the network counts in the style.** relu1_1 sees colour and grain, relu3_1 brush "
    "strokes, relu5_1 large forms. 0 leaves a layer out."
)
KIND = (
    "**Kind to faces.** The people in C can stay recognisable: the encoder of Verify watches over them. Leave both at "
    "0 where nobody is shown."
)
PRESET_HELP = (
    "gentle: C with a touch of S. balanced: both. bold: strokes before detail. texture: only S, without C. They set "
    "the two weights below."
)


def begins(options: StyleOptions, seconds: float | None, resumed: bool) -> str:
    """What the stage says before the first step."""
    what = f"{options.steps} steps at {options.size} px"
    time = (
        "how long it takes is said after the first steps"
        if seconds is None
        else f"about {_about(seconds)} on this machine"
    )
    source = " It goes on from the earlier G." if resumed else ""
    return f"Reading C and S: features and Gram matrices, once … {what}: {time}.{source}"


def looked(look: StyleOptions, large: StyleOptions, seconds: float | None) -> str:
    """What is said of a first look."""
    wait = "" if seconds is None else f", in about {_about(seconds)}"
    return (
        f"<b>A first look</b>, at {look.size} px and {look.steps} steps: this much of C and of S is to be expected; "
        f"with size and steps colours grow stronger and strokes finer. Restyle makes it {large.size} px{wait}."
    )


def of_region(covered: float | None) -> str:
    """What is said of the region at the end."""
    if covered is None:
        return ""
    if not covered:
        return " Nothing is white in the region, so the style went everywhere."
    return f" The region is {max(1, round(100 * covered))} % of C."


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds if seconds < 10 else 5 * round(seconds / 5)))} s"
    return f"{seconds / 60:.0f} min"
