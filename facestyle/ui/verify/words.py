"""The words of the tab Verify."""

from __future__ import annotations

POLICY_CHOICES = [
    ("nearest the middle, and large", "centre"),
    ("largest", "largest"),
    ("surest to be a face", "probable"),
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
