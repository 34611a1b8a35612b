"""The page starts without work that nobody needs, and is the same page."""

from __future__ import annotations

import gc
import inspect
import subprocess
import sys

import gradio
import pytest
from gradio.routes import App
from support.places import HOUSE

from facestyle.ui.server import quick


def _in_new_process(program: str) -> str:
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=HOUSE)
    return run.stdout.strip()


def test_gradio_writes_no_stubs_once_the_page_is_imported():
    program = """
import builtins, pathlib
import facestyle.ui
read = pathlib.Path.read_text
def watched(path, *args, **kwargs):
    if path.suffix == ".pyi" or "gradio/components" in path.as_posix(): print("parsed", path)
    return read(path, *args, **kwargs)
pathlib.Path.read_text = watched
import gradio
gradio.Textbox
"""
    assert _in_new_process(program) == ""


def test_without_this_gradio_would_parse_its_components():
    """Otherwise the test above could not fail, and this module had no purpose."""
    program = """
import pathlib
read = pathlib.Path.read_text
def watched(path, *args, **kwargs):
    if "gradio/components" in path.as_posix(): print("parsed")
    return read(path, *args, **kwargs)
pathlib.Path.read_text = watched
import gradio
"""
    assert _in_new_process(program).count("parsed") > 10


def test_while_a_page_is_built_no_application_is_made_and_afterwards_one_is():
    with quick.building():
        with gradio.Blocks() as blocks:
            gradio.Textbox()
        assert blocks.app is None
    assert isinstance(App.create_app(blocks), App)


def test_signatures_are_those_of_python():
    def function(a: int, *, b: str = "") -> None: ...

    plain = inspect.signature
    expected = plain(function)
    with quick.remembering_signatures():
        assert inspect.signature(function) == inspect.signature(function) == expected
        with pytest.raises(TypeError):
            inspect.signature(3)
        assert inspect.signature(function, eval_str=True).parameters["a"].annotation is int
    assert inspect.signature is plain


def test_garbage_is_collected_again_also_after_an_error():
    def fails():
        with quick.without_garbage_collection():
            assert not gc.isenabled()
            raise ValueError("late")

    with pytest.raises(ValueError, match="late"):
        fails()
    assert gc.isenabled()
