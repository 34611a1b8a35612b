"""Pictures come in upright, as 8-bit RGB, within limits, or with a message that names them."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, features

from facestyle import images
from facestyle.errors import (
    BrokenPictureError,
    EmptyPictureError,
    FacestyleError,
    FileMissingError,
    MissingInputError,
    NotAPictureError,
    PictureTooLargeError,
    PictureTooSmallError,
    UnsupportedSourceError,
)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def half_red() -> Image.Image:
    """48 x 32, the left half red, the right half blue."""
    pixels = np.zeros((32, 48, 3), np.uint8)
    pixels[:, :24, 0] = 255
    pixels[:, 24:, 2] = 255
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000"])
def test_each_format_is_read_from_bytes_and_from_a_file(kind, half_red, tmp_path):
    if not features.check(images.OPTIONAL_FORMATS.get(kind, "jpg")):
        pytest.skip(f"this Pillow reads no {kind}")
    data = saved(half_red, kind)
    path = tmp_path / "picture.bin"  # the format is sniffed, not believed
    path.write_bytes(data)
    for picture in (images.load(data), images.load(path), images.load(str(path))):
        assert (picture.width, picture.height) == (48, 32)
        assert picture.pixels.shape == (32, 48, 3)
        assert picture.pixels[16, 6, 0] > 200 > 60 > picture.pixels[16, 6, 2]
        assert picture.pixels[16, 40, 2] > 200 > 60 > picture.pixels[16, 40, 0]


def test_a_heic_photo_is_read_where_pillow_heif_is_installed(half_red):
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    picture = images.load(saved(half_red, "HEIF"))
    assert picture.pixels.shape == (32, 48, 3)
    assert picture.pixels[16, 6, 0] > 180


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_turned_by_exif_is_read_upright(orientation, half_red):
    stored = half_red
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    for step in undo.get(orientation, []):
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG", "WEBP", *(["AVIF"] if features.check("avif") else [])):
        picture = images.load(saved(stored, kind, exif=exif))
        assert (picture.width, picture.height) == (48, 32)
        assert picture.pixels.shape == (32, 48, 3)
        assert picture.pixels[16, 6, 0] > 200
        assert picture.pixels[16, 40, 2] > 200


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_laid_over_white(mode):
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    image.paste((10, 10, 10, 255), (0, 0, 10, 20))
    data = saved(image.convert(mode), "PNG", **({"transparency": 0} if mode == "P" else {}))
    picture = images.load(data)
    if mode != "P":
        assert picture.pixels[10, 2].max() < 40
    assert picture.pixels[10, 15].min() > 240


def test_sixteen_bits_are_scaled_and_not_clipped():
    ramp = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    picture = images.load(saved(Image.fromarray(ramp), "PNG"))
    expected = (ramp / 257.0).round()
    assert np.abs(picture.pixels[..., 0].astype(float) - expected).max() <= 1


def test_floating_point_tiff_is_scaled():
    ramp = np.linspace(0, 1, 32 * 32).reshape(32, 32).astype(np.float32)
    picture = images.load(saved(Image.fromarray(ramp), "TIFF"))
    assert picture.pixels[-1, -1, 0] == 255
    assert abs(int(picture.pixels[16, 0, 0]) - 128) <= 2


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "TIFF"), ("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("P", "GIF")]
)
def test_other_colour_modes_become_rgb(mode, kind, half_red):
    picture = images.load(saved(half_red.convert(mode), kind))
    assert picture.pixels.shape == (32, 48, 3)
    if mode in ("CMYK", "P"):
        assert picture.pixels[16, 6, 0] > 180
        assert picture.pixels[16, 6, 2] < 90


def test_of_an_animation_the_first_frame_is_read(half_red):
    frames = [half_red, Image.new("RGB", half_red.size, "green")]
    for kind in ("GIF", "WEBP", "PNG"):
        picture = images.load(saved(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert picture.pixels[16, 6, 0] > 180


def test_an_embedded_profile_is_converted_to_srgb():
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = Image.new("RGB", (20, 20), (120, 120, 120))
    assert images.load(saved(grey, "PNG", icc_profile=lab_like)).pixels[5, 5, 0] == pytest.approx(120, abs=2)
    broken = images.load(saved(grey, "PNG", icc_profile=b"not a profile"))
    assert broken.pixels[5, 5, 0] == 120


def test_a_large_jpeg_is_reduced_and_remembers_its_size(sample_path):
    large = Image.open(sample_path("obama3")).convert("RGB").resize((3024, 4032))
    picture = images.load(saved(large, "JPEG"))
    assert (picture.width, picture.height) == (3024, 4032)
    assert picture.pixels.shape == (2016, 1512, 3)
    assert picture.scale == pytest.approx(0.5)
    png = images.load(saved(large.resize((1512, 2016)), "PNG", compress_level=1), detail=500)
    assert max(png.pixels.shape) < 1000
    assert (png.width, png.height) == (1512, 2016)


def test_the_same_bytes_have_the_same_digest_and_others_another(half_red):
    one, same = images.load(saved(half_red, "PNG")), images.load(saved(half_red, "PNG"), name="other")
    assert one.digest == same.digest
    assert one.digest != images.load(saved(half_red, "BMP")).digest


def one_colour_png(width: int, height: int) -> bytes:
    """A small file of a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\0" * (3 * width + 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30_000, 30_000), (9_000, 9_000), (70_000, 1_000)])
