"""The documentation tells of everything there is, and of nothing else."""

from __future__ import annotations

import ast
import importlib
import re

import pytest
from support.places import HOUSE

from facestyle import images
from facestyle.errors import BudgetError, FileMissingError, OptionError
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.gallery.members import MAX_ENCODINGS
from facestyle.faces.siamese.picture_zip import MOST_FILES, MOST_INFLATED, MOST_ZIPPED
from facestyle.signals import ecg_files, volume_files
from facestyle.style.layers import STYLE_NETWORKS
from facestyle.style.options import StyleOptions
from facestyle.ui import languages
from facestyle.ui.gallery.events import MOST_FILES as MOST_ENROLLED
from facestyle.ui.server.settings import listed
from facestyle.ui.style import request
from facestyle.weights.sources import SOURCES

DOCUMENTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in [*(HOUSE / "docs").glob("*.md"), *HOUSE.glob("*.md")]
    if path.name != "CHANGELOG.md"
}
SECURITY = DOCUMENTS["security-and-privacy.md"]
#: What a machine asks the server, beside the events.
WATCHED = {"healthz", "readyz", "metrics"}


@pytest.fixture(scope="session")
def commands(generate):
    """Every command by name, with the options that it has."""
    known = generate.all_commands(generate.typer.main.get_command(generate.command_line))
    return {name: {opt for one in command.params for opt in one.opts} for name, command in known}


def test_every_command_and_option_is_documented(commands):
    page = DOCUMENTS["command-line.md"]
    for name, options in commands.items():
        section = page.split(f"\n### {name}\n")[1].split("\n### ")[0]
        for option in options:
            if option.startswith("--") and option != "--json":
                assert f"`{option}`" in section, f"docs/command-line.md says nothing of {name} {option}"
    assert "`--json`" in page
    assert "`--help`" in page


def test_no_option_is_documented_that_is_not_there(commands, generate):
    program = generate.typer.main.get_command(generate.command_line)
    known = {option for options in commands.values() for option in options} | {"--help"}
    known |= {option for one in program.params for option in one.opts}
    known |= {"--index-url", "--check", "--build-arg"}  # of pip, docs/generate.py and docker
    known |= {"--head", "--port", "--address", "--data-dir"}  # of ray and milvus-lite
    for name, text in DOCUMENTS.items():
        told = re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"`python benchmarks/[^`]*`", "", text))
        assert set(told) <= known, name


def test_benchmarks_have_the_options_that_the_figures_name():
    found = [call for text in DOCUMENTS.values() for call in re.findall(r"`python (benchmarks/\w+\.py)([^`]*)`", text)]
    assert found
    for file, arguments in found:
        source = (HOUSE / file).read_text(encoding="utf-8")
        for option in re.findall(r"--[a-z][a-z-]+", arguments):
            assert f'"{option}"' in source, f"{file} has no {option}"


def test_every_public_event_is_documented(page):
    public = {event.api_name for event in page.fns.values() if event.api_visibility == "public"}
    public -= {name for name in public if name.endswith("_example")}
    assert set(re.findall(r"^### `/([a-z_]+)`$", DOCUMENTS["api.md"], re.MULTILINE)) == public
    for name, text in DOCUMENTS.items():
        assert set(re.findall(r"`/([a-z_]+)`", text)) <= public | set(languages.others()) | WATCHED, name


def test_every_option_of_the_engine_is_documented(generate):
    everything = "\n".join(DOCUMENTS.values())
    for name in generate.option_classes():
        assert f"<!-- generated: {name} -->" in everything, f"no page has a table of {name}"


def test_every_environment_variable_is_documented():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (HOUSE / "facestyle").rglob("*.py"))
    read = set(re.findall(r"FACESTYLE_[A-Z_]*[A-Z]", source)) | {name for name, *_ in listed()}
    assert set(re.findall(r"^\| `(FACESTYLE_[A-Z_]+)` \|", DOCUMENTS["operate.md"], re.MULTILINE)) == read


