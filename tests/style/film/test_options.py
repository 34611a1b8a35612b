"""Options of a film check themselves."""

from __future__ import annotations

import pytest

from facestyle.errors import OptionError
from facestyle.style.film.options import FilmOptions


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"strength": float("nan")}, "strength is nan; give a number from 0 to 1."),
        ({"steadiness": 1}, "steadiness is 1; give a number from 0 to 0.95."),
        ({"size": 0}, "size is 0"),
        ({"rate": 0}, "rate is 0"),
        ({"longest": float("inf")}, "longest is inf"),
        ({"start": -1}, "start is -1"),
        ({"start": 3, "end": 3}, "end is 3 s, which is not after start, 3 s; give a later end."),
        ({"style_weights": (0, 0)}, "The style weights are all zero"),
        ({"keep_colors": "yes"}, "keep_colors is 'yes'; choose one of no, luminance, matched."),
    ],
)
def test_what_can_not_be_is_refused(options, said):
    with pytest.raises(OptionError) as refused:
        FilmOptions(**options)
    assert said in str(refused.value)


def test_styles_share_what_their_weights_say():
    assert FilmOptions().shares(2) == (0.5, 0.5)
    assert FilmOptions(style_weights=(1, 3)).shares(2) == (0.25, 0.75)
    with pytest.raises(OptionError, match="1 style weights were given for 2"):
        FilmOptions(style_weights=(1,)).shares(2)
