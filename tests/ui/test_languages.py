"""The page in another language: one folder of words, and nothing else changes."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.places import HOUSE

from facestyle.ui import languages

#: Tabs whose sentences all come from their words.
TABS = ("shared", "verify", "identify", "gallery", "style", "you", "tour", "live", "film", "inside", "signals", "train")

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
    if name in ("LANGUAGE", "SHORT", "LANG"):
        globals()[name] = "xx"
    elif name.isupper():
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
languages.others = lambda: ["xx"]
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

walk(page.get_config_file()["page"]["xx"]["layout"]["children"], "page")

handlers, visit = {event.api_name: event.fn for event in page.fns.values() if event.page == "xx"}, Session()

def use(name, *values, **named):
    try:
        answer = handlers[f"xx_{name}"](visit, *values, **named)
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
        capture_output=True, text=True, check=False, cwd=HOUSE,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    shown = json.loads(run.stdout.splitlines()[-1])
    assert sum("⟦" in str(text) for _, text in shown) > 150
    # Of people, pictures, networks and layers, and the names of languages.
    data = {
        "visit",  # the labels of inputs that are never shown
        "kept",
        "EN",
        "English",
        "中文",
        "xx",
        "Barack",
        "Obama",
        "Joe",
        "Biden",
        "BO",
        "JB",
        "Eileen",
        "Collins",
        "facenet",
        "coffee",
        "china",
        "relu",
    }
    spoken = [(where, text) for where, text in shown if text]
    english = {(where, word) for where, text in spoken for word in left_over(str(text)) if word not in data}
    assert sorted(english) == []


#: The English words of a tab that is not on the page.
GREETING = """
from facestyle.ui import languages
HELLO, BYE = "Hello", "Bye"
NEAREST = "up to {tau:.2f}"
WHO_CHOICES = [("somebody", "one"), ("everybody", "all")]
HEADS = {"name": "Name", "age": "Age"}

def hello(name):
    return f"{HELLO}, {name}. {BYE}"

languages.translate(__name__)
"""


@pytest.fixture
def translated(tmp_path, monkeypatch):
    """Import the English words with their translation into `yy`; both are forgotten at the end."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(languages, "__path__", [*languages.__path__, str(tmp_path)])
    monkeypatch.setattr(languages, "_COPIES", {})
    for package in ("greeting", "yy"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "greeting" / "words.py").write_text(GREETING)
    before = set(sys.modules)

    def translate(words):
        if words is not None:
            (tmp_path / "yy" / "greeting.py").write_text(words)
        return importlib.import_module("greeting.words")

    yield translate
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_words_are_of_the_language_in_use(translated):
    words = translated('HELLO = "Salut"\nHEADS = {"age": "Âge"}')
    assert words.HELLO == "Hello"
    with languages.using("yy"):
        assert words.HELLO == "Salut"
        assert words.hello("Ada") == "Salut, Ada. Bye"  # a function takes its constants in the same language
        assert words.HEADS == {"name": "Name", "age": "Âge"}
        with languages.using("en"):
            assert words.hello("Ada") == "Hello, Ada. Bye"
    assert words.hello("Ada") == "Hello, Ada. Bye"


def test_a_language_words_a_sentence_in_its_own_way(translated):
    words = translated('def hello(name):\n    return f"{name}!"')
    with languages.using("yy"):
        assert words.hello("Ada") == "Ada!"


def test_a_tab_that_a_language_leaves_out_stays_english(translated):
    words = translated(None)
    with languages.using("yy"):
        assert words.hello("Ada") == "Hello, Ada. Bye"


def test_a_handler_speaks_the_language_of_the_page_that_it_was_made_for(translated):
    words = translated('HELLO = "Salut"')

    def handler():
        return words.HELLO

    def steps():
        try:
            yield words.HELLO
            yield words.HELLO
        finally:
            ended.append(words.HELLO)

    ended = []
    with languages.using("yy"):
        theirs, their_steps = languages.speaking(handler), languages.speaking(steps)
    ours = languages.speaking(handler)
    with languages.using("yy"):
        assert ours() == "Hello"
    assert theirs() == "Salut"
    running = their_steps()
    assert next(running) == "Salut"
    assert languages.current() == "en"  # between two steps
    running.close()
    assert ended == ["Salut"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('HELO = "Salut"', "HELO is str; the English words: None"),
        ('WHO_CHOICES = "Qui"', "WHO_CHOICES is str"),
        ('WHO_CHOICES = [("quelqu\'un", "one")]', "WHO_CHOICES holds 1 values"),
        ('NEAREST = "jusqu\'à {d:.2f}"', "NEAREST has to be filled with the same as"),
        ("def hello(person):\n    return person", "hello takes person; in English: name"),
    ],
)
def test_what_does_not_fit_the_english_words_is_named_and_stays_english(translated, line, says):
    words = translated(line)
    [reason] = languages.misfits(words.__name__, "yy")
    assert says in reason
    with languages.using("yy"):
        assert words.hello("Ada") == "Hello, Ada. Bye"
        assert (words.NEAREST, len(words.WHO_CHOICES)) == ("up to {tau:.2f}", 2)


UI = HOUSE / "facestyle" / "ui"


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: path.relative_to(UI).as_posix())
def test_words_are_looked_up_when_they_are_shown(path):
    """What is bound at import is English for ever: a name that is imported, a constant, a default."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_import = [node for node in tree.body if not isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    for function in (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.Lambda))):
        at_import += [*function.args.defaults, *(one for one in function.args.kw_defaults if one)]
    used = {ast.unparse(node) for part in at_import for node in ast.walk(part) if isinstance(node, ast.Attribute)}
    assert not {name for name in used if name.split(".")[0].endswith("words")}, f"{path.name} takes words at import"
    if path.name != "words.py":
        taken = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [module for module in taken if module.endswith("words")], f"{path.name} imports a name of words"
