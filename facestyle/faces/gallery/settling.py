"""Decide about people whose folders share pictures, and bring the gallery and its notes up to date."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from facestyle.errors import AlreadyEnrolledError, DoubtfulPictureError, FacestyleError, OptionError
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.file_faces import FileFaces
from facestyle.faces.gallery.decisions import Decision, Seen, decide
from facestyle.faces.gallery.digests import FileDigests
from facestyle.faces.gallery.folder import PersonFile
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.names import checked_name
from facestyle.faces.gallery.notes import Aside, Notes
from facestyle.faces.gallery.people import Contents, Enrolled, Person, digest_of, source_of


@dataclass(frozen=True)
class Outcome:
    """What became of one picture.

    Attributes:
        file: the picture.
        added: whether an encoding was added.
        removed: whether an encoding was taken out of the gallery, since the picture has become doubtful.
        encoded: whether the picture had to be encoded.
        aside: whether it is kept aside as doubtful.
        problem: why it is not enrolled, as a code and a sentence; empty where it is.
        copy: whether it is, byte by byte, another picture of the person, and so counts once.
        remark: which of several faces was taken, or that it is a copy.
        boxes: of the faces that may be accepted, by number from the left; none where it is enrolled.
    """

    file: PersonFile
    added: bool = False
    removed: bool = False
    encoded: bool = False
    aside: bool = False
    copy: bool = False
    problem: str = ""
    remark: str = ""
    boxes: Mapping[int, tuple[float, float, float, float]] | None = None


#: A picture that the gallery holds: whose it is, and its encoding.
Held = tuple[str, Enrolled, np.ndarray]


def held_in(gallery: Gallery) -> dict[str, list[Held]]:
    """What a gallery holds, by the digest of the picture."""
    contents, held = gallery.contents(), dict[str, list[Held]]()
    rows = iter(contents.encodings)
    for person in contents.people:
        for one in person.enrolled:
            held.setdefault(digest_of(one.source), []).append((person.name, one, next(rows)))
    return held


class Settling:
    """One enrolment: what it knows, and how it decides about people whose folders share pictures."""

    def __init__(
        self,
        gallery: Gallery,
        notes: Notes,
        accepted: Mapping[str, int | None],
        digests: FileDigests,
        again: Collection[str] = (),
    ) -> None:
        self.gallery, self.notes, self.accepted, self.digests, self.again = gallery, notes, accepted, digests, again
        self.held = held_in(gallery)
        self.of_person: dict[str, list[Seen]] = {}
        for digest, all_held in self.held.items():
            for who, one, encoding in all_held:
                label = f"picture {one.number} in the gallery"
                self.of_person.setdefault(who, []).append(Seen(label, digest, encoding[None], accepted=one.accepted))

    def to_encode(self, group: Sequence[PersonFile]) -> list[PersonFile]:
        """The files whose faces have to be looked for before the group can be settled."""
        known = self._settled_before(group)
        return [file for file in once(group, self.digests) if self._known(file, group, known) is None]

    def _settled_before(self, group: Sequence[PersonFile]) -> bool:
        """Whether just these pictures were decided about in an earlier run."""
        of = self._of(group)
        asked = any(file.label in self.accepted or file.name in self.again for file in group)
        names = {file.name for file in group}
        return not asked and all(name not in self.notes.aside or self.notes.aside[name].of == of for name in names)

    def _of(self, group: Sequence[PersonFile]) -> str:
        """A text that stands for the pictures of a group and the rule they are decided by."""
        parts = sorted(f"{file.name}\0{self.digests.of(file.path)}" for file in group)
        rule = f"{encoder_spec(self.gallery.encoder).tau:g}"
        return hashlib.sha256("\0".join([rule, *parts]).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _known(self, file: PersonFile, group: Sequence[PersonFile], settled: bool) -> str | None:
        """None if a picture has to be encoded; '' if it is enrolled; or else why it is not."""
        try:
            checked_name(file.name)
        except FacestyleError as problem:
            return _reason(problem)
        digest = self.digests.of(file.path)
        if digest in self.notes.refused:
            return self.notes.refused[digest]
        names = [name for name, *_ in self.held.get(digest, [])]
        if file.name in names:
            return ""
        sharing = {other.name for other in group if self.digests.of(other.path) == digest}
        elsewhere = [name for name in names if name not in sharing]
        if elsewhere:
            return (
                f"{AlreadyEnrolledError.code}: {file.label} is enrolled as {elsewhere[0]} already; rename or merge the "
                "two, or let the gallery follow the folder."
            )
        aside = self.notes.aside.get(file.name)
        return aside.reasons.get(digest) if aside is not None and settled else None

    def settle(self, group: Sequence[PersonFile], fresh: Mapping[str, FileFaces]) -> list[Outcome]:
        """Decide about the people of a group, bring the gallery up to date, and report on each picture."""
        settled = self._settled_before(group)
        known = {file.label: self._known(file, group, settled) for file in group}
        first = {file.label for file in once(group, self.digests)}
        told: dict[str, Outcome] = {}
        seen: dict[str, list[tuple[PersonFile, Seen]]] = {}
        for file in group:
            answer, reason = fresh.get(file.label), known[file.label]
            if file.label not in first:  # a copy of another of the person's pictures
                remark = f"{file.label} is a copy of another picture of {file.name} and counts once."
                told[file.label] = Outcome(file, copy=True, remark=remark)
            elif answer is not None and answer.problem is not None:
                told[file.label] = self._refused(file, answer)
            elif answer is not None:
                try:
                    one = self._seen(file, answer, group)
                    seen.setdefault(file.name, []).append((file, one))
                except OptionError as problem:
                    told[file.label] = Outcome(file, encoded=True, aside=True, problem=_reason(problem))
            elif reason == "":
                seen.setdefault(file.name, []).append((file, self._seen_before(file)))
            else:
                aside = self.notes.aside.get(file.name)
                kept = aside is not None and self.digests.of(file.path) in aside.reasons
                told[file.label] = Outcome(file, aside=kept, problem=reason or "")
        if fresh.keys() & {file.label for file in group} or not settled:
            decided = self._decided(seen)
            told |= self._applied(group, seen, decided, told)
        else:
            told |= {file.label: Outcome(file) for some in seen.values() for file, _ in some}
        return [told[file.label] for file in group]

    def _refused(self, file: PersonFile, answer: FileFaces) -> Outcome:
        assert answer.problem is not None
        if answer.digest:
            self.notes.refused[answer.digest] = _reason(answer.problem)
        return Outcome(file, problem=_reason(answer.problem))

    def _seen(self, file: PersonFile, answer: FileFaces, group: Sequence[PersonFile]) -> Seen:
        sure, accepted = answer.sure, file.label in self.accepted
        number = self.accepted.get(file.label)
        if accepted and number is not None:
            if number not in answer.numbers:
                listed = ", ".join(map(str, answer.numbers))
                raise OptionError(f"Face {number} of {file.label} can't be enrolled; choose one of {listed}.")
            sure = answer.numbers.index(number)
        elif accepted and sure is None:
            raise OptionError(
                f"{file.label} shows {answer.found} faces; accept one of them by its number from the left, such as "
                f"{file.label}#{answer.numbers[0]}."
            )
        also = sorted({o.name for o in group if self.digests.of(o.path) == answer.digest} - {file.name})
        encodings = np.stack([face.encoding for face in answer.faces])
        return Seen(
            file.label, answer.digest, encodings, answer.faces, answer.numbers, answer.found, sure, accepted,
            tuple(also) if answer.found == 1 else (),
        )  # fmt: skip

    def _seen_before(self, file: PersonFile) -> Seen:
        digest = self.digests.of(file.path)
        _, enrolled, encoding = self._held(file.name, digest)
        accepted = enrolled.accepted or file.label in self.accepted
        return Seen(file.label, digest, encoding[None], accepted=accepted)

    def _decided(self, seen: Mapping[str, list[tuple[PersonFile, Seen]]]) -> dict[str, Decision]:
        """The decision about each picture, by label; a face that fits two people is nobody's."""
        decided: dict[str, Decision] = {}
        claims: dict[str, list[tuple[PersonFile, Seen]]] = {}
        for name, some in seen.items():
            ours = {one.digest for _, one in some}
            others = [one for one in self.of_person.get(name, []) if one.digest not in ours]
            decisions = decide(name, [*(one for _, one in some), *others], self.gallery.encoder)
            for (file, one), decision in zip(some, decisions, strict=False):
                decided[file.label] = decision
                if decision.face is not None:
                    claims.setdefault(self._source(file, one, decision.face), []).append((file, one))
        for rivals in claims.values():
            accepted = [file.label for file, one in rivals if one.accepted]
            for file, one in rivals:
                if len(rivals) > 1 and file.label not in accepted[:1]:
                    names = " and ".join(sorted(rival.name for rival, _ in rivals))
                    decided[file.label] = Decision(None, DoubtfulPictureError(
                        f"One face in {one.label} fits {names} alike. It is kept aside; merge them if they are one "
                        "person, or accept the picture under one name."
                    ))  # fmt: skip
        return decided

    def _source(self, file: PersonFile, one: Seen, face: int) -> str:
        if one.faces:
            return source_of(one.digest, one.faces[face].face)
        return self._held(file.name, one.digest)[1].source

    def _held(self, name: str, digest: str) -> Held:
        return next(one for one in self.held[digest] if one[0] == name)

    def _applied(
        self,
        group: Sequence[PersonFile],
        seen: Mapping[str, list[tuple[PersonFile, Seen]]],
        decided: Mapping[str, Decision],
        told: Mapping[str, Outcome],
    ) -> dict[str, Outcome]:
        """Bring the gallery and the notes up to date."""
        outcomes: dict[str, Outcome] = {}
        for name, some in seen.items():
            for file, one in some:
                outcomes[file.label] = self._apply(name, file, one, decided[file.label])
        of = self._of(group)
        for name in sorted({file.name for file in group}):
            reasons = {
                self.digests.of(file.path): outcome.problem
                for file in group
                if file.name == name and (outcome := outcomes.get(file.label) or told.get(file.label)) and outcome.aside
            }
            if reasons:
                self.notes.aside[name] = Aside(of, reasons)
            else:
                self.notes.aside.pop(name, None)
        return outcomes

    def _apply(self, name: str, file: PersonFile, one: Seen, decision: Decision) -> Outcome:
        fresh = bool(one.faces)
        if decision.face is None:
            assert decision.problem is not None
            boxes = {number: face.face.box for number, face in zip(one.numbers, one.faces, strict=False)}
            if not fresh:
                self.gallery.remove_picture(name, self._held(name, one.digest)[1].number)
            reason = _reason(decision.problem)
            return Outcome(file, removed=not fresh, encoded=fresh, aside=True, problem=reason, boxes=boxes)
        if not fresh:
            if one.accepted:
                self._accept(name, one.digest)
            return Outcome(file)
        try:
            added = self.gallery.enrol(name, one.faces[decision.face], one.digest, one.accepted)
        except FacestyleError as problem:
            return Outcome(file, encoded=True, problem=_reason(problem))
        return Outcome(file, added, encoded=True, remark=decision.remark)

    def _accept(self, name: str, digest: str) -> None:
        """Note with a picture that the gallery holds that somebody has accepted it."""
        _, enrolled, encoding = self._held(name, digest)
        if not enrolled.accepted:
            self.gallery.remove_picture(name, enrolled.number)
            person = Person(name, (replace(enrolled, accepted=True),))
            self.gallery.absorb(Contents(self.gallery.encoder, (person,), encoding[None]))


def once(group: Sequence[PersonFile], digests: FileDigests) -> list[PersonFile]:
    """The files without copies: of a person's files of the same bytes the first."""
    kept: dict[tuple[str, str], PersonFile] = {}
    for file in group:
        digest = digests.of(file.path) or file.label
        kept.setdefault((file.name, digest), file)
    return list(kept.values())


def _reason(problem: FacestyleError) -> str:
    return f"{problem.code}: {problem.message}"
