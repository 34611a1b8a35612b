"""The words of the tab Identify."""

from __future__ import annotations

FPIR_CHOICES: list[tuple[str, str | int | float]] = [
    ("at most 1 time in 10", 0.1),
    ("1 in 100", 0.01),
    ("1 in 1000", 0.001),
]

IDENTIFY_INTRO = (
    "**Which of the people enrolled is this, or none of them?** Each face is compared with the stored encodings. "
    "Enrolling somebody takes one photograph and no training."
)
IDENTIFY_EMPTY = "Names appear here, on the faces. Press Identify."
