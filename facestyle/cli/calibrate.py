"""The command `calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.shared import AsJson, Encoder, check_output, only_given, show


def calibrate(
    images: Annotated[Path, typer.Option(help="Holds NAME/*.jpg, a folder for each person.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The calibration, a JSON file.")],
    pairs: Annotated[
        Path | None, typer.Option(help="A list of pairs in LFW's format; all pairs of the pictures where not given.")
    ] = None,
    encoder: Encoder = None,
    source: Annotated[str | None, typer.Option(help="What the pictures are, for whoever reads the file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Learn from labelled pictures what d means: a probability, and tau for the errors one accepts."""
    from facestyle.faces import calibration
    from facestyle.progress import count_bar

    check_output(output, images, pairs)
    with count_bar("encoding", "pictures") as progress:
        made = _calibration(images, pairs, only_given(encoder=encoder), source, progress)
    calibration.write_calibration(made, output)
    rates = {f"{rate:g}": made.threshold(rate) for rate in (1e-2, 1e-3, 1e-4)}
    known = ", ".join(f"{rate}: {'not enough pairs' if tau is None else f'{tau:.3f}'}" for rate, tau in rates.items())
    learned = {name: getattr(made, name) for name in ("encoder", "slope", "offset", "ece", "brier")}
    counts = {"matched": made.matched, "mismatched": made.mismatched}
    show(
        {"output": str(output), "thresholds": rates, **learned, **counts},
        as_json,
        f"{output}: {made.matched} pairs of one person, {made.mismatched} of two; ECE {made.ece:.4f}, Brier "
        f"{made.brier:.4f}; tau for a false match rate of {known}",
    )


def _calibration(images: Path, pairs: Path | None, encoder: dict[str, str], source: str | None, progress: Any) -> Any:
    import numpy as np

    from facestyle.faces import calibration
    from facestyle.faces.encoders import DEFAULT_ENCODER
    from facestyle.faces.evaluation import open_set
    from facestyle.faces.evaluation import pairs as evaluation_pairs

    name = encoder.get("encoder", DEFAULT_ENCODER)
    if pairs is None:
        people = open_set.encode_people(images, progress=progress, **encoder)
        who = [person for person, rows in people.items() for _ in rows]
        d, same = calibration.pairs_among(np.concatenate(list(people.values())), who)
        return calibration.calibrate(d, same, name, source or f"every pair of {len(who)} pictures in {images.name}")
    measured = evaluation_pairs.measure_pairs(pairs, images, progress=progress, **encoder)
    who = [person for person, _ in measured.encodings]
    strangers = calibration.strangers_among(np.stack(list(measured.encodings.values())), who)
    words = source or f"the pairs of {pairs.name}, and all pictures of different people among its {len(who)}"
    return calibration.calibrate(*measured.flat, name, words, strangers)
