"""Results as files: whole or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from facestyle import outputs
from facestyle.errors import OutputError

PIXELS = np.full((8, 12, 3), 200, np.uint8)


@pytest.mark.parametrize(("ending", "kind"), [(".png", "PNG"), (".JPG", "JPEG"), (".jpeg", "JPEG"), (".webp", "WEBP")])
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
