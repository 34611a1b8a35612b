"""The words of 'You as a painting'."""

from __future__ import annotations

from facestyle.ui import languages
from facestyle.ui.shared import words as shared

TAB = "You as a painting"
INTRO = (
    "**One portrait in four styles, and still you?** The face encoder of Verify says how far each painting is from the "
    "photograph: d, on the same scale as in Verify. One pass of a network shows all four at once. Then gradient "
    "descent paints each again and keeps d small."
)
PHOTO, RUN, CANCEL = "Your photograph", "Paint me", "Cancel"
#: Its name in errors.
THE_PHOTO = "Your photograph"
LIKENESS = "How near"
LIKENESS_INFO = "The nearer, the less of S is in the face."
LIKENESSES = [("a likeness", "likeness"), ("a good likeness", "good-likeness"), ("a portrait", "portrait")]
MORE = "More: which styles, steps"
STYLES, STYLES_INFO = "Styles", "Up to four."
STEPS, STEPS_INFO = "Steps of descent for each", "More bring more of S."
EMPTY = "Four paintings of you appear here. Take or choose a photograph, and press Paint me."
LOOKING = "Looking for your face …"
NEVER_BEGUN = "Cancelled before the first painting."
DOWNLOAD = "Download the sheet, PNG"
ORIGINAL = "C, your photograph"
ONE_PASS, REFINED = "in one pass", "{steps} steps, identity cost"
WAITS = "in one pass, so far"
SCALE = "d = {d:.2f} on an axis from 0 to 4, same person below {tau:.2f}"
STILL_YOU, NOT_YOU, NO_FACE = "Still you", "Not you any more", "No face is found in it"
DISTANCE = "d = {d:.2f}, same person below {tau:.2f}"
NO_PHOTO = "No photograph was given; take or choose one, and press Paint me."
WRONG_STYLES = "{count} styles were chosen; choose {most} at most."
UNKNOWN_STYLE = "There is no style called {name!r}; choose among {known}."
ALT = "{title}, {state}"


def refining(step: int, steps: int) -> str:
    """The state of the portrait that is being painted."""
    return f"step {step} of {steps}"


def going(number: int, count: int, seconds: float | None) -> str:
    """The progress of all portraits."""
    left = "" if seconds is None else f" · {shared.duration(seconds)} left"
    return f"Painting {number} of {count}{left}"


def finished(known: int, count: int, stopped: bool) -> str:
    """How it ended."""
    start = "Stopped. " if stopped else ""
    return f"{start}{known} of {count} paintings are still you, by the encoder and τ of Verify."


languages.translate(__name__)
