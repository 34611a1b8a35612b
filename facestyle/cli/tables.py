"""What `evaluate pairs` and `evaluate identify` print: figures with intervals, and encoders side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from facestyle.faces.evaluation.bootstrap import Difference, Interval
    from facestyle.faces.evaluation.groups import GroupsReport
    from facestyle.faces.evaluation.open_set import OpenSetFigure
    from facestyle.faces.evaluation.side_by_side import IdentifyRow, PairsRow

#: The figures of pairs that have intervals: name in the report, heading, decimals.
_FIGURES = (
    ("accuracy", "accuracy", 4),
    ("auc", "AUC", 5),
    ("eer", "EER", 4),
    ("tar_at_far_1e2", "TAR at FAR 1e-2", 4),
    ("tar_at_far_1e3", "TAR at FAR 1e-3", 4),
)
#: Figures that only a list of pairs has.
_OF_LISTS = (
    ("accuracy_std", "deviation over folds", 4),
    ("threshold", "tau", 3),
    ("ece", "ECE", 4),
    ("brier", "Brier", 4),
)


def pairs_as_json(rows: Sequence[PairsRow]) -> dict[str, Any]:
    """The report of one encoder, or all reports and the differences from the first."""
    reports = [
        {"encoder": row.encoder, **asdict(row.report), **({"by_group": asdict(row.groups)} if row.groups else {})}
        for row in rows
    ]
    if len(rows) == 1:
        return reports[0]
    changes = [
        {
            "encoder": row.encoder,
            "against": rows[0].encoder,
            "figures": {name: asdict(one) for name, one in row.differences.items()},
        }
        for row in rows[1:]
    ]
    return {"encoders": reports, "differences": changes}


def pairs_as_text(rows: Sequence[PairsRow]) -> str:
    """A table, a column for each encoder; below it what was measured."""
    reports = [row.report for row in rows]
    lines = [
        (heading, [_with_interval(getattr(one, name), one.intervals.get(name), digits) for one in reports])
        for name, heading, digits in _FIGURES
    ]
    if hasattr(reports[0], "threshold"):
        deviation, *others = [
            (heading, [_number(getattr(one, name), digits) for one in reports]) for name, heading, digits in _OF_LISTS
        ]
        lines = [lines[0], deviation, *lines[1:], *others]
    text = _table([row.encoder for row in rows], lines)
    for row in rows[1:]:
        changes = [
            (heading, [_difference(row.differences[name], digits)])
            for name, heading, digits in _FIGURES
            if name in row.differences
        ]
        if changes:
            text += f"\n\n{_table([f'{row.encoder} minus {rows[0].encoder}'], changes)}"
    by_group = "".join(f"\n\n{_by_group(row.encoder, row.groups)}" for row in rows if row.groups is not None)
    return f"{text}{by_group}\n\n{_measured_on(reports[0])}"


def _by_group(encoder: str, report: GroupsReport) -> str:
    lines = [
        (
            f"{one.group}, {one.people} people",
            [_share(one.passed, one.passed_interval), _share(one.missed, one.missed_interval)],
        )
        for one in report.groups
    ]
    ratios = [
        (report.passed_ratio, report.passed_ratio_interval),
        (report.missed_ratio, report.missed_ratio_interval),
    ]
    lines.append(("worst over best", [_ratio(*one) for one in ratios]))
    without = f"\n{report.without_group} people without a group count in none." if report.without_group else ""
    return f"{encoder} at tau = {report.tau:.3f}\n{_table(report.names, lines)}{without}"


def _ratio(value: float | None, interval: Interval) -> str:
    if value is None:
        return "not known: a group has no error, or no pairs"
    return f"{value:.2f}" if interval is None else f"{value:.2f} [{interval[0]:.2f}, {interval[1]:.2f}]"


def _measured_on(report: Any) -> str:
    if hasattr(report, "unusable"):
        counts = f"{report.pairs} pairs of {report.people} people, {report.unusable} unusable"
    else:
        counts = f"Every two of {report.pictures} pictures of {report.people} people within ten folds of people"
    return f"{counts}. {_drawn(report.draws)}" if report.draws else f"{counts}."


def _drawn(draws: int) -> str:
    return f"In brackets 95 % intervals: people drawn again {draws} times."


def galleries_as_json(rows: Sequence[IdentifyRow]) -> dict[str, Any]:
    """The figures of one encoder, or of all with the differences from the first."""
    if len(rows) == 1:
        return {"encoder": rows[0].encoder, "results": [asdict(one) for one in rows[0].figures], **_grouped(rows[0])}
    return {
        "encoders": [
            {
                "encoder": row.encoder,
                "results": [asdict(figure) for figure in row.figures],
                **_grouped(row),
                **({"against": rows[0].encoder, "differences": [asdict(one) for one in row.differences]} if at else {}),
            }
            for at, row in enumerate(rows)
        ]
    }


def _grouped(row: IdentifyRow) -> dict[str, Any]:
    return {"by_group": asdict(row.groups)} if row.groups else {}


def galleries_as_text(rows: Sequence[IdentifyRow]) -> str:
    """One encoder: a line for each figure. Several: FNIR in a table, with the differences from the first."""
    draws = max(figure.draws for figure in rows[0].figures)
    note = [_drawn(draws)] if draws else []
    note += [f"\n{_by_group(row.encoder, row.groups)}" for row in rows if row.groups is not None]
    if len(rows) == 1:
        return "\n".join([*map(_line, rows[0].figures), *note])
    figures = rows[0].figures
    fnir = [
        (_what(figure), [_share(row.figures[at].fnir, row.figures[at].fnir_interval) for row in rows])
        for at, figure in enumerate(figures)
    ]
    text = _table([f"FNIR, {row.encoder}" for row in rows], fnir)
    for row in rows[1:]:
        changes = [(_what(one), [_difference(row.differences[at], 4)]) for at, one in enumerate(figures)]
        text += f"\n\n{_table([f'{row.encoder} minus {rows[0].encoder}'], changes)}"
    return "\n".join([text, *(["", *note] if note else [])])


def _what(figure: OpenSetFigure) -> str:
    return f"K = {figure.enrolled:>3}, pictures of each: {figure.pictures}, FPIR {figure.fpir:.0%}"


def _line(figure: OpenSetFigure) -> str:
    if figure.fnir is None:
        return f"{_what(figure)}: not enough people with more pictures than that"
    return (
        f"{_what(figure)}: FNIR {_share(figure.fnir, figure.fnir_interval)}, deviation {figure.fnir_std:.2%}, "
        f"rank-1 {figure.rank1:.2%}, tau = {figure.threshold:.3f}, {figure.folds} draws"
    )


def _share(value: float | None, interval: Interval) -> str:
    if value is None:
        return "-"
    return f"{value:.2%}" if interval is None else f"{value:.2%} [{interval[0]:.2%}, {interval[1]:.2%}]"


def _with_interval(value: float | None, interval: Interval, digits: int) -> str:
    if value is None:
        return "not enough pairs"
    return _number(value, digits) + (
        "" if interval is None else f" [{_number(interval[0], digits)}, {_number(interval[1], digits)}]"
    )


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}"


def _difference(change: Difference, digits: int) -> str:
    if change.value is None or change.interval is None:
        return "not enough people or pairs"
    low, high = change.interval
    told = "" if change.told else "  no difference can be told"
    return f"{change.value:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]{told}"


def _table(heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Plain text in columns; the first holds the names of the rows."""
    cells = [("", *heads), *((name, *values) for name, values in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in cells
    )
