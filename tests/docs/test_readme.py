"""The README tells of everything there is, and of nothing else."""

from __future__ import annotations

import re

import pytest
import typer
import yaml
from support.places import HOUSE

from facestyle import images
from facestyle.cli.main import app
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.style.layers import STYLE_NETWORKS
from facestyle.weights import sources

README = (HOUSE / "README.md").read_text(encoding="utf-8")
REQUIREMENTS = (HOUSE / "requirements.txt").read_text(encoding="utf-8").split()


def commands(group, path=()):
    """Every command with its options, as the command line has them."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), [option for one in command.params for option in one.opts]


def test_the_front_matter_is_what_a_space_needs():
    front = yaml.safe_load(README.split("---")[1])
    assert front["sdk"] == "gradio"
    assert f"gradio=={front['sdk_version']}" in REQUIREMENTS
    assert (HOUSE / front["app_file"]).is_file()
    assert front["python_version"] in ("3.10", "3.11", "3.12")
    assert len(front["short_description"]) <= 60
    assert {"models", "suggested_hardware", "title", "license"} <= set(front)


@pytest.mark.parametrize(("name", "options"), list(commands(typer.main.get_command(app))))
def test_every_command_and_option_is_documented(name, options):
    row = next(line for line in README.splitlines() if line.startswith(f"| `{name} "))
    for option in options:
        if option.startswith("--") and option not in ("--json", "--help"):
            assert option in row, f"the README says nothing of {name} {option}"


def test_no_option_is_documented_that_is_not_there():
    known = {option for _, options in commands(typer.main.get_command(app)) for option in options} | {"--help"}
    assert set(re.findall(r"--[a-z][a-z-]+", README.split("## Use: from a program")[0])) <= known


def test_every_public_event_is_documented(page):
    public = {event.api_name for event in page.fns.values() if event.api_visibility == "public"}
    documented = set(re.findall(r"`/([a-z_]+)`", README))
    assert public - {name for name in public if name.endswith("_example")} == documented


def test_the_model_card_has_every_network():
    card = README.split("## Model card")[1].split("## Security")[0]
    for network in (*ENCODERS, *STYLE_NETWORKS, "MTCNN"):
        assert network in card
    for source in sources.SOURCES.values():
        if "network" in source.purpose or "encoder" in source.purpose:
            assert source.trained_on in card


def test_every_package_is_justified():
    packages = README.split("## Packages")[1]
    for line in [*REQUIREMENTS, *(HOUSE / "requirements-dev.txt").read_text(encoding="utf-8").split()[2:]]:
        name = re.match(r"[A-Za-z][A-Za-z0-9-]*", line)[0]
        assert re.search(rf"\b{name}\b", packages), f"the README does not say why {name} is there"


def test_the_limits_told_are_the_limits_kept():
    assert f"{images.MAX_BYTES // 2**20} MB and {images.MAX_PIXELS // 10**6} megapixels" in README


def test_pictures_and_links_lie_where_the_readme_says():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (HOUSE / target).exists(), target
