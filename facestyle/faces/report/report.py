"""A verification on one page: the verdict, its place on the axis, both faces, the figures, and what it is not for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from facestyle import __version__, outputs
from facestyle.errors import ReportError
from facestyle.faces.alignment import in_detail
from facestyle.faces.calibration import Calibration
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.report import fonts
from facestyle.faces.report.sheet import FAINT, INK, LINE, WIDTH, Sheet, elided
from facestyle.faces.report.wording import ENGLISH
from facestyle.faces.verification import Side, Verification

#: Endings of a report's file.
FORMATS = (".pdf", ".png")
ACCENT, SAME, DIFFERENT, WARN = "#86407e", "#1a7f4b", "#b3401f", "#8a5c00"
#: Nearer to 1 and to 0 a probability is told in words: the data cannot tell more.
SURE = 0.995
#: The ends of the sheet's lines, and the side of a face, in millimetres.
LEFT, RIGHT, FACE = 18.0, WIDTH - 18.0, 43.0
_LABELS = 36.0


@dataclass(frozen=True, eq=False)
class Report:
    """A verification that is told on paper.

    Attributes:
        answer: the verification.
        known: what its distances mean: the distributions and error rates; None where that is not known.
        names: of the two files; those of the pictures where not given.
        when: the time of the verification, with its zone; now where not given.
        words: see `wording.ENGLISH`, in another language.
        said: translates what the engine says in English: flaws of faces, and sources of calibrations.

    Raises:
        ReportError: d, tau or the probability is no number.
    """

    answer: Verification
    known: Calibration | None = None
    names: tuple[str, str] | None = None
    when: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    words: Mapping[str, str] = field(default_factory=lambda: ENGLISH)
    said: Callable[[str], str] = str

    def __post_init__(self) -> None:
        told = {"d": self.answer.distance, "tau": self.answer.threshold, "p": self.answer.probability}
        wrong = next((name for name, value in told.items() if value is not None and not math.isfinite(value)), None)
        if wrong:
            raise ReportError(f"There is no report, since {wrong} is no number; compare other photographs.")

    @property
    def of_head(self) -> bool:
        """Whether a binary head decided, by a probability."""
        return self.answer.similarity != "distance"

    @property
    def verdict(self) -> str:
        """The number that decided, in a sentence."""
        answer = self.answer
        word = ("accepted" if answer.same else "refused") + (" by head" if self.of_head else "")
        d, tau = apart(answer.distance, answer.threshold)
        return self.words[word].format(d=d, tau=f"{100 * answer.threshold:.0f} %" if self.of_head else tau)

    @property
    def chance(self) -> str:
        """The probability in a sentence, in words near 0 and 1; empty where nothing tells it."""
        value = self.answer.probability
        if value is None:
            return ""
        near = "over" if value > SURE else "under" if value < 1 - SURE else ""
        return self.words["probability"].format(chance=self.words[near] if near else f"{100 * value:.0f} %")

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The figures: a label, and one or more lines."""
        words, answer = self.words, self.answer
        way = "trained" if answer.trained and not self.of_head else answer.similarity
        rows = [("encoder", [answer.encoder]), ("measure", [words[way].format(d=answer.distance)])]
        if answer.pairs > 1:
            rows.append(("pairs", [words["nearest"].format(pairs=answer.pairs)]))
        rows += [("rates", self.rates)]
        if self.known is not None:
            rows.append(("source", [f"{self.said(self.known.source)} ({self.known.day})"]))
        return [(words[label], lines) for label, lines in rows]

    @property
    def rates(self) -> list[str]:
        """Both error rates at this tau."""
        known, words = self.known, self.words
        if known is None:
            return [words["unknown"]]
        tau, rates = self.answer.threshold, []
        for kind, rate, pairs in (
            ("passed", known.false_match_rate(tau), known.mismatched),
            ("missed", known.miss_rate(tau), known.matched),
        ):
            shown = words["none"] if rate < 0.5 / pairs else share(rate)
            rates.append(words[kind].format(rate=shown, pairs=pairs))
        return rates

    def of_side(self, side: Side, letter: str, name: str) -> list[str]:
        """What is told of a photograph: its letter, the name of its file, its size, and the face that counted."""
        words, count = self.words, len(side.faces)
        heading = words["photo"].format(letter=letter)
        shown = " ".join(name.split())
        which = words["alone"] if count == 1 else words["face"].format(number=side.chosen + 1, count=count)
        lines = [heading] if shown in ("", heading) else [heading, shown if fonts.font_of(shown) else words["unnamed"]]
        return [*lines, words["size"].format(width=side.picture.width, height=side.picture.height), which]

    @property
    def doubts(self) -> list[str]:
        """What is wrong with a face, where anything is."""
        sides = {"A": self.answer.a.face.flaws, "B": self.answer.b.face.flaws}
        told = {letter: self.words["and"].join(map(self.said, flaws)) for letter, flaws in sides.items() if flaws}
        return [self.words["flaws"].format(letter=letter, flaws=flaws) for letter, flaws in told.items()]


