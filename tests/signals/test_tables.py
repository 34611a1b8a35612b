"""CSV files as programs and people write them: the right numbers, or a question."""

from __future__ import annotations

import numpy as np
import pytest
from support.places import SHARED

from facestyle.errors import FacestyleError, FileMissingError, SignalFileError
from facestyle.signals import ecg_files
from facestyle.signals.ecg_files import read_recording

CASES = SHARED / "cases" / "style" / "csv"
RATE = 200
#: Samples in mV with three decimals, of both signs and around 0.
MV = np.round(0.8 * np.sin(np.arange(300) / 7) - 0.05, 3)


def table(form, separator=",", decimal=".", head="", end="\n", step=1 / RATE, values=MV):
    """Rows made by a format of the time {t} and the sample {x}."""
    rows = [form.format(t=f"{i * step:.3f}", i=i, x=f"{value:.3f}") for i, value in enumerate(values)]
    text = end.join(rows).replace(".", decimal).replace("|", separator)
    return head + text + end


def written(folder, data, name="a.csv"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


TIMED = "{t}|{x}"
APPLE = (
    'Name,Jane Doe\nDate of Birth,"Jan 1, 1980"\nRecorded Date,2024-01-02 10:00:00 +0000\nSymptoms,\n'
    'Software Version,1.90\nDevice,"Watch6,1"\nSample Rate,200 hertz\n\n\nLead,Lead I\nUnit,µV\n\n'
)
OPEN_SIGNALS = (
    '# OpenSignals Text File Format\n# {"00:07": {"sampling rate": 200, "column": ["nSeq","A1"]}}\n# EndOfHeader\n'
)
CLOCK = "\n".join(f"'0:{i / RATE:06.3f}',{value:.3f},9" for i, value in enumerate(MV))
DATED = "\n".join(f"2024-01-01 10:00:{i / RATE:06.3f};{value:.3f}" for i, value in enumerate(MV)).replace(".", ",")

FORMS = {
    "one column": (table("{x}"), None),
    "a name above": (table("{x}", head="ecg\n"), None),
    "carriage returns alone": (table("{x}", end="\r"), None),
    "decimal commas": (table("{x}", decimal=","), None),
    "decimal commas and a name": (table("{x}", decimal=",", head="EKG\n"), None),
    "a minus sign of print": (table("{x}", decimal=",").replace("-", "−"), None),
    "semicolons": (table(TIMED, ";", end="\r\n", head="t;ecg\r\n"), RATE),
    "semicolons and decimal commas": (table(TIMED, ";", ",", "Zeit;EKG\n"), RATE),
    "tabs and decimal commas": (table(TIMED, "\t", ",", "Zeit [s]\tEKG [mV]\n"), RATE),
    "quotes and decimal commas": (table('"{t}"|"{x}"', decimal=",").replace('"|"', '","'), RATE),
    "blanks": (table("  {t}   {x}", head="time [s] ecg [mV]\n"), RATE),
    "bars": (table(TIMED, "|"), RATE),
    "a comma and a blank": (table(TIMED, ", "), RATE),
    "a title": (table(TIMED, head="ECG recording\ntime,ecg\n"), RATE),
    "two lines of names": (table(TIMED, head="time,ecg\ns,mV\n"), RATE),
    "times in milliseconds": (table(TIMED, head="time,ecg\nms,mV\n", step=5), RATE),
    "times in microseconds": (table("{t},{x}", head="time_us,ecg\n", step=5000), RATE),
    "times since 1970": ("".join(f"{1700000000000 + 5 * i},{x:.3f}\n" for i, x in enumerate(MV)), RATE),
    "an index": (table("{i},{x}", head=",ECG\n"), None),
    "an index without names": (table("{i};{x}", decimal=","), None),
    "a trailing comma": (table("{t},{x},", head="t,ecg,\n"), RATE),
    "a column of words": (table("{t},{x},N", head="t,ecg,kind\n"), RATE),
    "a column of labels": (table("{t},{x},0", head="t,ecg,label\n"), RATE),
    "a preamble of an oscilloscope": (table("{t},{x}", head="Record Length,300\nVertical Units,V\nTIME,CH1\n"), RATE),
    "a line for spreadsheets": (table(TIMED, ";", ",", "sep=;\nt;ecg\n"), RATE),
    "days in a column": (table("01.02.2024|{t}|{x}", ";", head="Date;Time;ECG\n"), RATE),
    "a column of pandas": (table("{i},{x}", head=",0\n"), None),
    "pandas without an index": (table("{x}", head="0\n"), None),
    "a rate in a comment": (table("{x}", head="# fs=200\n"), RATE),
    "a rate in kilohertz": (table("{x}", head="Sampling frequency (kHz): 0.2\n"), RATE),
    "exponents": ("\n".join(f"{value:.6E}" for value in MV), None),
    "a row": (",".join(f"{value:.3f}" for value in MV), None),
    "a row with a name": ("ecg;" + ";".join(f"{value:.3f}" for value in MV).replace(".", ","), None),
    "Apple Health": (APPLE + table("{x}"), RATE),
    "OpenSignals": (OPEN_SIGNALS + table("{i}\t{x}\t"), RATE),
    "PhysioBank": ("'Elapsed time','MLII','V5'\n'hh:mm:ss.mmm','mV','mV'\n" + CLOCK, RATE),
    "dates": (DATED, RATE),
    "UTF-8 with a mark": ("\ufeff" + table(TIMED, head="time,ecg\n"), RATE),
    "UTF-16": (table(TIMED, "\t", head="time\tecg\n").encode("utf-16"), RATE),
    "UTF-16 without a mark": (table(TIMED, "\t", head="time\tecg\n").encode("utf-16-le"), RATE),
    "Windows-1252": (table(TIMED, ";", ",", "Zeit;EKG [µV]\n").encode("cp1252"), RATE),
    "points in groups": (
        table("{x}", ",", values=MV + 1234).replace("1234.", "1.234,").replace("1233.", "1.233,"),
        None,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_numbers_are_those_of_the_file(tmp_path, form):
    data, rate = FORMS[form]
    found = read_recording([written(tmp_path, data)], rate=123, column=2 if form == "PhysioBank" else 0)
    assert found.samples == pytest.approx(MV + 1234 if form == "points in groups" else MV, abs=1e-9)
    assert found.rate == (rate or 123)
    assert ("123 samples a second are assumed" in "; ".join(found.notes)) == (rate is None)


@pytest.mark.parametrize(
    ("data", "point", "comma"),
    [
        ('ecg\n"1,024"\n"1,025"\n"1,020"\n', [1024, 1025, 1020], [1.024, 1.025, 1.02]),
        ("ecg\n1,024\n1,025\n", [1024, 1025], [1.024, 1.025]),
        ("t;x\n1;1.024\n2;1.125\n", [1.024, 1.125], [1024, 1125]),
        ("t\tx\n1\t1,024\n2\t1,125\n", [1024, 1125], [1.024, 1.125]),
        ("512,498\n513,499\n", None, [512.498, 513.499]),
        ("1,5\n2,5\n", [5, 5], [1.5, 2.5]),
    ],
)
def test_numbers_that_can_be_read_in_two_ways_are_asked_about(tmp_path, data, point, comma):
    path = written(tmp_path, data)
    with pytest.raises(SignalFileError, match=r"read in two ways\. .* --decimal point or --decimal comma"):
        read_recording([path])
    assert read_recording([path], decimal="comma").samples.tolist() == comma
    if point is None:
        with pytest.raises(SignalFileError, match="groups of three digits, or two columns"):
            read_recording([path], decimal="point")
        assert read_recording([path], decimal="point", column=2).samples.tolist() == [498, 499]
    else:
        assert read_recording([path], decimal="point").samples.tolist() == point


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a,b\n512,498\n513,499\n", [498, 499]),  # two names: two columns
        ("".join(f"{i},{500 + i % 7}\n" for i in range(20)), [500 + i % 7 for i in range(20)]),  # the first counts
        ("1,2\n3\n4,5\n", [1.2, 3, 4.5]),  # a spreadsheet leaves out ,0
        ("1.024\n1.025\n", [1.024, 1.025]),
        ("0;1.024\n0.5;1.025\n", [1.024, 1.025]),
        ("1'024.5\n1'025.5\n", [1024.5, 1025.5]),
        ("0.004,-0\n0.008,1\n", [0, 1]),
    ],
)
def test_numbers_that_the_file_itself_makes_plain_are_read(tmp_path, data, expected):
    assert read_recording([written(tmp_path, data)]).samples.tolist() == pytest.approx(expected)


def test_which_column_was_taken_and_what_was_left_out_is_said(tmp_path):
    path = written(tmp_path, "Ward 3\ntime,I,II\ns,mV,mV\n0,1,4\n0.01,2,5\n0.02,3,6\n")
    notes = read_recording([path]).notes
    assert "3 lines before the numbers left out" in notes
    assert "column 3 of 3 (II [mV]) was taken" in notes
    assert "100 samples a second, from its times" in notes
    assert read_recording([path], column=2).samples.tolist() == [1, 2, 3]
    assert read_recording([path], column=1).samples.tolist() == [0, 0.01, 0.02]
    german = read_recording([written(tmp_path, FORMS["Windows-1252"][0])]).notes
    assert {"not UTF-8; read as Windows-1252", "commas read as decimal marks"} <= set(german)
    assert "1 row of 300 samples" in read_recording([written(tmp_path, FORMS["a row"][0])]).notes


def test_times_that_are_rounded_have_gaps_or_no_unit(tmp_path):
    rounded = written(tmp_path, "".join(f"{i / 360:.3f},{i % 9}\n" for i in range(720)))
    assert read_recording([rounded]).rate == 360
    gap = written(tmp_path, "t,x\n" + "".join(f"{i / 100 + (i > 50):.2f},{i % 9}\n" for i in range(100)))
    assert "its times have 1 gaps, the longest 1.01 s, which are not filled" in read_recording([gap]).notes
    unknown = written(tmp_path, "time,x\n" + "".join(f"{4 * i},{i % 9}\n" for i in range(100)))
    assert "since the unit of its times is not known" in "; ".join(read_recording([unknown]).notes)
    other = written(tmp_path, "# sampling rate: 500 Hz\n" + "".join(f"{i / 100:.2f},{i % 9}\n" for i in range(100)))
    found = read_recording([other])
    assert found.rate == 500
    assert "its times give 100 samples a second, its first lines say 500" in found.notes


@pytest.mark.parametrize("word", ["", "NaN", "n/a", "null", "-"])
def test_single_missing_samples_are_interpolated_and_more_refused(tmp_path, word):
    rows = [f"{i / 100:.2f},{i}.5" for i in range(200)]
    rows[100] = f"1.00,{word}"
    found = read_recording([written(tmp_path, "t,x\n" + "\n".join(rows))])
    assert found.samples[99:102].tolist() == [99.5, 100.5, 101.5]
    assert "1 missing sample interpolated" in found.notes
    rows[50:80] = [f"{i / 100:.2f},{word}" for i in range(50, 80)]
    with pytest.raises(SignalFileError, match="lacks 31 of 200 samples, 30 of them in a row"):
        read_recording([written(tmp_path, "t,x\n" + "\n".join(rows))])


def test_a_part_of_a_long_file_is_read(tmp_path):
    path = written(tmp_path, table(TIMED))
    found = read_recording([path], start=0.5, end=1)
    assert found.samples == pytest.approx(MV[100:200])
    assert "0.5 to 1 s of 1.5" in found.notes


@pytest.mark.parametrize(
    ("data", "column", "said"),
    [
        (b"", 0, "is empty"),
        (b" \n\n", 0, "is empty"),
        (b"\xff\xfe", 0, "no column of numbers"),
        (b"\xef\xbb\xbf# a comment\n", 0, "no column of numbers"),
        ("to be or not\nto be\nthat is\n", 0, "no column of numbers"),
        ("header only\n", 0, "no column of numbers"),
        ("1\n2\nthree\n", 0, "line 3 holds 'three' where a number"),
        ("t,x\n0,1\n1,2\n2,x\n3,4\n", 0, "line 4 holds 'x' where a number"),
        ("t,x\n0,1\n1,2\n2,3,4\n3,4\n", 0, "line 4 has 3 columns, the others have 2"),
        ("0,000,-0,050\n0,004,-0,051\n", 0, "line 1 holds '000': commas seem to be decimal marks"),
        ("t,x\n0,000,-0,050\n0,004,-0,051\n", 0, "commas seem to be decimal marks"),
        ("ecg\n1\nnan\n", 0, "all samples are missing"),
        ("1\n1e400\n", 0, "reach inf"),
        ("5\n", 0, "holds 1 samples"),
        ("1,2\n3,4\n", 3, "no numbers in column 3"),
        ("1,a\n3,b\n", 2, "no numbers in column 2"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", 0, "not a text file"),
        ('"' + "x" * 200_000, 0, "no column of numbers"),
        ("1_000\n2_000\n", 0, "no column of numbers"),
        ("".join(f"{','.join(['1.5'] * 40)}\n" for _ in range(50)), 0, "40 columns of numbers"),
    ],
)
def test_what_is_no_table_of_numbers_is_named(tmp_path, data, column, said):
    with pytest.raises(SignalFileError, match=said):
        read_recording([written(tmp_path, data)], column=column)


def test_missing_and_large_files_are_named(tmp_path, monkeypatch):
    with pytest.raises(FileMissingError):
        read_recording([tmp_path / "none.csv"])
    monkeypatch.setattr(ecg_files, "MAX_BYTES", 10)
    with pytest.raises(SignalFileError, match="at most"):
        read_recording([written(tmp_path, "1\n" * 20)])


def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path):
    rng = np.random.default_rng(3)
    data = table(TIMED, ";", ",", "Zeit;EKG\n", values=MV[:20]).encode()
    for _ in range(300):
        broken = bytearray(data)
        for place in rng.integers(len(broken), size=3):
            broken[place] = int(rng.integers(256))
        try:
            assert np.isfinite(read_recording([written(tmp_path, bytes(broken))]).samples).all()
        except FacestyleError:
            continue


@pytest.mark.skipif(not CASES.is_dir(), reason="the development data does not lie beside this checkout")
def test_every_file_of_the_cases_gives_its_numbers():
    plain = np.array((CASES / "plain.csv").read_text().split(), float)
    for path in sorted(CASES.iterdir()):
        if path.stem == "thousands":
            with pytest.raises(SignalFileError, match="read in two ways"):
                read_recording([path])
            continue
        found = read_recording([path])
        expected = {"apple_health": plain * 1000, "physiobank": -plain, "opensignals": 512 + plain * 200}
        wanted, tolerance = expected.get(path.stem, plain), {"opensignals": 1, "apple_health": 1}.get(path.stem, 6e-4)
        there = np.arange(len(wanted)) != (100 if path.stem.startswith("missing") else -1)  # an interpolated sample
        assert found.samples[there] == pytest.approx(wanted[there], abs=tolerance), path.name
        assert found.rate == {"apple_health": 512, "opensignals": 1000}.get(path.stem, 250)
