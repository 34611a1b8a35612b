"""The first blocks of VGG strip by strip: the costs and the gradient are those of the whole picture at once."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import torch
from PIL import Image
from support.places import STYLES

from facestyle import images
from facestyle.errors import BudgetError
from facestyle.style.costs import regions, strips
from facestyle.style.costs.targets import Targets
from facestyle.style.descent import memory_needed
from facestyle.style.descent.descent import Descent
from facestyle.style.descent.optimizers import secants
from facestyle.style.features import load_features
from facestyle.style.options import StyleOptions


def tensor_of(picture, width, height):
    pixels = np.array(picture.image().resize((width, height)), dtype=np.float32) / 255
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


@pytest.fixture(autouse=True)
def in_float32(monkeypatch):
    """Sums of strips are rounded less often than one sum in bfloat16: only in float32 are they the same."""
    monkeypatch.setattr("facestyle.style.costs.targets.fast_features", lambda name, _: load_features(name))
    monkeypatch.setattr(strips, "PIXELS", 96 * 24)


def evaluated(options, content, style, masks, generated, in_strips):
    faces = torch.zeros(content.shape[2:])[None, None]
    faces[..., :20, 10:30] = 1
    targets = Targets(options, content, [style] * max(1, len(masks)), masks, in_strips, faces=faces)
    height, width = targets.content_positions
    targets.content_weights = torch.linspace(0.5, 2.0, height)[:, None].expand(height, width)
    point = generated.clone().requires_grad_()
    of_content, of_styles, in_faces = targets.costs(point)
    total = options.alpha * of_content + options.beta * (sum(of_styles.values()) + in_faces)
    (gradient,) = torch.autograd.grad(total, point)
    styles = {layer: cost.item() for layer, cost in of_styles.items()}
    assert options.beta == 0 or in_faces.item() > 0
    return of_content.item(), styles | {"in faces": in_faces.item()}, gradient


SHALLOW = {"style_layers": ("relu1_1", "relu2_2"), "layer_weights": (0.5, 0.5), "content_layer": "relu2_1"}


@pytest.mark.parametrize(
    ("width", "height", "values"),
    [
        (96, 96, {}),
        (97, 131, {"pooling": "average"}),
        (131, 97, {"content_layer": "relu2_2"}),
        (34, 680, {}),
        (680, 34, {}),
        (83, 101, SHALLOW),
        (83, 101, {"beta": 0.0, "content_layer": "relu1_2"}),
    ],
)
@pytest.mark.parametrize("regional", [False, True])
def test_costs_and_gradient_are_those_of_the_whole_picture(sample, width, height, values, regional):
    options = StyleOptions(size=64, **values)
    content = tensor_of(sample("china"), width, height)
    style = tensor_of(images.load(STYLES / "mosaic.jpg"), 120, 77)
    generated = tensor_of(sample("coffee"), width, height)
    masks = []
    if regional:
        left = np.zeros((height, width), np.float32)
        left[:, : width // 2] = 1
        masks = regions.over([left, 1 - left], content)
    plain, cut, deep = (evaluated(options, content, style, masks, generated, blocks) for blocks in (0, 2, 4))
    assert len(list(strips.strips_of(height, width))) > 1 or width == 680
    for one in (cut, deep):
        assert one[0] == pytest.approx(plain[0], rel=1e-5)
        assert one[1] == pytest.approx(plain[1], rel=1e-5)
        assert (one[2] - plain[2]).abs().max() < 2e-5 * plain[2].abs().max()


@pytest.mark.parametrize("height", [*range(32, 60), 131, 680])
def test_strips_cover_every_row_once(height):
    found = list(strips.strips_of(height, 96))
    for block in (1, 2, 3):
        rows = [row for strip in found for row in range(strip.at(block).start, strip.at(block).stop)]
        assert rows == list(range(height >> (block - 1)))
    assert all(strip.inner.start % 4 == 0 for strip in found)


def test_a_whole_run_in_strips_makes_the_same_picture(sample, monkeypatch):
    options = StyleOptions(size=100, steps=3)
    made = []
    for way in (False, True):
        monkeypatch.setattr(memory_needed, "blocks_in_strips", lambda *_, way=way: 2 * way)
        one = Descent(sample("china"), [sample("coffee")], options, options.size)
        for _ in range(3):
            costs = one.costs()
            one.advance()
        made.append((costs.total, one.finish().total, one.picture().astype(int)))
    assert made[1][0] == pytest.approx(made[0][0], rel=1e-4)
    assert made[1][1] == pytest.approx(made[0][1], rel=1e-4)
    assert np.abs(made[1][2] - made[0][2]).max() <= 1


def square(height: int = 64) -> images.Picture:
    file = BytesIO()
    Image.new("RGB", (64, height), (90, 120, 30)).save(file, "PNG")
    return images.load(file.getvalue(), name="square")


def test_small_pictures_never_go_in_strips_and_the_largest_fit_in_6_gb(monkeypatch):
    monkeypatch.setattr(memory_needed, "available", lambda: 20_000_000_000)
    one = square()
    assert not any(memory_needed.blocks_in_strips(one, [one], StyleOptions(), size) for size in (64, 256, 512, 1024))
    assert memory_needed.blocks_in_strips(one, [one], StyleOptions(), 2048) == 2
    assert memory_needed.needed(one, [one], StyleOptions(), 512, in_strips=0) < 2_500_000_000
    assert memory_needed.needed(one, [one], StyleOptions(), 2048, in_strips=2) < 6_000_000_000
    assert secants(3 * 2048 * 2048) * 2 * 3 * 2048 * 2048 * 4 < 1_000_000_000


def test_a_print_of_4096_px_fits_in_8_gb(monkeypatch):
    monkeypatch.setattr(memory_needed, "available", lambda: 8_000_000_000 - memory_needed.BASE)
    photo = square(43)
    assert memory_needed.blocks_in_strips(photo, [photo], StyleOptions(), 4096) == 4
    assert memory_needed.needed(photo, [photo], StyleOptions(), 4096, in_strips=4) < 8_000_000_000
    memory_needed.check(photo, [photo], StyleOptions(size=4096))
    monkeypatch.setattr(memory_needed, "available", lambda: 3_000_000_000)
    with pytest.raises(BudgetError, match="choose size"):
        memory_needed.check(photo, [photo], StyleOptions(size=4096))


def test_where_memory_is_short_smaller_pictures_go_in_strips_too(monkeypatch):
    monkeypatch.setattr(memory_needed, "available", lambda: 2_500_000_000)
    one = square()
    assert memory_needed.blocks_in_strips(one, [one], StyleOptions(), 1024)
    memory_needed.check(one, [one], StyleOptions(size=1024))


def test_what_there_is_no_memory_for_is_refused_with_what_would_fit(monkeypatch):
    from facestyle.style.transfer import stylize

    monkeypatch.setattr(memory_needed, "available", lambda: 1_000_000_000)
    one = square()
    with pytest.raises(BudgetError, match=r"Size 2048 takes 3\.\d GB .* and 1\.0 GB are free: choose size \d+ at"):
        next(stylize(one, one, StyleOptions(size=2048, steps=3)))
    monkeypatch.setattr(memory_needed, "available", lambda: None)
    memory_needed.check(one, [one], StyleOptions(size=2048, steps=3))
