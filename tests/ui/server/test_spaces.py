"""On a Hugging Face Space: functions that need the GPU ask for it, with a duration that follows the work."""

from __future__ import annotations

import importlib
import subprocess
import sys
import types

import pytest
from support.places import HOUSE

from facestyle.style.options import StyleOptions
from facestyle.ui.server import gpu
from facestyle.ui.shared import work

PROGRAM = """
import importlib.machinery, sys

asked = []

class GPU:
    def __init__(self, duration):
        self.duration = duration
    def __call__(self, function):
        asked.append((function.__name__, self.duration))
        return function

class Finder:
    def find_spec(self, name, *_):
        if name == "spaces":
            assert "torch" not in sys.modules, "spaces has to come before torch"
            return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.GPU = GPU

sys.meta_path.insert(0, Finder())
import app
assert {"spaces", "torch"} <= set(sys.modules)
assert app.build
print(*sorted(name for name, _ in asked))
"""


@pytest.fixture
def with_spaces(monkeypatch):
    """`gpu`, as it would be where `spaces` is installed, and what was asked of it."""
    asked = []

    def take(duration):
        def wrap(function):
            def run(*values):
                asked.append((function.__name__, duration(*values)))
                return function(*values)

            return run

        return wrap

    spaces = types.ModuleType("spaces")
    spaces.GPU = take
    monkeypatch.setitem(sys.modules, "spaces", spaces)
    importlib.reload(gpu)
    yield asked
    monkeypatch.setitem(sys.modules, "spaces", None)
    importlib.reload(gpu)


def test_every_piece_of_work_is_wrapped_before_torch_is_loaded():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, cwd=HOUSE)
    assert run.returncode == 0, run.stderr
    assert sorted(run.stdout.split()) == [
        "_after",
        "_detected",
        "_encode",
        "_encode",
        "_find",
        "_framed",
        "_from_zip",
        "_look",
        "_look",
        "_measure",
        "_paint",
        "_paint_each",
        "_paint_film",
        "_read_style",
        "_recognise",
        "_restyle",
        "_samples",
        "ask",
        "compare",
        "cut",
        "paint",
        "where",
    ]


def test_the_time_asked_for_follows_the_work(with_spaces, sample):
    wrapped = gpu.on_gpu(work._restyle_seconds)(lambda *_: None)
    small, large = StyleOptions(size=256, steps=50), StyleOptions(size=512, steps=1000)
    for options in (small, large):
        wrapped(sample("china"), sample("coffee"), options)
    (_, short), (_, long) = with_spaces
    assert 10 <= short < long <= 120
    assert work._encode_seconds([sample("obama")] * 8, "facenet-128") > work._encode_seconds([], "facenet-128")


def test_without_spaces_a_function_stays_what_it_is(monkeypatch):
    monkeypatch.setattr(gpu, "spaces", None)

    def function():
        return 1

    assert gpu.on_gpu(lambda: 1)(function) is function


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("", False), ("false", False)])
def test_zero_gpu_is_told_by_its_variable(monkeypatch, value, expected):
    monkeypatch.setenv("SPACES_ZERO_GPU", value)
    assert gpu.on_zero_gpu() is expected
