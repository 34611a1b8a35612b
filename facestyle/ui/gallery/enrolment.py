"""Enrolment on the page: photographs are decided about together, and what is doubtful is kept aside.

A visitor has chosen what the gallery holds, so new photographs are measured by that; see `decisions.decide`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from facestyle import images
from facestyle.errors import FacestyleError, OptionError
from facestyle.faces import detection, groups
from facestyle.faces.alignment import in_detail
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.decisions import Decision, Seen, decide
from facestyle.faces.gallery.names import checked_name, name_from_file, says_a_name
from facestyle.faces.gallery.people import source_of
from facestyle.faces.gallery.settling import held_in
from facestyle.images import Picture
from facestyle.ui import languages
from facestyle.ui.gallery import words
from facestyle.ui.gallery.state import Aside, GalleryState
from facestyle.ui.shared import html, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.work import encode

#: Side of the small pictures that a visitor may ask to keep, in pixels.
THUMBNAIL = 76


@dataclass
class Result:
    """What became of some photographs.

    Attributes:
        added, before: how many were enrolled, and how many had been before.
        problems: why others were not.
        remarks: which of several faces was taken, and what is wrong with a face that was.
        aside: how many of the problems are pictures that are kept aside.
        asked: how many pictures have no name, since that of their file is none.
    """

    added: int = 0
    before: int = 0
    problems: list[FacestyleError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    aside: int = 0
    asked: int = 0


def enrol_photos(session: Session, photos: list[str], name: str) -> Result:
    """Enrol photographs under one name, or each under the name that its file suggests; the files are removed.

    A file that is called as cameras call theirs suggests none: it is kept aside until somebody says who it is.
    """
    result, by_name = Result(), dict[str, list[Aside]]()
    for path in photos:
        filename = Path(path).name
        try:
            named = name or says_a_name(filename)
            who = checked_name(name or name_from_file(filename)) if named else ""
            one = _looked_at(session, images.load(path), who, filename)
            if named:
                by_name.setdefault(who, []).append(one)
            else:
                result.asked += _ask(session, one)
        except FacestyleError as problem:
            result.problems.append(problem)
        finally:
            samples.forget(path)  # the original stays with its owner
    for who, some in by_name.items():
        _enrol_person(session, who, some, result)
    return result


def _ask(session: Session, one: Aside) -> int:
    """Keep a photograph until somebody says who it is; returns 0 where that is known already, or asked."""
    held = any(one.seen.digest == digest for digest in held_in(session.gallery))
    asked = any(one.seen.digest == other.seen.digest for other in session.of(GalleryState).aside)
    if not held and not asked:
        session.of(GalleryState).keep_aside(one)
    return int(not held and not asked)


def _looked_at(session: Session, picture: Picture, name: str, filename: str) -> Aside:
    """A photograph with the encodings of the faces that may be the person's; its pixels are let go."""
    encoder = session.gallery.encoder
    [faces] = session.cache.faces([picture], encoder, encode)
    if not faces:
        raise detection.no_face(picture)
    found = [one.face for one in faces]
    places, plain = groups.candidates(found), groups.plain(found)
    small: dict[int, str] = {}
    if session.of(GalleryState).keep_thumbnails:
        detailed = in_detail(picture, [found[at] for at in places])
        crops = {at: cut(*one, encoder_spec(encoder)) for at, one in zip(places, detailed, strict=True)}
        small = {at + 1: html.data_uri(crop, THUMBNAIL) for at, crop in crops.items()}
    return Aside(
        name=name,
        seen=Seen(
            filename,
            picture.digest,
            np.stack([faces[at].encoding for at in places]),
            tuple(faces[at] for at in places),
            tuple(at + 1 for at in places),
            len(faces) if len(places) > 1 else 1,
            None if plain is None else places.index(plain),
        ),
        thumbnails=small,
    )


def _enrol_person(session: Session, name: str, new: list[Aside], result: Result) -> None:
    """Decide about new photographs of a person together with those that are kept aside, measured by those enrolled."""
    state = session.of(GalleryState)
    held = {
        digest: Seen(words.HELD.format(number=enrolled.number), digest, encoding[None], accepted=True)
        for digest, some in held_in(session.gallery).items()
        for who, enrolled, encoding in some
        if who == name
    }
    fresh = {one.seen.digest: one for one in new if one.seen.digest not in held}
    result.before += len(new) - len(fresh)
    earlier = {one.seen.digest: one for one in state.aside if one.name == name and one.seen.digest not in fresh}
    pictures = [*earlier.values(), *fresh.values()]
    state.aside = [one for one in state.aside if one.name != name]
    decisions = decide(name, [*(one.seen for one in pictures), *held.values()], session.gallery.encoder)
    for one, decision in zip(pictures, decisions, strict=False):
        if decision.problem is None:
            _add(session, one, decision, result)
            continue
        state.keep_aside(one, languages.said(decision.problem.message))
        result.problems.append(decision.problem)
        result.aside += 1


def _add(session: Session, one: Aside, decision: Decision, result: Result, accepted: bool = False) -> None:
    assert decision.face is not None
    face, seen = one.seen.faces[decision.face], one.seen
    try:
        new = session.gallery.enrol(one.name, face, seen.digest, accepted)
    except FacestyleError as problem:
        result.problems.append(problem)
        return
    result.added += new
    result.before += not new
    if decision.remark:
        result.remarks.append(languages.said(decision.remark))
    if face.flaws:
        result.remarks.append(words.POOR.format(filename=seen.label, flaws=shared_words.flaws(face.flaws)))
    if session.of(GalleryState).keep_thumbnails and (small := one.thumbnails.get(seen.numbers[decision.face])):
        session.of(GalleryState).thumbnails[source_of(seen.digest, face.face)] = small


def accept_photo(session: Session, key: str, name: str = "") -> Result:
    """Enrol a face that is kept aside, though it is doubtful, or now that somebody says who it is.

    Args:
        session: the visitor's.
        key: of the choice; see `GalleryState.choices`.
        name: of the person; empty for the one whom the photograph was given for.

    Raises:
        OptionError: nothing of that key is kept aside.
        NameRefusedError: a name is needed, or this one can't be used.
    """
    state, result = session.of(GalleryState), Result()
    one, face = _chosen(state, key)
    doubtful = bool(one.name)
    one = replace(one, name=checked_name(name or one.name))
    if doubtful or len(one.seen.numbers) > 1:
        _add(session, one, Decision(face), result, accepted=True)
    else:
        _leave_out(state, one)
        _enrol_person(session, one.name, [one], result)
    if not result.problems:
        _leave_out(state, one)
    return result


def leave_out(session: Session, key: str) -> str:
    """Forget a photograph that is kept aside.

    Returns:
        Its file's name.

    Raises:
        OptionError: nothing of that key is kept aside.
    """
    one, _ = _chosen(session.of(GalleryState), key)
    _leave_out(session.of(GalleryState), one)
    return one.seen.label


def _chosen(state: GalleryState, key: str) -> tuple[Aside, int]:
    chosen = {choice: (one, face) for choice, one, face in state.choices()}
    if key not in chosen:
        raise OptionError(words.NOT_ASIDE.format(key=str(key)[:40]))
    return chosen[key]


def _leave_out(state: GalleryState, gone: Aside) -> None:
    state.aside = [one for one in state.aside if one.number != gone.number]
