"""Walls: each picture is a button with its name, whatever the name is."""

from __future__ import annotations

import numpy as np
from PIL import Image

from facestyle.ui.shared import samples
from facestyle.ui.shared.wall import hung, wall


def test_each_picture_is_a_button_with_its_name_and_number():
    markup = hung("Styles", [("/styles/a b.jpg", "Ink & wash"), (np.zeros((4, 4, 3), np.uint8), "unit 2")])
    assert 'role="group" aria-label="Styles"' in markup
    assert 'data-hung="0" title="Ink &amp; wash"><img alt="Ink &amp; wash"' in markup
    assert 'src="@root/gradio_api/file=/styles/a%20b.jpg"' in markup
    assert 'data-hung="1"' in markup
    assert "data:image/jpeg;base64," in markup


def test_a_name_below_its_picture_is_read_once():
    markup = hung("Units", [(np.zeros((4, 4, 3), np.uint8), "unit 2")], captions=True)
    assert '<img alt="" ' in markup
    assert "<span>unit 2</span>" in markup


def test_a_name_cannot_leave_its_button():
    markup = hung("Units", [("x.jpg", '"><script>${alert(1)}')])
    assert "<script" not in markup
    # The page puts the markup into its template as a value: what stands in it is not evaluated.
    assert wall("Units", "units").html_template.startswith("${(value ?? '')")


def test_thumbnails_are_small_and_follow_their_pictures():
    for (small, title), (large, of) in zip(samples.style_thumbnails(), samples.styles(), strict=True):
        assert title == of
        with Image.open(small) as image:
            assert image.size == samples.THUMBNAIL
        assert samples.thumbnail(large, *samples.THUMBNAIL) == small
