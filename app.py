"""The page as a program, and the entry of a Hugging Face Space. `python app.py` is the command `facestyle serve`."""

from facestyle.ui.server.quick import without_garbage_collection

with without_garbage_collection():
    from facestyle.cli.main import main, only
    from facestyle.cli.serve import ListsSettings, serve
    from facestyle.ui.page import build

__all__ = ["build"]

if __name__ == "__main__":
    main(program=only(serve, ListsSettings))
