"""A verification on paper: what it says, whatever the verdict, the pictures and their names."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.errors import OutputError, ReportError
from facestyle.faces.calibration import shipped
from facestyle.faces.report import fonts, report, sheet
from facestyle.faces.report.report import Report
from facestyle.faces.report.wording import ENGLISH
from facestyle.faces.verification import VerifyOptions, compare
from facestyle.ui.shared import opening

WHEN = datetime(2026, 3, 4, 1, 30, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="module")
def answers(sample_path):
    """One man twice, and two men: decided from the encodings that are shipped, without a network."""

    def of(*names):
        paths = [sample_path(name) for name in names]
        return compare([images.load(path) for path in paths], opening.faces(*paths), VerifyOptions(), 0.0)

    return {"same": of("obama", "obama2"), "different": of("obama3", "biden")}


@pytest.fixture
def written(monkeypatch):
    """The texts that are drawn on the sheet."""
    texts, text = [], sheet.Sheet.text

    def noted(self, x, y, told, *more, **look):
        foot = text(self, x, y, told, *more, **look)
        texts.append((told, y, foot))
        return foot

    monkeypatch.setattr(sheet.Sheet, "text", noted)
    return texts


def test_it_says_the_verdict_with_its_numbers_and_what_it_is_not_for(answers, written):
    report.drawn(Report(answers["same"], shipped(), when=WHEN))
    told = [one for one, _, _ in written]
    answer = answers["same"]
    assert f"Accepted: d = {answer.distance:.2f} does not exceed the threshold τ = 1.12." in told
    assert {"Same person", "Probability of one person: more than 99 %", "2026-03-03 17:30 UTC", "facenet-128"} <= {
        *told
    }
    assert "False accepts: 0.29 % of 5,919,753 pairs of two people" in told
    assert {ENGLISH[name] for name in ("not identification", "not proof", "not decisions", "because")} <= {*told}
    assert {"obama.jpg", "obama2.jpg"} <= {*told}
    assert answer.a.picture.digest in "".join(told)


def test_a_refusal_says_so_and_an_encoder_without_a_calibration_knows_no_rates(answers, written):
    report.drawn(Report(replace(answers["different"], probability=None)))
    told = [one for one, _, _ in written]
    assert "Different people" in told
    assert any(one.startswith("Not accepted: d = 1.9") and "exceeds the threshold τ = 1.12" in one for one in told)
    assert ENGLISH["unknown"] in told
    assert not any("Probability" in one for one in told)


def test_rates_are_those_of_the_calibration_at_this_tau(answers):
    known = shipped()
    strict = Report(replace(answers["same"], threshold=0.24), known)
    assert strict.rates == [
        "False accepts: none of 5,919,753 pairs of two people",
        f"False rejects: {100 * known.miss_rate(0.24):.0f} % of 1,099 pairs of one person",
    ]
    assert known.false_match_rate(1.0) == pytest.approx(0.001, rel=0.1)  # as the model card says


def test_a_binary_head_is_told_by_its_probability(answers, written):
    answer = replace(answers["same"], similarity="binary-chi2", probability=0.4, threshold=0.5, logit=-0.4)
    report.drawn(Report(answer))
    told = [one for one, _, _ in written]
    assert "Not accepted: the probability of one person is below the threshold of 50 %." in told
    assert any("binary head on χ²" in one for one in told)
    assert "40 %" in told


@pytest.mark.parametrize("field", ["distance", "threshold", "probability"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused_in_a_sentence(answers, field, value):
    with pytest.raises(ReportError, match="is no number; compare other photographs"):
        Report(replace(answers["same"], **{field: value}))


def test_hostile_names_and_many_flaws_stay_on_the_sheet_and_apart(answers, written):
    flaws = ("too small", "blurred", "turned away", "too dark", "covered at the eyes", "covered at the mouth")
    side = answers["same"].a
    poor = replace(side, faces=(replace(side.face, flaws=flaws),) * 3)
    known = replace(shipped(), source="pictures " * 2000)
    answer = replace(answers["same"], a=poor, b=poor, pairs=9, encoder="facenet-128")
    report.drawn(Report(answer, known, ("x" * 5000 + ".jpg", "$$ \\frac{ 100 %\n" + "very long " * 900)))
    box = next(y for told, y, _ in written if told == ENGLISH["limits"])
    above = [(told, foot) for told, y, foot in written if y < box]
    assert max(foot for _, foot in above) < box
    names = [told for told, _ in above if told.startswith(("xxx", "$$"))]
    assert len(names) == 2
    assert all("…" in name and len(name) < 120 for name in names)
    assert sum(told.startswith("Less sure: in photo ") for told, _ in above) == 2


@pytest.mark.parametrize("name", ["صورة.jpg", "a\u202egpj.exe", "\U0010fffd.jpg"])
def test_a_name_that_cannot_be_set_is_said_to_be_left_out(answers, name):
    of = Report(answers["same"], names=(name, ""))
    assert of.of_side(answers["same"].a, "A", name)[1] == ENGLISH["unnamed"]
    assert of.of_side(answers["same"].b, "B", "")[1].endswith("pixels")


def test_a_name_in_chinese_is_written_where_a_font_has_it(answers, monkeypatch):
    of = Report(answers["same"])
    monkeypatch.setattr(fonts, "_chinese", list)
    assert not fonts.can_write(["人脸"])
    assert of.of_side(answers["same"].a, "A", "人脸.jpg")[1] == ENGLISH["unnamed"]
    monkeypatch.undo()
    if fonts.can_write(["人脸"]):
        assert of.of_side(answers["same"].a, "A", "人脸.jpg")[1] == "人脸.jpg"


def test_files_are_a4_at_200_dots_an_inch_and_a_pdf_whose_text_stays_text(answers, tmp_path):
    made = Report(answers["same"], shipped(), when=WHEN)
    report.write(made, tmp_path / "r.png")
    with Image.open(tmp_path / "r.png") as image:
        assert image.size == (1653, 2338)
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)
        assert image.text["Title"] == "Verification report"
        assert np.asarray(image.convert("RGB"))[10, 800].tolist() == [0x86, 0x40, 0x7E]
    report.write(made, tmp_path / "r.PDF")
    data = (tmp_path / "r.PDF").read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"/FontFile2" in data  # TrueType as it is
    parts = [
        zlib.decompress(part) for part in re.findall(rb"FlateDecode[^>]*>>\s*stream\n(.*?)\nendstream", data, re.S)
    ]
    assert any(b"beginbfrange" in part for part in parts)  # which characters the glyphs are, for copying
    with pytest.raises(OutputError, match=r"ends in none of \.pdf, \.png"):
        report.write(made, tmp_path / "r.doc")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.PDF", "r.png"]


def test_lines_are_wrapped_within_their_width_and_no_character_is_lost():
    font = fonts.font_of("")
    for text in ("one two three four five six seven", "w" * 300, "short"):
        lines = sheet.wrapped(text, font, 9, 30)
        assert all(sheet._wide(line, font, 9) <= 30 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert sheet.elided("short.jpg", 8, 40) == "short.jpg"
    assert sheet.elided("a" * 400 + "z", 8, 40).endswith("z")


def test_a_font_tells_what_its_outlines_are(tmp_path):
    (tmp_path / "cff.ttc").write_bytes(b"ttcf" + bytes(8) + (16).to_bytes(4, "big") + b"OTTO")
    (tmp_path / "cff.otf").write_bytes(b"OTTO" + bytes(8))
    assert [fonts.is_truetype(tmp_path / name) for name in ("cff.ttc", "cff.otf")] == [False, False]
    assert fonts.is_truetype(fonts.font_of(""))
    assert not fonts.covers(tmp_path / "cff.otf", "a")  # damaged: no traceback


def test_the_sheet_is_a_file_in_memory():
    assert Image.open(io.BytesIO(sheet.Sheet().written(".png", "x"))).size == (1653, 2338)
