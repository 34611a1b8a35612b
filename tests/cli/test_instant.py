"""`instant` paints a picture or a folder in one pass, says what it did, and overwrites nothing it reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.places import STYLES

from facestyle import texts
from facestyle.cli.main import main
from facestyle.style.instant.instant import KEY

STYLE, OTHER = STYLES / "mosaic.jpg", STYLES / "marbling.jpg"


@pytest.fixture
def run(capsys):
    """The command in this process: its JSON; or its error, where it ends with 2."""

    def instant(*arguments, ends: int = 0):
        with pytest.raises(SystemExit) as ended:
            main(["instant", *map(str, arguments), "--size", "96", "--json"])
        told = capsys.readouterr()
        assert ended.value.code == ends, told.err
        return json.loads(told.out) if told.out else told.err

    return instant


@pytest.fixture
def content(sample_path, tmp_path) -> Path:
    return Path(shutil.copy(sample_path("china"), tmp_path / "c.jpg"))


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), np.float32)


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_a_picture_says_what_it_was_made_with(run, content, tmp_path, ending):
    out = tmp_path / f"g{ending}"
    told = run(content, STYLE, OTHER, "-o", out, "--strength", 0.5, "--style-weights", "1,3")
    assert pixels(out).shape == (64, 96, 3)
    assert (told["output"], told["options"]["strength"], told["faces"]) == (str(out), 0.5, [])
    kept = json.loads(texts.read(out)[KEY])
    assert (kept["strength"], kept["style_weights"], len(kept["styles"])) == (0.5, [1.0, 3.0], 2)


def test_it_tells_j_by_the_costs_of_the_descent(run, content, tmp_path):
    told = run(content, STYLE, "-o", tmp_path / "g.png", "--costs")
    parts = told["content_cost"] + told["style_cost"] + sum(told["extra_costs"].values())
    assert told["total_cost"] == pytest.approx(parts)
    assert set(told["style_costs"]) == {"relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"}


def test_a_region_is_painted_and_the_rest_left(run, content, tmp_path):
    mask = np.zeros((64, 96), np.uint8)
    mask[:, :48] = 255
    Image.fromarray(mask).save(tmp_path / "m.png")
    run(content, STYLE, "-o", tmp_path / "g.png", "--region", tmp_path / "m.png")
    with Image.open(content) as picture:
        before = np.asarray(picture.convert("RGB").resize((96, 64)), np.float32)
    changed = np.abs(pixels(tmp_path / "g.png") - before).mean((0, 2))
    assert changed[56:].mean() < 5 < 20 < changed[:40].mean()


def test_a_folder_is_painted_and_failures_are_named(run, content, tmp_path):
    folder = tmp_path / "contents"
    (folder / "more").mkdir(parents=True)
    shutil.copy(content, folder / "a.jpg")
    shutil.copy(content, folder / "more" / "b.jpg")
    (folder / "bad.png").write_text("no picture")
    out = tmp_path / "out"
    told = run(folder, STYLE, "-o", out, "--ending", ".jpg", ends=2)
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*")) == ["a.jpg", "more/b.jpg"]
    assert [one["error"]["code"] for one in told if "error" in one] == ["not-a-picture"]
    again = run(folder, STYLE, "-o", out, "--ending", ".jpg", ends=2)
    assert sum(one.get("kept", False) for one in again) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--strength", "nan"), "strength"),
        (("--style-weights", "1,2"), "2 style weights were given for 1"),
        (("--again",), "belong to a folder"),
        (("--ending", ".png"), "belong to a folder"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run, content, tmp_path, arguments, said):
    error = run(content, STYLE, "-o", tmp_path / "g.png", *arguments, ends=2)
    assert said in error
    assert not (tmp_path / "g.png").exists()


@pytest.mark.parametrize("which", ["content", "style"])
def test_no_input_is_overwritten(run, content, tmp_path, which):
    style = Path(shutil.copy(STYLE, tmp_path / "s.jpg"))
    target = content if which == "content" else style
    before = target.read_bytes()
    assert "would be overwritten" in run(content, style, "-o", target, ends=2)
    assert target.read_bytes() == before


def test_a_style_of_one_pixel_and_an_elongated_content_are_refused(run, content, tmp_path):
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    assert "dot.png" in run(content, tmp_path / "dot.png", "-o", tmp_path / "g.png", ends=2)
    Image.new("RGB", (10_000, 20)).save(tmp_path / "long.png")
    assert "too elongated" in run(tmp_path / "long.png", STYLE, "-o", tmp_path / "g.png", ends=2)
