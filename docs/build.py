"""Build the documentation as a site: `python docs/build.py`; it lies in build/site. A broken link ends it with 1.

Pages link to each other as they lie in the repository, so that they also read well where the repository is browsed.
A site has one folder of pages: they are copied there together with the documents of the top folder, links rewritten.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
BUILD = HOUSE / "build"
PAGES = BUILD / "pages"
#: Documents of the top folder that are pages of the site, too.
FROM_THE_TOP = ("MODEL_CARD.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
#: What pages link to outside docs/.
BESIDE = ("assets/styles",)


def gather() -> None:
    """Copy all pages into one folder; `../X` and `docs/X` become `X`."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(HOUSE / "docs", PAGES, ignore=shutil.ignore_patterns("*.py", "*.yml", "__pycache__"))
    shutil.copy(HOUSE / "docs" / "mkdocs.yml", BUILD)
    for name in FROM_THE_TOP:
        if (HOUSE / name).is_file():
            shutil.copy(HOUSE / name, PAGES)
    for page in PAGES.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"\]\((?:\.\./|docs/)", "](", text), encoding="utf-8")
    for folder in BESIDE:
        shutil.copytree(HOUSE / folder, PAGES / folder, ignore=shutil.ignore_patterns("*.py", "drawing", "__pycache__"))


def main() -> int:
    """Gather the pages and build the site, strictly."""
    gather()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    # Material advertises its successor on every build otherwise.
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=BUILD, env=quiet, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
