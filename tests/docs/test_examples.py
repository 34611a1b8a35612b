"""The examples of docs/api.md give what the page says they give, on real networks and pictures."""

from __future__ import annotations

import doctest
import re
import shutil

from support.places import HOUSE, STYLES

import facestyle

PAGE = (HOUSE / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = "\n".join(re.findall(r"```pycon\n(.*?)```", PAGE, re.DOTALL))
#: The files that the examples name.
FILES = {"ada.jpg": "obama", "ada_again.jpg": "obama2", "ben.jpg": "biden", "photo.jpg": "china"}


def test_the_examples_of_the_engine_hold(sample_path, tmp_path, monkeypatch):
    for name, sample in FILES.items():
        shutil.copy(sample_path(sample), tmp_path / name)
    shutil.copy(STYLES / "mosaic.jpg", tmp_path / "painting.jpg")
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(EXAMPLES, {}, "docs/api.md", None, None)
    said: list[str] = []
    ran = doctest.DocTestRunner().run(examples, out=said.append)
    assert (ran.failed, ran.attempted > 20) == (0, True), "".join(said)


def test_every_public_name_has_an_example():
    assert set(re.findall(r"facestyle\.(\w+)", EXAMPLES)) == set(facestyle.__all__)
