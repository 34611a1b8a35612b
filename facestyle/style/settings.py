"""All options of a restyling, written into its picture and read back from it."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from PIL import Image

from facestyle.errors import FacestyleError, OptionError
from facestyle.style.options import StyleOptions

#: Name of the text in a PNG.
KEY = "facestyle"


def as_text(options: StyleOptions) -> str:
    """Return the options as JSON."""
    return json.dumps(asdict(options))


def read_options(path: Path, name: str = "") -> StyleOptions:
    """Read the options that a picture was made with.

    Raises:
        OptionError: the picture holds no options, or some that are not allowed here.
    """
    name = name or path.name
    try:
        with Image.open(path, formats=("PNG",)) as picture:
            text = str(picture.info.get(KEY, ""))[:100_000]
        values = json.loads(text)
        known = {field.name for field in fields(StyleOptions)}
        given: dict[str, Any] = {key: _tuples(value) for key, value in values.items() if key in known}
        return StyleOptions(**given)
    except FacestyleError as problem:
        raise OptionError(f"The settings in {name} are not allowed here: {problem.message}") from problem
    except Exception as problem:  # Pillow's parsers raise nearly anything on damaged bytes
        raise OptionError(
            f"{name} holds no settings; give a PNG that facestyle has made, as it was downloaded."
        ) from problem


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
