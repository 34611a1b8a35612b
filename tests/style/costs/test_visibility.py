"""The cost of faces that the detector would no longer find."""

from __future__ import annotations

import pytest
import torch
from support.places import STYLES

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.facenet import log_odds_networks
from facestyle.images import Picture
from facestyle.style.costs.identity import FaceIdentity, faces_after
from facestyle.style.costs.visibility import FaceVisibility
from facestyle.style.descent import descent
from facestyle.style.descent.start import eight_bits, resized_pixels
from facestyle.style.options import PRESETS, SUGGESTED_GAMMA, StyleOptions
from facestyle.style.transfer import stylize


@pytest.fixture(scope="module")
def portrait(sample):
    return sample("obama")


@pytest.fixture(scope="module")
def pixels(portrait):
    return resized_pixels(portrait, 256)


@pytest.fixture(scope="module")
def box(portrait):
    [face] = detection.detect(portrait)
    scale = 256 / max(portrait.width, portrait.height)
    return tuple(side * scale for side in face.box)


@pytest.fixture(scope="module")
def visibility(box, pixels):
    return FaceVisibility([box], pixels)


def striped(pixels):
    """Hidden behind stripes as wide as an eye: the detector sees no face any more."""
    rows = torch.arange(pixels.shape[2])[:, None] + torch.arange(pixels.shape[3])[None]
    return pixels * 0.35 + 0.65 * ((rows // 9) % 2).to(pixels)


def lack(content, made):
    """J_visibility of a finished G."""
    pixels = resized_pixels(content, max(made.shape))
    identity = FaceIdentity(content, detection.detect(content), pixels)
    return float(identity.visibility_cost(torch.from_numpy(made.copy()).to(pixels).permute(2, 0, 1)[None] / 255))


def test_what_is_shown_in_c_lacks_nothing(visibility, pixels):
    assert float(visibility.cost(pixels)) == 0.0


def test_a_face_behind_stripes_is_not_found_and_costs(visibility, portrait, pixels):
    hidden = striped(pixels)
    [answer] = faces_after(portrait, detection.detect(portrait), eight_bits(hidden))
    assert not answer.found
    assert float(visibility.cost(hidden)) > 1.0


def test_a_face_among_stripes_is_still_found_in_a_restyling_that_asks_for_it(close_up, monkeypatch):
    """The encoder alone would be content with a face that the detector no longer sees."""
    asked = StyleOptions(size=160, steps=20, **PRESETS["bold"], identity=SUGGESTED_GAMMA)
    *_, seen = stylize(close_up, images.load(STYLES / "op-art.jpg"), asked)
    monkeypatch.setattr(descent, "VISIBILITY", 0.0)
    *_, unseen = stylize(close_up, images.load(STYLES / "op-art.jpg"), asked)
    assert lack(close_up, seen.picture) < 0.2 * lack(close_up, unseen.picture)
    assert seen.faces[0].found
    assert seen.style_cost < 1.15 * unseen.style_cost


def test_nothing_but_the_face_is_touched(visibility, box, pixels):
    hidden = striped(pixels).requires_grad_()
    (gradient,) = torch.autograd.grad(visibility.cost(hidden), hidden)
    assert torch.isfinite(gradient).all()
    touched = gradient.abs().sum(dim=(0, 1)).nonzero()
    side = max(box[2] - box[0], box[3] - box[1])
    centre = torch.tensor([(box[1] + box[3]) / 2, (box[0] + box[2]) / 2])
    assert 0 < (touched - centre).abs().max() < 0.7 * side


def test_a_face_that_the_border_cuts_off_is_watched_where_it_is(pixels, box):
    """The picture is cut through the face: half of it is at the left border, and its box reaches beyond."""
    middle = round((box[0] + box[2]) / 2)
    half, moved = pixels[..., middle:], (box[0] - middle, box[1], box[2] - middle, box[3])
    visibility = FaceVisibility([moved], half)
    assert float(visibility.cost(half)) == 0.0
    hidden = striped(half).requires_grad_()
    cost = visibility.cost(hidden)
    (gradient,) = torch.autograd.grad(cost, hidden)
    assert float(cost.detach()) > 0
    assert float(gradient[..., : round(0.7 * (box[3] - box[1]))].abs().sum()) == float(gradient.abs().sum()) > 0


def test_the_networks_say_what_the_detector_says(portrait):
    """Each is MTCNN's own, asked about one crop: surer of a face than of a wall."""
    [face] = detection.detect(portrait)
    left, top, right, bottom = (round(side) for side in face.box)
    side = max(right - left, bottom - top)
    x, y = (left + right - side) // 2, (top + bottom - side) // 2
    photo = resized_pixels(portrait, max(portrait.width, portrait.height))
    crop = photo[..., y : y + side, x : x + side]
    for seen, network in log_odds_networks():
        [of_a_face] = network(torch.nn.functional.adaptive_avg_pool2d(crop, seen)).tolist()
        [of_a_wall] = network(torch.full_like(crop[..., :seen, :seen], 0.6)).tolist()
        assert of_a_face > 1.0 > -1.0 > of_a_wall


def test_the_detector_itself_is_left_as_it_was(portrait, pixels, box):
    before = detection.detect(portrait)
    FaceVisibility([box], pixels).cost(pixels)
    assert detection.detect(Picture("again", portrait.pixels, portrait.width, portrait.height, "again")) == before
