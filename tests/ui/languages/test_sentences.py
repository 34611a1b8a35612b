"""What the engine says in English is said in the language of the page, values included."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.places import HOUSE

from facestyle import errors, images, kinds
from facestyle.errors import FacestyleError
from facestyle.faces.calibration import shipped
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.quality.measures import Quality
from facestyle.ui import languages
from facestyle.ui.languages.sentences import Sentences, template

OTHERS = languages.others()
ERRORS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, FacestyleError)}


def test_a_sentence_gives_its_values_back():
    assert template("{name} is {value}; give {{}}.").values("size is 3; give {}.") == {"name": "size", "value": "3"}
    assert template("{name} is {value}; give one.").values("size is 3.") is None
    assert template("ab{x}ba").values("aba") is None


def test_a_value_may_be_a_sentence_and_sentences_stand_in_a_row():
    known = Sentences({"{name} is empty.": "{name} ist leer.", "None of {n} can be used.": "Keins von {n} geht.",
                       "{place}: {problem}": "{place} sagt: {problem}"})  # fmt: skip
    assert known.translated("a.zip: b.jpg is empty.") == "a.zip sagt: b.jpg ist leer."
    assert known.translated("None of 2 can be used. b.jpg is empty.") == "Keins von 2 geht.b.jpg ist leer."
    assert known.translated("Nobody knows this.") == "Nobody knows this."


def test_the_name_of_a_file_takes_no_time_to_find():
    known = Sentences({"{a} is {b} is {c} is {d} is {e}; choose.": "{a}{b}{c}{d}{e}", "{a}: {b}": "{b}{a}"})
    assert known.translated(" is : is" * 40_000)


def test_a_picture_that_cannot_be_read_is_refused_in_chinese():
    with pytest.raises(FacestyleError) as caught:
        images.load(b"%PDF-1.7 ...", name="照片 A")
    with languages.using("zh"):
        assert languages.said(caught.value.message) == "照片 A 是 PDF，这里无法读取；请把该页导出为 PNG。"
    assert "is a PDF" in languages.said(caught.value.message)


def test_what_a_film_lacks_is_said_in_chinese():
    with languages.using("zh"):
        assert languages.said("1 picture is damaged and left out") == "1 帧已损坏，已略去"
        assert languages.said("14 pictures are left out for at most 12 a second") == "为不超过每秒 12 帧，略去 14 帧"
        assert languages.said("the sound is damaged in places, and silent there") == "声音有几处损坏，这些地方为静音"


def used() -> list[Path]:
    """The files that the page uses, its own included: these take their sentences from words."""
    found: set[Path] = set()
    ahead = set((HOUSE / "facestyle" / "ui").rglob("*.py"))
    while ahead:
        found |= ahead
        ahead = {path for one in ahead for path in imported(one)} - found
    return sorted(found)


def imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("facestyle"):
            names = [f"{node.module}.{one.name}" for one in node.names]
            for name in (node.module, *names):
                file = HOUSE / Path(*name.split(".")).with_suffix(".py")
                yield from [file] if file.is_file() else []


def said(path: Path) -> Iterator[str]:
    """The sentences of a file: those of its errors, and its notes on files."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            about = getattr(getattr(node.func, "value", None), "id", "")
            if function in ERRORS or (function == "append" and about == "notes") or function == "_refuse_empty":
                for one in node.args:
                    yield from sentences(one)


def sentences(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from sentences(node.body)
        yield from sentences(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)


def gaps(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", text)


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_the_engine_can_say_to_the_page_is_translated(language):
    known = {gaps(english) for english in languages._module(f"{languages.__name__}.{language}.sentences").SENTENCES}
    told = {(path.name, one) for path in used() for one in said(path)}
    assert len(told) > 200
    assert sorted((file, one) for file, one in told if gaps(one) not in known) == []


@pytest.mark.parametrize("language", OTHERS)
def test_names_of_files_flaws_and_thresholds_are_translated(language):
    poor = Quality(1, 0.0, 90.0, 0.0, 1.0, 1.0)
    bright = Quality(1, 0.0, 90.0, 255.0, 0.0, 0.0)
    files = {kind for *_, kind in kinds._SIGNATURES} | set(kinds._BRANDS.values())
    told = {*poor.flaws, *bright.flaws, *(text for kind in files for text in kind)}
    told |= {spec.tau_source for spec in ENCODERS.values()}
    told |= {known.source for known in map(shipped, ENCODERS) if known}
    with languages.using(language):
        assert [one for one in told if languages.said(one) == one and one != "a PDF"] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_language_says_is_filled_with_what_the_english_sentence_holds(language):
    for english, theirs in languages._module(f"{languages.__name__}.{language}.sentences").SENTENCES.items():
        assert set(template(theirs).names) <= set(template(english).names), english
