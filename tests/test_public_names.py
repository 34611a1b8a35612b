"""The names that a program may rely on, and what importing the package costs."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys

import pytest
from support.places import HOUSE

import facestyle

#: Taking one away, or renaming it, breaks programs: it is named in CHANGELOG.md.
PUBLIC = {
    "EncodedFace", "Face", "FaceCrop", "FacestyleError", "Gallery", "Identification", "Instant", "InstantOptions",
    "Picture", "Step", "StyleOptions", "Verification", "VerifyOptions", "__version__", "detect", "distance", "encode",
    "encode_batch", "extract_faces", "find", "identify", "instant", "load", "open_people", "stylize", "verify",
}  # fmt: skip


def test_these_are_the_public_names():
    assert set(facestyle.__all__) == PUBLIC
    assert set(dir(facestyle)) >= PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_a_public_name_is_the_thing_of_that_name_and_says_what_it_is(name):
    found = getattr(facestyle, name)
    assert found.__name__ == name
    assert found is getattr(importlib.import_module(found.__module__), name)
    assert found.__doc__


def test_type_checkers_are_told_the_same_as_python():
    tree = ast.parse((HOUSE / "facestyle" / "__init__.py").read_text(encoding="utf-8"))
    [checked] = [node for node in tree.body if isinstance(node, ast.If)]
    told = {alias.name: one.module for one in checked.body for alias in one.names}
    assert told == {name: f"facestyle.{module}" for name, module in facestyle._MODULES.items()}
    assert (HOUSE / "facestyle" / "py.typed").is_file()


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'facestyle' has no attribute 'paint'"):
        facestyle.paint  # noqa: B018 (asked for, not used)


def test_importing_the_package_is_cheap_and_sets_how_threads_wait():
    program = """
import os, sys
os.environ.pop("OMP_WAIT_POLICY", None)
import facestyle
assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
loaded = {"gradio", "numpy", "PIL", "torch", "typer"} & set(sys.modules)
assert not loaded, loaded
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
