"""The identity of people in C: the identity cost, the mask, and whether people are still recognisable."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from PIL import Image
from support.places import STYLES

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.encoders.encode import cut, standardise
from facestyle.faces.encoders.loading import plain
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.images import Picture
from facestyle.style.costs.identity import FaceIdentity, faces_after
from facestyle.style.descent.start import resized_pixels
from facestyle.style.options import StyleOptions
from facestyle.style.transfer import stylize


@pytest.fixture(scope="module")
def portrait(close_up):
    return close_up


@pytest.fixture(scope="module")
def faces(portrait):
    return detection.detect(portrait)


def test_the_crop_that_gradients_pass_is_the_crop_that_the_encoder_sees(portrait, faces):
    pixels = resized_pixels(portrait, 384)
    identity = FaceIdentity(portrait, faces, pixels)
    small = Image.fromarray((pixels[0].permute(1, 2, 0).cpu().numpy() * 255).round().astype(np.uint8))
    shown = Picture("small", np.asarray(small), small.width, small.height, "small")
    scale = small.width / portrait.width
    face = faces[0]
    moved = detection.Face(
        tuple(side * scale for side in face.box), tuple((x * scale, y * scale) for x, y in face.landmarks), 1.0
    )
    crop = torch.from_numpy(cut(shown, moved, ENCODERS["facenet-128"]).copy()).permute(2, 0, 1)[None].float()
    with torch.no_grad():
        expected = torch.nn.functional.normalize(plain("facenet-128")(standardise(crop, "per-image")))
    assert float((identity._before.cpu() * expected).sum()) > 0.99


def test_the_identity_cost_is_nothing_for_c_itself_and_its_gradient_leads_back(portrait, faces):
    pixels = resized_pixels(portrait, 256)
    identity = FaceIdentity(portrait, faces, pixels)
    assert len(identity) == 1
    assert float(identity.identity_cost(pixels)) < 1e-6
    noisy = (pixels + 0.15 * torch.randn(pixels.shape, generator=torch.Generator().manual_seed(0))).requires_grad_()
    cost = identity.identity_cost(noisy)
    (gradient,) = torch.autograd.grad(cost, noisy)
    assert torch.isfinite(gradient).all()
    step = noisy.detach() - 0.02 * gradient / gradient.abs().max()
    assert float(identity.identity_cost(step)) < float(cost.detach())


def test_the_mask_is_the_face_and_not_the_corner(portrait, faces):
    identity = FaceIdentity(portrait, faces, resized_pixels(portrait, 256))
    mask = identity.mask(32, 32, (256, 256))
    x, y = (
        round(32 * part / side) for part, side in zip(faces[0].centre, (portrait.width, portrait.height), strict=True)
    )
    assert float(mask[y, x]) > 0.9
    assert float(mask[0, 0]) < 0.01
    assert float(mask.min()) >= 0


def test_people_stay_themselves_with_the_identity_cost_and_the_style_stays_near(portrait):
    style = images.load(STYLES / "mosaic.jpg")
    bold = StyleOptions(size=192, steps=40, alpha=1.0, beta=30.0)
    *_, plain_run = stylize(portrait, style, dataclasses.replace(bold, protect_faces=1e-9))
    *_, kind = stylize(portrait, style, dataclasses.replace(bold, identity=3.0))
    assert kind.faces[0].distance < 0.6 * plain_run.faces[0].distance
    assert kind.faces[0].same
    assert kind.extra_costs["identity"] > 0
    assert kind.style_cost < 1.5 * plain_run.style_cost


def test_protected_faces_look_more_like_themselves(portrait, faces):
    style = images.load(STYLES / "mosaic.jpg")
    bold = StyleOptions(size=160, steps=30, alpha=1.0, beta=30.0)
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
