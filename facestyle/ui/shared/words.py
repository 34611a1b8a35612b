"""The words that the tabs share."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.faces.siamese.model import Kind
from facestyle.ui import languages

#: The name of the language, as the switch shows it, and as `<html lang>` writes it.
LANGUAGE, SHORT, LANG = "English", "EN", "en"
#: The name of the switch.
LANGUAGES = "Language"
#: Words of Gradio that are English in every language, by the English ones; `{}` stands for what is filled in.
GRADIO: dict[str, str] = {}
TITLE = "facestyle"
#: The title of the document.
DOCUMENT = "facestyle: face recognition and neural style transfer"
TAGLINE = "Face verification, gallery identification and neural style transfer, working live on your own pictures."
#: The picture beside a link, for who can't see it.
PICTURED = "Six styles of our own, above the title"
PRIVACY = (
    "Pictures are processed in memory and never kept: uploads are deleted within the hour, galleries hold encodings "
    "only (and small pictures if you ask for them) and end with your visit, unless your browser keeps one for you. "
    "Face recognition needs the consent of the people shown."
)
LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "$", "right": "$", "display": False},
]

PLEASE_CHECK = "Please check"
UNEXPECTED = "Something unexpected went wrong."
#: With the id of the request, which stands in the server's log too.
REPORT = "Something went wrong; quote {request} if you report it."
TOO_OFTEN = "There were too many requests in the last minute; try again in {seconds} s."
QUEUE_FULL = "The page is busy: {waiting} requests wait, and no more can. Try again in a minute."
TOO_MANY_WAITING = "{most} of your requests wait already; let one of them end, or cancel it."
STOPPING = "The server is about to restart. What runs has a few seconds to finish; then it is ended."
#: Where several servers share the visitors; deploy/nginx-two.conf says the same.
ELSEWHERE = (
    "The server that held your visit has ended. Load the page again: another server goes on. The people that you "
    "enrolled and the models that you trained are gone, except a gallery that your browser keeps."
)
#: In place of the page, while the server stops.
CLOSED = "The server is about to restart. Load the page again in a minute."
#: For who comes back to a visit that the server does not hold any more.
GONE = (
    "Your earlier visit has ended: the server was restarted, or you were away for long. The people that you enrolled "
    "and the models that you trained are gone, except a gallery that this browser keeps."
)
OUT_OF_MEMORY = (
    "The memory ran out, so this run was ended. Choose a smaller size or fewer pictures, or try again in a minute."
)
#: Captions of the pairs of sample photographs.
PAIRS = ("the same man", "two men", "the same man", "a woman and a man")
#: Names of the sample pictures to restyle, by file.
CONTENTS = {"china": "A temple", "coffee": "A cup of coffee", "chelsea": "A cat", "astronaut": "An astronaut"}
#: Names of the photographs to identify, by file.
PHOTOGRAPHS = {"obama2-astronaut-biden-640": "Three people", "obama3": "A man", "astronaut": "An astronaut"}
COSTS_EMPTY = "The costs appear here while G forms: J and its parts."
COSTS = "Costs by step"
STEP = "step {step}"
#: The name of every progress bar, for who hears it.
PROGRESS = "Progress"
#: Below a result that the page opens with.
SHIPPED = "Made earlier, from the example shown. Press {press} to make it live."
WAKING = "Waking the networks, about {seconds} s"
FETCHING = "Fetching {network}, once"

#: On a result that was made from something else than what is shown.
OLD, OLD_ALONE = "Old: {changed} changed. Press {press}.", "Old: {changed} changed."
AGAIN = "{changed} changed. One moment …"
CHANGED_SINCE = "{changed} changed since this run began."
#: After a dropped connection or a reload, which end a run.
ENDED = "The connection was lost, or the page was loaded again, and the run was ended. Press {press} to run it again."
AND, OTHERS, INPUT = "and", "others", "input"
#: In a list, between two and before the last.
COMMA, BEFORE_LAST = ", ", " and "
#: Between two sentences.
BETWEEN = " "
PARTS = {"gallery": "the gallery", "calibration": "the calibration", "model": "the trained model"}

CHI2 = (
    "\n\nχ² is made for numbers that are not negative, and encodings have negative ones: their positive and negative "
    "parts are written one after the other, as twice as many numbers."
)


def head(kind: Kind, one: str = "x^{(i)}", other: str = "x^{(j)}") -> str:
    """The course's formula of a binary head over two pictures, without dollar signs."""
    f, g = f"f({one})_k", f"f({other})_k"
    features = rf"\big| {f} - {g} \big|" if kind == "binary-l1" else rf"\frac{{\big({f} - {g}\big)^2}}{{{f} + {g}}}"
    return rf"\hat{{y}} = \sigma\Big(\sum_{{k}} w_k {features} + b\Big)"


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def people(count: int) -> str:
    """A number of people."""
    return counted(count, "person", "people")


def flaws(found: Sequence[str]) -> str:
    """What is wrong with a face, as the engine says it."""
    return " and ".join(found)


def duration(seconds: float) -> str:
    """A time in words."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def time_over(seconds: float) -> str:
    """What is said of a run that took too long; whatever it has made so far is shown."""
    return f"Ended early: on this server one run may take {duration(seconds)}. A smaller or shorter one takes less."


def another_restyles(left: float | None) -> str:
    """The message while another visitor's restyling or film runs, with the seconds left."""
    wait = "" if left is None else f", {duration(left)} to go"
    return f"Another restyling or film is running{wait}. Yours is next in the queue and begins by itself."


def style_title(name: str) -> str:
    """The title of one of our own styles, by the name of its file."""
    return name.replace("-", " ").capitalize()


languages.translate(__name__)
