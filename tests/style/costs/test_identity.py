"""The identity of people in C: the identity cost, the mask, and whether people are still recognisable."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from support.places import STYLES

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import cut_each_way, encode_detected
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.images import Picture
from facestyle.style.costs.identity import NEAR_ENOUGH, FaceIdentity, _cut, faces_after
from facestyle.style.descent.start import resized_pixels
from facestyle.style.options import SUGGESTED_GAMMA, StyleOptions
from facestyle.style.transfer import stylize

SPEC = encoder_spec(DEFAULT_ENCODER)


@pytest.fixture(scope="module")
def portrait(close_up):
    return close_up


@pytest.fixture(scope="module")
def faces(portrait):
    return detection.detect(portrait)


@pytest.fixture(scope="module")
def pixels(portrait):
    return resized_pixels(portrait, 192)


@pytest.fixture(scope="module")
def changed(pixels):
    """The same face, less alike: behind noise."""
    return pixels + 0.15 * torch.randn(pixels.shape, generator=torch.Generator().manual_seed(0)).to(pixels)


def d_of(portrait, faces, pixels, changed):
    """The distance that the cost sees."""
    identity = FaceIdentity(portrait, faces, pixels)
    return float((identity._encodings(changed) - identity._before).square().sum())


def test_what_the_cost_compares_is_what_the_verdict_compares(portrait, faces):
    """Two passes, a crop and the mirror image of the other, come near to the four of the encoder."""
    pixels = resized_pixels(portrait, 384)
    identity = FaceIdentity(portrait, faces, pixels)
    [encoding] = encode_detected([(portrait, faces[0])])
    assert float(identity._before[0].cpu() @ torch.from_numpy(encoding)) > 0.97


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_the_crops_that_gradients_pass_are_those_that_the_encoder_sees(portrait, quarter, monkeypatch):
    """Also of a face that lies on its side or stands on its head; but for the box, which is a little smaller."""
    monkeypatch.setattr("facestyle.style.costs.identity.SMALLER", 1.0)
    turned = np.ascontiguousarray(np.rot90(portrait.pixels, quarter))
    lying = Picture("lying", turned, turned.shape[1], turned.shape[0], f"lying {quarter}")
    [face] = detection.detect(lying)
    pixels = resized_pixels(lying, max(turned.shape[:2]))
    identity = FaceIdentity(lying, [face], pixels)
    for number, (seen, crop) in enumerate(zip(cut_each_way(lying, face, SPEC), identity._crops, strict=True)):
        ours = 255 * _cut(pixels, crop, SPEC.size)[0].permute(1, 2, 0).cpu().numpy()
        expected = seen[:, ::-1] if number else seen
        assert np.abs(ours - expected).mean() < 3.0


def test_a_face_that_is_near_enough_costs_nothing_and_what_it_lacks_is_counted(portrait, faces, pixels, changed):
    d = d_of(portrait, faces, pixels, changed)
    assert d > NEAR_ENOUGH["portrait"] * SPEC.tau
    for likeness, share in NEAR_ENOUGH.items():
        identity = FaceIdentity(portrait, faces, pixels, likeness)
        assert float(identity.identity_cost(pixels)) == 0.0
        cost = float(identity.identity_cost(changed))
        assert cost == pytest.approx(max(d - share * SPEC.tau, 0.0), abs=1e-3)


def test_the_gradient_leads_back_to_the_face_and_ends_where_it_is_near(portrait, faces, pixels, changed):
    identity = FaceIdentity(portrait, faces, pixels, "portrait")
    assert len(identity) == 1
    noisy = changed.clone().requires_grad_()
    cost = identity.identity_cost(noisy)
    (gradient,) = torch.autograd.grad(cost, noisy)
    assert torch.isfinite(gradient).all()
    step = noisy.detach() - 0.02 * gradient / gradient.abs().max()
    assert float(identity.identity_cost(step)) < float(cost.detach())
    assert not identity.identity_cost(pixels.clone().requires_grad_()).requires_grad


def test_a_start_has_the_coarse_forms_of_a_face_and_not_its_detail(portrait, faces, pixels):
    """At its middle; far from it nothing changes."""
    grey = torch.full_like(pixels, 0.5)
    begun = FaceIdentity(portrait, faces, pixels).put_into(grey, pixels)
    assert torch.equal(begun[..., -4:, -4:], grey[..., -4:, -4:])
    scale = 192 / max(portrait.width, portrait.height)
    (x, y), half = (round(part * scale) for part in faces[0].centre), round(faces[0].side * scale / 5)
    middle = (..., slice(y - half, y + half), slice(x - half, x + half))
    coarse, detail = (torch.nn.functional.avg_pool2d(one[middle], 6) for one in (begun, pixels))
    assert (coarse - detail).abs().mean() < 0.5 * (detail - 0.5).abs().mean()
    fine = [float((one[middle][..., 1:] - one[middle][..., :-1]).square().mean()) for one in (begun, pixels)]
    assert fine[0] < 0.35 * fine[1]


def test_the_mask_is_the_face_and_not_the_corner(portrait, faces):
    identity = FaceIdentity(portrait, faces, resized_pixels(portrait, 256))
    mask = identity.mask(32, 32, (256, 256))
    x, y = (
        round(32 * part / side) for part, side in zip(faces[0].centre, (portrait.width, portrait.height), strict=True)
    )
    assert float(mask[y, x]) > 0.9
    assert float(mask[0, 0]) < 0.01
    assert float(mask.min()) >= 0


@pytest.fixture(scope="module")
def runs(portrait):
    """The steps without and with the identity cost."""
    style = images.load(STYLES / "mosaic.jpg")
    bold = StyleOptions(size=112, steps=16, alpha=1.0, beta=30.0)
    both = dataclasses.replace(bold, protect_faces=1e-9), dataclasses.replace(bold, identity=SUGGESTED_GAMMA)
    return [list(stylize(portrait, style, options)) for options in both]


def test_people_stay_nearer_to_themselves_with_the_identity_cost(runs):
    plain, kind = (steps[-1].faces[0] for steps in runs)
    assert kind.distance < 0.8 * plain.distance


def test_faces_count_once_g_has_its_style(runs):
    """In the first half a run with the identity cost is the same as one without."""
    plain, kind = runs
    assert [set(step.extra_costs) for step in kind[:8]] == [{"colours"}] * 8
    assert [step.total_cost for step in kind[:8]] == pytest.approx([step.total_cost for step in plain[:8]])
    for step in kind[9:]:
        assert set(step.extra_costs) == {"colours", "identity", "visibility", "unpainted faces"}
    assert kind[-1].extra_costs["unpainted faces"] < kind[9].extra_costs["unpainted faces"]


def test_protected_faces_look_more_like_themselves(portrait, faces):
    style = images.load(STYLES / "mosaic.jpg")
    bold = StyleOptions(size=128, steps=20, alpha=1.0, beta=30.0)
    *_, without = stylize(portrait, style, bold)
    *_, protected = stylize(portrait, style, dataclasses.replace(bold, protect_faces=20.0))
    assert without.faces == ()
    assert protected.faces[0].distance < faces_after(portrait, faces, without.picture)[0].distance


def test_a_picture_without_faces_is_restyled_as_ever(sample):
    style = images.load(STYLES / "mosaic.jpg")
    small = StyleOptions(size=96, steps=5)
    *_, ever = stylize(sample("china"), style, small)
    *_, kind = stylize(sample("china"), style, dataclasses.replace(small, identity=10.0, protect_faces=5.0))
    assert (ever.picture == kind.picture).all()
    assert (kind.faces, set(kind.extra_costs)) == ((), {"colours"})


def test_what_became_of_a_face_is_told_also_where_it_is_gone(portrait, faces):
    [unchanged] = faces_after(portrait, faces, portrait.pixels)
    assert (unchanged.found, unchanged.same) == (True, True)
    assert unchanged.distance < 0.01
    [to_another] = faces_after(portrait, faces, portrait.pixels, "dlib")
    assert to_another.same
    assert to_another.distance < 0.01
    [gone] = faces_after(portrait, faces, np.full((200, 200, 3), 90, np.uint8))
    assert (gone.found, gone.same) == (False, False)
    assert faces_after(portrait, [], portrait.pixels) == ()
