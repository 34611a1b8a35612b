"""The tab Inside opens with nine units; our pictures are many and differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.inside.options import UnitsOptions
from facestyle.ui.inside import opening, work
from facestyle.ui.shared import opening as shipped
from facestyle.ui.shared import samples


def test_the_strongest_patch_of_a_shipped_unit_fires_as_strongly_today():
    told = shipped.kept("inside")
    unit, (name, activation) = next(iter(told["strongest"].items()))
    [path] = [one for one in samples.for_units() if Path(one).name == name]
    *_, last = work.look([path], UnitsOptions(network=told["network"], layers=(told["layer"],)))
    [best] = work.cut(last.scan, told["layer"], [int(unit)])[int(unit)]
    assert best.activation == pytest.approx(activation, rel=0.03)


def test_the_wall_shows_nine_units_and_a_click_chooses_one_of_them(page):
    told = shipped.kept("inside")
    wall = next(one for one in page.blocks.values() if getattr(one, "elem_id", "") == "inside-wall")
    assert wall.value.count("<button") == 9
    assert wall.visible
    assert opening.units() == tuple(told["shown"])
    for unit in told["shown"]:
        with Image.open(shipped.FOLDER / f"inside-{unit}.webp") as patches:
            assert min(patches.size) > 250
    stage = next(one for one in page.blocks.values() if getattr(one, "elem_id", "") == "inside-stage")
    assert f"from {len(samples.for_units())} pictures" in stage.value


def test_our_pictures_are_more_than_nine_patches_need_and_none_is_like_another():
    paths = samples.for_units()
    assert len(paths) >= 60
    small = np.stack(
        [np.asarray(images.load(path).image().convert("RGB").resize((24, 24))).astype(float) for path in paths]
    )
    apart = np.abs(small[:, None] - small[None]).mean((2, 3, 4))
    assert apart[~np.eye(len(paths), dtype=bool)].min() > 4
    assert samples.for_units(faces=True) == samples.everything()
