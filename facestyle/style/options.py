"""What a restyling can be asked for, checked where it is built. Its defaults are the only defaults."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from facestyle import fields
from facestyle.errors import BudgetError, OptionError
from facestyle.fields import option
from facestyle.style.layers import DEFAULT_NETWORK, Pooling, StyleNetwork, tap_names, unknown_tap

if TYPE_CHECKING:  # the command line reads the options, and answers --help without opening any picture
    from facestyle.images import Picture

Init = Literal["noise", "coarse", "style-noise", "content"]
Transparency = Literal["kept", "white"]
KeepColors = Literal["no", "luminance", "matched"]
Likeness = Literal["likeness", "good-likeness", "portrait"]
OptimizerName = Literal["lbfgs", "adam"]
NumberFormat = Literal["fastest", "float32", "winograd", "bfloat16", "float16"]

#: size^2 x steps that a run may ask for: the largest size for the default steps, or 1586 px for the full thousand.
BUDGET = 4096 * 4096 * 150
#: Long side and steps of a first look: two seconds on two cores, and forms and colours are those of the large picture.
LOOK_SIZE = 112
LOOK_STEPS = 36
#: The short side that every picture has to keep in a first look, as in any run.
LOOK_SHORT = 33
#: The sides of a seamless G are multiples of this: four poolings halve them, and each has to be whole.
TILE_STEP = 16
#: A gamma with which people stay recognisable in bold restylings; the page suggests it.
SUGGESTED_GAMMA = 20.0
#: Alpha and beta that a newcomer can trust.
PRESETS: dict[str, dict[str, Any]] = {
    "gentle": {"alpha": 1.0, "beta": 3.0},
    "balanced": {"alpha": 1.0, "beta": 10.0},
    "bold": {"alpha": 1.0, "beta": 30.0},
    "texture": {"alpha": 0.0, "beta": 10.0},
}
#: The strength of beta = 10 at alpha = 1; a quarter more or less triples beta, or divides it by three.
BALANCED = 0.75


@dataclass(frozen=True)
class StyleOptions:
    """How G is made. C keeps its aspect ratio; S is brought to the same long side, times `style_scale`.

    Raises:
        OptionError: a value is not finite, out of range, or not one of the choices; or nothing is asked for.
        BudgetError: size^2 x steps is beyond `BUDGET`.
    """

    alpha: float = option(1.0, 0.0, 10.0, help="Weight of the content cost. More keeps C recognisable.")
    beta: float = option(10.0, 0.0, 100.0, help="Weight of the style cost. More brings the strokes of S.")
    size: int = option(256, 64, 4096, help="Long side of G in pixels. Twice the size takes four times as long.")
    steps: int = option(150, 1, 1000, help="How often the optimiser improves G. After some 150 little changes.")
    init: Init = option(
        "noise",
        help="What G starts from. From noise S rules more freely; from the coarse forms of C, in the colours of S, two "
        "thirds of the steps do; from C its forms stay.",
    )
    optimizer: OptimizerName = option("lbfgs", help="How G is improved. L-BFGS needs fewer steps.")
    content_layer: str = option(
        "relu4_2", help="Layer at which C and G are compared. Shallow ones keep every pixel, deep ones only the shapes."
    )
    seed: int = option(0, 0, 2**31 - 1, help="Number of the random noise. Another number gives another noise.")
    network: StyleNetwork = option(
        DEFAULT_NETWORK, help="What looks at the pictures. vgg19 is larger, and downloaded on first use."
    )
    style_layers: tuple[str, ...] = option(
        ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"), help="Layers at which the Gram matrices are compared."
    )
    layer_weights: tuple[float, ...] = option(
        (0.2, 0.2, 0.2, 0.2, 0.2), 0.0, 1.0, help="lambda: how much each style layer counts in the style cost."
    )
    pooling: Pooling = option("max", help="How the network reduces pictures. Average gives smoother strokes.")
    total_variation: float = option(
        0.0, 0.0, 10.0, help="Weight of the differences between neighbouring pixels. More takes grain out of G."
    )
    style_scale: float = option(1.0, 0.25, 2.0, help="Long side of S as a share of G's. Smaller means finer strokes.")
    style_weights: tuple[float, ...] = option(
        (), 0.0, 100.0, help="Weights of several style pictures. Equal where none are given.", called="style weight"
    )
    keep_colors: KeepColors = option(
        "no",
        help="How G keeps the colours of C. luminance paints only light and dark; matched first gives S the colours of "
        "C.",
    )
    protect_faces: float = option(0.0, 0.0, 20.0, help="How much more the content counts in faces. Try 5.")
    identity: float = option(
        0.0,
        0.0,
        100.0,
        help="Weight of keeping people recognisable (gamma). Compares the encodings of each face before and after, and "
        f"looks whether it is found; try {SUGGESTED_GAMMA:g}.",
    )
    likeness: Likeness = option(
        "good-likeness",
        help="How near faces stay, where people are to be kept recognisable. The nearer, the less of S is in them.",
    )
    number_format: NumberFormat = option(
        "fastest",
        help="How the network computes. fastest is what the machine is fastest in; pictures differ slightly by it.",
    )
    color_weight: float = option(
        0.2,
        0.0,
        1.0,
        help="lambda of the colours: how much it counts that G is as bright and colourful as S. With 0 the network "
        "alone decides, which hardly knows how bright a place is.",
    )
    transparency: Transparency = option(
        "kept",
        help="What becomes of transparent parts of C and S. kept: only what is seen counts, and G is as transparent as "
        "C; white: they are laid over white.",
    )
    seamless: bool = option(
        False,
        help="Whether G can be laid beside itself without a seam, as a tile; its sides are then multiples of "
        f"{TILE_STEP} pixels. For textures (alpha 0), or a C that is such a tile itself.",
    )

    def __post_init__(self) -> None:
        self._check_layers()
        fields.check(self)
        if self.style_weights and not sum(self.style_weights):
            raise OptionError("The style weights are all zero; raise one of them.")
        if not self.alpha and not (self.beta and any(self.layer_weights)):
            raise OptionError("alpha and the style weights are all zero, so nothing is asked for; raise one of them.")
        self.check_budget(BUDGET)

    def check_budget(self, budget: int) -> None:
        """Refuse a run of more work than a budget.

        Args:
            budget: the most of `pixel_steps`.

        Raises:
            BudgetError: says how many steps or which size it would allow.
        """
        if self.pixel_steps > budget:
            raise BudgetError(
                f"{self.steps} steps at size {self.size} are beyond the budget: at this size at most "
                f"{budget // self.size**2} steps, or for {self.steps} steps size "
                f"{int((budget / self.steps) ** 0.5)} at most."
            )

    @property
    def pixel_steps(self) -> int:
        """What the work grows with: size^2 x steps, an upper bound since C need not be square."""
        return self.size**2 * self.steps

    @property
    def step_of_sides(self) -> int:
        """What the sides of G are multiples of, in pixels."""
        return TILE_STEP if self.seamless else 1

    @property
    def looks_after_faces(self) -> bool:
        """Whether faces of C matter to the run."""
        return self.protect_faces > 0 or self.identity > 0

    def shares(self, styles: int) -> tuple[float, ...]:
        """What each of so many style pictures contributes; sums to 1.

        Raises:
            OptionError: there is no style picture, or the number of weights differs from the number of pictures.
        """
        return shares(self.style_weights, styles)

    def first_look(self, content: Picture | None = None, styles: Sequence[Picture] = ()) -> StyleOptions:
        """The same settings, small and in few steps: a picture in a couple of seconds that predicts the large one.

        Always by L-BFGS, which comes near the end in so few steps where Adam does not.

        Args:
            content: C; with an elongated one the look is larger, so that enough is left of its short side.
            styles: the style pictures, likewise.
        """
        shares = [(content, 1.0)] if content is not None else []
        shares += [(style, self.style_scale) for style in styles]
        needed = [LOOK_SHORT * max(p.width, p.height) / min(p.width, p.height) / scale for p, scale in shares]
        size = min(self.size, math.ceil(max([LOOK_SIZE, *needed])))
        return replace(self, size=size, steps=min(self.steps, LOOK_STEPS), optimizer="lbfgs")

    def _check_layers(self) -> None:
        names = tap_names(self.network)
        if not isinstance(self.style_layers, (list, tuple)) or not isinstance(self.layer_weights, (list, tuple)):
            raise OptionError("style_layers and layer_weights have to be lists of equal length.")
        for layer in (self.content_layer, *self.style_layers):
            if layer not in names:
                raise unknown_tap(layer, self.network)
        if len(set(self.style_layers)) != len(self.style_layers):
            raise OptionError("style_layers names a layer twice; name each once.")
        if len(self.style_layers) != len(self.layer_weights):
            raise OptionError(
                f"{len(self.layer_weights)} layer weights were given for {len(self.style_layers)} style layers; give "
                "one lambda a layer."
            )
        for layer, weight in zip(self.style_layers, self.layer_weights, strict=True):
            fields.number(f"lambda of {layer}", weight, *fields.limits(StyleOptions, "layer_weights"))


def weights_of(strength: float) -> tuple[float, float]:
    """Return alpha and beta of a strength of the style, 0 to 1: equal steps of it multiply beta / alpha by the same.

    >>> weights_of(BALANCED) == (PRESETS["balanced"]["alpha"], PRESETS["balanced"]["beta"])
    True
    """
    balanced = PRESETS["balanced"]
    return balanced["alpha"], balanced["beta"] * 3.0 ** (4.0 * (strength - BALANCED))


def strength_of(alpha: float, beta: float) -> float:
    """Return the strength of the style, 0 to 1, whose weights have this ratio; 1 without a content.

    >>> strength_of(1.0, 30.0)
    1.0
    """
    if not alpha or not beta:
        return 1.0 if beta else 0.0
    balanced = PRESETS["balanced"]
    ratio = beta / alpha / (balanced["beta"] / balanced["alpha"])
    return min(max(BALANCED + math.log(ratio, 3.0) / 4.0, 0.0), 1.0)


def shares(weights: Sequence[float], styles: int) -> tuple[float, ...]:
    """What each of so many style pictures contributes, all the same where there are no weights; sums to 1.

    Raises:
        OptionError: there is no style picture, or the number of weights differs from the number of pictures.
    """
    if not styles:
        raise OptionError("No style picture was given; one at least is needed.")
    weights = weights or (1.0,) * styles
    if len(weights) != styles:
        raise OptionError(f"{len(weights)} style weights were given for {styles} style pictures; give one each.")
    return tuple(weight / sum(weights) for weight in weights)
