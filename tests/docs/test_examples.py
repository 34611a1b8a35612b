"""The examples of the pages give what the pages say they give, on real networks and pictures."""

from __future__ import annotations

import doctest
import re
import shutil
import textwrap

import pytest
from support.places import HOUSE, STYLES

import facestyle


def examples_of(page: str) -> str:
    """What stands in the blocks of examples of a page, one after the other."""
    text = (HOUSE / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)```pycon\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return "\n".join(textwrap.dedent(block) for _, block in blocks)


#: The files that the examples name.
FILES = {"ada.jpg": "obama", "ada_again.jpg": "obama2", "ben.jpg": "biden", "photo.jpg": "china"}


@pytest.mark.parametrize("page", ["api.md", "coming-from.md"])
def test_the_examples_of_a_page_hold(page, small_path, tmp_path, monkeypatch):
    for name, sample in FILES.items():
        shutil.copy(small_path(sample), tmp_path / name)
    for person, sample in {"Ada": "obama", "Ben": "biden"}.items():
        (tmp_path / "people" / person).mkdir(parents=True)
        shutil.copy(small_path(sample), tmp_path / "people" / person)
    shutil.copy(STYLES / "mosaic.jpg", tmp_path / "painting.jpg")
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(examples_of(page), {}, f"docs/{page}", None, None)
    said: list[str] = []
    ran = doctest.DocTestRunner().run(examples, out=said.append)
    assert (ran.failed, ran.attempted > 20) == (0, True), "".join(said)


def test_every_public_name_has_an_example():
    assert set(re.findall(r"facestyle\.(\w+)", examples_of("api.md"))) == set(facestyle.__all__)


def test_every_call_that_is_compared_is_a_public_name():
    text = (HOUSE / "docs" / "coming-from.md").read_text(encoding="utf-8")
    assert set(re.findall(r"facestyle\.(\w+)", text)) <= set(facestyle.__all__)
