"""The command `serve`, which is also what `python app.py` runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
    """Serve the page on http://127.0.0.1:7860, or where GRADIO_SERVER_NAME and GRADIO_SERVER_PORT say."""
    from facestyle.ui.server.quick import without_garbage_collection

    with without_garbage_collection():
        from facestyle.ui.page import serve as run

    run(gallery, encoder or ())
