"""The recipes of CONTRIBUTING.md name files that are there."""

from __future__ import annotations

import re

import pytest
from support.places import HOUSE

from facestyle.ui.page import TABS

RECIPES = (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## Recipes\n")[1].split("\n## ")[0]
#: What stands in quotes and has a slash is a path, below facestyle/ unless it begins with that or with tests/.
PATHS = sorted({path for path in re.findall(r"`([\w./<>-]+)`", RECIPES) if "/" in path})
PLACEHOLDER = re.compile(r"<\w+>")


def matching(path: str) -> list[str]:
    """What is there under this path, with anything in a placeholder's place."""
    folder = HOUSE if path.startswith(("facestyle/", "tests/")) else HOUSE / "facestyle"
    found = folder.glob(PLACEHOLDER.sub("*", path.rstrip("/")))
    return [one.name for one in found if not one.name.startswith("_") or "<" not in path]


def test_there_is_a_recipe_for_each_thing_that_is_often_added():
    assert re.findall(r"^\*\*(.+)\.\*\*", RECIPES, re.MULTILINE) == [
        "An encoder",
        "A tab",
        "A style option",
        "A language",
    ]
    assert len(PATHS) >= 8


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_a_recipe_exists_or_has_a_placeholder_for_which_some_do(path):
    assert matching(path), f"CONTRIBUTING.md names {path}, which is not there"


def test_every_tab_has_the_files_of_its_recipe():
    recipe = re.split(r"^\*\*", RECIPES, flags=re.MULTILINE)[2]
    files = re.findall(r"`(\w+\.py)`", recipe)
    assert {"tab.py", "events.py", "view.py", "words.py"} <= set(files)
    for tab in TABS:
        folder = HOUSE / "facestyle" / "ui" / tab.__name__.split(".")[-2]
        assert [name for name in files if not (folder / name).is_file()] == [], folder.name
