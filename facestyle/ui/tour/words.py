"""The words of the tour."""

from __future__ import annotations

from facestyle.ui import languages

#: Its button in the page's head, and its own name.
TAKE, TAB = "Take the tour", "The tour"
#: Its steps: a name, a question as the heading, and what is to be seen.
STEPS = (
    (
        "Recognise",
        "The same person?",
        "One network turns each face into 128 numbers, its encoding. The squared distance d between two encodings "
        "decides: below τ, the same person. Put a photograph of yourself in place of either.",
    ),
    (
        "Paint",
        "The photograph as a painting",
        "One pass of a second network paints photo A in the manner of any picture, at once. Click another style.",
    ),
    (
        "Still you?",
        "Is it still the same person?",
        "Four paintings of the face, in one pass each. The network of the first step says how far each is from the "
        "photograph.",
    ),
    (
        "Look inside",
        "What does the network look at?",
        "Four layers of the network that compared the faces, from early to deep. In each the unit that stands out most "
        "in this face: the picture is in colour where it fires.",
    ),
)
COUNTER = "Step {number} of {count}"
BACK, LEAVE, FINISH = "Back", "Leave the tour", "Finish"
#: The key that leaves it.
KEY = "Esc"
#: On the button to the next step.
NEXT = ("Next: paint it", "Next: still you?", "Next: look inside")
#: A link to the tab of each step.
ON = ("Go on to Verify", "Go on to Style", "Go on to You as a painting", "Go on to Inside the network")

#: Below the verdict that the tour opens with.
SHIPPED = "Decided earlier, from these two photographs. Others are compared live, at once."
SEEN_A, SEEN_B = "what it sees of A", "what it sees of B"
TOOK = "Compared live, in {seconds:.1f} s."
STYLES = "Click a style"
CHOSEN = "Style"
#: The alternative text of the painting.
PAINTING = "Photo A in the style {title}"
PAINTED = "{title}, in one pass of {seconds:.2f} s."
PAINTED_AT_ONCE = "{title}, in one pass of less than 0.1 s."
LOOKING = "Painting the face …"
WAITS = "one moment …"
REST = "You as a painting paints each anew by gradient descent, with a cost that keeps d small."
UNIT = "unit {unit} of {units}, sees {side} × {side} pixels"
LAYERS = ("Early", "Later", "Deeper", "Deep")
HEAT = "Photo A in colour where unit {unit} of {layer} fires"
NO_FACE = "{problem} So these are layers of VGG, the network that restyling compares pictures with."
ENCODER = "Edges first, then parts of a face. Nobody told the network where to look: photographs did."
OBJECTS = "Edges first, then parts of things. Nobody told the network where to look: photographs did."


def painted(title: str, seconds: float) -> str:
    """How the painting was made."""
    return (PAINTED if seconds >= 0.1 else PAINTED_AT_ONCE).format(title=title, seconds=seconds)


languages.translate(__name__)
