"""What the wheel holds: the whole package, its tables, and the assets that code reads."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.places import HOUSE

#: Folders of the checkout, and where the wheel has them.
FOLDERS = {"facestyle": "facestyle", "assets": "facestyle/assets"}
BESIDE = ("pyproject.toml", "setup.py", "requirements.txt", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """The wheel, built offline from a copy, since a build leaves files where it runs."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in FOLDERS:
        shutil.copytree(HOUSE / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(HOUSE / name, copy)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation"]
    run = subprocess.run(
        [*pip, "--no-index", "--wheel-dir", "dist", "."], cwd=copy, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    [built] = (copy / "dist").glob("facestyle-*.whl")
    return zipfile.ZipFile(built)


def files(folder: Path, *left_out: str) -> set[str]:
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    return {path.as_posix() for path in found if not {"__pycache__", *left_out} & {*path.parts, path.suffix}}


def test_the_wheel_holds_the_package_and_the_assets_without_the_programs_that_draw_them(wheel):
    expected = {f"facestyle/{name}" for name in files(HOUSE / "facestyle")}
    expected |= {f"facestyle/assets/{name}" for name in files(HOUSE / "assets", ".py")}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == expected
    assert {"facestyle/py.typed", "facestyle/assets/styles/README.md"} <= held


def test_every_asset_that_code_names_is_in_the_wheel(wheel):
    source = "\n".join(path.read_text(encoding="utf-8") for path in (HOUSE / "facestyle").rglob("*.py"))
    named = set(re.findall(r'(?:assets\(\)|STYLES_FOLDER) / "([\w.-]+)"', source))
    assert {"facestyle.css", "icon.svg", "paint.js", "swirling-strokes.jpg"} <= named
    assets = {part for name in wheel.namelist() if name.startswith("facestyle/assets/") for part in Path(name).parts}
    assert named <= assets


def test_the_wheel_installs_the_command(wheel):
    [entries] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "facestyle = facestyle.cli.main:main" in wheel.read(entries).decode()


def test_the_extra_for_clusters_is_what_its_requirements_list(wheel):
    [metadata] = [name for name in wheel.namelist() if name.endswith("METADATA")]
    lines = wheel.read(metadata).decode().splitlines()
    told = {line.split(": ")[1].split(";")[0] for line in lines if 'extra == "cluster"' in line}
    listed = (HOUSE / "requirements-cluster.txt").read_text(encoding="utf-8").splitlines()
    assert {_plain(one) for one in told} == {_plain(one.split(";")[0]) for one in listed if one and one[0] != "#"}


def _plain(requirement: str) -> tuple[str, frozenset[str]]:
    """The name of a requirement, and its bounds."""
    name, bounds = re.fullmatch(r"([^<>=~!]+)(.*)", requirement.replace(" ", "")).groups()
    return name, frozenset(bounds.split(","))
