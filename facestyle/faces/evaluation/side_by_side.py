"""Encoders on the same pictures: the figures of each with intervals, and its differences from the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from facestyle import fields
from facestyle.errors import OptionError
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.evaluation import bootstrap, dealt, open_set, pairs
from facestyle.faces.evaluation.bootstrap import Difference
from facestyle.faces.evaluation.dealt import DealtReport
from facestyle.faces.evaluation.groups import GroupsReport, of_galleries, of_pairs, of_people
from facestyle.faces.evaluation.open_set import OpenSetFigure
from facestyle.faces.evaluation.pairs import MeasuredPairs, PairsReport

Progress = Callable[[int, int], None] | None
#: Draws of people behind an interval where no number is given.
DRAWS = {"list": 1000, "dealt": 200, "galleries": 100}


@dataclass(frozen=True, eq=False)
class PairsRow:
    """One encoder on pairs.

    Attributes:
        encoder: its name.
        report: its figures.
        differences: of each figure that has an interval, this encoder minus the first; empty for the first.
        measured: its distances, where there is a list of pairs.
        groups: its error rates by group at its own tau, where groups were given.
    """

    encoder: str
    report: PairsReport | DealtReport
    differences: dict[str, Difference] = field(default_factory=dict)
    measured: MeasuredPairs | None = None
    groups: GroupsReport | None = None


@dataclass(frozen=True, eq=False)
class IdentifyRow:
    """One encoder on galleries with strangers.

    Attributes:
        encoder: its name.
        figures: one for each K, number of pictures and FPIR.
        differences: of FNIR, this encoder minus the first, for each figure; empty for the first.
        groups: FPIR and FNIR by group, of the largest K for which there are enough people, where groups were given.
    """

    encoder: str
    figures: list[OpenSetFigure]
    differences: list[Difference] = field(default_factory=list)
    groups: GroupsReport | None = None


def compare_pairs(
    list_of_pairs: Path | None,
    images: Path,
    encoders: Sequence[str],
    draws: int | None = None,
    seed: int = 0,
    progress: Progress = None,
    groups: Mapping[str, str] | None = None,
) -> list[PairsRow]:
    """Measure encoders on a list of pairs, or on pairs dealt from all pictures where there is no list.

    Args:
        list_of_pairs: see `pairs.read_pairs`.
        images: holds NAME/NAME_0001.jpg, or without a list NAME/*.
        encoders: their names; the others are compared with the first.
        draws: of people, for the intervals; `DRAWS` where not given, 0 for none (with a list).
        seed: of the draws.
        progress: called as progress(pictures encoded, pictures in all).
        groups: of people, see `groups.read_groups`.

    Raises:
        FileMissingError, PairsFileError, OptionError, WeightsMissingError, TrainingDataError.
    """
    draws, seed = _checked(encoders, draws, seed, DRAWS["dealt" if list_of_pairs is None else "list"])
    rows: list[PairsRow] = []
    drawn: list[dict[str, np.ndarray]] = []
    if list_of_pairs is None:
        if draws < 1:
            raise OptionError("Without a list of pairs, draws has to be at least 1.")
        for name, people in open_set.encode_people_by_each(images, encoders, progress).items():
            drawn.append(dealt.resampled(people, draws, seed))
            row = _pairs_row(name, dealt.report(people, drawn[-1]), rows, drawn)
            by = None if groups is None else of_people(people, groups, encoder_spec(name).tau, draws, seed)
            rows.append(replace(row, groups=by))
        return rows
    for name, measured in pairs.measure_pairs_by_each(list_of_pairs, images, encoders, progress).items():
        drawn.append(pairs.resampled(measured.distances, measured.folds, draws, seed))
        found = pairs.report(measured.distances, measured.folds, drawn[-1])
        by = None if groups is None else of_pairs(measured, groups, encoder_spec(name).tau, draws, seed)
        rows.append(replace(_pairs_row(name, found, rows, drawn, measured), groups=by))
    return rows


def _pairs_row(
    name: str,
    report: PairsReport | DealtReport,
    before: Sequence[PairsRow],
    drawn: Sequence[dict[str, np.ndarray]],
    measured: MeasuredPairs | None = None,
) -> PairsRow:
    if not before or not drawn[-1]:
        return PairsRow(name, report, {}, measured)
    first = before[0].report
    values, others = ({key: getattr(one, key) for key in drawn[-1]} for one in (report, first))
    return PairsRow(name, report, bootstrap.differences(values, drawn[-1], others, drawn[0]), measured)


def compare_galleries(
    images: Path,
    encoders: Sequence[str],
    folds: int = 10,
    draws: int | None = None,
    seed: int = 0,
    progress: Progress = None,
    groups: Mapping[str, str] | None = None,
) -> list[IdentifyRow]:
    """Measure encoders on galleries with strangers; see `open_set.evaluate_people`.

    Raises:
        FileMissingError, OptionError, WeightsMissingError.
    """
    draws, seed = _checked(encoders, draws, seed, DRAWS["galleries"])
    folds = fields.whole("folds", folds, 1, 100)
    rows: list[IdentifyRow] = []
    first: dict[tuple[int, int, float], np.ndarray] = {}
    for name, people in open_set.encode_people_by_each(images, encoders, progress).items():
        drawn = open_set.resampled_fnir(people, folds, seed, draws)
        figures = open_set.evaluate_people(people, folds, seed, drawn)
        changes = [
            _fnir_difference(figure, other, drawn, first)
            for figure, other in zip(figures, rows[0].figures if rows else [], strict=False)
        ]
        first = first or drawn
        rows.append(IdentifyRow(name, figures, changes, _galleries_by_group(people, groups, folds, draws, seed)))
    return rows


def _galleries_by_group(
    people: dict[str, np.ndarray], groups: Mapping[str, str] | None, folds: int, draws: int, seed: int
) -> GroupsReport | None:
    if groups is None:
        return None
    found = (of_galleries(people, groups, k, folds, draws, seed) for k in reversed(open_set.ENROLLED))
    return next((one for one in found if one is not None), None)


def _fnir_difference(
    figure: OpenSetFigure,
    other: OpenSetFigure,
    drawn: dict[tuple[int, int, float], np.ndarray],
    first: dict[tuple[int, int, float], np.ndarray],
) -> Difference:
    key = (figure.enrolled, figure.pictures, figure.fpir)
    value = None if figure.fnir is None or other.fnir is None else figure.fnir - other.fnir
    return Difference(value, bootstrap.interval(drawn[key] - first[key]) if key in drawn else None)


def _checked(encoders: Sequence[str], draws: int | None, seed: int, usual: int) -> tuple[int, int]:
    if len(set(encoders)) < len(encoders):
        raise OptionError("An encoder is named twice; name each once.")
    return fields.whole("draws", usual if draws is None else draws, 0, 100_000), fields.whole(
        "seed", seed, 0, 2**32 - 1
    )
