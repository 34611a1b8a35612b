"""What the gallery keeps for a visitor, beside the people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from facestyle.faces.gallery.decisions import Seen
from facestyle.faces.gallery.people import Person


@dataclass(frozen=True, eq=False)
class Aside:
    """A photograph that may be kept aside: encodings, never pixels.

    Attributes:
        name: the person whom it was given for; empty where somebody has to say who it is.
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


#: What tells whether a gallery has changed: each picture with its person's name.
Held = frozenset[tuple[str, str]]


def held(people: Iterable[Person]) -> Held:
    """See `Held`."""
    return frozenset((person.name, one.source) for person in people for one in person.enrolled)


@dataclass
class GalleryState:
    """For one visit.

    Attributes:
        keep_thumbnails: whether the visitor asks to keep small pictures of enrolled faces.
        thumbnails: these pictures, as `data:` addresses, by `people.source_of`.
        aside: doubtful photographs that may still be accepted.
        keeps: whether the visitor's browser keeps the gallery.
        saved: the people when they were last exported, or at the beginning of the visit; see `held`.
    """

    keep_thumbnails: bool = False
    thumbnails: dict[str, str] = field(default_factory=dict)
    aside: list[Aside] = field(default_factory=list)
    keeps: bool = False
    saved: Held | None = None
    _counted: int = 0
    _cleared: tuple[dict[str, str], list[Aside]] = field(default_factory=lambda: ({}, []))

    def keep_aside(self, one: Aside, problem: str = "") -> None:
        """Keep a photograph for which nothing tells whether it shows the person, or whom it shows."""
        self._counted += 1
        self.aside.append(replace(one, number=self._counted, problem=problem))

    def clear(self) -> None:
        """Forget small pictures and what is aside; `restore` brings them back until this is called again."""
        self._cleared = self.thumbnails, self.aside
        self.thumbnails, self.aside = {}, []

    def restore(self) -> None:
        """Bring back what `clear` took."""
        thumbnails, aside = self._cleared
        self.thumbnails, self.aside = thumbnails | self.thumbnails, aside + self.aside
        self._cleared = {}, []

    def rename(self, old: str, new: str) -> None:
        """Let photographs that were given for one name count for another."""
        self.aside = [replace(one, name=new) if one.name == old else one for one in self.aside]

    def choices(self) -> Iterator[tuple[str, Aside, int]]:
        """Each face that may be accepted: a key such as 2 or 2#3 (the third face from the left), and its index."""
        for one in self.aside:
            several = len(one.seen.numbers) > 1
            for face, number in enumerate(one.seen.numbers):
                yield f"{one.number}#{number}" if several else str(one.number), one, face
