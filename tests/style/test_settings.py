"""A picture holds what it was made with, in every format, and says what stands against making it again."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pytest
from PIL import ExifTags, Image

from facestyle import outputs, texts
from facestyle.errors import OptionError
from facestyle.images import Picture
from facestyle.style import settings
from facestyle.style.options import StyleOptions
from facestyle.style.settings import Settings

PIXELS = np.full((20, 30, 3), 90, np.uint8)
OPTIONS = StyleOptions(size=96, steps=2, keep_colors="luminance", layer_weights=(0.1,) * 5, number_format="float32")
MACHINE = {"number format": "float32", "torch": "2.0", "device": "a CPU, 2 threads", "memory": "at once"}
RNG = np.random.default_rng(5)
PAINTED = (RNG.random((64, 48)) < 0.5).astype(np.float32)
SOFT = np.rint(RNG.random((40, 60)) * 255).astype(np.float32) / 255.0


def made(*regions: np.ndarray | str, **changes) -> Settings:
    whole = Settings(OPTIONS, True, "c" * 64, ("s" * 64, "t" * 64), "", regions, MACHINE)
    return dataclasses.replace(whole, **changes)


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_every_format_gives_back_what_it_was_given(tmp_path, ending):
    path = tmp_path / f"g{ending}"
    settings.write(made(PAINTED, SOFT, ended=3), PIXELS, path)
    found = settings.read(path)
    assert found.options == OPTIONS
    assert (found.first_look, found.ended, found.machine) == (True, 3, MACHINE)
    assert (found.content, found.styles, found.start) == ("c" * 64, ("s" * 64, "t" * 64), "")
    for region, given in zip(found.regions, (PAINTED, SOFT), strict=True):
        assert region.dtype == given.dtype
        assert np.array_equal(region, given)
    assert Image.open(path).size == (30, 20)


def test_a_mask_that_a_jpeg_has_no_room_for_is_named_by_its_digest(tmp_path):
    large = np.rint(RNG.random((400, 400)) * 255).astype(np.float32) / 255.0
    settings.write(made(large), PIXELS, tmp_path / "g.jpg")
    found = settings.read(tmp_path / "g.jpg")
    assert isinstance(found.regions[0], str)
    assert settings.differences(found, made(large)) == []
    assert "give them with --region" in settings.differences(found, made())[0]
    assert "regions are others" in settings.differences(found, made(PAINTED))[0]
    settings.write(made(large), PIXELS, tmp_path / "g.png")
    assert np.array_equal(settings.read(tmp_path / "g.png").regions[0], large)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"content": "x"}, "C is another picture"),
        ({"styles": ("s" * 64,)}, "S is another picture"),
        ({"start": "x"}, "went on from another picture"),
        ({"machine": MACHINE | {"torch": "2.1"}}, r"Torch: 2\.0 then, 2\.1 here"),
        ({"machine": MACHINE | {"device": "b"}}, "Device: a CPU, 2 threads then, b here"),
        ({"machine": MACHINE | {"number format": "winograd"}}, "Number format: float32 then, winograd here"),
    ],
)
def test_what_stands_against_the_same_bytes_is_said(changes, said):
    found = settings.differences(made(PAINTED), made(PAINTED, **changes))
    assert len(found) == bool(said)
    assert re.search(said, " ".join(found))


def test_what_is_missing_is_said_too():
    assert "--start" in settings.differences(made(start="x"), made())[0]
    assert "after step 3" in settings.differences(made(ended=3), made())[0]
    assert "earlier release" in settings.differences(Settings(OPTIONS), made())[0]


def test_settings_of_an_earlier_release_are_read(tmp_path):
    told = {key: value for key, value in dataclasses.asdict(OPTIONS).items() if key != "number_format"}
    outputs.write_picture(PIXELS, tmp_path / "g.png", {settings.KEY: json.dumps(told)})
    found = settings.read(tmp_path / "g.png")
    assert found.options == dataclasses.replace(OPTIONS, number_format="fastest")
    assert (found.regions, found.machine) == ((), {})


def test_faces_of_an_earlier_release_are_read_as_portraits_and_the_difference_is_told(tmp_path):
    told = {key: value for key, value in dataclasses.asdict(OPTIONS).items() if key != "likeness"}
    told |= {"identity": 3.0, "machine": MACHINE}
    outputs.write_picture(PIXELS, tmp_path / "g.png", {settings.KEY: json.dumps(told)})
    found = settings.read(tmp_path / "g.png")
    assert (found.options.identity, found.options.likeness) == (3.0, "portrait")
    content = Picture("C", PIXELS, 30, 20, "c")
    now = settings.of_run(found.options, content, [], machine=settings.machine_of(found.options, content, [content]))
    assert any(reason.startswith("Faces: kept as in C then, painted") for reason in settings.differences(found, now))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"size": 1e9}', '{"beta": "x"}', '{"layer_weights": {}}', '{"number_format": "x"}'),
        *('{"regions": ["x"]}', '{"regions": ["QUJD"]}', '{"machine": 3}', '{"styles": 1}', '{"ended": "x"}'),
    ],
)
@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_settings_that_are_none_are_said(tmp_path, text, ending):
    path = tmp_path / f"g{ending}"
    outputs.write_picture(PIXELS, path, {settings.KEY: text})
    with pytest.raises(OptionError, match=rf"g\{ending}"):
        settings.read(path)
    path.write_bytes(b"no picture")
    with pytest.raises(OptionError, match="holds no settings"):
        settings.read(path)


def test_comments_of_other_programs_are_no_settings(tmp_path):
    path = tmp_path / "g.jpg"
    for comment in (b"ASCII\0\0\0hello", b"UNICODE\0h", b"", b"ASCII\0\0\0[1]"):
        exif = Image.Exif()
        exif[ExifTags.IFD.Exif] = {ExifTags.Base.UserComment: comment}
        Image.fromarray(PIXELS).save(path, exif=exif)
        assert texts.read(path) == {}
        with pytest.raises(OptionError, match="holds no settings"):
            settings.read(path)


def test_a_run_is_described_by_its_pictures_and_its_machine(sample):
    content, style = sample("china"), sample("coffee")
    masks = [PAINTED]
    machine = settings.machine_of(OPTIONS, content, [style])
    found = settings.of_run(OPTIONS, content, [style], masks, content.pixels, machine=machine)
    assert machine["number format"] == found.options.number_format == "float32"
    assert {"torch", "device", "Pillow", "facestyle", "memory"} <= set(machine)
    assert (found.content, found.styles) == (content.digest, (style.digest,))
    again = settings.of_run(OPTIONS, content, [style], masks, content.pixels.copy(), machine=machine)
    assert settings.differences(found, again) == []
    other = Picture.from_array(style.pixels[::-1])
    assert settings.differences(found, settings.of_run(OPTIONS, content, [other], masks, machine=machine))
