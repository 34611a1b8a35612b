"""The page in another language: one folder of words, and nothing else changes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.places import HOUSE

from facestyle.errors import UsageError
from facestyle.ui import languages
from facestyle.ui.identify import words as identify_words

#: Tabs whose sentences all come from their words.
TABS = ("shared", "verify", "identify", "gallery", "style", "live", "film", "inside", "signals", "train")

#: A made-up language: every English sentence between brackets, which show where it ends up.
BRACKETS = """
import functools
from facestyle.ui.{tab} import words as english

def _mark(value):
    if isinstance(value, str):
        return "⟦" + value + "⟧"
    if isinstance(value, list):  # choices: what is shown, and its value
        return [(_mark(one[0]), one[1]) if isinstance(one, tuple) else one for one in value]
    if isinstance(value, dict):
        return {key: _mark(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(_mark(one) for one in value)
    return value

def _marked(function):
    @functools.wraps(function)
    def speak(*values, **named):
        return _mark(function(*values, **named))
    speak.__module__ = __name__
    return speak

for name, value in list(vars(english).items()):
    if name.isupper():
        globals()[name] = _mark(value)
    elif not name.startswith("_") and getattr(value, "__module__", "") == english.__name__:
        globals()[name] = _marked(value)
if "{tab}" == "style":  # where its words say nothing of an option, its name and help stand at its widget
    from facestyle.fields import of
    from facestyle.style.options import StyleOptions
    INFOS = {one.name: _mark(one.help) for one in of(StyleOptions)} | INFOS
    LABELS = {one.name: _mark(one.name) for one in of(StyleOptions)} | LABELS
"""

#: Builds the page in that language, uses it, and prints what it shows.
PROGRAM = """
import functools, json, os, sys, types
from fractions import Fraction
from pathlib import Path
import numpy
from facestyle.ui import languages
languages.__path__.append(sys.argv[1])
import app, gradio as gr
from facestyle.signals import beats
from facestyle.style.film.writing import FilmWriter
from facestyle.ui.signals import options
from facestyle.ui.shared import samples
from facestyle.ui.shared.session import Session
from facestyle.weights import cache

page = app.build()
shown = []

def show(where, props, kind):
    if kind not in ("html", "json", "state", "markdown"):
        shown.append((where, props.get("label")))
    if kind in ("html", "markdown", "button", "downloadbutton") and not os.path.isabs(str(props.get("value"))):
        shown.append((where, props.get("value")))
    shown.extend((where, props.get(name)) for name in ("info", "placeholder"))
    for choice in props.get("choices") or []:
        if choice[0] != choice[1]:  # names of encoders and layers are the same everywhere
            shown.append((where, choice[0]))

def walk(nodes, where):
    for node in nodes:
        block = page.blocks[node["id"]]
        props, kind = block.get_config(), block.get_block_name()
        here = props["id"] if kind == "tabitem" and where == "page" else where
        show(here, props, kind)
        walk(node.get("children") or [], here)

walk(page.get_config_file()["layout"]["children"], "page")

handlers, visit = {event.api_name: event.fn for event in page.fns.values()}, Session()

def use(name, *values, **named):
    try:
        answer = handlers[name](visit, *values, **named)
        answers = list(answer) if isinstance(answer, types.GeneratorType) else [answer]
    except gr.Error as problem:
        answers = [(problem.title, problem.message)]
    for value in (value for answer in answers for value in (answer if isinstance(answer, tuple) else (answer,))):
        if isinstance(value, str) and not os.path.isabs(value):
            shown.append((name, value))
        elif hasattr(value, "get_config"):
            show(name, value.constructor_args, value.get_block_name())

sample = lambda name: str(cache.sample(name))
faces = [sample("obama"), sample("obama2")]
use("verify", *faces, 1.15, "centre", 0, 0, "facenet-128", "distance")
use("verify", *faces, None, "centre", 0, 0, "facenet-128", "binary-chi2")
use("verify", *faces, None, "centre", 0, 0, "facenet-128", "trained")
use("verify_threshold_by_similarity", "facenet-128", "binary-l1")
use("curves", "vggface2"); use("calibrate", None, "facenet-128"); use("use_model", None)
use("identify", samples.identify_photos()[0], "", 0.01); use("identify", faces[0], "0.9", 0.01)
use("gallery"); use("enrol", None, ""); use("merge", "Joe Biden", "Barack Obama"); use("undo"); use("undo")
use("keep_thumbnails", True); use("export"); use("clear"); use("export"); use("import_gallery", None)
few = [sample("china"), sample("coffee"), sample("china")]
use("units", "vgg16", "relu4_3", "mine", few); use("units", "vgg16", "relu4_3", "mine", None)
use("unit", "vgg16", "relu1_2", "mine", few, 5, few[0]); use("unit", "vgg16", "relu1_2", "mine", few, None, None)
use("compare_costs", few[0], samples.hung_style(), few[1])
style = {"content": few[0], "style": samples.hung_style(), "size": 64, "steps": 3}
use("stylize", **style); use("first_look", **style)
use("stylize", **style | {"content": faces[0], "identity": 1, "total_variation": 1})
use("style_taken_back"); use("settings_of", None)
with FilmWriter(Path(sys.argv[1], "film.mp4"), 64, 64, Fraction(8), Fraction(1, 8)) as film:
    for time in range(4):
        film.add(numpy.full((64, 64, 3), 40 * time, numpy.uint8), time, 1)
film = {"film": sys.argv[1] + "/film.mp4", "style": samples.hung_style(), "size": 64}
use("film_chosen", film["film"], 0, None); use("film_taken_back")
use("film", **film); use("film", film=None, style=None); use("film", **film | {"style": None})
use("train", which="samples", file=None, degrade="none", steps=4); use("train", which="zip", file=None, degrade="none")
use("train", which="samples", file=None, degrade="none", steps=4, kind="binary-chi2")
use("train_formula", kind="binary-l1", margin=0.2); use("use_trained")
named = lambda chosen: {one.name: one.default for one in chosen}
slide = {"files": None, "taps": "", **named([*options.SLIDE, *options.ECG, *options.READ])}
beats.BeatsOptions = functools.partial(beats.BeatsOptions, recordings=2, held_out=1)
use("shapes"); use("shapes", dimensions=2, padding=1); use("shapes", dimensions=3)
use("slide_filter", **slide | {"samples_per_step": 2000}); use("learn_beats", epochs=1, noise=0.1, seed=0)
use("filter_volume", files=None, kind="edge"); use("filter_volume", files=None, kind="blob")
use("filter_volume", files=None, kind="smoothing"); use("synthesise", ectopic=0, steps=1, seed=0)
print(json.dumps(shown))
"""


def made_up(folder: Path) -> None:
    (folder / "xx").mkdir()
    (folder / "xx" / "__init__.py").touch()
    for tab in TABS:
        (folder / "xx" / f"{tab}.py").write_text(BRACKETS.replace("{tab}", tab), encoding="utf-8")


def left_over(text: str) -> list[str]:
    """Words outside of brackets, in what is read of a text or of markup."""
    inner = None
    while inner != text:
        inner, text = text, re.sub("⟦[^⟦⟧]*⟧", "", text)
    read = [*re.findall(r'(?:alt|title|aria-label)="([^"]*)"', text), re.sub(r"<[^>]*>", " ", text)]
    return [word for part in read for word in re.findall(r"[^\W\d_]{2,}", part)]


def test_every_sentence_of_the_page_comes_from_its_words(tmp_path):
    made_up(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=HOUSE, env={**os.environ, "FACESTYLE_LANGUAGE": "xx"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    shown = json.loads(run.stdout.splitlines()[-1])
    assert sum("⟦" in str(text) for _, text in shown) > 150
    # Of people, pictures, networks and layers.
    data = {"Barack", "Obama", "Joe", "Biden", "BO", "JB", "Eileen", "Collins", "facenet", "coffee", "china", "relu"}
    spoken = [(where, text) for where, text in shown if text]
    english = {(where, word) for where, text in spoken for word in left_over(str(text)) if word not in data}
    assert sorted(english) == []


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A language of the name `yy` with one module, for Identify; the English words come back at the end."""
    before = dict(vars(identify_words))
    monkeypatch.setattr(languages, "__path__", [*languages.__path__, str(tmp_path)])
    monkeypatch.setenv("FACESTYLE_LANGUAGE", "yy")
    (tmp_path / "yy").mkdir()
    (tmp_path / "yy" / "__init__.py").touch()
    yield tmp_path / "yy"
    vars(identify_words).update(before)
    for name in [name for name in sys.modules if name.startswith(f"{languages.__name__}.")]:
        del sys.modules[name]


def test_a_language_says_what_it_likes_and_leaves_the_rest_in_english(folder):
    (folder / "identify.py").write_text(
        'from facestyle.ui.shared.words import people\nIDENTIFY = "Wer ist das?"\n'
        "def faces_named(faces, named):\n    return f'{named} von {faces}'\n"
    )
    languages.translate(identify_words.__name__)
    assert identify_words.IDENTIFY == "Wer ist das?"
    assert identify_words.faces_named(3, 2) == "2 von 3"
    assert identify_words.WHO == "Who"


def test_a_tab_that_a_language_leaves_out_stays_english(folder):
    languages.translate(identify_words.__name__)
    assert identify_words.IDENTIFY == "Identify"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('IDENTIFI = "Wer?"', "IDENTIFI"),
        ('CHANCE_CHOICES = "Wer?"', "CHANCE_CHOICES as str"),
        ('NEAREST = "bis {tau:.2f}"', "NEAREST has to be filled with the same as in English"),
    ],
)
def test_what_a_language_gets_wrong_is_named(folder, line, says):
    (folder / "identify.py").write_text(line)
    with pytest.raises(UsageError, match=says):
        languages.translate(identify_words.__name__)


def test_a_language_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("FACESTYLE_LANGUAGE", "zz")
    with pytest.raises(UsageError, match="no language 'zz'"):
        languages.translate(identify_words.__name__)
