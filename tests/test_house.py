"""The rules of the house, held by reading the source and by importing it."""

from __future__ import annotations

import ast
import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from support import places

PACKAGE = places.HOUSE / "facestyle"
FILES = sorted(PACKAGE.rglob("*.py"))
ENGINE = [path for path in FILES if "ui" not in path.relative_to(PACKAGE).parts]
#: The command that starts the page, when it is run.
SERVE = PACKAGE / "cli" / "serve.py"

#: Each room may use those below it, and its neighbours, but none above.
FLOORS = [
    {"ui", "cli", "__main__"},
    {"engine"},
    {"inside"},
    {"faces", "style", "signals"},
    {"weights", "progress"},
    {
        *("compute", "fields", "folders", "locked", "outputs", "texts"),
        *("images", "arrays", "bits", "kinds", "reading", "srgb"),
    },
    {"errors"},
]


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> set[str]:
    """Dotted names of everything a file imports, in functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


@pytest.mark.parametrize("path", [path for path in ENGINE if path != SERVE], ids=module_of)
def test_the_engine_knows_nothing_of_the_page(path):
    for name in imports(path):
        assert name.split(".")[0] not in ("gradio", "spaces"), f"{path.name} imports {name}"
        assert not name.startswith("facestyle.ui"), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_arrows_point_down(path):
    here = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if here == "__init__":
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "facestyle" and len(parts) > 1 and parts[1] != "__version__":
            assert floor(parts[1]) >= floor(here), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if path.relative_to(PACKAGE).parts[0] == "ui"], ids=module_of)
def test_the_page_holds_no_mathematics(path):
    for name in imports(path):
        assert name.split(".")[0] not in ("torch", "torchvision", "facenet_pytorch"), f"{path.name} imports {name}"


def test_importing_loads_no_network_and_touches_no_accelerator():
    modules = [module_of(path) for path in ENGINE if path.stem != "__main__"]
    program = f"""
import importlib, sys
import torch
torch.load = torch.nn.Module.load_state_dict = torch.cuda.init = lambda *a, **k: sys.exit("loaded at import")
import socket
socket.socket.connect = lambda *a: sys.exit("connected at import")
for name in {modules!r}:
    importlib.import_module(name)
assert not torch.cuda.is_initialized()
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_the_command_line_answers_help_without_torch():
    program = """
import sys
from facestyle.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    loaded = {"torch", "numpy", "gradio"} & set(sys.modules)
    sys.exit(f"{loaded} loaded" if loaded else 0)
"""
    for arguments in (["--help"], ["serve", "--help"]):
        run = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("path", ENGINE, ids=module_of)
def test_examples_in_docstrings_hold(path):
    if path.stem == "__main__":
        return
    assert doctest.testmod(importlib.import_module(module_of(path))).failed == 0


def test_one_file_knows_facenet_pytorch():
    """Its end touches one file."""
    knowing = [path.name for path in FILES if any(name.split(".")[0] == "facenet_pytorch" for name in imports(path))]
    assert knowing == ["facenet.py"]


def test_encoders_and_the_table_of_networks_are_listed_without_torch():
    program = (
        "import sys; from facestyle.faces.encoders.registry import ENCODERS; "
        "sys.exit(not ENCODERS or 'torch' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_encoder_is_named_in_its_own_file_and_where_it_is_registered():
    """What the registry offers is what the files hold, and the registry itself names none."""
    from facestyle.faces.encoders.registry import ENCODERS

    folder = PACKAGE / "faces" / "encoders"
    stems = {name.replace("-", "_") for name in ENCODERS}
    assert stems <= {path.stem for path in folder.iterdir()}
    for general in ("registry", "encode", "loading"):
        words = (folder / f"{general}.py").read_text(encoding="utf-8").split()
        assert not set(ENCODERS) & {word.strip("\"'`(),:") for word in words}, f"{general}.py names an encoder"


#: A file that is longer than this says why, in a line that begins with `# Over 300 lines:`.
LONG = 300
#: More files than this in one folder are too many to look through.
MOST_FILES = 18
FOLDERS = sorted({path.parent for path in FILES})


def name_of(folder: Path) -> str:
    return folder.relative_to(PACKAGE.parent).as_posix()


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_folder_holds_few_files_and_no_families_by_prefix(folder):
    names = [path.stem for path in folder.glob("*.py") if not path.stem.startswith("__")]
    assert len(names) <= MOST_FILES, f"{name_of(folder)} holds {len(names)} files; make a folder of some"
    for prefix in {name.split("_")[0] for name in names}:
        family = [name for name in names if name.split("_")[0] == prefix]
        assert len(family) < 3, f"{name_of(folder)}: {', '.join(family)} want a folder of their own"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_file_past_three_hundred_lines_says_why(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONG or any(line.startswith("# Over 300 lines: ") for line in lines), (
        f"{path.name} has {len(lines)} lines: split it by topic, or say why it is one thing"
    )


def test_no_circle_of_imports():
    """At module level; an import inside a function may look back."""
    modules = {module_of(path) for path in FILES}
    arrows = {
        # A file of a package may name its neighbours by way of the package.
        module_of(path): [
            name for name in sorted(imported_at_the_top(path) & modules) if not module_of(path).startswith(name)
        ]
        for path in FILES
    }
    done: set[str] = set()

    def follow(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"a circle: {' -> '.join([*way[way.index(module) :], module])}"
        if module not in done:
            for other in arrows[module]:
                follow(other, (*way, module))
            done.add(module)

    for module in sorted(modules):
        follow(module, ())


def imported_at_the_top(path: Path) -> set[str]:
    """Dotted names that a file imports when it is imported, of modules and of what may be modules."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_tests_mirror_the_packages():
    """A folder of tests is a folder of the package, or says in its own name what it is."""
    ours = {path.parent.relative_to(PACKAGE).as_posix() for path in FILES}
    tests = PACKAGE.parent / "tests"
    folders = {path.parent.relative_to(tests).as_posix() for path in tests.rglob("test_*.py")}
    assert folders - ours <= {"browser", "cluster", "docs", "fuzzing", "ui/hostile"}, sorted(folders - ours)
