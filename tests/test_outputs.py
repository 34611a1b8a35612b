"""Results as files: whole or not at all."""

from __future__ import annotations

import json

import numpy as np
import pytest
import tifffile
from PIL import Image

from facestyle import outputs, srgb, texts
from facestyle.errors import OutputError

PIXELS = np.full((8, 12, 3), 200, np.uint8)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [(".png", "PNG"), (".JPG", "JPEG"), (".jpeg", "JPEG"), (".webp", "WEBP"), (".tif", "TIFF"), (".TIFF", "TIFF")],
)
def test_the_ending_chooses_the_format_and_others_may_read_it(tmp_path, ending, kind):
    path = tmp_path / f"g{ending}"
    path.write_text("an older result")
    readable = path.stat().st_mode
    outputs.check(path)
    outputs.write_picture(PIXELS, path)
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == (kind, (12, 8))
    assert path.stat().st_mode == readable
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["g.txt", "g", "none/g.png", ""])
def test_what_could_only_fail_later_is_refused_first(tmp_path, name):
    with pytest.raises(OutputError):
        outputs.check(tmp_path / name)


def test_a_failure_leaves_the_older_file_and_no_scrap(tmp_path, monkeypatch):
    path = tmp_path / "g.png"
    path.write_text("an older result")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(OutputError, match="No space left"):
        outputs.write_picture(PIXELS, path)
    assert path.read_text() == "an older result"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_texts_are_kept_in_every_format(tmp_path, ending):
    path = tmp_path / f"g{ending}"
    told = {"facestyle": '{"a": "\\"é"}', "more": "x" * 50_000}
    outputs.write_picture(PIXELS, path, told)
    assert texts.read(path) == told
    outputs.write_picture(PIXELS, path)
    assert texts.read(path) == {}


def test_a_result_is_kept_apart_from_what_it_is_made_from(tmp_path):
    source, link, folder = tmp_path / "a.png", tmp_path / "b.png", tmp_path / "people"
    source.write_bytes(b"1")
    folder.mkdir()
    (folder / "c.jpg").write_bytes(b"1")
    link.symlink_to(source)
    for path, inputs in (
        (source, [source]),
        (folder / ".." / "a.png", [None, source]),
        (link, [source]),
        (tmp_path / "new.png", [tmp_path / "people" / ".." / "new.png"]),
        (folder / "c.jpg", [folder]),
    ):
        with pytest.raises(OutputError, match="would be overwritten"):
            outputs.check(path, inputs=inputs)
    outputs.check(tmp_path / "new.png", inputs=[source, link, folder, None])
    outputs.check(folder / "sheet.jpg", inputs=[folder])


@pytest.mark.parametrize("channels", [3, 4])
def test_a_tiff_of_sixteen_bits_reads_back_as_it_was(tmp_path, channels):
    pixels = np.random.default_rng(0).integers(0, 65536, (40, 50, channels), dtype=np.uint16)
    path, again = tmp_path / "g.tif", tmp_path / "h.tif"
    kept = {"facestyle": json.dumps({"a": [1, 2], "b": "\u00e9"}), "other": "x"}
    for one in (path, again):
        outputs.write_picture(pixels, one, kept)
    assert path.read_bytes() == again.read_bytes()
    assert np.array_equal(tifffile.imread(path), pixels)
    assert texts.read(path) == kept
    with Image.open(path) as picture:  # another reader, in 8 bits
        assert picture.mode == ("RGB" if channels == 3 else "RGBA")
        assert picture.info["icc_profile"] == srgb.profile()
        assert np.abs(np.asarray(picture).astype(int) - pixels // 257).max() <= 1
    assert outputs.is_deep(path)
    outputs.write_picture(PIXELS, again)
    assert tifffile.imread(again).dtype == np.uint8
    assert texts.read(again) == {}


def test_a_tiff_of_another_program_holds_no_texts(tmp_path):
    for description in ("a photograph", "", "{"):
        Image.fromarray(PIXELS).save(tmp_path / "g.tif", description=description)
        assert texts.read(tmp_path / "g.tif") == {}
