"""Figures that answer to a finger: what is chosen at first, and what belongs to each cell."""

from __future__ import annotations

import re

from facestyle.ui.shared import touch


def test_one_cell_is_chosen_at_first_and_its_sentence_is_read_aloud():
    drawn = "".join(f"<i data-at='{number}'></i><b {touch.state(number)}></b>" for number in range(12))
    figure = touch.figure("Cell", drawn, [f"cell {number}" for number in range(12)], chosen=1, columns=4)
    assert re.findall(r'data-of="(\d+)" data-chosen', figure) == [
        "1",
        "1",
    ]  # not those of 10
    assert 'aria-valuenow="1"' in figure
    assert 'aria-valuetext="cell 1"' in figure
    assert 'aria-valuemax="11"' in figure
    assert 'data-columns="4"' in figure


def test_what_is_told_is_no_markup():
    assert "<script>" not in touch.figure('"<script>"', "", ["<script>"], chosen=0)