def apart(d: float, tau: float) -> tuple[str, str]:
    """Both numbers with two digits, or with more where they would look alike.

    >>> apart(0.2, 1.12), apart(1.123, 1.12), apart(1.12, 1.12)
    (('0.20', '1.12'), ('1.123', '1.120'), ('1.12', '1.12'))
    """
    digits = next((n for n in range(2, 7) if d == tau or f"{d:.{n}f}" != f"{tau:.{n}f}"), 6)
    return f"{d:.{digits}f}", f"{tau:.{digits}f}"


def share(rate: float) -> str:
    """A share in per cent, with two digits that count.

    >>> share(0.0029), share(0.5), share(1.0), share(0.0000017)
    ('0.29 %', '50 %', '100 %', '0.00017 %')
    """
    if rate <= 0:
        return "0 %"
    digits = max(0, 1 - math.floor(math.log10(100 * rate)))
    return f"{100 * rate:.{digits}f} %"


def write(report: Report, path: Path) -> None:
    """Write a report; an older file there is replaced at the end.

    Raises:
        OutputError: the ending is none of `FORMATS`, or the file can't be written.
    """
    outputs.check(path, FORMATS)
    data = drawn(report).written(path.suffix.lower(), report.words["title"])
    with outputs.atomically(path) as new:
        new.write_bytes(data)


def drawn(report: Report) -> Sheet:
    """Lay a report out on a sheet of A4."""
    sheet = Sheet()
    y = _head(sheet, report)
    y = _verdict(sheet, report, y)
    y = _axis(sheet, report, y + 3)
    y = _faces(sheet, report, y + 6)
    sheet.line([(LEFT, y + 5), (RIGHT, y + 5)])
    y += 8.5
    wide = RIGHT - LEFT - _LABELS
    for label, lines in report.rows:
        sheet.text(LEFT, y, label, 8.5, FAINT)
        for line in lines:
            y = sheet.text(LEFT + _LABELS, y, elided(line, 8.5, 2.6 * wide), 8.5, width=wide)
        y += 1.6
    _limits(sheet, report)
    return sheet


def _head(sheet: Sheet, report: Report) -> float:
    sheet.box(0, 0, WIDTH, 3.2, ACCENT)
    sheet.text(LEFT, 14, "facestyle", 10.5, ACCENT, bold=True)
    when = report.when.astimezone(timezone.utc)
    sheet.text(RIGHT, 14, f"{when:%Y-%m-%d %H:%M} UTC", 9, FAINT, align="right")
    y = sheet.text(LEFT, 20.5, report.words["title"], 21, bold=True)
    sheet.line([(LEFT, y + 2), (RIGHT, y + 2)])
    return y + 8


def _verdict(sheet: Sheet, report: Report, y: float) -> float:
    """The verdict in words and a sign, and the number that decided."""
    same = report.answer.same
    colour, x, middle = (SAME if same else DIFFERENT), LEFT + 6.5, y + 7.0
    sheet.dot(x, middle, 6.5, colour)
    strokes = (
        [[(x - 2.7, middle + 0.2), (x - 0.8, middle + 2.2), (x + 3.0, middle - 2.2)]]
        if same
        else [[(x - 2.3, middle - 2.3), (x + 2.3, middle + 2.3)], [(x - 2.3, middle + 2.3), (x + 2.3, middle - 2.3)]]
    )
    for stroke in strokes:
        sheet.line(stroke, "white", 2.6)
    left = LEFT + 18
    y = sheet.text(left, y - 0.5, report.words["same" if same else "different"], 19, colour, bold=True)
    y = sheet.text(left, y + 0.6, report.verdict, 10.5, width=RIGHT - left)
    if report.chance:
        y = sheet.text(left, y + 0.6, report.chance, 10.5, bold=True, width=RIGHT - left)
        y = sheet.text(left, y, f"({report.words['means']})", 8, FAINT, width=RIGHT - left)
    return y


