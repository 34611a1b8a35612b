"""Write the parts of the documentation that are made from the code: `python docs/generate.py [--check]`.

Such a part stands between `<!-- generated: NAME -->` and `<!-- end -->`. NAME is that of a function below, or of a
class of options.
With --check nothing is written, and a page that is stale is named and ends the program with 1.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import typer

import facestyle
from facestyle import fields
from facestyle.cli.main import app as command_line
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.ui.server.settings import listed
from facestyle.weights.sources import SOURCES

HOUSE = Path(__file__).resolve().parents[1]
PAGES = (*sorted((HOUSE / "docs").glob("*.md")), HOUSE / "MODEL_CARD.md")
#: Types of API arguments in words; a dropdown whose choices come later has none, and takes text.
KINDS = {"filepath": "file", "list[filepath]": "files", "float": "number", "int": "whole number", "bool": "True, False"}
PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)

#: What stands in the tree beside Python modules.
FOLDERS = {
    "assets/": "what the page needs: styles of our own, style sheet, icon, the brush, the camera",
    "benchmarks/": "Speed, measured side by side with peers",
    "docs/": "these pages",
    "tests/": "the same folders as the package, the page in Chromium, and the documentation",
}


def tree() -> str:
    """The repository, a line a file; the comment is the first sentence of the module's docstring."""
    rows: list[tuple[str, str]] = [("app.py", _first_sentence(HOUSE / "app.py"))]
    rows += _branch(HOUSE / "facestyle", "")
    for folder, words in FOLDERS.items():
        rows.append((folder, words))
        if folder in ("benchmarks/", "docs/"):
            rows += [(f"  {path.name}", _first_sentence(path)) for path in _modules(HOUSE / folder)]
    width = max(len(name) for name, _ in rows) + 2
    return "```\n" + "\n".join(f"{name:<{width}}{words}" for name, words in rows) + "\n```"


def _branch(folder: Path, indent: str) -> Iterator[tuple[str, str]]:
    yield f"{indent}{folder.name}/", _first_sentence(folder / "__init__.py")
    indent += "  "
    for path in _modules(folder):
        yield f"{indent}{path.name}", _first_sentence(path)
    for inner in sorted(path for path in folder.iterdir() if (path / "__init__.py").is_file()):
        yield from _branch(inner, indent)


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def _first_sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text:
        raise SystemExit(f"{path.relative_to(HOUSE)} has no docstring for the tree")
    sentence = re.split(r"\. (?=[A-Z])", _line(text.split("\n\n")[0]))[0]
    return sentence.rstrip(".").replace("``", "`")


def names() -> str:
    """Every public name of the package with the first paragraph of its docstring."""
    found = {name: getattr(facestyle, name) for name in facestyle.__all__ if not name.startswith("__")}
    return _table(("Name", "What it is"), [(f"`{name}`", _docstring(one)[0]) for name, one in found.items()])


def commands() -> str:
    """Every command of the command line with its arguments and options, except --json and --help."""
    return "\n\n".join(_command(name, command) for name, command in all_commands(typer.main.get_command(command_line)))


def all_commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Names, such as `evaluate pairs`, and commands."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from all_commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def _command(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and "--json" not in one.opts]
    usage = " ".join([name, *(one.metavar or _metavar(one) for one in arguments)])
    rows = [
        *((f"`{one.metavar or _metavar(one)}`", "", one.help) for one in arguments),
        *((", ".join(f"`{opt}`" for opt in one.opts), _default(one), one.help) for one in options),
    ]
    return f"### {name}\n\n`{usage}`: {_line(command.help)}\n\n{_table(('Option', 'Default', 'Meaning'), rows)}"


def _metavar(argument: Any) -> str:
    return argument.name.upper() + ("..." if argument.nargs == -1 else "")


def _default(option: Any) -> str:
    if option.required:
        return "required"
    return "" if option.default in (None, False) else _shown(option.default)


def events() -> str:
    """Every public event of the page: what it does, its arguments, what it returns."""
    app = importlib.import_module("app")
    page = app.build()
    described = page.get_api_info()["named_endpoints"]
    public = {f"/{event.api_name}": event for event in page.fns.values() if event.api_visibility == "public"}
    return "\n\n".join(
        _event(name, described[name]["parameters"], event)
        for name, event in public.items()
        if not name.endswith("_example")
    )


def _event(name: str, parameters: list[dict[str, Any]], event: Any) -> str:
    summary, told, returned = _docstring(event.fn)
    components = [one for one in event.inputs if not one.skip_api]
    rows = [
        (
            f"`{one['parameter_name']}`",
            _values(one["python_type"]["type"], component),
            _api_default(one),
            told.get(one["parameter_name"]) or one["label"],
        )
        for one, component in zip(parameters, components, strict=True)
    ]
    text = f"### `{name}`\n\n{summary}"
    if returned:
        text += f"\nReturns: {returned[0].lower()}{returned[1:]}"
    return text + (f"\n\n{_table(('Argument', 'Values', 'Default', 'Meaning'), rows)}" if rows else "")


def _values(kind: str, component: Any) -> str:
    if choices := re.findall(r"'([^']*)'", kind):
        return ", ".join(choices) if len(choices) > 1 else "whole number"
    low, high = getattr(component, "minimum", None), getattr(component, "maximum", None)
    if low is not None and high is not None:
        return f"{_shown(low)} to {_shown(high)}"
    return KINDS.get(kind, "text")


