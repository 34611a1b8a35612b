"""Records of WFDB: every format, headers as people write them, parts of long records, and files that lie."""

from __future__ import annotations

import json

import numpy as np
import pytest
from support.places import SHARED

from facestyle.cli.main import main
from facestyle.errors import FacestyleError, FileMissingError, OptionError, SignalFileError
from facestyle.signals import ecg_files, wfdb
from facestyle.signals.ecg_files import files_of, read_recording

CASES = SHARED / "cases" / "style" / "wfdb"
#: The numbers that a sample can have in each format, written from signal(5).
RANGES = {
    8: (-60, 60),
    16: 2**15,
    24: 2**23,
    32: 2**31,
    61: 2**15,
    80: 2**7,
    160: 2**15,
    212: 2**11,
    310: 2**9,
    311: 2**9,
}


def packed(samples, kind):
    """Samples in a format, as signal(5) describes it."""
    flat = [int(value) for value in np.asarray(samples).ravel()]
    if kind in (16, 32, 61):
        return np.array(flat, {16: "<i2", 32: "<i4", 61: ">i2"}[kind]).tobytes()
    if kind == 160:
        return np.array([value + 32768 for value in flat], "<u2").tobytes()
    if kind == 80:
        return bytes(value + 128 for value in flat)
    if kind == 24:
        return b"".join(value.to_bytes(3, "little", signed=True) for value in flat)
    data, of = bytearray(), {212: 2, 310: 3, 311: 3}[kind]
    for start in range(0, len(flat), of):
        one, two, three = [
            *(value & 0xFFF if kind == 212 else value & 0x3FF for value in flat[start : start + of]),
            0,
            0,
        ][:3]
        if kind == 212:
            data += bytes([one & 0xFF, one >> 8 | two >> 8 << 4, two & 0xFF])
        elif kind == 310:
            words = (one << 1 | (three & 31) << 11, two << 1 | three >> 5 << 11)
            data += b"".join(word.to_bytes(2, "little") for word in words)
        else:
            data += (one | two << 10 | three << 20).to_bytes(4, "little")
    return bytes(data)


def written(folder, header, **files):
    """A record r: its header line without the name, and signal files; their paths, the header first."""
    (folder / "r.hea").write_bytes(header.encode() if isinstance(header, str) else header)
    for name, data in files.items():
        (folder / f"{name}.dat").write_bytes(data)
    return [folder / "r.hea", *(folder / f"{name}.dat" for name in files)]


def sixteen(folder, lines, samples=None, record="r 2 360 50"):
    samples = np.random.default_rng(7).integers(-2000, 2000, size=(50, 2)) if samples is None else samples
    return written(folder, "\n".join([record, *lines]), a=packed(samples, 16)), samples


@pytest.mark.parametrize("count", [50, 51, 52])
@pytest.mark.parametrize("kind", [kind for kind in RANGES if kind != 8])
def test_every_format_gives_the_numbers_that_were_written(tmp_path, kind, count):
    high = RANGES[kind] - 1
    samples = np.random.default_rng(count).integers(-high, high, size=(count, 2), endpoint=True)
    sums = [(int(total) + 2**15) % 2**16 - 2**15 for total in samples.sum(axis=0)]
    lines = [f"a.dat {kind} 200(10)/mV 11 0 0 {sums[0]} 0 MLII", f"a.dat {kind} 100/uV 11 5 0 {sums[1]} 0 V5"]
    paths = written(tmp_path, "\n".join([f"r 2 360 {count}", *lines]), a=packed(samples, kind))
    first, second = read_recording(paths), read_recording(paths[::-1], column=2)
    assert first.samples == pytest.approx((samples[:, 0] - 10) / 200)
    assert second.samples == pytest.approx((samples[:, 1] - 5) / 100)
    assert (first.rate, first.name, second.name) == (360, "r, MLII (mV)", "r, V5 (uV)")
    assert first.notes == ("lead 1 of 2 was taken; the others are V5",)


