"""The words of the tab Identify."""

from __future__ import annotations

from facestyle.ui import languages
from facestyle.ui.shared.words import counted

TAB = "Identify"
INTRO = (
    "**Which of the enrolled people is this, if any?** Each face is compared with the stored encodings. Enrolling "
    "somebody takes one photograph and no training."
)
EMPTY = "Names appear here, on the faces. Press Identify."
PHOTOGRAPH = "One person or a group"
#: Its name in errors.
THE_PHOTOGRAPH = "The photograph"
IDENTIFY = "Identify"
EXAMPLES = "Or one click: public-domain photographs"

MORE = "More: how strict"
CHANCE = "A stranger is named by mistake"
CHANCE_INFO = (
    "Sets τ by the number of people enrolled: each is one more chance of a mistake, so that a larger gallery has to be "
    "stricter."
)
CHANCE_CHOICES: list[tuple[str, str | int | float]] = [
    ("at most 1 time in 10", 0.1),
    ("1 in 100", 0.01),
    ("1 in 1000", 0.001),
]
THRESHOLD = "Threshold τ of your own"
THRESHOLD_INFO = "Instead: the nearest person is named if d ≤ τ. Empty: τ follows the chance."
THRESHOLD_PLACEHOLDER = "such as 0.9"

UNKNOWN = "not in the gallery"
FACE, WHO = "Face", "Who"
OWN_TAU, TAU_BY_CHANCE = "by your own τ", "for {people} and {rate:.1%} of strangers named"
NEAREST = "Nearest in the gallery, with d (named up to τ = {tau:.2f}, {reason})"


def faces_named(faces: int, named: int) -> str:
    """How many faces a photograph shows, and how many of them have a name."""
    return f"{'One face' if faces == 1 else counted(faces, 'face')}, {named or 'none'} of the gallery"


languages.translate(__name__)
