"""Words of the tab Style: help for each option, and what the stage says."""

from __future__ import annotations

from collections.abc import Mapping

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


STYLE_INTRO = (
    "**Paint one picture with the strokes of another.** Gradient descent on the pixels of G, from noise, until it has "
    "the content of C and the style of S."
)
INIT_CHOICES = [
    ("random noise", "noise"),
    ("noise in the colours of S", "style-noise"),
    ("the content picture", "content"),
]
COLOR_CHOICES = [("not kept", "no"), ("kept by brightness", "luminance"), ("S matched to C", "matched")]
STYLE_EMPTY = "G forms here, from random noise. Press Restyle."
_STYLE_SUM = r"J(G) = \alpha\, J_{content}(C, G) + \beta \sum_l \lambda^{[l]} J_{style}^{[l]}(S, G)"
_STYLE_WORDS = (
    r"$J_{content}$: half the squared difference between the activations of C and G at a middle layer, per activation. "
    r"$J_{style}^{[l]}$: the squared difference between the Gram matrices of S and G, which say what fires together at "
    r"layer $l$. Lower is closer, 0 is the same."
)
STYLE_FORMULA = f"$${_STYLE_SUM}$$\n\n{_STYLE_WORDS}"
_EXTRA_WORDS = {
    "total variation": "Total variation: how much neighbouring pixels of G differ.",
    "identity": "Identity: γ times the squared distance between the encodings of each face in C and in G.",
    "visibility": "Visibility: what the detector misses of those faces.",
}
STYLE_JUMP = "A large G is begun at 256 pixels, and grows; the costs jump where it does."


def style_formula(
    options: StyleOptions, content_cost: float, style_cost: float, extra_costs: Mapping[str, float]
) -> str:
    """The formula of J with the values of a run put in."""
    total = content_cost + style_cost + sum(extra_costs.values())
    more = "".join(rf" + {cost:.3g}_{{\text{{{name}}}}}" for name, cost in extra_costs.items())
    sizes = rf"{content_cost:.3g} + {style_cost:.3g}{more} = {total:.3g}"
    return (
        rf"$$\begin{{aligned}} {_STYLE_SUM.replace('=', '&=', 1)} \\ &= {sizes} \end{{aligned}}$$"
        f"\n\nwith α = {options.alpha:g}, β = {options.beta:g}, l = {options.content_layer} for the content. "
        f"{' '.join([_STYLE_WORDS, *(_EXTRA_WORDS[name] for name in extra_costs)])}"
    )
