"""What a restyling can be steered by: each option does what it says, on real pictures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from support.places import STYLES

from facestyle import images, outputs
from facestyle.errors import OptionError, OutputError
from facestyle.style import timelapse
from facestyle.style.costs import losses
from facestyle.style.descent import colours
from facestyle.style.features import load_features
from facestyle.style.options import StyleOptions
from facestyle.style.timelapse import Timelapse
from facestyle.style.transfer import stylize

SMALL = StyleOptions(size=64, steps=20)


@pytest.fixture(scope="module")
def content(sample):
    return sample("china")


@pytest.fixture(scope="module")
def style():
    return images.load(STYLES / "swirling-strokes.jpg")


@pytest.fixture(scope="module")
def mosaic():
    return images.load(STYLES / "mosaic.jpg")


def run(content, style, **options):
    steps = list(stylize(content, style, dataclasses.replace(SMALL, **options)))
    return steps[0], steps[-1]


@pytest.fixture(scope="module")
def plain(content, style):
    """The first and the last step of a run without any option."""
    return run(content, style)


@pytest.fixture(scope="module")
def plain_mosaic(content, mosaic):
    return run(content, mosaic)


def roughness(picture: np.ndarray) -> float:
    return float(losses.total_variation(torch.from_numpy(picture).permute(2, 0, 1)[None] / 255.0))


def test_average_pooling_is_the_mean_of_four(sample):
    network = load_features()
    pixels = torch.rand(1, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        shallow = network(pixels, ["relu1_2"], "average")["relu1_2"]
        mean = shallow.reshape(1, 64, 16, 2, 24, 2).mean(dim=(3, 5))
        expected = torch.relu(network.convolutions["relu2_1"](mean))
        got = network(pixels, ["relu2_1"], "average")["relu2_1"]
        assert (network(pixels, ["relu2_1"])["relu2_1"] - got).abs().max() > 0.1
    assert got == pytest.approx(expected, abs=1e-4)


def test_total_variation_smooths_and_is_part_of_j(content, style, plain):
    _, rough = plain
    _, smooth = run(content, style, total_variation=3.0)
    assert roughness(smooth.picture) < 0.8 * roughness(rough.picture)
    assert smooth.extra_costs["total variation"] == pytest.approx(3.0 * roughness(smooth.picture), rel=1e-3)
    parts = smooth.content_cost + smooth.style_cost + sum(smooth.extra_costs.values())
    assert smooth.total_cost == pytest.approx(parts)


def test_total_variation_against_a_loop():
    picture = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    p = picture / 255.0
    down = [(p[i + 1, j, k] - p[i, j, k]) ** 2 for i in range(4) for j in range(4) for k in range(3)]
    across = [(p[i, j + 1, k] - p[i, j, k]) ** 2 for i in range(5) for j in range(3) for k in range(3)]
    assert roughness(picture) == pytest.approx(1000 * (sum(down) / len(down) + sum(across) / len(across)), rel=1e-5)


def test_noise_in_the_styles_colours_starts_there(content, mosaic, plain_mosaic):
    start, _ = run(content, mosaic, init="style-noise", steps=1)
    expected = np.asarray(mosaic.image()).reshape(-1, 3)
    got = start.picture.reshape(-1, 3)
    assert np.abs(got.mean(axis=0) - expected.mean(axis=0)).max() < 12
    grey, _ = plain_mosaic
    assert np.abs(grey.picture.reshape(-1, 3).mean(axis=0) - 127).max() < 12


def test_coarse_forms_are_those_of_c_in_the_colours_of_s(content, mosaic):
    # At 128 px sixteen cycles are coarse beside the pixels.
    start, last = run(content, mosaic, init="coarse", size=128)
    height, width = start.picture.shape[:2]
    whole = np.array(content.image().resize((width, height)))
    c = whole.astype(np.float32).mean(2)
    assert np.corrcoef(start.picture.mean(2).ravel(), c.ravel())[0, 1] > 0.8
    assert roughness(start.picture) < 0.3 * roughness(whole)
    expected = np.asarray(mosaic.image()).reshape(-1, 3).mean(axis=0)
    assert np.abs(start.picture.reshape(-1, 3).mean(axis=0) - expected).max() < 12
    _, from_noise = run(content, mosaic, size=128)
    assert last.total_cost < 0.9 * from_noise.total_cost


def test_colours_of_the_content_are_kept_by_luminance(content, mosaic):
    _, last = run(content, mosaic, keep_colors="luminance")
    height, width = last.picture.shape[:2]
    c = np.asarray(content.image().resize((width, height), Image.Resampling.LANCZOS).convert("YCbCr")).astype(float)
    g = np.asarray(Image.fromarray(last.picture).convert("YCbCr")).astype(float)
    assert np.median(np.abs(c - g)[..., 1:]) < 4
    assert np.abs(c - g)[..., 0].mean() > 10


def test_matched_colours_have_the_mean_and_covariance_of_the_others(content, mosaic, plain_mosaic):
    def pixels(picture):
        return torch.from_numpy(np.array(picture.image().resize((60, 40)))).permute(2, 0, 1)[None] / 255.0

    one, other = pixels(mosaic), 0.35 + 0.3 * pixels(content)  # of little contrast: nothing has to be cut to [0, 1]
    moved = colours.matched(one, other)[0].flatten(1)
    assert moved.mean(dim=1) == pytest.approx(other[0].flatten(1).mean(dim=1), abs=0.01)
    assert torch.cov(moved) == pytest.approx(torch.cov(other[0].flatten(1)), abs=0.01)
    flat = torch.full((1, 3, 8, 8), 0.4)
    assert torch.isfinite(colours.matched(flat, other)).all()
    assert torch.isfinite(colours.matched(one, flat)).all()
    last = run(content, mosaic, keep_colors="matched")[1]
    plain, matched = (one.picture.mean(axis=(0, 1)) for one in (plain_mosaic[1], last))
    aim = np.asarray(content.image()).mean(axis=(0, 1))
    assert np.abs(matched - aim).sum() < np.abs(plain - aim).sum()


def test_several_styles_mix_by_their_weights(content, style, mosaic, plain):
    _, alone = plain
    _, all_of_one = run(content, [style, mosaic], style_weights=(1.0, 0.0))
    assert np.abs(alone.picture.astype(int) - all_of_one.picture).max() <= 2
    _, both = run(content, [style, mosaic])
    assert np.abs(alone.picture.astype(int) - both.picture).mean() > 3
    with pytest.raises(OptionError, match="give one each"):
        next(stylize(content, [style], StyleOptions(style_weights=(1.0, 2.0))))
    with pytest.raises(OptionError, match="No style picture"):
        next(stylize(content, [], SMALL))


def test_the_scale_of_the_style_changes_the_strokes(content, style, plain):
    for scale in (0.5, 2.0):
        _, scaled = run(content, style, style_scale=scale)
        assert np.abs(scaled.picture.astype(int) - plain[1].picture).mean() > 3


@pytest.mark.parametrize(
    "bad",
    [
        {"pooling": "median"},
        {"keep_colors": "yes"},
        {"init": "grey"},
        {"total_variation": float("nan")},
        {"total_variation": -1},
        {"style_scale": 0},
        {"style_scale": "1"},
        {"style_weights": (1.0, float("inf"))},
        {"style_weights": (0.0, 0.0)},
        {"style_weights": 3},
        {"protect_faces": 1e9},
        {"identity": True},
    ],
)
def test_options_that_make_no_sense_are_refused(bad):
    with pytest.raises(OptionError):
        StyleOptions(**bad)


@pytest.mark.parametrize("ending", [".mp4", ".webp"])
def test_a_timelapse_shows_g_forming(tmp_path, ending):
    frames = Timelapse()
    for value in range(20):
        frames.add(np.full((24, 32, 3) if value < 8 else (49, 65, 3), 10 * value, np.uint8))
    frames.write(tmp_path / f"g{ending}", np.full((49, 65, 3), 220, np.uint8))
    pictures = _frames(tmp_path / f"g{ending}")
    assert len(pictures) == 20 + timelapse.HOLD
    assert {picture.shape for picture in pictures} == {(48, 64, 3)}
    brightness = [picture.mean() for picture in pictures]
    assert brightness[-1] == pytest.approx(220, abs=4)
    assert np.corrcoef(brightness[:20], range(20))[0, 1] > 0.99


def _frames(path: Path) -> list[np.ndarray]:
    if path.suffix == ".webp":
        with Image.open(path) as film:
            found = []
            for number in range(film.n_frames):
                film.seek(number)
                found.append(np.asarray(film.convert("RGB")))
            # WebP joins frames that are the same into one that lasts longer.
            return found + [found[-1]] * (20 + timelapse.HOLD - len(found))
    import av

    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def test_a_long_run_keeps_few_frames_spread_over_all_of_it():
    frames = Timelapse()
    for value in range(5000):
        frames.add(np.full((2, 2, 3), value % 256, np.uint8))
    assert timelapse.MOST_FRAMES / 2 <= len(frames) <= timelapse.MOST_FRAMES


def test_a_timelapse_that_could_only_fail_later_is_refused_first(tmp_path):
    for name in ("g.gif", "none/g.mp4", ""):
        with pytest.raises(OutputError):
            outputs.check(tmp_path / name, timelapse.ENDINGS)
