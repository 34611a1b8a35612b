"""Electrocardiograms, filters that slide, and the command `convolve`."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from facestyle.cli.main import main
from facestyle.errors import OptionError, ShapeError
from facestyle.signals.convolution import cross_correlate
from facestyle.signals.ecg import NORMAL, VENTRICULAR, EcgOptions, Recording, simulate
from facestyle.signals.filters import SlideOptions, beats_found, derivative, parse_taps, peaks, qrs_matched, slide


@pytest.fixture(scope="module")
def recording():
    return simulate(EcgOptions(seconds=20, ectopic=0.3, noise=0.02, seed=4))


def test_a_simulation_has_the_beats_it_tells_of(recording):
    assert len(recording.samples) == 20 * 250
    assert abs(len(recording.beats) - 20 * 70 / 60) <= 2
    kinds = [beat.kind for beat in recording.beats]
    assert VENTRICULAR in kinds
    for beat in recording.beats:
        around = recording.samples[max(beat.sample - 25, 0) : beat.sample + 25]
        assert recording.samples[beat.sample] > around.max() - 0.2


def test_ventricular_like_beats_are_wider_early_and_make_up_for_it(recording):
    def width(beat):
        around = recording.samples[beat.sample - 60 : beat.sample + 60]
        return int((around > 0.5 * recording.samples[beat.sample]).sum())

    inner = range(1, len(recording.beats) - 1)
    odd = [i for i in inner if recording.beats[i].kind == VENTRICULAR]
    plain = [i for i in inner if recording.beats[i].kind == NORMAL]
    assert min(width(recording.beats[i]) for i in odd) > 1.3 * max(width(recording.beats[i]) for i in plain)
    for i in odd:
        before, this, after = (recording.beats[j].sample for j in (i - 1, i, i + 1))
        assert this - before < 0.95 * (after - this)


def test_a_seed_gives_the_same_recording_and_another_gives_another():
    one, same, other = (simulate(EcgOptions(seconds=3, seed=seed)).samples for seed in (1, 1, 2))
    assert (one == same).all()
    assert not np.allclose(one, other)


@pytest.mark.parametrize("kind", ["smoothing", "derivative", "qrs", "taps"])
def test_sliding_sample_by_sample_is_the_convolution(recording, kind):
    options = SlideOptions(kind=kind, taps=(0.5, -1.0, 0.25), samples_per_step=333)
    taps = options.filter(recording)
    steps = list(slide(recording, taps, options.samples_per_step))
    whole = cross_correlate(recording.samples[None], taps[None, None])[0]
    assert np.concatenate([step.outputs for step in steps]) == pytest.approx(whole)
    for step in steps:
        assert step.value == pytest.approx(float(recording.samples[step.position :][: len(taps)] @ taps))
        assert step.value == pytest.approx(whole[step.position])
    assert steps[-1].done == steps[-1].total == len(whole)


def test_smoothing_removes_noise_and_the_derivative_measures_slope():
    rng = np.random.default_rng(0)
    noise = Recording(rng.normal(size=5000), 250.0)
    taps = SlideOptions(kind="smoothing", width_ms=64).filter(noise)
    [out] = cross_correlate(noise.samples[None], taps[None, None])
    assert out.std() == pytest.approx(1 / 4, rel=0.1)  # 16 taps: noise falls by the root of 16
    ramp = 3.0 * np.arange(100) / 250
    assert cross_correlate(ramp[None], derivative(250)[None, None])[0] == pytest.approx(np.full(96, 3.0))


def test_the_matched_filter_finds_normal_beats_and_not_the_others(recording):
    taps = qrs_matched(recording.rate, recording.heart_rate)
    assert taps.sum() == pytest.approx(0, abs=1e-12)
    [out] = cross_correlate(recording.samples[None], taps[None, None])
    found = peaks(out, len(taps), recording.rate)
    inside = [b for b in recording.beats if 20 < b.sample < len(recording.samples) - 20]
    normal = [beat for beat in inside if beat.kind == NORMAL]
    assert beats_found(found, normal, recording.rate) == len(normal)
    assert len(found) <= len(inside)


def test_taps_are_read_from_words_and_bad_ones_named():
    assert parse_taps(" 0.5, -1;\n2e-1,") == (0.5, -1.0, 0.2)
    for text, said in (("", "0 taps"), ("1, two", "'two'"), ("nan", "finite|number"), ("1," * 600, "600|501")):
        with pytest.raises(OptionError, match=said):
            parse_taps(text)
    with pytest.raises(ShapeError, match="does not fit"):
        next(slide(Recording(np.zeros(3), 1.0), np.ones(4)))


@pytest.mark.parametrize(
    "options",
    [{"heart_rate": float("nan")}, {"seconds": 1e9}, {"ectopic": True}, {"seed": -1}, {"ectopic_sign": 0}],
)
def test_options_out_of_range_are_refused(options):
    with pytest.raises(OptionError):
        EcgOptions(**options)


# The command.


def run(capsys, *arguments):
    code = 0
    try:
        main(["convolve", *map(str, arguments)])
    except SystemExit as end:
        code = end.code or 0
    return code, *capsys.readouterr()


def test_the_command_tells_shapes(capsys):
    code, out, _ = run(capsys, "--input", 14, "--filter", 5, "--filters", "16,32", "--json")
    assert code == 0
    assert json.loads(out)["shapes"] == [[14, 1], [10, 16], [6, 32]]
    _, out, _ = run(capsys, "--input", "14x14x14", "--filter", "5x5x5", "--filters", 16)
    assert "14×14×14×1 → 10×10×10×16" in out
    code, _, err = run(capsys, "--input", 4, "--filter", 5)
    assert (code, err.startswith("error: bad-shape: A filter of 5 does not fit")) == (2, True)


def test_the_command_slides_a_filter_over_a_file(capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ecg\n1\n2\n4\n8\n16\n")
    _, out, _ = run(capsys, "--csv", path, "--kernel", "1,-1", "--json", "--output", tmp_path / "out.csv")
    assert json.loads(out)["values"] == [-1, -2, -4, -8]
    assert (tmp_path / "out.csv").read_text().split() == ["-1.0", "-2.0", "-4.0", "-8.0"]
    _, out, _ = run(capsys, "--csv", path, "--kernel", "1,-1", "--stride", 2, "--json")
    assert json.loads(out)["values"] == [-1, -4]


@pytest.mark.parametrize(
    "arguments",
    [(), ("--input", "14", "--csv", "a.csv"), ("--csv", "none.csv", "--kernel", "1"), ("--csv", "none.csv"),
     ("--input", "a"), ("--input", "14", "--stride", "0"), ("--input", "3x3x3x3")],
)  # fmt: skip
def test_the_command_refuses_with_a_sentence(capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "Traceback" not in err


def test_the_command_runs_as_a_module():
    line = [sys.executable, "-m", "facestyle", "convolve", "--input", "14", "--filter", "5", "--filters", "16"]
    assert subprocess.run(line, capture_output=True, text=True, check=True).stdout.startswith("14×1 → 10×16")
