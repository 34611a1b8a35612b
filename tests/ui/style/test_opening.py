"""The tab opens on a finished result: what is shipped is what the code gives, and belongs to the pictures in place."""

from __future__ import annotations

import copy
import itertools

import httpx
import numpy as np
import pytest
from PIL import Image
from support.places import STYLES

from facestyle import images
from facestyle.style.descent.costs_of import costs_of
from facestyle.style.transfer import stylize
from facestyle.ui.shared import opening as shipped
from facestyle.ui.style import opening


@pytest.fixture(scope="module")
def pictures(sample_path):
    """C and S of the shipped result."""
    told = shipped.kept("style")
    paths = sample_path(told["content"]), STYLES / f"{told['style']}.jpg"
    return [images.load(path, detail=1024) for path in paths]


def test_its_costs_are_those_of_the_first_steps_today(pictures):
    kept, options = opening._history(), opening._options()
    assert len(kept) == options.steps + 1
    for step, old in itertools.islice(zip(stylize(*pictures, options), kept, strict=True), 3):
        assert step.total_cost == pytest.approx(old.total_cost, rel=0.02)
        assert step.style_costs == pytest.approx(old.style_costs, rel=0.1)
    assert kept[-1].total_cost < kept[0].total_cost / 10


def test_its_picture_is_nearer_to_the_style_than_c_and_shows_c(pictures):
    content, style = pictures
    with Image.open(shipped.FOLDER / "style.webp") as last:
        small = last.convert("RGB").resize((192, 128), Image.Resampling.LANCZOS)
    c = content.image().resize(small.size, Image.Resampling.LANCZOS)
    of_g, of_c, of_s = (
        costs_of(np.asarray(one), content, [style]) for one in (small, c, style.image().resize(small.size))
    )
    assert sum(of_g.styles.values()) < sum(of_c.styles.values()) / 3
    assert of_g.content < of_s.content


def test_its_film_is_small_and_ends_with_that_picture():
    film, last = shipped.FOLDER / "style-film.webp", shipped.FOLDER / "style.webp"
    assert film.stat().st_size < 500_000
    with Image.open(film) as moving, Image.open(last) as still:
        assert moving.n_frames > 30
        moving.seek(moving.n_frames - 1)
        end = np.asarray(moving.convert("RGB")).astype(float)
        assert moving.info["duration"] > 2000  # seen at rest
        assert np.abs(end - np.asarray(still.convert("RGB").resize(moving.size)).astype(float)).mean() < 8


def test_it_is_served_stamped_with_c_and_s_and_stays_until_one_of_them_changes(page, address):
    stage = next(one for one in page.blocks.values() if getattr(one, "elem_id", "") == "style-stage")
    assert "150 steps at 512 px" in stage.value
    for name in ("style-film.webp", "style.webp"):
        assert shipped.address(name) in stage.value
        assert httpx.get(f"{address}{shipped.address(name)}").status_code == 200
    event = next(one for one in page.fns.values() if one.api_name == "content_chosen")
    visit = copy.deepcopy(next(one for one in page.blocks.values() if one.get_block_name() == "state").value)
    content, style = (one.value["path"] for one in event.inputs[1:3])
    more = {"region": None, "style_2": None, "share": 0.5, "keep_colors": "no", "size": 64, "strength": 1.0}
    assert not any(isinstance(one, str) for one in event.fn(visit, content=content, style=style, **more)[:-1])
    other = event.fn(visit, content=content, style=str(STYLES / "mosaic.jpg"), **more)
    assert any(isinstance(one, str) and "G in one pass" in one for one in other[:-1])
    assert not shipped.is_shown(visit, "style-stage", content, style)
