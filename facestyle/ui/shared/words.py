"""Words that the tabs share."""

from __future__ import annotations

from facestyle.faces.siamese.model import Kind

TITLE = "facestyle"
TAGLINE = "Face verification, gallery identification and neural style transfer, working live on your own pictures."
PRIVACY = (
    "Pictures are worked on in memory and never kept: uploads leave the server within the hour, galleries hold "
    "encodings only (small pictures too, where you ask for them) and end with your visit. Face recognition needs the "
    "consent of the people shown."
)
LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "$", "right": "$", "display": False},
]

CHI2 = (
    "\n\nEncodings have negative numbers, which χ² is not made for: positive and negative parts stand in a row as "
    "twice as many numbers, none of them negative."
)


def head(kind: Kind, one: str = "x^{(i)}", other: str = "x^{(j)}") -> str:
    """The course's formula of a binary head over two pictures, without dollar signs."""
    f, g = f"f({one})_k", f"f({other})_k"
    features = rf"\big| {f} - {g} \big|" if kind == "binary-l1" else rf"\frac{{\big({f} - {g}\big)^2}}{{{f} + {g}}}"
    return rf"\hat{{y}} = \sigma\Big(\sum_{{k}} w_k {features} + b\Big)"
