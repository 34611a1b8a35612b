"""Samples of 10 to 32 bits become 8 bits by one rule, and nothing is black or damaged by mistake."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms
from support.pictures import png, saved, tiff

from facestyle import images
from facestyle.errors import BrokenPictureError

RAMP = np.linspace(0, 1, 32 * 32).reshape(32, 32)


def grey_of(data: bytes, **options) -> np.ndarray:
    pixels = images.load(data, **options).pixels
    assert (np.ptp(pixels, axis=2) <= 1).all()
    return pixels[..., 0].astype(int)


@pytest.mark.parametrize("white", [255, 1023, 4095, 16383, 65535])
@pytest.mark.parametrize("write", [png, tiff, lambda values: tiff(values, ">")])
def test_fewer_bits_in_sixteen_fill_the_range(white, write):
    values = np.rint(RAMP * white).astype(np.uint16)
    assert np.abs(grey_of(write(values)) - 255 * RAMP).max() <= 1
    colours = np.stack([values, values // 2, values // 4], axis=-1)
    seen = images.load(write(colours)).pixels
    assert np.abs(seen - 255 * RAMP[..., None] * (1, 1 / 2, 1 / 4)).max() <= 2


def test_with_alpha_too():
    values = np.rint(RAMP * 4095).astype(np.uint16)
    opaque = np.full_like(values, 65535)
    grey = np.stack([values, opaque], axis=-1)
    colours = np.stack([values, values, values, opaque], axis=-1)
    for picture in (grey, colours):
        assert np.abs(grey_of(png(picture)) - 255 * RAMP).max() <= 1
    clear = colours.copy()
    clear[:16, :, 3] = 0
    assert grey_of(png(clear))[:16].min() == 255


def test_a_dark_picture_that_fills_sixteen_bits_stays_dark():
    repeated = np.rint(RAMP * 50).astype(np.uint16) * 257
    shifted = np.rint(RAMP * 900).astype(np.uint16) << 4
    profile = srgb_profile()
    for data in (png(repeated), tiff(repeated), png(shifted), png(np.stack([repeated] * 3, axis=-1))):
        assert grey_of(data).max() <= 60
    odd = np.rint(RAMP * 9001).astype(np.uint16)
    assert grey_of(png(odd, (b"iCCP", b"s\0\0" + profile))).max() < 40


def srgb_profile() -> bytes:
    return zlib.compress(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def test_what_the_file_states_counts():
    values = np.rint(RAMP * 900).astype(np.uint16)
    assert grey_of(png(values)).max() == round(900 / 1023 * 255)
    stated = (png(values, (b"sBIT", bytes([12]))), tiff(values, tag281=4095))
    for data in stated:
        assert grey_of(data).max() == round(900 / 4095 * 255)
    assert grey_of(tiff(values, tag281=65535)).max() == round(900 / 65535 * 255)
    assert grey_of(tiff(values, tag281=700)).max() == round(900 / 1023 * 255)  # it is exceeded, so it is wrong


def test_white_is_zero_in_sixteen_bits_too():
    values = np.rint(RAMP * 65535).astype(np.uint16)
    assert np.abs(grey_of(tiff(values, tag262=0)) - 255 * (1 - RAMP)).max() <= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (RAMP, RAMP),
        (RAMP * 0.4, RAMP * 0.4),
        (RAMP * 1.5, RAMP),
        (RAMP * 200, RAMP * 200 / 255),
        (RAMP * 4095, RAMP),
        (RAMP * 1e6, RAMP),
        (RAMP * 2 - 1, RAMP),
        (RAMP * 4095 - 1024, RAMP),
    ],
)
def test_floating_point_has_a_white_whatever_its_range(values, expected):
    data = saved(Image.fromarray(values.astype(np.float32)), "TIFF")
    assert np.abs(grey_of(data) - 255 * expected).max() <= 1


def test_what_is_no_number_is_black_and_counts_for_nothing():
    values = RAMP.astype(np.float32) * 0.8
    values[0, :4] = np.nan, np.inf, -np.inf, np.nan
    seen = grey_of(saved(Image.fromarray(values), "TIFF"))
    assert seen[0, 0] == seen[0, 2] == 0
    assert seen[0, 1] == 255
    assert abs(seen[-1, -1] - 204) <= 1
    assert grey_of(saved(Image.fromarray(np.full((20, 20), np.nan, np.float32)), "TIFF")).max() == 0


def test_a_marked_absence_of_data_is_black():
    values = (RAMP * 100).astype(np.float32) + 300
    values[:4] = -9999
    marked = Image.fromarray(values)
    seen = grey_of(saved(marked, "TIFF", tiffinfo={42113: "-9999"}))
    assert seen[:4].max() == 0
    assert abs(seen[-1, -1] - 400 / 1023 * 255) <= 1


def test_signed_numbers_are_spread_from_the_smallest_to_the_largest():
    values = np.rint(RAMP * 4095).astype(np.int32) - 1024  # Hounsfield units
    assert np.abs(grey_of(saved(Image.fromarray(values), "TIFF")) - 255 * RAMP).max() <= 1
    assert grey_of(saved(Image.fromarray(np.full((20, 20), -5, np.int32)), "TIFF")).max() == 0


def test_a_large_picture_of_any_depth_is_reduced_and_not_called_damaged():
    ramp = np.linspace(0, 1, 900 * 1200).reshape(900, 1200)
    for data in (
        png(np.rint(ramp * 65535).astype(np.uint16)),
        tiff(np.rint(ramp * 4095).astype(np.uint16), ">"),
        saved(Image.fromarray(ramp.astype(np.float32)), "TIFF", compression="tiff_deflate"),
        saved(Image.fromarray(np.rint(ramp * 1e6).astype(np.int32)), "TIFF"),
    ):
        seen = grey_of(data, detail=300)
        assert seen.shape == (225, 300)
        assert np.abs(seen.mean(axis=1) - np.linspace(0, 255, 225)).max() <= 3


def test_one_number_or_colour_may_be_transparent():
    values = np.rint(RAMP * 60000).astype(np.uint16)
    place = (7, 9)
    data = png(values, (b"tRNS", struct.pack(">H", values[place])))
    seen = grey_of(data)
    assert seen[place] == 255
    assert abs(seen[7, 10] - values[7, 10] / 257) <= 1
    assert grey_of(data, backdrop="black")[place] == 0
    colours = np.stack([values, values, values], axis=-1)
    seen = grey_of(png(colours, (b"tRNS", struct.pack(">3H", *colours[place]))))
    assert seen[place] == 255
    assert (seen == 255).sum() == 1  # one that differs in its low byte alone is opaque


def test_a_truncated_deep_picture_is_damaged():
    rng = np.random.default_rng(1)
    for samples in (rng.integers(0, 4096, (40, 40)), rng.integers(0, 4096, (40, 40, 3))):
        data = png(samples.astype(np.uint16))
        with pytest.raises(BrokenPictureError, match="cut"):
            images.load(data[: len(data) // 2], name="cut")
