"""The Chinese page is Chinese: what it shows, what it answers, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import gradio as gr
import pytest

from facestyle.ui import languages
from facestyle.ui.shared.session import Session

#: What is the same in every language: of networks, layers, formats, people and units.
NAMES = {
    *("facestyle", "facenet", "dlib", "fused", "vggface", "casia", "webface", "VGG", "vgg", "relu", "winograd"),
    *("float", "bfloat", "Adam", "BFGS", "Siamese", "Shepp", "Logan", "NIfTI", "nii", "gz", "hdr", "img", "CSV"),
    *("WFDB", "hea", "QRS", "mV", "ZIP", "jpg", "PNG", "PDF", "TIFF", "MP", "safetensors", "MODEL_CARD", "md", "LFW"),
    *("ROC", "DET", "MB", "pairsDevTrain", "CompreFace", "Brier", "ECE", "Barack", "Obama", "Joe", "Biden"),
    *("Ada", "Emmy", "BO", "JB", "EN", "English", "Esc", "API", "logit", "max", "px", "ms", "LUT", "RGB"),
}  # fmt: skip


@pytest.fixture(scope="module")
def handlers(page):
    return {event.api_name: event.fn for event in page.fns.values()}


def texts(block) -> list[str]:
    """What a component shows."""
    told, kind = block.get_config(), block.get_block_name()
    shown = [told.get("info"), told.get("placeholder")]
    if kind not in ("html", "json", "state", "markdown"):
        shown.append(told.get("label"))
    if kind in ("html", "markdown", "button"):
        shown.append(told.get("value"))
    # Names of networks and layers are their own labels.
    shown += [label for label, value, *_ in told.get("choices") or [] if label != value]
    return [one for one in shown if isinstance(one, str) and block.visible is True]


def left_over(text: str) -> set[str]:
    """English words in what is read of a text, markup or formula."""
    read = [*re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]*)"', text), re.sub(r"<[^>]*>", " ", text)]
    plain = re.sub(r"\$+[^$]+\$+|`[^`]*`|https?://\S+", " ", " ".join(read))
    return set(re.findall(r"[A-Za-z]{2,}", plain)) - NAMES


def test_nothing_that_the_chinese_page_shows_is_english(page):
    blocks = [page.blocks[number] for number in page.get_config_file()["page"]["zh"]["components"]]
    shown = [(block.get_block_name(), text) for block in blocks for text in texts(block)]
    assert sum(bool(re.search("[\u4e00-\u9fff]", text)) for _, text in shown) > 150
    assert [(kind, words) for kind, text in shown if (words := left_over(text))] == []


def test_every_result_of_the_chinese_page_tells_its_state_in_chinese(page):
    told = [str(event.js) for event in page.fns.values() if event.page == "zh" and "shown(" in str(event.js)]
    assert len(told) > 5
    assert all("已过时" in one.encode().decode("unicode_escape") for one in told)


def test_a_handler_of_the_chinese_page_answers_in_chinese_and_others_in_english(handlers, sample_path):
    photos = [str(sample_path("obama")), str(sample_path("obama2"))]
    given = (1.12, "centre", 0, 0, "facenet-128", "distance")
    _, card, formula, *_ = handlers["zh_verify"](Session(), *photos, *given)
    assert "同一人" in card
    assert "不是身份的证明" in formula
    assert "Same person" in handlers["verify"](Session(), *photos, *given)[1]
    assert languages.current() == "en"


def test_an_error_of_the_engine_reaches_the_chinese_page_in_chinese(handlers, sample_path, tmp_path):
    film = tmp_path / "film.txt"
    film.write_bytes(b"%PDF-1.7")
    visit = Session()
    with pytest.raises(gr.Error) as caught:
        handlers["zh_verify"](visit, str(film), str(sample_path("obama")), None, "centre", 0, 0, "facenet-128")
    assert (caught.value.title, caught.value.message) == ("请检查", "照片 A 是 PDF，这里无法读取；请把该页导出为 PNG。")
    assert "照片 A 是 PDF" in handlers["zh_verify_problem"](visit)
    with pytest.raises(gr.Error, match="is a PDF"):
        handlers["verify"](visit, str(film), str(sample_path("obama")), None, "centre", 0, 0, "facenet-128")


def test_programs_see_the_events_of_the_english_page_alone(page):
    public = [event for event in page.fns.values() if event.api_visibility == "public"]
    assert {event.page for event in public} == {""}
    assert all(not event.api_name.startswith("zh_") for event in public)


def test_the_words_of_scripts_come_with_the_page():
    """A script holds no sentence: it would be of one language."""
    folder = Path(languages.__file__).parents[3] / "assets"
    for script in folder.glob("*.js"):
        code = re.sub(r"//.*", "", script.read_text(encoding="utf-8"))
        said = [
            one
            for one in re.findall(r'"([^"\n]*)"|`([^`]*)`', code)
            for one in one
            if re.search(r"[a-z]+ [a-z]+ [a-z]+", one)
        ]
        assert said == [], script.name