def test_format_8_holds_differences(tmp_path):
    samples = np.cumsum(np.random.default_rng(1).integers(-60, 60, size=(40, 2)), axis=0) + np.array([100, -30])
    steps = np.diff(samples, axis=0, prepend=[[100, -30]]).astype(np.int8)
    paths = written(tmp_path, "r 2 100 40\na.dat 8 1 8 0 100\na.dat 8 1 8 0 -30\n", a=steps.tobytes())
    assert read_recording(paths, column=2).samples.tolist() == samples[:, 1].tolist()
    assert read_recording(paths, start=0.1, end=0.2).samples.tolist() == samples[10:20, 0].tolist()


def test_frames_of_several_samples_an_offset_a_skew_and_several_files(tmp_path):
    rng = np.random.default_rng(3)
    fast, slow, other = rng.integers(-99, 99, (30, 4)), rng.integers(-99, 99, (30, 1)), rng.integers(-99, 99, (30, 1))
    header = "r 3 90 30\na.dat 16x4+24 1\na.dat 16:3+24 1\nb.dat 61 1\n"
    paths = written(tmp_path, header, a=b"\7" * 24 + packed(np.hstack([fast, slow]), 16), b=packed(other, 61))
    found = [read_recording(paths, column=column) for column in (1, 2, 3)]
    assert found[0].samples.tolist() == fast.ravel().tolist()
    assert found[1].samples.tolist() == slow[3:, 0].tolist()
    assert found[2].samples.tolist() == other[:, 0].tolist()
    assert [one.rate for one in found] == [360, 90, 90]
    assert "4 samples in each of 90 frames a second" in found[0].notes
    assert "moved to the left by 3 frames, as its header says" in found[1].notes
    with pytest.raises(SignalFileError, match=r"Lead 3 of r\.hea lies in b\.dat, which was not given"):
        read_recording(paths[:2], column=3)


@pytest.mark.parametrize(
    ("record", "line", "expected", "said"),
    [
        ("r 2", "a.dat 16 200/mV 11 0", 250, "gives no rate: 250 samples a second are assumed"),
        ("r 2 360", "a.dat 16 200/mV 11 0", 360, ""),
        ("r 2 360/720(0) 50 12:30:00 01/02/2000", "a.dat 16 200/mV 11 0", 360, ""),
        ("r 2 360 0 12:30:00", "a.dat 16 200/mV", 360, ""),
        ("# a comment\r\n\r\nr 2 360 50\r", "a.dat 16 200\r", 360, ""),
        ("r 2 360 50", "a.dat 16 0/mV", 360, "gives no gain: 200 units a millivolt are assumed"),
        ("r 2 360 50", "a.dat 16", 360, "gives no gain"),
        ("r 2 360 50", "a.dat 16 200/mV 11 0 0 1 0 MLII", 360, "do not have the checksum in r.hea"),
    ],
)
def test_what_a_header_leaves_out_is_assumed_and_said(tmp_path, record, line, expected, said):
    paths, samples = sixteen(tmp_path, [line, line], record=record)
    found = read_recording(paths)
    assert found.samples == pytest.approx(samples[:, 0] / 200)
    assert found.rate == expected
    assert said in "; ".join(found.notes)


def test_units_with_a_slash_and_a_baseline_with_a_point(tmp_path):
    paths, samples = sixteen(tmp_path, ["a.dat 16 5948.85(1.0)/l/min 15 0 0 0 0 Flow", "a.dat 16 200(-7)"])
    found = read_recording(paths)
    assert found.samples == pytest.approx((samples[:, 0] - 1) / 5948.85)
    assert found.name == "r, Flow (l/min)"


