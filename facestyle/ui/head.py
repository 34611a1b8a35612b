"""What stands in the head of the page: its scripts, each small and about one thing."""

from __future__ import annotations

from functools import lru_cache

from facestyle import folders
from facestyle.ui import address
from facestyle.ui.shared import results, touch
from facestyle.ui.tour import panel

#: Scripts in the order in which they run.
SCRIPTS = (results.SCRIPT, touch.SCRIPT, folders.assets() / "keyboard.js", address.SCRIPT, panel.SCRIPT)


@lru_cache(maxsize=1)
def scripts() -> tuple[str, ...]:
    """The texts of the scripts."""
    return tuple(one.read_text(encoding="utf-8") for one in SCRIPTS)


def head() -> str:
    """The markup of the head."""
    return "".join(f"<script>{one}</script>" for one in scripts())
