"""Colours of every kind come out as sRGB: profiles with and without alpha, gamma, palettes, CMYK, Lab."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms
from support import places
from support.pictures import png, saved, tiff

from facestyle import images, srgb

CASES = places.SHARED / "cases" / "style" / "img"
#: Of Display P3; white, red, green, blue.
P3 = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
#: One colour, and what it is in sRGB where its numbers are in P3, at a gamma of 2.2 (by W3C's CSS Color 4, by hand).
RED = (200, 60, 40)
#: The primaries of sRGB in another order: what is red becomes green.
SWAPPED = (0.3127, 0.3290, 0.30, 0.60, 0.64, 0.33, 0.15, 0.06)


def seen_in(data: bytes, **options) -> list[int]:
    return images.load(data, **options).pixels[20, 20].tolist()


def independent(colour: tuple[int, ...], gamma: float, primaries: tuple[float, ...]) -> np.ndarray:
    """The colour in sRGB by plain matrices between D65 spaces, without any profile."""

    def to_xyz(numbers: tuple[float, ...]) -> np.ndarray:
        white, *rgb = (np.array([x / y, 1, (1 - x - y) / y]) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        columns = np.stack(rgb, axis=1)
        return columns * np.linalg.solve(columns, white)

    light = np.linalg.inv(to_xyz(srgb._PRIMARIES)) @ to_xyz(primaries) @ (np.array(colour) / 255) ** gamma
    light = light.clip(0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


@pytest.fixture(scope="module")
def p3() -> bytes:
    return srgb.matrix_profile(2.2, P3)


@pytest.mark.parametrize("primaries", [P3, SWAPPED, (0.3457, 0.3585, 0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001)])
@pytest.mark.parametrize("gamma", [1.0, 1.8, 2.2])
def test_a_profile_means_what_its_numbers_say(gamma, primaries):
    profile = srgb.matrix_profile(gamma, primaries)
    made = seen_in(saved(Image.new("RGB", (40, 40), (120, 130, 110)), "PNG", icc_profile=profile))
    if primaries[0] == P3[0]:  # of another white the plain matrices say nothing
        assert np.abs(np.array(made) - independent((120, 130, 110), gamma, primaries)).max() <= 2.5
    grey = seen_in(saved(Image.new("L", (40, 40), 120), "PNG", icc_profile=profile))
    assert max(grey) - min(grey) <= 1  # white stays white, and grey grey


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_profile_is_honoured_in_every_format_and_mode(kind, mode, p3):
    image = Image.new("RGB", (40, 40), RED)
    if mode == "RGBA":
        image.putalpha(255)
        image.putpixel((0, 0), (0, 0, 0, 0))  # WebP drops an alpha that hides nothing
    if mode == "P":
        image = image.convert("P", palette=Image.Palette.ADAPTIVE)
    if kind == "JPEG" or (kind == "WEBP" and mode == "P"):
        image = image.convert("RGB")
    options = {"lossless": True} if kind == "WEBP" else {"quality": 100} if kind == "JPEG" else {}
    made = seen_in(saved(image, kind, icc_profile=p3, **options))
    assert np.abs(np.array(made) - independent(RED, 2.2, P3)).max() <= 4
    assert made[0] > 212


def test_a_palette_with_transparency_has_its_profile(p3):
    image = Image.new("P", (40, 40), 1)
    image.putpalette([0, 0, 0, *RED])
    image.paste(0, (0, 0, 10, 40))
    data = saved(image, "PNG", transparency=0, icc_profile=p3)
    pixels = images.load(data).pixels
    assert pixels[20, 5].tolist() == [255, 255, 255]
    assert np.abs(pixels[20, 30] - independent(RED, 2.2, P3)).max() <= 3
    assert images.load(data, backdrop="black").pixels[20, 5].tolist() == [0, 0, 0]


@pytest.mark.parametrize("write", ["LA", "16", "16 large", "16 BE", "float", "16 alpha"])
def test_the_profile_of_a_grey_picture_is_honoured_whatever_its_depth(write):
    linear = srgb.matrix_profile(1.0, srgb._PRIMARIES)
    packed = b"s\0\0" + zlib.compress(linear)
    size = (1000, 1000) if write == "16 large" else (40, 40)
    ramp = np.linspace(0, 1, size[0] * size[1]).reshape(size)
    expected = np.where(ramp <= 0.0031308, 12.92 * ramp, 1.055 * ramp ** (1 / 2.4) - 0.055) * 255
    deep = np.rint(ramp * 65535).astype(np.uint16)
    if write == "LA":
        image = Image.fromarray(np.rint(ramp * 255).astype(np.uint8))
        image.putalpha(255)
        data = saved(image, "PNG", icc_profile=linear)
    elif write == "16 BE":
        data = saved(Image.open(io.BytesIO(tiff(deep, ">"))), "TIFF", icc_profile=linear)
    elif write == "float":
        data = saved(Image.fromarray(ramp.astype(np.float32)), "TIFF", icc_profile=linear)
    elif write == "16 alpha":
        data = png(np.stack([deep, np.full_like(deep, 65535)], axis=-1), (b"iCCP", packed))
    else:
        data = png(deep, (b"iCCP", packed))
    made = images.load(data).pixels[..., 1].astype(float)
    bright = expected > 60  # an 8-bit sample of linear light tells dark greys badly apart
    assert np.abs(made - expected)[bright].max() <= (3 if write in ("LA", "16 alpha") else 2)


def test_sixteen_bit_colours_have_their_profile(p3):
    colours = np.tile(np.array(RED, np.uint16) * 257, (40, 40, 1))
    made = seen_in(png(colours, (b"iCCP", b"s\0\0" + zlib.compress(p3))))
    assert np.abs(np.array(made) - independent(RED, 2.2, P3)).max() <= 2.5


def test_a_png_without_a_profile_is_read_by_its_gamma_and_primaries():
    colour = np.tile(np.array(RED, np.uint8), (40, 40, 1))
    gama = (b"gAMA", struct.pack(">I", 45455))
    linear = (b"gAMA", struct.pack(">I", 100000))
    chrm = (b"cHRM", struct.pack(">8I", *(round(100000 * number) for number in P3)))
    usual = (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
    for chunks in ((gama,), (usual,), (gama, usual), ((b"sRGB", b"\0"), linear)):
        assert seen_in(png(colour, *chunks, bits=8)) == list(RED)
    made = seen_in(png(colour, gama, chrm, bits=8))
    assert np.abs(np.array(made) - independent(RED, 2.2, P3)).max() <= 2.5
    made = seen_in(png(colour, linear, bits=8))
    assert np.abs(np.array(made) - independent(RED, 1.0, srgb._PRIMARIES)).max() <= 2.5
    for numbers in ((0,) * 8, (31270, 32900) * 4, (1,) * 8):
        broken = (b"cHRM", struct.pack(">8I", *numbers))
        assert seen_in(png(colour, broken, bits=8)) == list(RED)


@pytest.mark.parametrize("profile", [b"not a profile", b"\0" * 200, "cut", "of another space", "newer"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "CMYK"])
def test_a_profile_that_cannot_be_used_is_ignored(profile, mode, p3):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    newer = p3[:8] + b"\x05" + p3[9:36] + b"nope" + p3[40:]
    given = {"cut": p3[:150], "of another space": lab, "newer": newer}.get(profile, profile)
    image = Image.new("RGB", (40, 40), RED).convert(mode)
    expected = np.array(image.convert("RGB").getpixel((20, 20)))
    kind = "TIFF" if mode == "CMYK" else "PNG"
    assert np.abs(seen_in(saved(image, kind, icc_profile=given)) - expected).max() <= 1


def test_srgb_of_another_make_changes_nothing():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)
    made = images.load(saved(Image.fromarray(pixels), "PNG", icc_profile=profile)).pixels
    assert np.abs(made.astype(int) - pixels).max() <= 1


def test_transparency_is_averaged_with_its_colour_when_a_picture_is_reduced():
    image = Image.new("RGBA", (400, 400), (0, 255, 0, 0))  # green that nobody sees
    image.paste((*RED, 255), (0, 0, 201, 400))
    pixels = images.load(saved(image, "PNG"), detail=100).pixels
    assert pixels.shape == (100, 100, 3)
    assert (pixels[:, 49] == RED).all()
    assert pixels[0, 60].tolist() == [255, 255, 255]
    assert (pixels[0, 50].astype(int) >= np.array(RED)).all()  # between red and white, without green


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_one_grey_of_few_bits_may_be_transparent(bits):
    steps = 1 << bits
    rows = np.tile(np.arange(16) % steps, (16, 1)).reshape(16, -1, 8 // bits)
    packed = (rows << (bits * np.arange(8 // bits)[::-1])).sum(axis=-1).astype(np.uint8)
    data = bytearray(png(packed, (b"tRNS", struct.pack(">H", 1)), bits=8))
    header = struct.pack(">IIBBBBB", 16, 16, bits, 0, 0, 0, 0)
    data[16:29] = header
    data[29:33] = struct.pack(">I", zlib.crc32(b"IHDR" + header))
    pixels = images.load(bytes(data), backdrop="black" if bits == 1 else "white").pixels[..., 0]
    assert pixels[0, 0] == 0
    assert pixels[0, 1] == (0 if bits == 1 else 255)
    if bits > 1:
        assert pixels[0, 2] == round(2 * 255 / (steps - 1))


@pytest.mark.parametrize("compression", ["raw", "tiff_deflate", "tiff_lzw", "jpeg"])
@pytest.mark.parametrize("mode", ["YCbCr", "CMYK", "LAB"])
def test_other_colour_spaces_of_tiff(mode, compression):
    image = Image.new("RGB", (40, 40), RED)
    if mode == "LAB":
        spaces = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        made = ImageCms.profileToProfile(image, *spaces, outputMode="LAB")
    else:
        made = image.convert(mode)
    if compression == "jpeg" and mode == "LAB":
        pytest.skip("TIFF has no JPEG of Lab")
    data = saved(made, "TIFF", compression=compression, **({"tiffinfo": {530: (1, 1)}} if mode == "YCbCr" else {}))
    assert np.abs(np.array(seen_in(data)) - RED).max() <= 3


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the development data beside the project")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alpha0.png", (255, 255, 255)),
        ("cmyk.jpg", RED),
        ("grey_rgbicc.png", (100, 100, 100)),
        ("half.png", (227, 157, 147)),
        ("la_1200.png", (90, 90, 90)),
        ("lab.tif", RED),
        ("rgb16.png", RED),
        ("rgb16.tif", RED),
        *((f"p3_{name}", (219, 37, 13)) for name in ("rgb.jpg", "rgb.png", "rgb.webp", "rgba.png", "rgba.webp")),
        ("swap_rgb.png", (58, 201, 35)),
        ("swap_rgba.png", (58, 201, 35)),
    ],
)
def test_files_of_one_colour_that_other_programs_wrote(name, expected):
    pixels = images.load(CASES / name).pixels.astype(int)
    assert np.abs(pixels - expected).max() <= 2


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the development data beside the project")
@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("f32_1200.tif", 19, 117),
        ("g16_1200.png", 19, 117),
        ("g16.png", 0, 255),
        ("g12in16.png", 0, 255),
        ("one_1200.png", 0, 255),
    ],
)
@pytest.mark.parametrize("detail", [1600, 300, 40])
def test_deep_files_that_other_programs_wrote(name, first, last, detail):
    pixels = images.load(CASES / name, detail=detail).pixels
    assert (pixels[0, 0, 0], pixels[-1, -1, 0]) == (first, last) or pixels.shape[0] < 32
    assert abs(pixels.mean() - (first + last) / 2) <= 2
