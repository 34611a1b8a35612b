"""The words of the page."""

from __future__ import annotations

TITLE = "facestyle"
TAGLINE = "Face verification, gallery identification and neural style transfer, working live on your own pictures."
PRIVACY = (
    "Pictures are worked on in memory and never kept: uploads leave the server within the hour, galleries hold "
    "encodings only and end with your visit. Face recognition needs the consent of the people shown."
)

POLICY_CHOICES = [
    ("nearest the middle, and large", "centre"),
    ("largest", "largest"),
    ("surest to be a face", "probable"),
]
FACE_AUTOMATIC = ("chosen automatically", 0)

VERIFY_INTRO = (
    "**Is this the claimed person?** Both photographs pass through one shared network, a Siamese network; the squared "
    "distance between their encodings decides."
)
VERIFY_EMPTY = "The verdict appears here. Press Compare."
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
STYLE_EMPTY = "G forms here, from random noise. Press Restyle."
STYLE_FORMULA = r"$$J(G) = \alpha\, J_{content}(C, G) + \beta \sum_l \lambda^{[l]} J_{style}^{[l]}(S, G)$$"
