"""The cost of faces that the detector would no longer find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.detection import log_odds_networks
from facestyle.images import Picture
from facestyle.style import run
from facestyle.style.kindness import FaceKeeper, after
from facestyle.style.options import PRESETS, StyleOptions
from facestyle.style.start import eight_bits, pixels_of
from facestyle.style.transfer import stylize
from facestyle.style.visibility import FaceWatcher

STYLES = Path(__file__).resolve().parents[2] / "assets" / "styles"


@pytest.fixture(scope="module")
def portrait(sample):
    return sample("obama")


@pytest.fixture(scope="module")
def pixels(portrait):
    return pixels_of(portrait, 256)


@pytest.fixture(scope="module")
def box(portrait):
    [face] = detection.detect(portrait)
    scale = 256 / max(portrait.width, portrait.height)
    return tuple(side * scale for side in face.box)


@pytest.fixture(scope="module")
def watcher(box, pixels):
    return FaceWatcher([box], pixels)


def striped(pixels):
    """Hidden behind stripes as wide as an eye: the detector sees no face any more."""
    rows = torch.arange(pixels.shape[2])[:, None] + torch.arange(pixels.shape[3])[None]
    return pixels * 0.35 + 0.65 * ((rows // 9) % 2).to(pixels)


def close_up(portrait):
    """Head and shoulders."""
    left, top, right, bottom = detection.detect(portrait)[0].box
    side = 2.4 * (bottom - top)
    x, y = (left + right) / 2 - side / 2, (top + bottom) / 2 - side / 2
    image = portrait.image().crop((round(x), max(0, round(y)), round(x + side), round(y + side)))
    return Picture("close-up", np.asarray(image), image.width, image.height, "close-up")


def lack(content, made):
    """J_visibility of a finished G."""
    pixels = pixels_of(content, max(made.shape))
    keeper = FaceKeeper(content, detection.detect(content), pixels)
    return float(keeper.visibility_cost(torch.from_numpy(made.copy()).to(pixels).permute(2, 0, 1)[None] / 255))


def test_what_is_shown_in_c_lacks_nothing(watcher, pixels):
    assert float(watcher.cost(pixels)) == 0.0


def test_a_face_behind_stripes_is_not_found_and_costs(watcher, portrait, pixels):
    hidden = striped(pixels)
    [answer] = after(portrait, detection.detect(portrait), eight_bits(hidden))
    assert not answer.found
    assert float(watcher.cost(hidden)) > 1.0


def test_a_face_among_stripes_is_still_found_in_a_restyling_that_asks_for_it(portrait, monkeypatch):
    """The encoder alone would be content with a face that the detector no longer sees."""
    close = close_up(portrait)
    asked = StyleOptions(size=192, steps=25, **PRESETS["bold"], identity=3.0)
    *_, seen = stylize(close, images.load(STYLES / "op-art.jpg"), asked)
    monkeypatch.setattr(run, "VISIBILITY", 0.0)
    *_, unseen = stylize(close, images.load(STYLES / "op-art.jpg"), asked)
    assert lack(close, seen.picture) < 0.2 * lack(close, unseen.picture)
    assert seen.faces[0].found
    assert seen.style_cost < 1.15 * unseen.style_cost


def test_nothing_but_the_face_is_touched(watcher, box, pixels):
    hidden = striped(pixels).requires_grad_()
    (gradient,) = torch.autograd.grad(watcher.cost(hidden), hidden)
    assert torch.isfinite(gradient).all()
    touched = gradient.abs().sum(dim=(0, 1)).nonzero()
    side = max(box[2] - box[0], box[3] - box[1])
    centre = torch.tensor([(box[1] + box[3]) / 2, (box[0] + box[2]) / 2])
    assert 0 < (touched - centre).abs().max() < 0.7 * side


def test_a_face_that_the_border_cuts_off_is_asked_about_where_it_is(pixels):
    height, width = pixels.shape[2:]
    for box in ((-60.0, -60.0, 40.0, 40.0), (width - 30.0, height - 30.0, width + 90.0, height + 90.0)):
        assert torch.isfinite(FaceWatcher([box], pixels).cost(striped(pixels)))


def test_the_networks_say_what_the_detector_says(portrait):
    """Each is MTCNN's own, asked about one crop: surer of a face than of a wall."""
    [face] = detection.detect(portrait)
    left, top, right, bottom = (round(side) for side in face.box)
    side = max(right - left, bottom - top)
    x, y = (left + right - side) // 2, (top + bottom - side) // 2
    photo = torch.from_numpy(portrait.pixels.astype(np.float32) / 255).permute(2, 0, 1)[None]
    crop = photo[..., y : y + side, x : x + side]
    for seen, network in log_odds_networks():
        [of_a_face] = network(torch.nn.functional.adaptive_avg_pool2d(crop, seen).to(pixels_of(portrait, 64))).tolist()
        [of_a_wall] = network(torch.full((1, 3, seen, seen), 0.6).to(pixels_of(portrait, 64))).tolist()
        assert of_a_face > 1.0 > -1.0 > of_a_wall


def test_the_detector_itself_is_left_as_it_was(portrait, pixels, box):
    before = detection.detect(portrait)
    FaceWatcher([box], pixels).cost(pixels)
    assert detection.detect(Picture("again", portrait.pixels, portrait.width, portrait.height, "again")) == before
