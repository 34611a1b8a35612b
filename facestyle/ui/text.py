"""The words of the page."""

from __future__ import annotations

from collections.abc import Mapping

from facestyle.style.options import StyleOptions

TITLE = "facestyle"
TAGLINE = "Face verification, gallery identification and neural style transfer, working live on your own pictures."
PRIVACY = (
    "Pictures are worked on in memory and never kept: uploads leave the server within the hour, galleries hold "
    "encodings only (small pictures too, where you ask for them) and end with your visit. Face recognition needs the "
    "consent of the people shown."
)

POLICY_CHOICES = [
    ("nearest the middle, and large", "centre"),
    ("largest", "largest"),
    ("surest to be a face", "probable"),
]
FPIR_CHOICES: list[tuple[str, str | int | float]] = [
    ("at most 1 time in 10", 0.1),
    ("1 in 100", 0.01),
    ("1 in 1000", 0.001),
]
FMR_CHOICES: list[tuple[str, str | int | float]] = [
    ("the encoder's own", 0.0),
    ("1 in 100 strangers passes", 0.01),
    ("1 in 1000", 0.001),
    ("1 in 10,000", 0.0001),
]
FACE_AUTOMATIC = ("chosen automatically", 0)

THRESHOLD_INFO = "Same person where d ≤ τ. Lower is stricter: fewer strangers pass, more matches are missed."
THRESHOLD_OF_HEAD = "Same person where the probability is at least this. Higher is stricter."
VERIFY_INTRO = (
    "**Is this the claimed person?** Both photographs pass through one shared network, a Siamese network; the squared "
    "distance between their encodings decides."
)
VERIFY_EMPTY = "The verdict appears here. Press Compare."
PROBABILITY_MEANS = (
    "The probability is that of two photographs taken at random, half of such pairs showing one person. It is no "
    "proof: who looks alike, or is shown badly, is judged wrongly, and some groups of people more often than others."
)
CALIBRATE_INTRO = (
    "d means something else for every camera and every crowd. From several pictures each of several people (named "
    "like `Ada_1.jpg`, `Ada_2.jpg`, `Emmy_1.jpg`) the page learns what it means for yours: the probability and τ then "
    "follow them, in your visit alone. The pictures are not kept."
)
VERIFY_FORMULA = r"$$d(x_A, x_B) = \lVert f(x_A) - f(x_B) \rVert^2$$"

IDENTIFY_INTRO = (
    "**Which of the people enrolled is this, or none of them?** Each face is compared with the stored encodings. "
    "Enrolling somebody takes one photograph and no training."
)
IDENTIFY_EMPTY = "Names appear here, on the faces. Press Identify."

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
LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "$", "right": "$", "display": False},
]
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
