"""The rules of the house, held by reading the source and by importing it."""

from __future__ import annotations

import ast
import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "facestyle"
FILES = sorted(PACKAGE.rglob("*.py"))
ENGINE = [path for path in FILES if "ui" not in path.relative_to(PACKAGE).parts]

#: Each room may use those below it, and its neighbours, but none above.
FLOORS = [
    {
        "ui",
        "__main__",
        "cli",
        "cli_answers",
        "cli_evaluate",
        "cli_evaluate_style",
        "cli_people",
        "cli_style",
        "cli_signals",
        "cli_train",
        "cli_units",
    },
    {"network"},
    {"faces", "style", "signals"},
    {"weights", "progress"},
    {
        "archives",
        "conversion",
        "dlib_format",
        "images",
        "outputs",
        "device",
        "formats",
        "format_choice",
        "winograd",
        "options",
        "locked",
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


@pytest.mark.parametrize("path", ENGINE, ids=module_of)
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
        if parts[0] == "facestyle" and len(parts) > 1:
            assert floor(parts[1]) >= floor(here), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "ui"], ids=module_of)
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
    program = "import sys, facestyle.cli; sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("path", ENGINE, ids=module_of)
def test_examples_in_docstrings_hold(path):
    if path.stem == "__main__":
        return
    assert doctest.testmod(importlib.import_module(module_of(path))).failed == 0