@pytest.fixture(scope="module")
def half_an_hour(tmp_path_factory):
    """A record of the size of MIT-BIH 100: 650,000 samples of two signals at 360 Hz in format 212."""
    samples = np.random.default_rng(0).integers(-2047, 2047, size=(650_000, 2))
    low, high = samples & 0xFF, (samples >> 8) & 0xF
    data = np.stack([low[:, 0], high[:, 0] | high[:, 1] << 4, low[:, 1]], axis=1).astype(np.uint8).tobytes()
    lines = ["a.dat 212 200 11 1024 995 -22131 0 MLII", "a.dat 212 200 11 1024 1011 20052 0 V5"]
    return written(tmp_path_factory.mktemp("long"), "\n".join(["r 2 360 650000", *lines]), a=data), samples


@pytest.mark.parametrize("decoded", [wfdb.MAX_DECODED, 1000])
def test_a_part_of_half_an_hour_is_read_from_second_to_second(half_an_hour, monkeypatch, decoded):
    monkeypatch.setattr(wfdb, "MAX_DECODED", decoded)  # with and without reading the rest for its checksum
    paths, samples = half_an_hour
    found = read_recording(paths, column=2, start=1799.9975, end=1805)
    assert found.samples == pytest.approx((samples[647_999:649_800, 1] - 1024) / 200)
    assert "1800 to 1805 s of 1805.56" in found.notes
    monkeypatch.setattr(wfdb, "MAX_DECODED", 8_000_000)
    first = read_recording(paths)
    assert len(first.samples) == ecg_files.MAX_SAMPLES
    assert "0 to 1388.89 s of 1805.56; more than 500,000 samples are not read at once" in first.notes


def test_the_command_reads_a_part_and_says_so(half_an_hour, capsys):
    paths, samples = half_an_hour
    with pytest.raises(SystemExit):
        main(["convolve", "--csv", str(paths[0]), "--kernel", "1", "--from", "60", "--to", "70", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["input"], found["rate"], found["recording"]) == (3600, 360, "r, MLII (mV)")
    assert found["values"] == pytest.approx((samples[21_600:25_200, 0] - 1024) / 200)
    assert "60 to 70 s of 1805.56" in found["notes"]
    with pytest.raises(SystemExit):
        main(["convolve", "--csv", str(paths[0]), "--kernel", "1", "--from", "1800"])
    assert "1800 to 1805.56 s of 1805.56" in capsys.readouterr().out


def test_a_part_that_is_not_there_is_refused(half_an_hour):
    paths, _ = half_an_hour
    with pytest.raises(SignalFileError, match=r"650,000 samples, 1805\.56 s; fewer than 2 lie in the part"):
        read_recording(paths, start=2000)
    with pytest.raises(OptionError, match="give a 'to' after 'from'"):
        read_recording(paths, start=20, end=10)


def test_few_missing_samples_are_interpolated_and_many_refused(tmp_path):
    samples = np.tile(np.arange(300)[:, None], 2)
    samples[[0, 1, 100, 101, 299], 0] = -32768
    lines = ["a.dat 16 1", "a.dat 16 1"]
    paths, _ = sixteen(tmp_path, lines, samples, "r 2 360 300")
    found = read_recording(paths)
    assert found.samples == pytest.approx(np.arange(2, 299))
    assert "2 missing samples interpolated" in found.notes
    assert "2 samples missing at the start and 1 at the end, left out" in found.notes
    samples[120:150, 0] = -32768
    paths, _ = sixteen(tmp_path, lines, samples, "r 2 360 300")
    with pytest.raises(SignalFileError, match="lacks 32 of 297 samples, 30 of them in a row"):
        read_recording(paths)
    assert len(read_recording(paths, column=2).samples) == 300
    samples[:, 0] = -32768
    with pytest.raises(SignalFileError, match="all samples are missing"):
        read_recording(sixteen(tmp_path, lines, samples, "r 2 360 300")[0])


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("r 2 360 1000000000000\na.dat 16\na.dat 16", r"a\.dat is cut off: r\.hea promises 1,000,000,000,000 × 2"),
        ("r 1000000000 360 50\na.dat 16", "promises 1000000000 leads"),
        ("r -1 360 50\na.dat 16", "promises -1 leads"),
        ("r 0 360 50", "promises 0 leads"),
        ("r 2 inf 50\na.dat 16\na.dat 16", "promises inf frames a second"),
        ("r 2 360 50\na.dat 516\na.dat 516", "says format 516; formats 8, 16, 24"),
        ("r 2 360 50\na.dat 16q\na.dat 16", "not the header"),
        ("r 2 360 50\na.dat 16x9999\na.dat 16", "can't be read"),
        ("r 2 360 50\na.dat 16\na.dat 80", "several formats for a.dat"),
        ("r 2 360 many\na.dat 16\na.dat 16", "not the header"),
        ("r 2 360 50\na.dat 16 nan\na.dat 16", "not the header"),
        ("r 2 360 50\na.dat 80 200 11 0 0 7\na.dat 80", "neither the length nor the checksum"),
        ("r/3 2 360 150\nr_1 50\n~ 50\nr_2 50", r"joins segments \(r_1, r_2 "),
        ("r 2 360 50\na.dat 24\na.dat 24", "is cut off"),
    ],
)
def test_a_header_that_lies_is_named(tmp_path, header, said):
    samples = np.random.default_rng(7).integers(-2000, 2000, size=(50, 2))
    with pytest.raises(SignalFileError, match=said):
        read_recording(written(tmp_path, header, a=packed(samples, 16)))


