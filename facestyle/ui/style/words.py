"""The words of the tab Style."""

# Over 300 lines: the words of a tab stand in one file, which a language translates.

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facestyle.style.costs.identity import FaceAfter
from facestyle.style.descent.descent import Costs
from facestyle.style.options import SUGGESTED_GAMMA, StyleOptions
from facestyle.style.transfer import Step
from facestyle.ui import languages
from facestyle.ui.shared.words import AND, BETWEEN, counted, duration

TAB, ANY_PICTURE = "Style", "Any picture"
LOOKING = "A first look, small and quick …"
BEGINS = "What G starts from. Computing the features of C and the Gram matrices of S, once …"
NEVER_BEGUN = "Cancelled before the first step; nothing was painted. Press Restyle to begin."
PAINT_TITLE = "Paint where the style goes"
PAINT_HELP = (
    "Brush over the parts of C that take the style; the rest stays as it is in C. With a second style, the painted "
    "part takes S and the rest takes the second style. If nothing is painted, the style goes everywhere."
)
SECOND_TITLE = "A second style, an earlier G, settings of an earlier picture"
MORE_TITLE = "More: size, steps, weights, start, layers, faces"
WEIGHTS = "**Weights.** J = α J content + β J style. The strength sets both; here each can be set by itself."
RUNS = "**The run.**"
LAMBDAS = (
    "**λ: the weight of each layer of the network in the style.** relu1_1 sees colour and grain, relu3_1 brush "
    "strokes, relu5_1 large forms. λ colours: how much it counts that G is as bright and "
    "colourful as S. 0 leaves a layer out."
)
FACES = (
    "**Faces.** People in C can stay recognisable to the encoder of Verify. Leave both weights at 0 if nobody is shown."
)
PRESET_HELP = (
    "gentle: C with a touch of S. balanced: both. bold: strokes before detail. texture: only S, without C. Sets the "
    "strength, α and β."
)


def begins(options: StyleOptions, seconds: float | None, resumed: bool) -> str:
    """The stage before the first step."""
    what = f"{counted(options.steps, 'step')} at {options.size} px"
    time = f"about {_about(seconds)} on this machine" if seconds is not None else "the time left follows"
    source = " It goes on from the earlier G." if resumed else ""
    return f"Computing the features of C and the Gram matrices of S, once … {what}: {time}.{source}"


def looked(look: StyleOptions, large: StyleOptions, seconds: float | None) -> str:
    """The sentence below a first look."""
    wait = "" if seconds is None else f", in about {_about(seconds)}"
    return (
        f"<b>A first look</b>, at {look.size} px and {counted(look.steps, 'step')}: expect this much of C and of S; "
        f"with a larger size and more steps colours are stronger and strokes finer. Restyle paints {large.size} "
        f"px{wait}."
    )


def going(step: Step, steps: int) -> str:
    """The progress of a restyling."""
    left = "" if step.seconds_left is None else f" · {duration(step.seconds_left)} left"
    return f"step {step.iteration} of {steps}{left} · J = {step.total_cost:.3g}"


def finished(history: Sequence[Step], options: StyleOptions, covered: float | None, size: tuple[int, int]) -> str:
    """How a restyling ended; `covered` is the region's share of C, `size` the width and height of G."""
    first, last = history[0], history[-1]
    stopped = "" if last.iteration == options.steps else f", stopped after step {last.iteration}"
    small = f" G is {size[0]} x {size[1]} px so far, of {options.size}." if max(size) < options.size else ""
    return (
        f"Done in {last.seconds:.0f} s{stopped}. J went from {_cost(first.total_cost)} to {_cost(last.total_cost)}."
        f"{small}{of_region(covered)}"
    )


def opening(options: StyleOptions, first: Step, last: Step) -> str:
    """The sentences below the finished example."""
    return (
        f"<b>A finished example</b>, shipped with the page: {options.steps} steps at {options.size} px from noise, "
        f"α = {options.alpha:g}, β = {options.beta:g}. J went from {_cost(first.total_cost)} to "
        f"{_cost(last.total_cost)}. Click a style, or press Restyle to run it here."
    )


