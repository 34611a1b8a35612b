"""Electrocardiograms, filters that slide, recordings from files, and the command `convolve`."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from facestyle.cli.main import main
from facestyle.errors import FacestyleError, FileMissingError, OptionError, ShapeError, SignalFileError
from facestyle.signals import ecg_files
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


# Files.


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("1\n2.5\n-3\n", 0, [1, 2.5, -3]),
        ("time,ecg\n0,1\n0.1,2\n", 0, [1, 2]),
        ("time;mV\r\n0;1\r\n0.1;2\r\n", 1, [0, 0.1]),
        ("\ufeff1\t5\n\n2\t6\n", 2, [5, 6]),
    ],
)
def test_a_csv_file_is_read(tmp_path, text, column, expected):
    found = ecg_files.read_recording([written(tmp_path, "a.csv", text)], 100, column)
    assert found.samples.tolist() == expected
    assert found.rate == 100


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        ("to be or not\nto be\nthat is\n", "line 2 holds 'be'"),
        ("1\n2\nthree\n", "line 3 holds 'three'"),
        ("ecg\n1\nnan\n", "line 3 holds nan"),
        ("1\n1e400\n", "line 2 holds 1e400"),
        ("1,2\n3\n", "line 2 has 1 columns"),
        ("header only\n", "holds 0 samples"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "not a text file"),
        ('"' + "x" * 200_000, "CSV|samples"),
    ],
)
def test_what_is_no_csv_of_numbers_is_named(tmp_path, data, said):
    column = 2 if data == "1,2\n3\n" else 0
    with pytest.raises(SignalFileError, match=said):
        ecg_files.read_recording([written(tmp_path, "b.csv", data)], 250, column)


def pack_212(samples):
    """Written from signal(5): twelve bits a sample, two in three bytes."""
    data = bytearray()
    for first, second in zip(samples[::2], [*samples[1::2], 0], strict=False):
        a, b = first & 0xFFF, second & 0xFFF
        data += bytes([a & 0xFF, (a >> 8) | (b >> 8) << 4, b & 0xFF])
    return bytes(data)


def record(folder, kind=212, samples=None, **changes):
    """A record of two leads, and the samples of the first."""
    rng = np.random.default_rng(7)
    samples = rng.integers(-2000, 2000, size=(50, 2)) if samples is None else samples
    flat = [int(value) for value in samples.ravel()]
    data = pack_212(flat) if kind == 212 else np.array(flat, "<i2").tobytes()
    sums = [int(samples[:, lead].sum()) & 0xFFFF for lead in (0, 1)]
    sums = [total - 65536 if total >= 32768 else total for total in sums]
    text = (
        f"r {changes.get('leads', 2)} {changes.get('rate', 360)} {changes.get('length', len(samples))}\n"
        f"r.dat {changes.get('format', kind)} 200(10)/mV 11 0 {samples[0, 0]} {changes.get('sum', sums[0])} 0 MLII\n"
        f"r.dat {changes.get('format', kind)} 100 11 5 {samples[0, 1]} {sums[1]} 0 V5\n"
    )
    return [written(folder, "r.hea", text), written(folder, "r.dat", data)], samples


@pytest.mark.parametrize("kind", [16, 212])
def test_a_wfdb_record_is_read_in_physical_units(tmp_path, kind):
    paths, samples = record(tmp_path, kind)
    first, second = ecg_files.read_recording(paths), ecg_files.read_recording(paths[::-1], column=2)
    assert first.samples == pytest.approx((samples[:, 0] - 10) / 200)
    assert second.samples == pytest.approx((samples[:, 1] - 5) / 100)
    assert first.rate == 360
    assert "MLII" in first.name


def test_an_odd_number_of_samples_in_format_212_is_read(tmp_path):
    samples = np.array([-1, 2047, -2047])
    written(tmp_path, "o.dat", pack_212(samples.tolist()))
    header = written(tmp_path, "o.hea", "o 1 100 3\no.dat 212 1 12 0\n")
    assert ecg_files.read_recording([header, tmp_path / "o.dat"]).samples.tolist() == [-1, 2047, -2047]


@pytest.mark.parametrize("kind", [16, 212])
def test_a_truncated_record_is_named(tmp_path, kind):
    paths, _ = record(tmp_path, kind)
    paths[1].write_bytes(paths[1].read_bytes()[:-2])
    with pytest.raises(SignalFileError, match=r"r\.dat is cut off"):
        ecg_files.read_recording(paths)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"length": 10**12}, "promises 1,000,000,000,000 samples"),
        ({"leads": 10**9}, "but its lines say something else"),
        ({"leads": -1}, "but its lines say something else"),
        ({"rate": "inf"}, "at inf a second"),
        ({"format": 80}, "format 80; formats 16 and 212"),
        ({"format": "212x4"}, "not the header"),
        ({"sum": 1}, "is damaged"),
        ({"length": "many"}, "not the header"),
    ],
)
def test_a_header_that_lies_is_named(tmp_path, changes, said):
    paths, _ = record(tmp_path, **changes)
    with pytest.raises(SignalFileError, match=said):
        ecg_files.read_recording(paths)


def test_half_a_record_missing_samples_and_large_files_are_named(tmp_path, monkeypatch):
    paths, samples = record(tmp_path)
    with pytest.raises(SignalFileError, match="1 and 0 were given"):
        ecg_files.read_recording(paths[:1])
    with pytest.raises(SignalFileError, match=r"\.dat file alone"):
        ecg_files.read_recording(paths[1:])
    with pytest.raises(SignalFileError, match="no lead 3"):
        ecg_files.read_recording(paths, column=3)
    samples[3, 0] = -2048
    with pytest.raises(SignalFileError, match="lacks 1 of 50"):
        ecg_files.read_recording(record(tmp_path, 212, samples)[0])
    with pytest.raises(FileMissingError):
        ecg_files.read_recording([tmp_path / "none.csv"])
    monkeypatch.setattr(ecg_files, "MAX_BYTES", 10)
    with pytest.raises(SignalFileError, match="at most"):
        ecg_files.read_recording([written(tmp_path, "big.csv", "1\n" * 20)])


def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path):
    rng = np.random.default_rng(3)
    paths, _ = record(tmp_path)
    header = paths[0].read_bytes()
    for _ in range(150):
        broken = bytearray(header)
        for place in rng.integers(len(broken), size=4):
            broken[place] = int(rng.integers(256))
        paths[0].write_bytes(bytes(broken))
        try:
            assert len(ecg_files.read_recording(paths).samples) >= 2
        except FacestyleError:
            continue


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
    path = written(tmp_path, "a.csv", "ecg\n1\n2\n4\n8\n16\n")
    _, out, _ = run(capsys, "--csv", path, "--kernel", "1,-1", "--json", "--output", tmp_path / "out.csv")
    assert json.loads(out)["values"] == [-1, -2, -4, -8]
    assert (tmp_path / "out.csv").read_text().split() == ["-1.0", "-2.0", "-4.0", "-8.0"]
    _, out, _ = run(capsys, "--csv", path, "--kernel", "1,-1", "--stride", 2, "--json")
    assert json.loads(out)["values"] == [-1, -4]
    paths, samples = record(tmp_path)
    _, out, _ = run(capsys, "--csv", paths[0], "--kernel", "1", "--json")
    assert json.loads(out)["values"] == pytest.approx((samples[:, 0] - 10) / 200)


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