def test_half_a_record_and_a_lead_that_is_not_there_are_named(tmp_path):
    paths, _ = sixteen(tmp_path, ["a.dat 16", "a.dat 16"])
    for given, said in (
        (paths[:1], "1 and 0 were given"),
        (paths[1:], r"\.dat file alone"),
        (paths[:1] * 2, "2 and 0"),
    ):
        with pytest.raises(SignalFileError, match=said):
            read_recording(given)
    with pytest.raises(SignalFileError, match="no lead 3"):
        read_recording(paths, column=3)
    paths[1].unlink()
    with pytest.raises(FileMissingError):
        read_recording(paths)
    assert files_of(paths[0]) == paths[:1]


def test_the_files_beside_a_header_are_found_and_no_others(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.dat").write_bytes(b"12345678")
    paths = written(inside, "r 2 360 50\n../secret.dat 16\n/etc/passwd 16", a=b"")
    assert files_of(paths[0]) == [paths[0]]


def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path):
    rng = np.random.default_rng(3)
    paths, _ = sixteen(tmp_path, ["a.dat 16x1:1+0 200(10)/mV 11 0 0 5 0 MLII", "a.dat 16 100 11"])
    header = paths[0].read_bytes()
    for _ in range(300):
        broken = bytearray(header)
        for place in rng.integers(len(broken), size=4):
            broken[place] = int(rng.integers(256))
        paths[0].write_bytes(bytes(broken))
        try:
            assert len(read_recording(paths).samples) >= 2
        except FacestyleError:
            continue


@pytest.mark.skipif(not CASES.is_dir(), reason="the development data does not lie beside this checkout")
def test_every_header_of_the_cases_gives_the_right_numbers_or_a_true_sentence():
    expected = np.frombuffer((CASES / "a.dat").read_bytes(), "<i2").reshape(-1, 2)[:, 0] / 200
    refused = {"fmt16x4": "is cut off", "fmt24": "is cut off", "fmt80": "neither the length nor the checksum"}
    scaled = {"floatbase": (200, 1, 5948.85), "lmin": (200, 1, 5948.85), "ptbxl": (200, 0, 1000)}
    for path in sorted(CASES.glob("*.hea")):
        if path.stem in refused:
            with pytest.raises(SignalFileError, match=refused[path.stem]):
                read_recording(files_of(path))
            continue
        back, baseline, gain = scaled.get(path.stem, (1, 0, 1))
        found = read_recording(files_of(path))
        wanted = (expected * back - baseline) / gain
        assert found.samples == pytest.approx(wanted[3:] if path.stem == "skew" else wanted), path.name
        assert found.rate == (250 if path.stem == "nofreq" else 360)