def estimate(steps: int, size: int, seconds: float | None) -> str:
    """What a restyling will be and take."""
    what = counted(steps, "step")
    wait = "" if seconds is None else f", about {_about(seconds)} on this machine"
    return f"Restyle: {what} at {size} px{wait}."


def versus(seconds: float, costs: Costs, last: Step) -> tuple[str, str]:
    """One pass and a run side by side: what each took and reached, by the parts of J that both have."""
    common = last.extra_costs.keys() & costs.extras.keys()
    descent = last.content_cost + last.style_cost + sum(last.extra_costs[name] for name in common)
    left_out = [EXTRA.get(name, name) for name in last.extra_costs if name not in common]
    without = f" {WITHOUT} {f' {AND} '.join(left_out)}" if left_out else ""
    return (
        f"<b>One pass</b>, {seconds:.2g} s<br>J = {_cost(costs.total)}",
        f"<b>{counted(last.iteration, 'step')}</b>, {duration(last.seconds)}<br>J = {_cost(descent)}{without}",
    )


def one_pass(seconds: float) -> str:
    """The sentence below G in one pass."""
    return f"<b>One pass of a network, {seconds:.2g} s.</b> {ONE_PASS_LIMITS}"


def one_pass_costs(costs: Costs, size: int) -> str:
    """J of one pass with its parts."""
    parts = {"content": costs.content, "style": sum(costs.styles.values()), **costs.extras}
    told = " + ".join(f"{EXTRA.get(name, name)} {_cost(cost)}" for name, cost in parts.items())
    return f"<b>J = {_cost(costs.total)}</b> at {size} px: {told}. Restyle lowers it."


def _cost(cost: float) -> str:
    return f"{cost:,.0f}" if cost >= 1000 else f"{cost:.3g}"


def face(number: int, after: FaceAfter) -> str:
    """The distance of a face in G from the same face in C."""
    return f"face {number}: d = {after.distance:.2f}{'' if after.found else NOT_FOUND_ANY_MORE}"


