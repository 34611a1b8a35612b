"""A transparent C is restyled where it can be seen; what lies behind transparent pixels changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from support import places
from support.pictures import saved

from facestyle import images, outputs
from facestyle.errors import OptionError
from facestyle.style.descent.transparency import carried_on
from facestyle.style.transfer import StyleOptions, stylize

OPTIONS = StyleOptions(size=96, steps=6)


def cut_out(image: Image.Image, behind, name: str = "c.png") -> images.Picture:
    """An ellipse of a picture with a soft edge; behind its transparent pixels lies something else."""
    opaque = Image.new("L", image.size)
    ImageDraw.Draw(opaque).ellipse((20, 10, image.width - 25, image.height - 12), fill=255)
    opaque = opaque.resize((image.width // 3, image.height // 3)).resize(image.size, Image.Resampling.BILINEAR)
    pixels = np.array(image)
    hidden = np.asarray(opaque) == 0
    pixels[hidden] = behind if np.ndim(behind) == 1 else behind[hidden]
    return images.load(saved(Image.fromarray(np.dstack([pixels, np.asarray(opaque)])), "PNG"), name=name)


@pytest.fixture(scope="module")
def photo(sample) -> Image.Image:
    return sample("chelsea").image().convert("RGB").resize((150, 100))


@pytest.fixture(scope="module")
def painting() -> Image.Image:
    return Image.open(places.STYLES / "mosaic.jpg").convert("RGB").resize((120, 120))


def last(content, style, options=OPTIONS, **more):
    *_, step = stylize(content, style, options, **more)
    return step


def test_g_is_as_transparent_as_c_and_hidden_pixels_change_nothing(photo, painting):
    style = images.load(painting)
    noise = np.random.default_rng(0).integers(0, 255, (100, 150, 3), dtype=np.uint8)
    made = [last(cut_out(photo, behind), style) for behind in ((255, 0, 0), noise)]
    assert made[0].picture.shape == (64, 96, 4)
    assert np.array_equal(made[0].picture, made[1].picture)
    assert made[0].total_cost == made[1].total_cost
    alpha = np.asarray(Image.fromarray(cut_out(photo, (0, 0, 0)).alpha).resize((96, 64), Image.Resampling.HAMMING))
    assert np.array_equal(made[0].picture[..., 3], alpha)
    opaque = last(images.load(photo), style)
    assert opaque.picture.shape == (64, 96, 3)


@pytest.mark.parametrize(
    "more", [{}, {"keep_colors": "matched"}, {"init": "style-noise"}, {"keep_colors": "luminance"}]
)
def test_what_s_hides_is_no_style(photo, painting, more):
    content, options = images.load(photo), StyleOptions(size=96, steps=4, **more)
    red, blue = (cut_out(painting, colour, "s.png") for colour in ((255, 0, 0), (0, 0, 255)))
    assert np.array_equal(last(content, red, options).picture, last(content, blue, options).picture)
    white = last(content, red, StyleOptions(**{**vars(options), "transparency": "white"}))
    whole = last(content, images.load(np.asarray(Image.fromarray(red.pixels))), options)
    assert np.array_equal(white.picture, whole.picture)


def test_costs_are_those_of_the_seen_part(photo, painting):
    """Half of C transparent costs what that half alone does, nearly: only the network's view past the edge differs."""
    style, size = images.load(painting), {"size": 128, "steps": 1, "init": "content", "color_weight": 0.2}
    half = photo.resize((128, 128))
    pixels = np.dstack([np.asarray(half), np.where(np.arange(128) < 64, 255, 0).repeat(128).reshape(128, 128).T])
    cut = last(images.load(pixels.astype(np.uint8)), style, StyleOptions(**size, total_variation=1.0))
    alone = last(images.load(half.crop((0, 0, 64, 128))), style, StyleOptions(**size, total_variation=1.0))
    assert cut.style_cost == pytest.approx(alone.style_cost, rel=0.15)
    assert cut.extra_costs["colours"] == pytest.approx(alone.extra_costs["colours"], rel=0.05)
    assert cut.extra_costs["total variation"] == pytest.approx(alone.extra_costs["total variation"], rel=0.05)


def test_a_large_g_in_strips_and_with_a_region_counts_the_same(photo, painting, monkeypatch):
    from facestyle.style.descent import memory_needed

    content, style = cut_out(photo, (9, 9, 9)), cut_out(painting, (9, 9, 9), "s.png")
    mask = np.zeros((40, 60), bool)
    mask[:, :30] = True
    plain = last(content, style, masks=[mask])
    monkeypatch.setattr(memory_needed, "blocks_in_strips", lambda *_: 2)
    stripped = last(content, style, masks=[mask])
    assert stripped.total_cost == pytest.approx(plain.total_cost, rel=1e-3)


@pytest.mark.parametrize("which", ["c", "s", "region"])
def test_nothing_to_be_seen_is_an_error(photo, painting, which):
    empty = images.load(np.zeros((60, 60, 4), np.uint8), name="ghost.png")
    content, style = cut_out(photo, (0, 0, 0)), images.load(painting)
    corner = np.zeros((100, 150), bool)
    corner[:12, :10] = True
    given = {"c": (empty, style, ()), "s": (content, empty, ()), "region": (content, style, [corner])}[which]
    with pytest.raises(OptionError, match="transparent"):
        next(stylize(*given[:2], OPTIONS, masks=given[2]))


@pytest.mark.parametrize(("ending", "kept"), [(".png", True), (".webp", True), (".jpg", False)])
def test_opacity_is_written_where_the_format_has_it(photo, tmp_path, ending, kept):
    content = cut_out(photo, (0, 0, 0))
    path = tmp_path / f"g{ending}"
    outputs.write_picture(np.dstack([content.pixels, content.alpha]), path)
    read = images.load(path)
    assert (read.alpha is not None) == kept
    if kept:
        assert np.array_equal(read.alpha, content.alpha)
    assert read.pixels[0, 0].min() > 250  # white, as on paper


def test_colours_are_carried_on_from_the_nearest_places():
    colours = torch.zeros(1, 3, 33, 50)
    colours[..., :10], colours[..., 40:] = 0.25, 0.75
    known = torch.zeros(1, 1, 33, 50)
    known[..., :10], known[..., 40:] = 1, 1
    made = carried_on(colours, known)
    assert torch.equal(made[..., :10], colours[..., :10])
    assert (made[..., 12] - 0.25).abs().max() < 0.12
    assert (made[..., 37] - 0.75).abs().max() < 0.12
    assert made.min() >= 0.249
    assert made.max() <= 0.751
