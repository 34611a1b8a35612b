"""Enrol a folder of people: thousands of pictures, in batches, with the reason for each that is not enrolled.

What is enrolled depends on the folder's content and on what was accepted, not on the order of its files or of runs: a
person's pictures are decided about together, and again when others come. Enrolment can be stopped and resumed: a
picture that the gallery holds, or that was refused before, is recognised by its bytes and neither decoded nor encoded
again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from facestyle.faces.file_faces import FileFaces, faces_of_files
from facestyle.faces.gallery.digests import FileDigests
from facestyle.faces.gallery.folder import PersonFile, read_people
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.notes import Notes
from facestyle.faces.gallery.settling import Outcome, Settling
from facestyle.faces.pipeline import FILES_AT_ONCE


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
    """
    run = Settling(gallery, Notes() if notes is None else notes, accepted or {}, digests or FileDigests(), again)
    waiting: list[list[PersonFile]] = []
    new: list[PersonFile] = []
    done, groups = 0, run.digests.together(files)
    for number, group in enumerate(groups, start=1):
        waiting.append(group)
        new += run.to_encode(group)
        if 0 < len(new) < FILES_AT_ONCE and number < len(groups):
            continue
        fresh: dict[str, FileFaces] = {}
        for start in range(0, len(new), FILES_AT_ONCE):
            if fresh:
                yield EnrolStep(done + len(fresh), len(files))
            some = new[start : start + FILES_AT_ONCE]
            answers = faces_of_files([(file.path, file.label) for file in some], gallery.encoder)
            fresh |= {file.label: answer for file, answer in zip(some, answers, strict=True)}
        outcomes = [outcome for some in waiting for outcome in run.settle(some, fresh)]
        done += len(outcomes)
        waiting, new = [], []
        yield EnrolStep(done, len(files), tuple(outcomes))


def enrol_folder(
    gallery: Gallery, folder: Path, notes: Notes | None = None, accepted: Mapping[str, int | None] | None = None
) -> Iterator[EnrolStep]:
    """Enrol a folder of people; see `read_people` for what lies where, and `enrol_files`.

    Raises:
        FileMissingError, EmptyGalleryError: see `read_people`.
    """
    yield from enrol_files(gallery, read_people(folder).files, notes, accepted)
