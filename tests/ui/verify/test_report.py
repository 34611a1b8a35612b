"""A report of the verdict on the page and for programs: made on demand, in the language of the page."""

from __future__ import annotations

import pytest
from PIL import Image

from facestyle import images
from facestyle.errors import FacestyleError, NoFaceError
from facestyle.faces.report import fonts, wording
from facestyle.ui import languages
from facestyle.ui.shared import opening
from facestyle.ui.shared.session import Session
from facestyle.ui.verify import events, words

PLAIN = (None, "centre", 0, 0, "facenet-128", "distance")


@pytest.fixture
def visit(sample_path, monkeypatch, uploads):
    """A visit that holds the encodings of one pair, its photographs, and the reports that are written."""
    mine, made = Session(), []
    photos = [str(sample_path(name)) for name in ("obama", "obama2")]
    pictures = [images.load(path) for path in photos]
    mine.cache.faces(pictures, PLAIN[4], lambda *_: opening.faces(*photos))
    monkeypatch.setattr(events, "wake", lambda: None)
    monkeypatch.setattr(events, "write", lambda *told: made.append(told))
    return mine, photos, made


def test_the_report_tells_the_verdict_of_the_page_in_a_folder_that_gradio_empties(visit, uploads):
    mine, photos, made = visit
    answer, *_ = events.verify(mine, *photos, *PLAIN)
    path, note = events.report(mine, *photos, *PLAIN, "png")
    [(told, where)] = made
    assert str(where) == path
    assert uploads in where.parents
    assert path.endswith(".png")
    assert (told.answer.distance, told.answer.threshold) == (answer["distance"], answer["threshold"])
    assert told.answer.probability == answer["probability"]
    assert told.names == ("obama.jpg", "obama2.jpg")
    assert told.rates[0].startswith("False accepts: 0.29 %")
    assert words.REPORTED in note


def test_the_chinese_page_makes_it_in_chinese_where_a_font_has_that_and_else_says_why_not(visit, monkeypatch):
    mine, photos, made = visit
    with languages.using("zh"):
        for fits in (True, False):
            monkeypatch.setattr(fonts, "can_write", lambda _, fits=fits: fits)
            _, note = events.report(mine, *photos, *PLAIN)
            assert ("没有中文字体" in note) is not fits
    (chinese, _), (english, _) = made
    assert (chinese.words["same"], english.words) == ("同一人", wording.ENGLISH)
    with languages.using("zh"):
        texts = [*chinese.words.values(), chinese.verdict, chinese.chance, *chinese.rates]
        assert not any("−" in text for text in texts)  # which some fonts with Chinese characters lack


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"photo_a": None}, "Photo A"),
        ({"kind": "exe"}, "kind"),
        ({"threshold": float("nan")}, "threshold"),
        ({"similarity": "trained"}, "No model was trained"),
        ({"encoder": "none"}, "encoder is 'none'"),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_sentence(visit, given, says):
    mine, photos, made = visit
    names = ("threshold", "policy", "face_a", "face_b", "encoder", "similarity")
    asked = {"photo_a": photos[0], "photo_b": photos[1], **dict(zip(names, PLAIN, strict=True)), **given}
    with pytest.raises(FacestyleError, match=says):
        events.report(mine, **asked)
    assert made == []


def test_a_photograph_without_a_face_makes_no_report(visit, tmp_path):
    mine, photos, made = visit
    Image.new("RGB", (90, 90), "grey").save(tmp_path / "nobody.png")
    with pytest.raises(NoFaceError, match="Photo B"):
        events.report(mine, photos[0], str(tmp_path / "nobody.png"), *PLAIN)
    assert made == []
