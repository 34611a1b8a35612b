"""Enrol a folder of people: thousands of pictures, in batches, with the reason for each that is not enrolled.

What is enrolled depends on the folder's content and on what was accepted, not on the order of its files or of runs: a
person's pictures are decided about together, and again when others come. Enrolment can be stopped and resumed: a
picture that the gallery holds, or that was refused before, is recognised by its bytes and neither decoded nor encoded
again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import tee
from pathlib import Path

from facestyle.faces.file_faces import FileFaces, faces_of_files
from facestyle.faces.gallery.digests import FileDigests
from facestyle.faces.gallery.folder import PersonFile, read_people
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.notes import Notes
from facestyle.faces.gallery.settling import Outcome, Settling
from facestyle.faces.pipeline import FILES_AT_ONCE

#: Reads the faces of batches of files, in order: paths, and what each is called in messages. It may ask for batches
#: ahead of what it gives. Closing it ends the reading.
Read = Callable[[Iterator[list[tuple[Path, str]]], str], Generator[list[FileFaces], None, None]]


def in_turn(batches: Iterator[list[tuple[Path, str]]], encoder: str) -> Generator[list[FileFaces], None, None]:
    """Read one batch after the other, in this process; see `Read`."""
    for batch in batches:
        yield faces_of_files(batch, encoder)


@dataclass(frozen=True)
class EnrolStep:
    """Some more pictures are encoded.

    Attributes:
        done, total: pictures looked at, and in all.
        outcomes: of the pictures of those people who have been decided about since the last step.
    """

    done: int
    total: int
    outcomes: tuple[Outcome, ...] = ()


def enrol_files(
    gallery: Gallery,
    files: Sequence[PersonFile],
    notes: Notes | None = None,
    accepted: Mapping[str, int | None] | None = None,
    digests: FileDigests | None = None,
    again: Collection[str] = (),
    read: Read = in_turn,
) -> Iterator[EnrolStep]:
    """Enrol the pictures of people: of each the face that is the person's, or none; see `decisions.decide`.

    Args:
        gallery: where they are enrolled; what it holds is not encoded again.
        files: see `read_people`.
        notes: what is known of pictures that are not enrolled; more is added.
        accepted: pictures that somebody says are right, by label, and the number of the face from the left; None
            where one face counts.
        digests: of the files, where some are known.
        again: people to decide about though nothing is new.
        read: how the faces of files are read.
    """
    run = Settling(gallery, Notes() if notes is None else notes, accepted or {}, digests or FileDigests(), again)
    done = 0
    ahead, batches = tee(_batches(run, files))
    slices = ([(file.path, file.label) for file in some] for batch in ahead for some in batch.slices)
    with closing(read(slices, gallery.encoder)) as answers:
        for batch in batches:
            fresh: dict[str, FileFaces] = {}
            for some in batch.slices:
                if fresh:
                    yield EnrolStep(done + len(fresh), len(files))
                fresh |= {file.label: answer for file, answer in zip(some, next(answers), strict=True)}
            outcomes = [outcome for group in batch.groups for outcome in run.settle(group, fresh)]
            done += len(outcomes)
            yield EnrolStep(done, len(files), tuple(outcomes))


@dataclass(frozen=True)
class _Batch:
    """People who are decided about after their new pictures are read, some of these at a time."""

    groups: list[list[PersonFile]]
    new: list[PersonFile]

    @property
    def slices(self) -> list[list[PersonFile]]:
        return [self.new[start : start + FILES_AT_ONCE] for start in range(0, len(self.new), FILES_AT_ONCE)]


def _batches(run: Settling, files: Sequence[PersonFile]) -> Iterator[_Batch]:
    """Groups of people, so many that their new pictures are enough for a batch. No group's answer changes another's."""
    batch, groups = _Batch([], []), run.digests.together(files)
    for number, group in enumerate(groups, start=1):
        batch.groups.append(group)
        batch.new.extend(run.to_encode(group))
        if 0 < len(batch.new) < FILES_AT_ONCE and number < len(groups):
            continue
        yield batch
        batch = _Batch([], [])


def enrol_folder(
    gallery: Gallery, folder: Path, notes: Notes | None = None, accepted: Mapping[str, int | None] | None = None
) -> Iterator[EnrolStep]:
    """Enrol a folder of people; see `read_people` for what lies where, and `enrol_files`.

    Raises:
        FileMissingError, EmptyGalleryError: see `read_people`.
    """
    yield from enrol_files(gallery, read_people(folder).files, notes, accepted)