def test_the_model_card_has_every_network():
    card = DOCUMENTS["MODEL_CARD.md"].split("<!-- generated: sources")[0]
    for network in (*ENCODERS, *STYLE_NETWORKS, "MTCNN"):
        assert network in card
    for source in SOURCES.values():
        if "network" in source.purpose or "encoder" in source.purpose:
            assert source.trained_on in card


def test_every_package_is_justified():
    for file in ("requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"):
        for line in (HOUSE / file).read_text(encoding="utf-8").splitlines():
            if re.match(r"[A-Za-z]", line):
                name = re.match(r"[A-Za-z][A-Za-z0-9-]*", line)[0]
                row = rf"^\| {name} \| .* \| .{{4,}} \|$"
                assert re.search(row, DOCUMENTS["packages.md"], re.MULTILINE), f"nothing says why {name} is there"


def test_the_limits_told_are_the_limits_kept(page):
    picture = f"{images.MAX_BYTES // 2**20} MB and {images.MAX_PIXELS // 10**6} megapixels"
    assert picture in SECURITY
    assert picture in DOCUMENTS["README.md"]
    assert f"A JPEG may have {images.MAX_PIXELS_JPEG // 10**6} megapixels" in SECURITY
    assert f"{MOST_ENROLLED} files" in SECURITY
    assert f"{MAX_ENCODINGS:,} encodings" in SECURITY
    assert f"{MOST_ZIPPED // 2**20} MB, {MOST_FILES:,} pictures, {MOST_INFLATED // 2**20} MB inflated" in SECURITY
    assert f"{ecg_files.MAX_BYTES // 2**20} MB and {ecg_files.MAX_SAMPLES:,} samples" in SECURITY
    side = round(volume_files.MAX_VOXELS ** (1 / 3))
    assert f"{volume_files.MAX_BYTES // 2**20} MB and {side}×{side}×{side} voxels" in SECURITY
    assert f"Requests that wait | {page._queue.max_size}" in SECURITY


def test_the_budget_told_is_the_budget_kept():
    steps, side = map(int, re.search(r"(\d+) steps at (\d+) px", SECURITY).groups())
    asked = {(side, steps): FileMissingError, (side, steps + 1): BudgetError, (side + 1, 1): OptionError}
    for (size, count), refused in asked.items():
        with pytest.raises(refused):  # options are checked before any picture is opened
            request.read("none.png", "none.png", size=size, steps=count)
    steps, side = map(
        int, re.search(r"budget of size² × steps: (\d+) steps at\s+(\d+) px", DOCUMENTS["style.md"]).groups()
    )
    StyleOptions(size=side, steps=steps)
    with pytest.raises(BudgetError):
        StyleOptions(size=side, steps=steps + 1)
    with pytest.raises(OptionError):
        StyleOptions(size=side + 1, steps=1)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_files_that_a_document_names_exist(name):
    modules = {path.name for folder in ("facestyle", "docs") for path in (HOUSE / folder).rglob("*.py")} | {"app.py"}
    for path in re.findall(r"`(?:python )?((?:assets|benchmarks|docs|facestyle|tests)/[\w./-]*)", DOCUMENTS[name]):
        assert (HOUSE / path).exists(), path
    for file in re.findall(r"`(\w+\.py)`", DOCUMENTS[name]):
        assert file in modules, file


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_python_in_a_document_imports_what_there_is(name):
    for block in re.findall(r"```python\n(.*?)```", DOCUMENTS[name], re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(node.module)
                for alias in node.names:
                    if not hasattr(module, alias.name):
                        importlib.import_module(f"{node.module}.{alias.name}")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_pictures_and_links_lie_where_a_document_says(name):
    folder = HOUSE if (HOUSE / name).is_file() else HOUSE / "docs"
    prose = re.sub(r"```.*?```", "", DOCUMENTS[name], flags=re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!http)([^)#]*)(?:#([^)]*))?\)", prose):
        path = folder / target if target else folder / name
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings]
            assert anchor in anchors, f"{target}#{anchor}"
