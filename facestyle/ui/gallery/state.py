"""What the gallery keeps for a visitor, beside the people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from facestyle.errors import FacestyleError
from facestyle.faces.gallery.decisions import Seen
from facestyle.ui import languages


@dataclass(frozen=True, eq=False)
class Aside:
    """A photograph that may be kept aside: encodings, never pixels.

    Attributes:
        name: the person whom it was given for.
        seen: its faces.
        thumbnails: small pictures of these, by number, if the visitor asks to keep such.
        number: of the photograph among all that were kept aside in this visit.
        problem: why it is.
    """

    name: str
    seen: Seen
    thumbnails: dict[int, str]
    number: int = 0
    problem: str = ""


@dataclass
class GalleryState:
    """For one visit.

    Attributes:
        keep_thumbnails: whether the visitor asks to keep small pictures of enrolled faces.
        thumbnails: these pictures, as `data:` addresses, by `people.source_of`.
        aside: doubtful photographs that may still be accepted.
    """

    keep_thumbnails: bool = False
    thumbnails: dict[str, str] = field(default_factory=dict)
    aside: list[Aside] = field(default_factory=list)
    _counted: int = 0

    def keep_aside(self, one: Aside, problem: FacestyleError) -> None:
        """Keep a photograph for which nothing tells whether it shows the person."""
        self._counted += 1
        self.aside.append(replace(one, number=self._counted, problem=languages.said(problem.message)))

    def rename(self, old: str, new: str) -> None:
        """Let photographs that were given for one name count for another."""
        self.aside = [replace(one, name=new) if one.name == old else one for one in self.aside]

    def choices(self) -> Iterator[tuple[str, Aside, int]]:
        """Each face that may be accepted: a key such as 2 or 2#3 (the third face from the left), and its index."""
        for one in self.aside:
            several = len(one.seen.numbers) > 1
            for face, number in enumerate(one.seen.numbers):
                yield f"{one.number}#{number}" if several else str(one.number), one, face
