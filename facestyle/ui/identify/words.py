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
OWN_TAU, TAU_BY_CHANCE = "by your own τ", "for {people} and {rate:.1%} of strangers named"
#: Above the list of faces.
NAMED_UP_TO = "Named up to τ = {tau:.2f}, {reason}"
#: Of a face: the distance to the nearest person, and that picture for people who cannot see it.
DISTANCE = "d = {d:.2f}"
ON_SCALE = "d = {d:.2f} to the nearest person; a name is given up to τ = {tau:.2f}"
OTHERS, NEAREST = "then {near}", "nearest: {near}"
NEAR = "{name} {d:.2f}"
#: Of a face in the photograph, for people who cannot see it.
A_FACE, AN_UNKNOWN_FACE = "Face {number}: {name}", "Face {number}: not in the gallery. Name it."
WHO_IS_THIS, WHO_IS_FACE = "Who is this?", "Name of face {number}"
NAME_IT = "Enrol"
#: Parameters of the API.
FACE, NAME, KEEP = "Face", "Name", "Keep"
NAMED = "{name} is enrolled from face {number} of this photograph."
NO_FACE_CHOSEN = "No face was chosen; give its number, from the left."

SEVERAL = "Several photographs"
PHOTOGRAPHS = "Photographs of groups or of one person each"
LOOK = "Look through them"
GROUP = "Group"
NO_PHOTOGRAPHS = "No photograph was given; choose two or more picture files."
TOO_MANY = "{files} photographs are more than {most} at once; look through them in parts."
NO_SUCH_GROUP = "There is no group {group} of unknown faces; look through the photographs again."

LIVE = "You, live"
LIVE_ANSWER = "What the camera sees, with a name on each face"
LIVE_EXAMPLE = "Start the camera: each face gets a name, or a line to type one."
LIVE_PACE = "{rate} answers a second · {age} s behind you"
LIVE_INTRO = (
    "Names on faces while the camera runs. Type yours once: from then on you are greeted. **No picture is kept.**"
)
FACE_IS_GONE = "This face is not in front of the camera; show it again, and type the name again."
CAMERA_NAMED = "{name} is enrolled from the camera."

BLUR = "Blur the others and download"
KEEP_SHARP, ALL_NAMED = "Sharp stays", "everybody with a name"
THE_PICTURE = "The photograph with the others blurred"
NOBODY_TO_BLUR = "Every face of the photograph stays sharp; there is nobody to blur."
NOT_SHOWN = "Nobody named {name} was recognised in the photograph; choose one of {names}."
NOBODY_IS_NAMED = "No face in the photograph has a name, so nobody named {name} can stay sharp; name a face first."


def faces_named(faces: int, named: int) -> str:
    """How many faces a photograph shows, and how many of them have a name."""
    return f"{'One face' if faces == 1 else counted(faces, 'face')}, {named or 'none'} of them in the gallery"


def unknown(faces: int) -> str:
    """The head of the faces that have no name."""
    return f"{counted(faces, 'face')} not in the gallery"


def looked_through(photographs: int, several: int) -> str:
    """The head of what several photographs hold."""
    people = counted(several, "unknown person", "unknown people")
    photos = counted(photographs, "photograph")
    return f"{photos}: {people} in more than one" if several else f"{photos}: no unknown person is in more than one"


def same_person(faces: int) -> str:
    """A group of faces that look alike."""
    return f"The same unknown person, {counted(faces, 'photograph')}: who is this?"


def alone(faces: int) -> str:
    """Faces that look like no other."""
    return f"{counted(faces, 'unknown face')}, {'' if faces == 1 else 'each '}in only one photograph."


def known(name: str, photographs: int) -> str:
    """Somebody enrolled who is in some of the photographs."""
    return f"{name}: in {counted(photographs, 'photograph')}."


def group_named(name: str, photographs: int) -> str:
    """A group that was enrolled."""
    return f"{name} is enrolled from {counted(photographs, 'photograph')}."


def no_such_face(faces: int) -> str:
    """The error for the number of a face that the photograph does not show."""
    numbers = "give the number 1" if faces == 1 else f"give a number from 1 to {faces}"
    return f"There is no face of that number: the photograph shows {counted(faces, 'face')}; {numbers}."


def blurred(faces: int) -> str:
    """What was done to a photograph."""
    return (
        f"{counted(faces, 'face')} blurred, beyond recognition. A face that was not found stays sharp: look at the "
        "picture before you pass it on."
    )


languages.translate(__name__)