def of_region(covered: float | None) -> str:
    """The region, at the end."""
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
    "**Paint one picture with the strokes of another.** A style paints G in one pass of a network; Restyle paints it "
    "by gradient descent on its pixels."
)
ONE_PASS = "G in one pass"
ONE_PASS_LIMITS = "No α, β or λ; strokes as it learned them from paintings."
BESIDE_C = "Drag the handle: C on the left, G on the right."
OPENS = "C in the manner of S appears here. Choose C and S."
OPENING_FILM = "G forming from noise, a film"
OPENING_LAST = "G, finished"
HOLD = "Hold the film"
#: Labels of the options, and of some choices.
LABELS = {
    "alpha": "Content weight α",
    "beta": "Style weight β",
    "init": "G starts from",
    "optimizer": "Optimiser",
    "content_layer": "Content layer l",
    "lambda_1": "λ relu1_1",
    "lambda_2": "λ relu2_1",
    "lambda_3": "λ relu3_1",
    "lambda_4": "λ relu4_1",
    "lambda_5": "λ relu5_1",
    "color_weight": "λ colours",
    "total_variation": "Smoothness",
    "style_scale": "Size of S",
    "keep_colors": "Colours of C",
    "identity": "Keep people recognisable γ",
    "likeness": "How near",
}
#: Of options of one pass that have the name of another option.
INSTANT_LABELS = {
    "size": "Size of one pass",
    "strength": "Strength of the style",
    "check_faces": "Faces in one pass",
}
INSTANT_INFOS = {
    "strength": "From a touch of S to S before C. One pass follows at once; Restyle takes it as β / α.",
    "size": "Long side in pixels. Strokes keep their size, so they look finer.",
    "check_faces": None,
}
CHOICES = {
    "number_format": [
        ("the fastest here", "fastest"),
        *((name, name) for name in ("float32", "winograd", "bfloat16", "float16")),
    ],
    "init": [
        ("random noise: the lesson's way", "noise"),
        ("coarse forms of C: quick", "coarse"),
        ("C itself: quick, keeps its forms", "content"),
        ("noise in the colours of S", "style-noise"),
    ],
    "optimizer": [("L-BFGS", "lbfgs"), ("Adam", "adam")],
    "content_layer": [(layer, layer) for layer in ("relu2_2", "relu3_2", "relu4_2", "relu5_2")],
    "transparency": [("kept", "kept"), ("laid over white", "white")],
    "likeness": [("a likeness", "likeness"), ("a good likeness", "good-likeness"), ("a portrait", "portrait")],
    "keep_colors": [("not kept", "no"), ("kept by brightness", "luminance"), ("S matched to C", "matched")],
}
#: Instead of an option's own help.
INFOS = {
    "alpha": "More keeps C recognisable.",
    "beta": "More brings the strokes of S.",
    **{f"lambda_{number}": None for number in range(1, 6)},
    "color_weight": None,
    "seamless": "G tiles the plane: for the preset texture.",
    "init": "From noise S rules most freely, and G forms from nothing. From C it is there sooner.",
    "transparency": "Of C and S. Kept: only what is seen counts, and G is as transparent as C.",
    "keep_colors": "Kept by painting only light and dark, or by giving S the colours of C first.",
    "identity": f"Weight of ‖f(C) − f(G)‖² and of detection, for each face; try {SUGGESTED_GAMMA:g}.",
    "likeness": "For γ above 0. The nearer a face has to stay, the less of S is in it.",
}
STROKES = "**Strokes and colours.**"
CONTENT = "Content C"
STYLE = "Style S"
RUN, LOOK_BUTTON, CANCEL = "Restyle", "First look", "Cancel"
WALL = "Styles: click one"
PRESETS = "Presets"
PRESET_CHOICES = [("gentle", "gentle"), ("balanced", "balanced"), ("bold", "bold"), ("texture", "texture")]
CONTENTS = "Pictures: click one"
#: Of the sample pictures, by the name of their file.
CONTENT_TITLES = {"china": "A temple", "coffee": "A cup of coffee", "chelsea": "A cat", "astronaut": "An astronaut"}
BOTH, WITHOUT = "One pass, and G of all steps", "without"
RESULT, DOWNLOAD, DOWNLOAD_TIFF, FILM, GO_ON = (
    "C and G",
    "Download PNG",
    "TIFF, 16 bits",
    "Timelapse, MP4",
    "Go on from this G",
)
CARD = "Card: C, S, G, PNG"
LINK = "Link to these settings"
LINK_HOLDS = "It holds the options and, where C and S are ours, their names. Your own pictures are not in it."
THE_LINK = "The link"
REGION = "Region: white where the style goes"
REGION_HELP = "The painted region; or drop a black and white picture of the shape of C here."
STYLE_MASK, STYLE_MASK_2 = "Mask on S: white where S is taken", "Mask on the second style"
STYLE_MASK_HELP = (
    "A black and white picture of the shape of S, where only a part of S is to be the style. One pass reads all of S."
)
STYLE_2, START = "Second style", "A G to go on from"
EARLIER = "A picture made here: its settings are used"
SHARE, SHARE_INFO = "Share of the second style", "0: only S. 1: only the second style."
STARTS_FROM, LOOK = "What G starts from", "First look at G"
AFTER = "G after step {step}"
CURVE_J, CURVE_CONTENT, CURVE_STYLE = "J", "α J content", "β λ J style, {layer}"
#: Costs beside those of content and style.
EXTRA = {name: name for name in ("colours", "total variation", "identity", "visibility", "unpainted faces")}
RECOGNISABLE = "Still recognisable?"
BY_ENCODER = "{known} of {faces} faces, by the same encoder and τ as in Verify."
LARGER_GAMMA = " A larger γ keeps more of a face: try {gamma:g}."
NEARER = " So does 'a portrait', under 'How near'."
RESTYLE_KEEPS = " Restyle keeps more of a face, with γ = {gamma:g}."
NOT_FOUND_ANY_MORE = ", no face is found there"
NO_PNG = "No picture was given; choose one that was made here."
#: Their names in errors.
PICTURE_C, PICTURE_S, PICTURE_S2 = "The content picture C", "The style picture S", "The second style picture"
THE_REGION, THE_START, THE_PICTURE = "The region", "The picture to go on from", "The picture"
#: Of the canvas.
PAINT_OVER = "Paint over C"
PAINTED = "The painted region"
NOT_ARRIVED = "The painted region did not arrive as a picture; clear it and paint again."
DAMAGED = "The painted region arrived damaged; clear it and paint again."
CHOOSE_FIRST, C_TO_PAINT = "Choose a content picture C first.", "C, to paint over"
PAINT_BY_KEYS = "C, to paint over: the arrow keys move the brush, the space bar paints"
BRUSH, BRUSH_SIZE, ERASE, INVERT, CLEAR = "Brush", "Size of the brush", "Erase", "Invert", "Clear"
_STYLE_SUM = r"J(G) = \alpha\, J_{content}(C, G) + \beta \sum_l \lambda^{[l]} J_{style}^{[l]}(S, G)"
STYLE_WORDS = (
    r"$J_{content}$: half the squared difference between the activations of C and G at a middle layer, per activation. "
    r"$J_{style}^{[l]}$: the squared difference between the Gram matrices of S and G, which say what fires together at "
    r"layer $l$. Lower is closer, 0 is the same."
)
WITH = "with α = {alpha:g}, β = {beta:g}, l = {layer} for the content."
EXTRA_WORDS = {
    "colours": "Colours: β λ times how far the colours of G have to move to be spread like those of S.",
    "total variation": "Total variation: how much neighbouring pixels of G differ.",
    "identity": "Identity: γ times how far d, between a face in C and in G, is over the limit of the likeness.",
    "visibility": "Visibility: how far these faces are from being detected.",
    "unpainted faces": "Unpainted faces: how far the style within the faces falls behind that of all of G.",
}
#: Of the figure that answers to a finger.
GRAM_TITLE = "How it works: point at a cell of a Gram matrix and see its two feature maps"
GRAM_IDEA = (
    "The Gram matrix of S at {layer}, of {count} of its channels. Each cell is one number: two feature maps are "
    "multiplied place by place, and the products are summed. Bright: both channels fire in the same places. That is "
    "all that J style compares, and it says nothing of where."
)
GRAM_LABEL, GRAM_SHOWN, GRAM_TILES = "Cell of the Gram matrix", "A Gram matrix", "Two feature maps and their product"
GRAM_MAP, GRAM_PRODUCT = "channel {channel}", "product, place by place"
GRAM_CELL = "Channels {one} and {other}: a × a′, their activations, sums over {high} × {wide} places to {value:,.0f}"
STYLE_JUMP = "A large G begins at 256 pixels and grows; the costs jump at each new size."
FACES_JUMP = "Faces count once G has its style; the costs jump there."


def style_idea() -> str:
    """The formula of J before a run."""
    return f"$${_STYLE_SUM}$$\n\n{STYLE_WORDS}"


def style_formula(
    options: StyleOptions, content_cost: float, style_cost: float, extra_costs: Mapping[str, float]
) -> str:
    """The formula of J with the values of a run."""
    total = content_cost + style_cost + sum(extra_costs.values())
    more = "".join(rf" + {cost:.3g}_{{\text{{{EXTRA.get(name, name)}}}}}" for name, cost in extra_costs.items())
    values = WITH.format(alpha=options.alpha, beta=options.beta, layer=options.content_layer)
    sizes = rf"{content_cost:.3g} + {style_cost:.3g}{more} = {total:.3g}"
    return (
        rf"$$\begin{{aligned}} {_STYLE_SUM.replace('=', '&=', 1)} \\ &= {sizes} \end{{aligned}}$$"
        f"\n\n{BETWEEN.join([values, STYLE_WORDS, *(EXTRA_WORDS[name] for name in extra_costs)])}"
    )


languages.translate(__name__)
