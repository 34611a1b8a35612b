"""The words of the tab Live."""

from __future__ import annotations

from facestyle.ui import languages

TAB = "Live"
INTRO = (
    "Your camera, painted in one pass of a network that has learned to lower J for any style. Choose another style "
    "while it runs. **Nothing of your camera is kept**: each picture is painted and forgotten."
)
START, STOP, OTHER_CAMERA = "Start the camera", "Stop", "Other camera"
STYLE, WALL = "Style S", "Styles of our own: click one"
MORE = "More: a style of your own, and the size"
LABELS = {"strength": "Strength of the style", "largest": "Largest size"}
INFOS = {
    "strength": "0 repaints what the camera sees in its own manner.",
    "largest": "Long side in pixels. A machine that is too slow for it paints smaller.",
}
STAGE, ANSWER = "The camera, painted", "What the camera sees, in the style of S"
EXAMPLE = "An example. Start the camera to see yourself."
#: The pace, while pictures come.
PACE = "{rate} pictures a second · {age} s behind you · {size} px"
ASKING = "The browser asks whether this page may use the camera."
BEGINS = "One moment: the first picture is being looked at."
HIDDEN = "The camera is off while this tab is out of sight. Press Start to go on."

#: What to do, by the name of the browser's error; "" is any other.
CAMERA_PROBLEMS = {
    "NotAllowedError": "The browser does not let this page use the camera. Allow it beside the address, then press "
    "Start again.",
    "NotFoundError": "No camera was found. Connect one, then press Start again.",
    "NotReadableError": "The camera is in use by another program. Close that one, then press Start again.",
    "Unsupported": "Here the browser gives no camera to a page: it does so only for addresses that begin with https, "
    "and on the computer that serves the page.",
    "": "The camera did not start. Try again, or another browser.",
}
LOST = "The connection to the page's server was lost. Press Start to try again."

NO_STYLE = "Choose a style: click one, or give a picture of your own."
FRAME = "The picture of the camera"
NOT_ARRIVED = "The picture of the camera did not arrive whole; press Start again."
NO_VISITOR = "A picture of a camera has to say which stream it belongs to; press Start again."


def waiting(place: int, at_once: int) -> str:
    """The message for a visitor whose turn has not come; place 1 is next."""
    who = "Another visitor is" if at_once == 1 else f"{at_once} other visitors are"
    here = "You are next." if place == 1 else f"You are number {place} in line."
    return f"{who} in front of the camera, as many as this machine can serve at once. {here} It begins by itself."


def too_many(waiting: int) -> str:
    """The message for a visitor who can't even wait."""
    return f"{waiting} visitors wait for the camera already. Press Start again in some minutes."


def time_over(seconds: float) -> str:
    """The message at the end of a turn."""
    return f"Your turn of {seconds / 60:.0f} minutes is over. Press Start to go on."


languages.translate(__name__)
