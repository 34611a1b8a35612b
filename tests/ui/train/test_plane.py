"""The triplet that can be moved; tests/browser moves it."""

from __future__ import annotations

from facestyle.faces.siamese.options import TrainOptions
from facestyle.ui.train import plane, words


def test_the_plane_starts_with_the_margin_of_training_and_names_every_state():
    figure = plane.figure()
    assert f'value="{TrainOptions().margin:g}"' in figure.html_template
    script = plane.SCRIPT.read_text(encoding="utf-8")
    for state in words.PLANE_STATES:
        assert f'"{state}"' in script
    for letter in "PN":
        assert f'data-point="{letter}"' in figure.html_template
