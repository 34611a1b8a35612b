"""The command `weights`."""

from __future__ import annotations

from typing import Annotated

import typer

from facestyle.cli.shared import AsJson, show
from facestyle.errors import UsageError


def weights(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Which; all where none is named.")
    ] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Show what there is, and fetch nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the trained networks and sample pictures, once."""
    from facestyle.progress import bytes_bar
    from facestyle.weights import cache as weights_cache
    from facestyle.weights import sources

    wanted = names or list(sources.SOURCES)
    for name in wanted:
        if name not in sources.SOURCES:
            raise UsageError(f"{name[:40]} is not in the table; choose from {', '.join(sources.SOURCES)}.")
    if not only_list:
        with bytes_bar() as progress:
            weights_cache.ensure(wanted, progress)
    rows = [
        {
            **{key: getattr(source, key) for key in ("name", "purpose", "licence", "trained_on")},
            "archive": source.archive.filename,
            "member": source.member,
            "present": not weights_cache.absent([source.name]),
            "path": str(weights_cache.path_of(source.name)),
        }
        for source in (sources.SOURCES[name] for name in wanted)
    ]
    width = max(len(row["name"]) for row in rows)
    lines = [
        f"{row['name']:<{width}} {'present' if row['present'] else 'absent ':<8} {row['purpose']}: "
        f"{row['trained_on']}; {row['licence']}"
        for row in rows
    ]
    show(rows, as_json, "\n".join([*lines, f"kept in {weights_cache.cache_folder()}"]))
