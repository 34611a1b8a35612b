"""The command `serve`, which is also what `python app.py` runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand


class ListsSettings(TyperCommand):
    """A command whose help ends with the settings, which are looked up only then."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        from facestyle.ui.server.settings import listed

        super().format_help(ctx, formatter)
        with formatter.section("Settings, by environment variable or in a file .env of the working folder"):
            formatter.write_dl([(name, f"{told} [{default}]" if default else told) for name, default, told in listed()])


def serve(
    gallery: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The people that every visit starts with: a gallery file, as `enrol` writes it."
        ),
    ] = None,
    encoder: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A face encoder to offer as well: .onnx, its card beside it; repeatable."),
    ] = None,
) -> None:
    """Serve the page on http://127.0.0.1:7860, or where the settings FACESTYLE_HOST and FACESTYLE_PORT say."""
    from facestyle.ui.server.quick import without_garbage_collection
    from facestyle.ui.server.settings import settings

    settings()  # before the page is imported, which takes seconds
    with without_garbage_collection():
        from facestyle.ui.page import serve as run

    run(gallery, encoder or ())
