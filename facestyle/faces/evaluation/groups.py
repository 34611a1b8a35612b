"""Error rates by group of people, all at one tau: strangers who pass, and people who are missed.

One tau for everybody errs more on some than on others. How much, is told as the worst group's rate over the best one's
(the demographic differentials of NIST IR 8280, 2019), with intervals over people drawn again (bootstrap.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facestyle.errors import FileMissingError, GroupsFileError
from facestyle.faces.distance import distances
from facestyle.faces.evaluation import open_set
from facestyle.faces.evaluation.bootstrap import Interval, interval, person_counts
from facestyle.faces.evaluation.pairs import MeasuredPairs

#: The heading that a file may have.
HEADING = ("person", "group")
MAX_BYTES = 16 * 2**20


@dataclass(frozen=True)
class GroupFigure:
    """One group.

    Attributes:
        group: its name.
        people: of the group, among those measured.
        passed: FMR, the share of the pairs of two of its people at or below tau; of galleries FPIR, the share of the
            searches for its people, not enrolled, that name somebody. None where there is nothing to count.
        missed: FNMR, the share of the pairs of one of its people above tau; of galleries FNIR, the share of the
            searches for its people, enrolled, that do not name them. None likewise.
        passed_interval, missed_interval: over people drawn again.
    """

    group: str
    people: int
    passed: float | None
    missed: float | None
    passed_interval: Interval
    missed_interval: Interval


@dataclass(frozen=True)
class GroupsReport:
    """Every group at one tau.

    Attributes:
        names: of both rates: FMR and FNMR of pairs, FPIR and FNIR of galleries.
        tau: the threshold.
        groups: in order of their names.
        passed_ratio, missed_ratio: the worst group's rate over the best one's; None where a group has no rate or the
            best one's is 0.
        passed_ratio_interval, missed_ratio_interval: over people drawn again.
        without_group: people measured who have no group; they count nowhere.
        draws: behind the intervals.
    """

    names: tuple[str, str]
    tau: float
    groups: tuple[GroupFigure, ...]
    passed_ratio: float | None
    missed_ratio: float | None
    passed_ratio_interval: Interval
    missed_ratio_interval: Interval
    without_group: int
    draws: int


def read_groups(path: Path) -> dict[str, str]:
    """Read a CSV file of person and group, a person a line; a first line `person,group` is a heading.

    Raises:
        FileMissingError: it can't be read.
        GroupsFileError: it is no such file; the line is named.
    """
    try:
        data = path.read_bytes()[: MAX_BYTES + 1]
        text = data.decode("utf-8-sig")
    except OSError as problem:
        raise FileMissingError(f"The groups {path.name} can't be read; check the path.") from problem
    except UnicodeDecodeError as problem:
        raise GroupsFileError(f"{path.name} is not text in UTF-8; save it as CSV in UTF-8.") from problem
    if len(data) > MAX_BYTES:
        raise GroupsFileError(f"{path.name} is over {MAX_BYTES >> 20} MB; give a line for each person.")
    found: dict[str, str] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and tuple(cell.lower() for cell in cells) == HEADING):
            continue
        if len(cells) != 2 or not all(cells):
            raise GroupsFileError(f"{path.name}, line {number}: expected a person and a group, such as Ann_Lee,north.")
        if found.setdefault(cells[0], cells[1]) != cells[1]:
            raise GroupsFileError(f"{path.name}, line {number}: {cells[0]} is in two groups; name each person once.")
    if len(set(found.values())) < 2:
        raise GroupsFileError(f"{path.name} names {len(set(found.values()))} group; at least 2 can be compared.")
    return found


@dataclass(frozen=True, eq=False)
class _Table:
    """Pairs of one group and those in error at tau: of each person (a vector), and of each two people (a matrix)."""

    missed: np.ndarray
    matched: np.ndarray
    passed: np.ndarray
    mismatched: np.ndarray

    def rates(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """FMR and FNMR of each draw; NaN where no pair counts."""
        with np.errstate(invalid="ignore"):
            fmr = ((counts @ self.passed) * counts).sum(axis=1) / ((counts @ self.mismatched) * counts).sum(axis=1)
            fnmr = (counts @ self.missed) / (counts @ self.matched)
        return fmr, fnmr


def of_pairs(measured: MeasuredPairs, groups: Mapping[str, str], tau: float, draws: int, seed: int = 0) -> GroupsReport:
    """Rates of a list of pairs; those of two groups, and those with an unusable picture, count in none."""
    d, same = measured.flat
    pairs = [pair for fold in measured.folds for pair in fold]
    people = sorted({side[0] for pair in pairs for side in (pair.a, pair.b)})
    tables = {}
    for group in sorted(set(groups.values())):
        number = {name: at for at, name in enumerate(name for name in people if groups.get(name) == group)}
        size = len(number)
        table = _Table(np.zeros(size), np.zeros(size), np.zeros((size, size)), np.zeros((size, size)))
        for pair, distance, is_same in zip(pairs, d, same, strict=True):
            a, b = number.get(pair.a[0]), number.get(pair.b[0])
            if a is None or b is None or not np.isfinite(distance):
                continue
            if is_same:
                table.matched[a] += 1
                table.missed[a] += distance > tau
            else:
                table.mismatched[a, b] += 1
                table.passed[a, b] += distance <= tau
        tables[group] = table
    return _report(tables, tau, sum(name not in groups for name in people), draws, seed)


def of_people(
    people: Mapping[str, np.ndarray], groups: Mapping[str, str], tau: float, draws: int, seed: int = 0
) -> GroupsReport:
    """Rates of every pair of a folder's pictures; each person, and each two people, count alike.

    Args:
        people: the encodings of each, N x numbers.
        groups: see `read_groups`.
        tau: the threshold.
        draws: of people, for the intervals.
        seed: of the draws.
    """
    tables = {}
    for group in sorted(set(groups.values())):
        rows = [people[name] for name in sorted(people) if groups.get(name) == group]
        tables[group] = _of_rows(rows, tau)
    return _report(tables, tau, sum(name not in groups for name in people), draws, seed)


def _of_rows(rows: Sequence[np.ndarray], tau: float) -> _Table:
    size = len(rows)
    if not size:
        return _Table(np.zeros(0), np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0)))
    sizes = np.array([len(one) for one in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    f = np.concatenate(rows)
    passing = np.stack(
        [np.add.reduceat(distances(one, f) <= tau, starts, axis=1, dtype=int).sum(axis=0) for one in rows]
    )
    own = sizes * (sizes - 1)
    within = np.diagonal(passing) - sizes  # a picture is no pair with itself
    apart = 1.0 - np.eye(size)
    return _Table(
        np.where(own > 0, 1.0 - within / np.maximum(own, 1), 0.0),
        (own > 0).astype(float),
        passing / np.outer(sizes, sizes) * apart,
        apart,
    )


def _report(tables: Mapping[str, _Table], tau: float, without: int, draws: int, seed: int) -> GroupsReport:
    figures, drawn = [], []
    for number, (group, table) in enumerate(tables.items()):
        size = len(table.matched)
        counts = person_counts(size, draws, seed + number) if size else np.zeros((draws, 0))
        fmr, fnmr = (_known(float(rate[0])) for rate in table.rates(np.ones((1, size))))
        drawn.append(table.rates(counts.astype(float)))
        figures.append(GroupFigure(group, size, fmr, fnmr, *(interval(rate) for rate in drawn[-1])))
    return _told(figures, drawn, tau, without, draws, ("FMR", "FNMR"))


def of_galleries(
    people: Mapping[str, np.ndarray],
    groups: Mapping[str, str],
    enrolled: int,
    folds: int,
    draws: int,
    seed: int = 0,
    fpir: float = 0.01,
) -> GroupsReport | None:
    """Rates of galleries of K people, enrolled from one picture; None where there are too few people.

    Tau is the mean over the galleries of everybody of what gives this FPIR over all strangers, of any group.
    """
    searches = open_set.draw_galleries(people, enrolled, 1, folds, [seed])
    if not searches:
        return None
    tau = float(np.mean([search.threshold(fpir) for search in searches]))
    order = sorted(set(groups.values()))
    drawn = []
    for number, row in enumerate(person_counts(len(people), draws, seed)):
        count = {name: int(times) for name, times in zip(sorted(people), row, strict=True) if times}
        some = {name: people[name] for name in count}
        again = open_set.draw_galleries(some, enrolled, 1, folds, [seed, number], count)
        drawn.append([_searched(again, groups, group, tau) for group in order])
    figures, values = [], []
    for at, group in enumerate(order):
        passed, missed = _searched(searches, groups, group, tau)
        size = sum(groups.get(name) == group for name in people)
        over = np.array([one[at] for one in drawn]).reshape(-1, 2).T
        values.append((over[0], over[1]))
        figures.append(GroupFigure(group, size, _known(passed), _known(missed), *(interval(one) for one in over)))
    without = sum(name not in groups for name in people)
    return _told(figures, values, tau, without, draws, ("FPIR", "FNIR"))


def _searched(
    searches: Sequence[open_set.Search], groups: Mapping[str, str], group: str, tau: float
) -> tuple[float, float]:
    """FPIR and FNIR of one group over some galleries; NaN where nobody of it was searched for."""
    sums = np.zeros(4)
    for search in searches:
        own = np.array([groups.get(name) == group for name in search.names]) * search.weights
        others = np.array([groups.get(name) == group for name in search.stranger_names]) * search.stranger_weights
        missed = ~(search.nearest & (search.own <= tau))
        sums += (others @ (search.strangers <= tau), others.sum(), own @ missed, own.sum())
    with np.errstate(invalid="ignore"):
        passed, missed_share = sums[0::2] / sums[1::2]
    return float(passed), float(missed_share)


def _told(
    figures: Sequence[GroupFigure],
    drawn: Sequence[tuple[np.ndarray, np.ndarray]],
    tau: float,
    without: int,
    draws: int,
    names: tuple[str, str],
) -> GroupsReport:
    """Add the worst rate over the best one to each group's figures, and to their values over the draws."""
    passed, missed = ([getattr(one, kind) for one in figures] for kind in ("passed", "missed"))
    now = [_worst_over_best(np.array(some, dtype=float)[:, None])[0] for some in (passed, missed)]
    again = [interval(_worst_over_best(np.array(some))) for some in zip(*drawn, strict=True)]
    ratios = [_known(float(value)) for value in now]
    return GroupsReport(names, tau, tuple(figures), ratios[0], ratios[1], again[0], again[1], without, draws)


def _worst_over_best(rates: np.ndarray) -> np.ndarray:
    """Groups x draws to draws; NaN where a group has no rate, or the best one's is 0."""
    best = rates.min(axis=0)
    return np.where(best > 0, rates.max(axis=0) / np.where(best > 0, best, 1.0), np.nan)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