def _api_default(parameter: dict[str, Any]) -> str:
    if not parameter["parameter_has_default"]:
        return "required"
    value = parameter["parameter_default"]
    return "sample" if isinstance(value, dict) else "empty" if value == "" else _shown(value)


def _docstring(function: Any) -> tuple[str, dict[str, str], str]:
    """First paragraph, what is said of each parameter or attribute, and of what is returned."""
    text = inspect.getdoc(function) or ""
    returned = re.search(r"^Returns:\n((?:    .*\n?)+)", text, re.MULTILINE)
    section = re.search(r"^(?:Parameters|Args|Attributes):\n((?:    .*\n?|\n(?=    ))+)", text, re.MULTILINE)
    told = {}
    entry = re.compile(r"^ {4}([\w, ]+): (.*\n?(?: {8}.*\n?)*)", re.MULTILINE)
    for names, words in entry.findall(section[1] if section else ""):
        told |= {name.strip(): _line(words) for name in names.split(",")}
    return _line(text.split("\n\n")[0]), told, _line(returned[1]) if returned else ""


def option_classes() -> dict[str, type]:
    """Return the engine's dataclasses of options by name, without those that others extend.

    The page's own are arguments of its events.
    """
    found: dict[str, type] = {}
    engine = HOUSE / "facestyle"
    for path in sorted(path for path in engine.rglob("*.py") if path.relative_to(engine).parts[0] != "ui"):
        for name in re.findall(r"^class (\w+Options)\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            module = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
            found[name] = getattr(importlib.import_module(module), name)
    extended = {base for kind in found.values() for base in kind.__bases__}
    return {name: kind for name, kind in found.items() if kind not in extended}


def options(kind: type) -> str:
    """The fields of a dataclass: default, range or choices, meaning."""
    _, told, _ = _docstring(kind)
    declared = fields.declared(kind)
    rows = []
    for one in dataclasses.fields(kind):
        option = declared.get(one.name)
        allowed, meaning = (option.allowed, option.help) if option else ("", told.get(one.name, ""))
        rows.append((f"`{one.name}`", _shown(_default_of(one)), allowed, meaning))
    return _table(("Option", "Default", "Values", "Meaning"), rows)


def _default_of(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return "required" if field.default is dataclasses.MISSING else field.default


def requirements(file: str = "requirements.txt") -> str:
    """Each requirement of a file with the comment above it, its reason."""
    rows, reason = [], ""
    for line in (HOUSE / file).read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("#"):
            reason = line[1:].strip()
        elif line and not line.startswith("-"):
            name, versions = re.fullmatch(r"([\w.-]+)(?:\[[\w,]*\])?([^;]*)(?:;.*)?", line).groups()
            if not reason:
                raise SystemExit(f"{file} does not say above {name} why it is needed")
            rows.append((name, versions.strip().replace(",", ", "), reason))
            reason = ""
    return _table(("Package", "Versions", "Why"), rows)


def settings() -> str:
    """Every setting of the page."""
    rows = [(f"`{name}`", f"`{default}`" if default else "", told) for name, default, told in listed()]
    return _table(("Variable", "Default", "Meaning"), rows)


def encoders() -> str:
    """Return the face encoders of the registry: what they are, their tau, and what they are not good for."""
    rows = [
        (
            f"`{spec.name}`: {spec.description}",
            f"{spec.tau:g}: {spec.tau_source}",
            spec.trained_on,
            spec.licence,
            spec.limits,
        )
        for spec in ENCODERS.values()
    ]
    return _table(("Encoder", "τ for two photographs", "Trained on", "Licence", "Limits"), rows)


def sources() -> str:
    """Every file that is fetched: a trained network, or a sample picture."""
    rows = [
        (
            f"`{one.name}`",
            one.purpose,
            one.trained_on,
            one.licence,
            f"`{one.archive.filename}`, {one.archive.size / 1e6:.0f} MB",
        )
        for one in SOURCES.values()
    ]
    return _table(("File", "Used as", "Trained on, or shows", "Licence", "Archive"), rows)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    cells = [[_line(cell or "").replace("|", r"\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _line(text: str) -> str:
    return " ".join(text.split())


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(one) for one in value) or "none"
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def generated(name: str) -> str:
    """The part of a page that has this name."""
    makers = {
        "tree": tree,
        "names": names,
        "commands": commands,
        "events": events,
        "encoders": encoders,
        "sources": sources,
        "settings": settings,
        "requirements": requirements,
        "requirements-cluster": lambda: requirements("requirements-cluster.txt"),
        "requirements-dev": lambda: requirements("requirements-dev.txt"),
    }
    if name in makers:
        return makers[name]()
    classes = option_classes()
    if name not in classes:
        raise SystemExit(f"a page asks for '{name}', which is neither of {', '.join([*makers, *classes])}")
    return options(classes[name])


def fresh(page: Path) -> str:
    """The text of a page with every generated part made anew."""
    text = page.read_text(encoding="utf-8")
    return PART.sub(lambda part: f"{part[1]}\n{generated(part[2])}\n\n{part[3]}", text)


def main(arguments: list[str]) -> int:
    """Write stale pages, or name them."""
    stale = [page for page in PAGES if fresh(page) != page.read_text(encoding="utf-8")]
    for page in stale:
        name = page.relative_to(HOUSE)
        if "--check" in arguments:
            print(f"{name} is stale; run python docs/generate.py", file=sys.stderr)
        else:
            page.write_text(fresh(page), encoding="utf-8")
            print(f"{name} written")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