def test_a_bomb_is_refused_on_its_header(size, monkeypatch):
    def decode(*_):
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", decode)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    with pytest.raises(PictureTooLargeError, match=r"wall\.png is too large"):
        images.load(one_colour_png(*size), name="wall.png")


def test_too_many_bytes_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MAX_BYTES", 100)
    path = tmp_path / "big.png"
    path.write_bytes(b"0" * 101)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))
    with pytest.raises(PictureTooLargeError, match=r"big\.png"):
        images.load(path)


def test_five_pixels_are_too_few():
    with pytest.raises(PictureTooSmallError, match="dot is 5 x 5"):
        images.load(saved(Image.new("RGB", (5, 5)), "PNG"), name="dot")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyPictureError),
        (b"hello, I am a text", NotAPictureError),
    ],
)
def test_what_is_no_picture_is_named(content, error, tmp_path):
    path = tmp_path / "holiday.jpg"
    path.write_bytes(content)
    with pytest.raises(error, match=r"holiday\.jpg"):
        images.load(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
def test_a_truncated_picture_is_refused(kind):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8))
    data = saved(noise, kind)
    with pytest.raises((BrokenPictureError, NotAPictureError), match="cut"):
        images.load(data[: len(data) // 2], name="cut")


def test_what_is_no_file_is_named(tmp_path):
    with pytest.raises(MissingInputError, match="Photo A is missing"):
        images.load(None, name="Photo A")
    with pytest.raises(FileMissingError, match="nowhere"):
        images.load(tmp_path / "nowhere.jpg")
    with pytest.raises(FileMissingError, match="folder"):
        images.load(tmp_path)
    for source in ("x" * 5000 + ".jpg", "a\0b.jpg"):
        with pytest.raises(FileMissingError):
            images.load(source)
    for source in ("data:image/png;base64,AAAA", "https://example.org/a.jpg", "file:///etc/passwd"):
        with pytest.raises(UnsupportedSourceError, match="Photo B"):
            images.load(source, name="Photo B")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_damaged_files_are_read_or_refused_and_nothing_else(kind):
    rng = np.random.default_rng(7)
    data = saved(Image.fromarray(rng.integers(0, 255, (24, 24, 3), dtype=np.uint8)), kind)
    for _ in range(120):
        damaged = bytearray(data)
        for place in rng.integers(0, len(data), rng.integers(1, 6)):
            damaged[place] = rng.integers(256)
        said, picture = "", None
        try:
            picture = images.load(bytes(damaged), name="damaged")
        except FacestyleError as problem:
            said = problem.message
        assert "damaged" in said if picture is None else picture.pixels.shape[2] == 3


def test_a_reduced_picture_is_decoded_again_in_its_files_detail_while_the_file_is_the_same(tmp_path):
    path = tmp_path / "large.jpg"
    path.write_bytes(saved(Image.effect_noise((4000, 3000), 40).convert("RGB"), "JPEG"))
    reduced = images.load(path)
    assert reduced.scale == 0.5
    detailed = images.in_detail(reduced)
    assert detailed.pixels.shape == (3000, 4000, 3)
    assert (detailed.width, detailed.height, detailed.digest) == (reduced.width, reduced.height, reduced.digest)
    assert images.in_detail(detailed) is detailed
    path.write_bytes(saved(Image.new("RGB", (4000, 3000)), "JPEG"))
    assert images.in_detail(reduced) is reduced
    path.unlink()
    assert images.in_detail(reduced) is reduced
