"""ROC, DET and distance histograms as pictures, from the distances of labelled pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from facestyle.errors import OutputError
from facestyle.faces.evaluation.groups import GroupsReport
from facestyle.outputs import atomically

NAMES = ("roc.png", "det.png", "distances.png")


def check(folder: Path) -> None:
    """Refuse a folder that can't take the pictures, before the work.

    Raises:
        OutputError: it is a file, or lies in a folder that does not exist.
    """
    if folder.is_file() or not (folder.is_dir() or folder.parent.is_dir()):
        raise OutputError(f"{folder} can't take pictures; choose a folder, in a folder that exists.")


def write(distances: np.ndarray, same: np.ndarray, tau: float, title: str, folder: Path) -> list[Path]:
    """Draw the three pictures into a folder, which is made where it does not exist.

    Args:
        distances: d of each pair; NaN marks an unusable one.
        same: whether it shows one person.
        tau: drawn into the histogram.
        title: of each picture: what was measured.

    Raises:
        OutputError: a picture can't be written.
    """
    folder.mkdir(exist_ok=True)
    usable = np.isfinite(distances)
    d, is_same = distances[usable], same[usable]
    matched, mismatched = np.sort(d[is_same]), np.sort(d[~is_same])
    cuts = np.unique(d)
    fmr = np.searchsorted(mismatched, cuts, side="right") / max(len(mismatched), 1)
    fnmr = 1 - np.searchsorted(matched, cuts, side="right") / max(len(matched), 1)
    plots = (
        lambda axes: _roc(axes, fmr, fnmr, len(mismatched)),
        lambda axes: _det(axes, fmr, fnmr, len(matched), len(mismatched)),
        lambda axes: _histogram(axes, matched, mismatched, tau),
    )
    return [_picture(plot, title, folder / name) for plot, name in zip(plots, NAMES, strict=True)]


def write_groups(report: GroupsReport, title: str, folder: Path) -> Path:
    """Draw both error rates of each group with their intervals, as groups.png; see `write`."""
    folder.mkdir(exist_ok=True)
    return _picture(lambda axes: _groups(axes, report), title, folder / "groups.png")


def _groups(axes: Any, report: GroupsReport) -> None:
    names = [f"{one.group} ({one.people})" for one in report.groups]
    for offset, kind, colour, label in (
        (-0.12, "passed", "#b3401f", report.names[0]),
        (0.12, "missed", "#1a7f4b", report.names[1]),
    ):
        for place, one in enumerate(report.groups):
            value, spread = getattr(one, kind), getattr(one, f"{kind}_interval")
            if value is None:
                continue
            axes.plot(value, place + offset, "o", color=colour, label=label if place == 0 else None)
            if spread is not None:
                axes.plot(spread, [place + offset] * 2, color=colour)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel=f"share in error at tau = {report.tau:.3f}", xlim=(0, None))
    axes.legend(fontsize=8)


def _picture(draw: Any, title: str, path: Path) -> Path:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4.2), dpi=130, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw(axes)
    axes.set_title(title, fontsize=10)
    axes.grid(alpha=0.3)
    with atomically(path) as new:
        figure.savefig(new, format="png")
    return path


def _roc(axes: Any, fmr: np.ndarray, fnmr: np.ndarray, mismatched: int) -> None:
    axes.semilogx(np.maximum(fmr, 0.5 / max(mismatched, 1)), 1 - fnmr, color="#86407e", drawstyle="steps-post")
    axes.set(xlabel="false match rate", ylabel="true match rate", ylim=(min(0.9, float((1 - fnmr)[fmr > 0].min())), 1))


def _det(axes: Any, fmr: np.ndarray, fnmr: np.ndarray, matched: int, mismatched: int) -> None:
    axes.loglog(np.maximum(fmr, 0.5 / max(mismatched, 1)), np.maximum(fnmr, 0.5 / max(matched, 1)), color="#86407e")
    axes.set(xlabel="false match rate", ylabel="false non-match rate")


def _histogram(axes: Any, matched: np.ndarray, mismatched: np.ndarray, tau: float) -> None:
    bins = np.linspace(0, max(4.0 * tau, float(mismatched.max(initial=tau))) if tau < 0.9 else 4.0, 81)
    axes.hist(matched, bins, density=True, alpha=0.6, color="#1a7f4b", label=f"one person ({len(matched)} pairs)")
    axes.hist(mismatched, bins, density=True, alpha=0.6, color="#b3401f", label=f"two people ({len(mismatched)} pairs)")
    axes.axvline(tau, color="black", linewidth=1, label=f"tau = {tau:.2f}")
    axes.set(xlabel="d = ||f(x1) - f(x2)||^2", ylabel="density")
    axes.legend(fontsize=8)
