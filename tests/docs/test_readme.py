"""The README is a door: what a Space needs, what holds true, and a way into every room."""

from __future__ import annotations

import re

import yaml
from support.places import HOUSE

README = (HOUSE / "README.md").read_text(encoding="utf-8")
REQUIREMENTS = (HOUSE / "requirements.txt").read_text(encoding="utf-8").splitlines()


def supported() -> tuple[int, int]:
    """The first and the last minor version of Python 3 that the package accepts."""
    project = (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    low, beyond = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', project).groups()
    return int(low), int(beyond) - 1


def test_the_front_matter_is_what_a_space_needs():
    front = yaml.safe_load(README.split("---")[1])
    low, high = supported()
    assert front["sdk"] == "gradio"
    assert f"gradio=={front['sdk_version']}" in REQUIREMENTS
    assert (HOUSE / front["app_file"]).is_file()
    assert front["python_version"] in [f"3.{minor}" for minor in range(low, high + 1)]
    assert len(front["short_description"]) <= 60
    assert {"models", "suggested_hardware", "title", "license"} <= set(front)


def test_it_is_a_door_and_not_the_house():
    assert len(README.splitlines()) <= 200


def test_it_names_the_pythons_that_the_package_accepts():
    low, high = supported()
    assert f"Python 3.{low} to 3.{high}" in README


def test_every_page_of_the_documentation_is_within_two_clicks():
    pages = {page.name for page in (HOUSE / "docs").glob("*.md")}
    shown = README + (HOUSE / "docs" / "index.md").read_text(encoding="utf-8")
    assert {name for name in pages if f"{name})" not in shown and f"{name}#" not in shown} == set()


def test_its_figures_are_those_of_the_page_of_figures():
    figures = (HOUSE / "docs" / "figures.md").read_text(encoding="utf-8")
    rows = README.split("## Figures that matter most")[1].split("\n## ")[0].splitlines()
    told = [row.split(" | ")[1] for row in rows if row.startswith("| ")][1:]
    assert told
    for figure in told:
        for number in re.findall(r"\d[\d.]*", figure):
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", figures), f"{number} is not in docs/figures.md"


def test_it_tells_how_to_do_without_a_gpu():
    assert "pip install torch torchvision --index-url https://download.pytorch.org/whl/cpu" in README