def _axis(sheet: Sheet, report: Report, y: float) -> float:
    """The axis with tau and the place of the verdict, over the distributions of known pairs."""
    answer, known = report.answer, None if report.of_head else report.known
    value = answer.probability or 0.0 if report.of_head else answer.distance
    top = 1.0 if report.of_head else known.top if known and max(value, answer.threshold) <= known.top else 4.0

    def at(place: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(max(place, 0.0), top) / top

    base = y + (32.0 if known else 15.0)
    if known is not None:
        _hills(sheet, known, at, base - 2.6)
    border = at(answer.threshold)
    zones = (DIFFERENT, SAME) if report.of_head else (SAME, DIFFERENT)
    for colour, start, end in ((zones[0], LEFT, border), (zones[1], border, RIGHT)):
        if end > start:
            sheet.box(start, base - 1.3, end - start, 2.6, colour, min(1.3, (end - start) / 2), alpha=0.35)
    shown, tau = (f"{name} = {told}" for name, told in zip("dτ", apart(value, answer.threshold), strict=True))
    if report.of_head:
        shown = "> 99 %" if value > SURE else "< 1 %" if value < 1 - SURE else f"{100 * value:.0f} %"
        tau = f"{100 * answer.threshold:.0f} %"
    sheet.line([(border, y + 5), (border, base + 3)], INK, 1.3)
    sheet.text(min(max(border, LEFT + 8), RIGHT - 8), y, tau, 9, bold=True, align="center")
    colour = SAME if answer.same else DIFFERENT
    sheet.line([(at(value), y + 10.5), (at(value), base)], colour, 0.9)
    sheet.text(min(max(at(value), LEFT + 8), RIGHT - 8), y + 5.5, shown, 9, colour, bold=True, align="center")
    sheet.dot(at(value), base, 2.3, colour)
    for part in range(5):
        place = top * part / 4
        align = "left" if part == 0 else "right" if part == 4 else "center"
        sheet.text(
            at(place), base + 3.6, f"{100 * place:.0f} %" if report.of_head else f"{place:g}", 8, FAINT, align=align
        )
    y = base + 8.5
    if known is not None:
        left = LEFT
        for name, colour in (("one", SAME), ("two", DIFFERENT)):
            sheet.box(left, y + 0.7, 2.8, 2.8, colour, 0.6, alpha=0.5)
            sheet.text(left + 4.2, y, report.words[name], 8, FAINT)
            left += 48
        y += 4
    return y


def _hills(sheet: Sheet, known: Calibration, at: Callable[[float], float], base: float) -> None:
    places, *kinds = known.densities()
    high = max(max(kind) for kind in kinds)
    for kind, colour in zip(kinds, (SAME, DIFFERENT), strict=True):
        shown = [(at(d), base - 17 * part / high) for d, part in zip(places, kind, strict=True) if d <= known.top]
        sheet.shape([(LEFT, base), *shown, (shown[-1][0], base)], colour, 0.25)


def _faces(sheet: Sheet, report: Report, y: float) -> float:
    """Both faces as the network saw them, and what is told of each photograph."""
    names = report.names or (report.answer.a.picture.name, report.answer.b.picture.name)
    half, foot = (RIGHT - LEFT) / 2, y + FACE
    for number, side in enumerate((report.answer.a, report.answer.b)):
        left = LEFT + number * half
        spec = encoder_spec(report.answer.encoder)
        sheet.picture(left, y, FACE, cut(*in_detail(side.picture, [side.face.face])[0], spec))
        x, wide, down = left + FACE + 4, half - FACE - 8, y - 0.6
        heading, *lines = report.of_side(side, "AB"[number], names[number])
        down = sheet.text(x, down, heading, 11, bold=True) + 0.4
        for line in lines:
            down = sheet.text(x, down, elided(line, 8, 2.6 * wide), 8, FAINT, width=wide)
        down = sheet.text(x, down + 1, "SHA-256", 6, FAINT, bold=True)
        digest = side.picture.digest
        for part in [digest[at : at + 22] for at in range(0, min(len(digest), 66), 22)]:
            down = sheet.text(x, down, part, 6, FAINT, width=wide)
        foot = max(foot, down)
    y = sheet.text(LEFT, foot + 1.5, report.words["seen"], 8, FAINT)
    for doubt in report.doubts:
        y = sheet.text(LEFT, y, doubt, 8, WARN, width=RIGHT - LEFT)
    return y


def _limits(sheet: Sheet, report: Report) -> None:
    """What the report is not for, in a box at the foot of the sheet."""
    words, top = report.words, 240.0
    sheet.box(LEFT, top, RIGHT - LEFT, 39, "#fbf4fa", 2.5, ec="#eacde6", lw=0.7)
    sheet.box(LEFT, top + 4, 1.4, 31, ACCENT, 0.6)
    x, wide = LEFT + 7, RIGHT - LEFT - 14
    y = sheet.text(x, top + 3.5, words["limits"], 10.5, ACCENT, bold=True) + 0.8
    for name in ("not identification", "not proof", "not decisions"):
        sheet.dot(x + 0.8, y + 2.3, 0.7, ACCENT)
        y = sheet.text(x + 4, y, words[name], 8.5, width=wide - 4)
    sheet.text(x, y + 1.4, words["because"], 8, FAINT, width=wide)
    sheet.line([(LEFT, 284), (RIGHT, 284)], LINE)
    sheet.text(LEFT, 285.5, words["made"].format(version=__version__), 7.5, FAINT)
