"""`stylize` gives the same bytes for the same request, takes up earlier settings, and overwrites nothing it reads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from support import places

from facestyle.cli.main import main
from facestyle.compute import format_choice
from facestyle.compute.device import description
from facestyle.style import features, settings

STYLE = places.STYLES / "mosaic.jpg"
MASKS = places.SHARED / "cases" / "style"
SMALL = ("--size", 80, "--steps", 4, "--seed", 7)
BUSY = "while True: sum(range(10**6))"


@pytest.fixture
def run(capsys):
    """The command in this process: its JSON, and what it says beside; or its error."""

    def stylize(*arguments, ends: int = 0):
        with pytest.raises(SystemExit) as ended:
            main(["stylize", *map(str, arguments), "--json"])
        told = capsys.readouterr()
        assert ended.value.code == ends, told.err
        return (json.loads(told.out) if not ends else None), told.err

    return stylize


@pytest.fixture
def content(sample_path, tmp_path) -> Path:
    path = tmp_path / "c.png"
    shutil.copy(sample_path("china"), path)
    return path


def test_another_process_on_busy_cores_gives_the_same_bytes(measured_formats, run, content, tmp_path):
    """And a third run, to which another format has become the fastest, gives them too: the picture names its own."""
    first, second, third = (tmp_path / f"g{number}.png" for number in range(3))
    run(content, STYLE, "-o", first, *SMALL)
    loop = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        arguments = [sys.executable, "-m", "facestyle", "stylize", content, STYLE, "-o", second, *SMALL]
        other = subprocess.run(
            list(map(str, arguments)), cwd=places.HOUSE, capture_output=True, text=True, timeout=240, check=False
        )
    finally:
        loop.kill()
        loop.wait()
    assert other.returncode == 0, other.stderr
    assert first.read_bytes() == second.read_bytes()
    chosen = settings.read(first).options.number_format
    kept = measured_formats / format_choice.FILE
    choices = json.loads(kept.read_text())
    [key] = [key for key in choices if key.startswith("vgg16;")]
    others = {"float32": "float32, channels last", "winograd": "Winograd"}
    assert choices[key] != next(name for format_, name in others.items() if format_ != chosen)
    choices[key] = next(name for format_, name in others.items() if format_ != chosen)
    kept.write_text(json.dumps(choices))
    features._fastest.cache_clear()  # as a new process would find it
    again, said = run(content, STYLE, "-o", third, "--like", first)
    assert again["differences"] == []
    assert "not byte for byte" not in said
    assert first.read_bytes() == third.read_bytes()


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_regions_and_a_first_look_are_taken_up(run, content, tmp_path, ending):
    mask, first, second = tmp_path / "m.png", tmp_path / f"g{ending}", tmp_path / f"h{ending}"
    painted = np.zeros((60, 90, 4), np.uint8)
    painted[:, :40] = 255
    Image.fromarray(painted).resize(Image.open(content).size).save(mask)  # white on transparent
    looked, _ = run(content, STYLE, "-o", first, "--region", mask, "--first-look", "--steps", 5, "--size", 80)
    again, said = run(content, STYLE, "-o", second, "--like", first)
    assert again["differences"] == []
    assert "not byte for byte" not in said
    assert first.read_bytes() == second.read_bytes()
    assert again["options"] == looked["options"]
    if ending == ".png":
        large, _ = run(content, STYLE, "-o", second, "--like", first, "--no-first-look", "--steps", 1)
        assert large["options"]["steps"] == 1
        outside = np.asarray(Image.open(second))[:, -20:]
        expected = np.asarray(Image.open(content).convert("RGB").resize(Image.open(second).size))[:, -20:]
        assert np.abs(outside.astype(int) - expected).mean() < 8  # C itself, outside the region


def test_what_is_missing_for_the_same_bytes_is_said(run, content, tmp_path):
    first, second = tmp_path / "g.png", tmp_path / "h.png"
    run(content, STYLE, "-o", first, *SMALL, "--start", content)
    changed = settings.read(first)
    machine = {**changed.machine, "torch": "1.0", "device": f"not {description()}"}
    settings.write(settings.replace(changed, machine=machine), np.asarray(Image.open(first)), first)
    other = tmp_path / "other.png"
    Image.open(content).rotate(180).save(other)
    told, said = run(other, STYLE, "-o", second, "--like", first)
    assert len(told["differences"]) == 4
    for reason in ("C is another picture", "give that with --start", "Torch: 1.0 then", "Device: not "):
        assert reason in said
    run(content, STYLE, "-o", second, "--like", second, ends=2)


def test_a_format_that_is_not_here_is_said(run, content, tmp_path):
    first = tmp_path / "g.png"
    run(content, STYLE, "-o", first, *SMALL)
    absent = next(one for one in ("float16", "bfloat16", "winograd") if one not in features.number_formats())
    changed = settings.read(first)
    options = settings.replace(changed.options, number_format=absent)
    machine = {**changed.machine, "number format": absent}
    settings.write(settings.replace(changed, options=options, machine=machine), np.zeros((30, 30, 3), np.uint8), first)
    told, said = run(content, STYLE, "-o", tmp_path / "h.png", "--like", first)
    assert f"Number format: {absent} then" in said
    assert len(told["differences"]) == 1
    _, said = run(content, STYLE, "-o", tmp_path / "h.png", *SMALL, "--number-format", absent, ends=2)
    assert f"does not run in {absent}" in said


@pytest.mark.parametrize("which", ["content", "style", "region", "start", "like", "timelapse", "link"])
def test_no_input_is_overwritten(run, content, tmp_path, which):
    files = {name: tmp_path / f"{name}.png" for name in ("style", "region", "start", "like")} | {"content": content}
    for path in files.values():
        shutil.copy(STYLE, path) if path != content else None
    film = tmp_path / "film.webp"
    link = tmp_path / "link.png"
    link.symlink_to(content)
    output = {**files, "timelapse": film, "link": link}[which]
    output = output.parent / "." / output.name
    before = {path: path.read_bytes() for path in files.values()}
    given = ("--region", files["region"], "--start", files["start"], "--like", files["like"], "--timelapse", film)
    _, said = run(content, files["style"], "-o", output, *given, ends=2)
    assert said.startswith("error: cannot-write: ")
    assert "would be overwritten" in said
    assert {path: path.read_bytes() for path in files.values()} == before
    assert not film.exists()


@pytest.mark.skipif(not MASKS.is_dir(), reason="needs the development data beside the project")
def test_masks_lie_over_black(run, tmp_path):
    c, s = MASKS / "c256.png", MASKS / "s256.png"
    made = []
    for name in ("mask_ok", "mask_white_on_transparent"):
        made.append(tmp_path / f"{name}.png")
        run(c, s, "-o", made[-1], *SMALL, "--region", MASKS / f"{name}.png")
    assert np.array_equal(*(np.asarray(Image.open(path)) for path in made))
    _, said = run(c, s, "-o", tmp_path / "g.png", "--region", MASKS / "mask_aspect.png", ends=2)
    assert "64 x 100 pixels and C is 256 x 256" in said


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_mask_black_on_transparent_is_refused(run, content, tmp_path, mode):
    mask = Image.new("RGBA", Image.open(content).size)
    mask.paste((0, 0, 0, 255), (0, 0, 50, 50))
    mask.convert(mode).save(tmp_path / "m.png")
    _, said = run(content, STYLE, "-o", tmp_path / "g.png", "--region", tmp_path / "m.png", ends=2)
    assert "m.png is black on transparent" in said
    assert "paint the region white" in said


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_a_mask_on_s_is_taken_up(run, content, tmp_path, ending):
    mask, first, second = tmp_path / "m.png", tmp_path / f"g{ending}", tmp_path / f"h{ending}"
    painted = Image.new("L", Image.open(STYLE).size)
    painted.paste(255, (0, 0, painted.width // 2, painted.height))
    painted.save(mask)
    run(content, STYLE, "-o", first, "--style-mask", mask, *SMALL)
    run(content, STYLE, "-o", tmp_path / "whole.png", *SMALL)
    again, said = run(content, STYLE, "-o", second, "--like", first)
    assert again["differences"] == []
    assert first.read_bytes() == second.read_bytes()
    assert settings.read(first).style_masks[0].shape == painted.size[::-1]
    assert not np.array_equal(np.asarray(Image.open(first)), np.asarray(Image.open(tmp_path / "whole.png")))
    _, said = run(content, places.STYLES / "ink-wash.jpg", "-o", second, "--like", first)
    assert "masks on S are others" in said
    _, said = run(content, STYLE, "-o", second, "--style-mask", content, ends=2)
    assert "painted over S" in said


def test_a_transparent_c_gives_a_transparent_g_and_a_jpeg_says_that_it_does_not(run, content, tmp_path):
    cut = Image.open(content).convert("RGB")
    cut.putalpha(Image.new("L", cut.size, 255).rotate(30, fillcolor=0))
    cut.save(content)
    first, second = tmp_path / "g.png", tmp_path / "h.png"
    told, _ = run(content, STYLE, "-o", first, *SMALL)
    assert "flattened" not in told
    assert Image.open(first).mode == "RGBA"
    run(content, STYLE, "-o", second, "--like", first)
    assert first.read_bytes() == second.read_bytes()
    told, _ = run(content, STYLE, "-o", tmp_path / "g.jpg", *SMALL)
    assert told["flattened"] is True
    run(content, STYLE, "-o", second, *SMALL, "--transparency", "white")
    assert Image.open(second).mode == "RGB"


@pytest.mark.parametrize("colors", ["no", "luminance"])
def test_a_tiff_has_sixteen_bits_and_the_settings(run, content, tmp_path, colors):
    first, second, eight = tmp_path / "g.tif", tmp_path / "h.tif", tmp_path / "g.png"
    run(content, STYLE, "-o", first, *SMALL, "--keep-colors", colors)
    again, _ = run(content, STYLE, "-o", second, "--like", first)
    assert again["differences"] == []
    assert first.read_bytes() == second.read_bytes()
    run(content, STYLE, "-o", eight, "--like", first)
    deep = tifffile.imread(first)
    assert deep.dtype == np.uint16
    assert len(np.unique(deep)) > 1000
    apart = np.abs(deep / 257 - np.asarray(Image.open(eight)))
    assert apart.max() <= (0.51 if colors == "no" else 6), "8 bits are the 16 rounded; Pillow's luminance rounds more"
    assert apart.mean() < 2
