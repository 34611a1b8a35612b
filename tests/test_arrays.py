"""Arrays and Pillow images come in as files do, and no two strangers are one picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image

from facestyle import images
from facestyle.errors import (
    BrokenPictureError,
    FacestyleError,
    MissingInputError,
    NotAPictureError,
    OptionError,
    PictureTooLargeError,
    PictureTooSmallError,
)
from facestyle.faces.cache import EncodingCache
from facestyle.faces.verification import verify
from facestyle.images import Picture


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (40, 60, 3), dtype=np.uint8)


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_an_array_is_what_its_png_is(noise):
    for made in (Picture.from_array(noise), images.load(noise), images.load(noise, name="noise")):
        assert np.array_equal(made.pixels, images.load(png(noise)).pixels)
        assert (made.width, made.height) == (60, 40)
    assert images.load(noise, name="noise").name == "noise"


def test_opencv_order_is_asked_for(noise):
    assert np.array_equal(Picture.from_array(noise[..., ::-1], order="BGR").pixels, noise)
    opaque = np.dstack([noise[..., ::-1], np.full((40, 60), 255, np.uint8)])
    assert np.array_equal(Picture.from_array(opaque, order="BGR").pixels, noise)
    assert Picture.from_array(noise).digest != Picture.from_array(noise, order="BGR").digest
    with pytest.raises(OptionError, match="order"):
        Picture.from_array(noise, order="GBR")


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_floats_run_from_0_to_1(noise, kind):
    assert np.array_equal(Picture.from_array((noise / 255).astype(kind)).pixels, noise)
    assert Picture.from_array(np.full((20, 20), 1 + 1e-4, kind)).pixels.max() == 255, "a little beyond, by resampling"


def test_grey_and_masks_become_rgb(noise):
    grey = noise[..., 0]
    for made in (Picture.from_array(grey), Picture.from_array(grey[..., None])):
        assert np.array_equal(made.pixels, np.repeat(grey[..., None], 3, axis=2))
    assert set(np.unique(Picture.from_array(grey > 100).pixels)) == {0, 255}


def test_opacity_is_laid_over_white(noise):
    half = np.full((40, 60), 255, np.uint8)
    half[:, :30] = 0
    made = Picture.from_array(np.dstack([noise, half]))
    assert made.pixels[:, :30].min() == 255
    assert np.array_equal(made.pixels[:, 30:], noise[:, 30:])


def test_a_tensor_of_torch_is_an_array(noise):
    assert np.array_equal(images.load(torch.from_numpy(noise)).pixels, noise)
    with pytest.raises(NotAPictureError, match=r"array\.transpose\(1, 2, 0\)"):
        images.load(torch.from_numpy(noise).permute(2, 0, 1))
    with pytest.raises(NotAPictureError, match=r"detach\(\)\.cpu\(\)\.numpy\(\)"):
        images.load(torch.zeros(40, 60, 3, requires_grad=True))


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (np.zeros((1, 40, 60, 3), np.uint8), "of shape 1 x 40 x 60 x 3; give one picture at a time"),
        (np.zeros((40, 60, 2), np.uint8), "of shape 40 x 60 x 2; give height x width"),
        (np.zeros(40, np.uint8), "of shape 40; give height x width"),
        (np.array(7), r"a single number"),
        (np.zeros((40, 60), np.uint16), "of uint16; give uint8"),
        (np.zeros((40, 60), np.int64), "of int64; give uint8"),
        (np.full((40, 60), None), "of object; give uint8"),
        (np.full((40, 60), 1j), "of complex128; give uint8"),
        (np.full((40, 60), "x"), "give uint8"),
        (np.full((40, 60), 255.0), "from 255 to 255; give floats from 0 to 1"),
        (np.full((40, 60), -1.0), "from -1 to -1"),
        (np.full((40, 60), np.nan), "from nan to nan"),
        (np.full((40, 60), np.inf), "from inf to inf"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(array, says):
    with pytest.raises(NotAPictureError, match=f"^Photo A is an array .*{says}"):
        images.load(array, name="Photo A")


def test_the_limits_are_those_of_files():
    with pytest.raises(PictureTooSmallError, match="dot is 60 x 5 pixels"):
        Picture.from_array(np.zeros((5, 60, 3), np.uint8), "dot")
    with pytest.raises(PictureTooSmallError):
        Picture.from_array(np.zeros((0, 0, 3), np.uint8))
    wall = np.broadcast_to(np.zeros(3, np.float32), (9000, 9000, 3))  # no memory behind it
    with pytest.raises(PictureTooLargeError, match="wall is too large"):
        Picture.from_array(wall, "wall")


def test_a_large_array_is_reduced_and_remembers_its_size():
    made = Picture.from_array(np.zeros((3000, 4000, 3), np.uint8), detail=1000)
    assert (made.width, made.height, made.pixels.shape) == (4000, 3000, (750, 1000, 3))
    same_pixels = Picture.from_array(np.zeros((750, 1000, 3), np.uint8))
    assert made.digest != same_pixels.digest, "boxes are given in coordinates of the whole picture"


def test_what_happens_to_the_array_later_does_not_change_the_picture(noise):
    array = noise.copy()
    made = Picture.from_array(array)
    array[:] = 0
    assert np.array_equal(made.pixels, noise)
    assert made.digest == Picture.from_array(noise).digest


def test_pixels_have_a_digest_that_no_file_has(noise):
    made = Picture.from_array(noise)
    assert len(made.digest) == 64
    assert made.digest != images.load(png(noise)).digest
    assert made.digest != Picture.from_array(noise.reshape(60, 40, 3)).digest, "the shape counts"
    changed = noise.copy()
    changed[0, 0, 0] ^= 1
    assert made.digest != Picture.from_array(changed).digest


def test_a_pillow_image_comes_in_as_its_file_does(noise, sample_path, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "turned.png"
    Image.fromarray(noise).save(path, exif=exif)
    with Image.open(path) as image:
        made, read = images.load(image), images.load(path)
    assert (made.name, made.width, made.height) == ("turned.png", 40, 60)
    assert np.array_equal(made.pixels, read.pixels)
    for mode in ("RGBA", "LA", "L", "P", "1", "CMYK"):
        converted = Image.fromarray(noise).convert(mode)
        assert images.load(converted).pixels.shape == (40, 60, 3)
        assert converted.mode == mode, "the caller's image stays as it is"
    closed = Image.open(sample_path("obama"))
    closed.close()
    with pytest.raises(BrokenPictureError):
        images.load(closed)


def test_a_picture_is_taken_as_it_is(noise):
    made = Picture.from_array(noise)
    assert images.load(made) is made


@pytest.mark.parametrize("digest", ["", " ", None])
def test_a_picture_without_a_digest_is_refused(digest, noise):
    with pytest.raises(MissingInputError, match=r"Ann needs a digest .*Picture\.from_array"):
        Picture("Ann", noise, 60, 40, digest)


@pytest.mark.parametrize("pixels", [None, [], np.zeros((4, 4)), np.zeros((4, 4, 3)), np.zeros((4, 4, 4), np.uint8)])
def test_a_picture_of_other_pixels_is_refused(pixels):
    with pytest.raises(FacestyleError, match="needs pixels of H x W x 3, uint8"):
        Picture("Ann", pixels, 4, 4, "made")


def test_two_strangers_made_of_arrays_are_two_people(sample):
    cache = EncodingCache()
    obama, biden = (Picture.from_array(sample(name).pixels) for name in ("obama", "biden"))
    answer = verify(obama, biden, cache=cache)
    assert not answer.same
    assert (cache.encoded, cache.hits) == (2, 0)
