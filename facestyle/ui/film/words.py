"""The words of the tab Film."""

from __future__ import annotations

from facestyle.style.film.film import FilmStep
from facestyle.ui import languages
from facestyle.ui.shared.words import duration

TAB = "Film"
FILM, STYLE, RESULT = "Film", "Style S", "The film, painted"
RUN, CANCEL, DOWNLOAD = "Paint the film", "Cancel", "Download MP4"
WALL = "Styles of our own: click one"
MORE = "More: colours, pictures a second, and a part of the film"
OPENS = "Give a film, choose a style, and press Paint the film: it forms here."
BEGINS = "Looking at the film and at S …"
PAINTED = "The latest painted picture"
NEVER_BEGUN = "Cancelled before the first picture; nothing was painted. Press Paint the film to begin."

LABELS = {
    "strength": "Strength of the style",
    "size": "Long side in pixels",
    "steadiness": "Steadiness",
    "keep_colors": "Colours of the film",
    "rate": "Pictures a second, at most",
    "start": "From second",
    "end": "To second",
}
INFOS = {
    "strength": "0: the film's own manner. 1: that of S.",
    "size": "Twice as long takes four times the time.",
    "steadiness": "Keeps what stands still from flickering.",
    "keep_colors": "Kept by painting only light and dark, or by giving S the colours of the film first.",
    "rate": "Half as many take half the time.",
    "start": "Where the part begins.",
    "end": "Where it ends; empty: with the film.",
}
CHOICES = {"keep_colors": [("not kept", "no"), ("kept by brightness", "luminance"), ("S matched to them", "matched")]}

UNPLAYED = "Browsers do not play films of this kind; it is painted all the same."
NO_FILM = "Give a film: MP4, MOV, MKV, WebM or AVI."
NO_STYLE = "Choose a style: click one, or give a picture of your own."
#: What a film lacks, as the engine says it.
NOTE = "{told}."
WITH_SOUND, WITHOUT_SOUND = "with sound", "without sound"
SOUND = {"copied": "the sound as it was", "encoded as AAC": "the sound encoded as AAC", "none": "without sound"}


def intro(seconds: float, megabytes: int) -> str:
    """What the tab does, and its limits."""
    return (
        f"**A film in the manner of a picture**, with its sound. At most {seconds:.0f} s and {megabytes} MB; of a "
        "longer film, a part. Nothing is kept: both films are deleted within the hour."
    )


def looked(seconds: float | None, width: int, height: int, sound: bool) -> str:
    """What is known of a film that was given."""
    length = "" if seconds is None else f"{seconds:.1f} s, "
    return f"{length}painted at {width} × {height} px, {WITH_SOUND if sound else WITHOUT_SOUND}."


def shipped(seconds: float, width: int, height: int) -> str:
    """What the film is that the tab opens with."""
    return f"The example film, painted: {seconds:.0f} s of {width} × {height} px."


def too_long(name: str, seconds: float, limit: float) -> str:
    """The error for a film that is too long for the page."""
    return (
        f"{name} would be {seconds:.0f} s long; the limit on this page is {limit:.0f} s. Choose a part of it under "
        "More, by its first and last second."
    )


def too_many_bytes(name: str, megabytes: int, limit: int) -> str:
    """The error for a file that is too large for the page."""
    return f"{name} has {megabytes} MB; the limit is {limit} MB. Cut it, or save it smaller."


def going(step: FilmStep) -> str:
    """The progress of a film."""
    of = "" if step.frames is None else f" of {step.frames}"
    left = "" if step.seconds_left is None else f" · {duration(step.seconds_left)} left"
    return f"picture {step.frame}{of}{left}"


def finished(step: FilmStep, time_over: bool) -> str:
    """How a film ended."""
    what = f"{step.film_seconds:.1f} s of {step.width} × {step.height} px, {SOUND[step.sound]}"
    if step.last:
        return f"Done in {duration(step.seconds)}: {what}."
    how = "Ended" if time_over else "Cancelled"
    return f"{how} after picture {step.frame}. The film so far: {what}."


languages.translate(__name__)
