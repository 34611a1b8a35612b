"""1:K or none of them: against brute force, under threads, and on strangers."""

from __future__ import annotations

import copy
import threading

import numpy as np
import pytest
from support.faces import face, gallery_of, random_faces

from facestyle.errors import (
    AlreadyEnrolledError,
    ContractError,
    EmptyGalleryError,
    GalleryFullError,
    NameRefusedError,
    OptionError,
    UnknownPersonError,
)
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery import members
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.names import name_from_file, says_a_name
from facestyle.faces.gallery.people import template
from facestyle.faces.pipeline import EncodedFace


def mean_of(entries: list[EncodedFace]) -> list[float]:
    """The mean, number by number, brought to unit length."""
    mean = [sum(float(one.encoding[k]) for one in entries) / len(entries) for k in range(128)]
    length = sum(value**2 for value in mean) ** 0.5
    return [value / length for value in mean]


def test_one_picture_is_its_own_template_and_opposite_ones_have_some():
    [one] = random_faces(1)
    assert template(one.encoding[None]) is not None
    assert (template(one.encoding[None]) == one.encoding).all()
    assert np.isfinite(template(np.stack([one.encoding, -one.encoding]))).all()


def test_identify_agrees_with_brute_force():
    people: dict[str, list[EncodedFace]] = {}
    ours = Gallery()
    for number, one in enumerate(random_faces(300)):
        name = f"person {number % 90}"
        people.setdefault(name, []).append(one)
        ours.enrol(name, one, f"picture {number}")
    probes = random_faces(40, seed=1) + [face(one.encoding + 0.02) for one in people["person 7"]]
    for probe, answer in zip(probes, ours.identify(probes, 1.5, candidates=5), strict=True):
        nearest = sorted(
            (sum((float(a) - float(b)) ** 2 for a, b in zip(probe.encoding, mean_of(entries), strict=True)), name)
            for name, entries in people.items()
        )  # fmt: skip
        assert [person.name for person in answer.candidates] == [name for _, name in nearest[:5]]
        assert answer.distance == pytest.approx(nearest[0][0], abs=1e-5)
        assert answer.name == (nearest[0][1] if nearest[0][0] <= 1.5 else None)


@pytest.mark.parametrize("candidates", [0, -1, 2.5, "3"])
def test_at_least_one_candidate_is_listed(candidates):
    with pytest.raises(OptionError, match="give a whole number from 1"):
        Gallery().identify([], 1.0, candidates)


def test_people_can_be_renamed_removed_and_cleared():
    ours = Gallery()
    for name, one in zip(("Ada", "Emmy", "Ada"), random_faces(3), strict=True):
        assert ours.enrol(name, one, f"{id(one)}")
    assert [(person.name, person.pictures) for person in ours.people] == [("Ada", 2), ("Emmy", 1)]
    ours.rename("Ada", "Ada Lovelace")
    assert [person.name for person in ours.people] == ["Ada Lovelace", "Emmy"]
    assert ours.identify(random_faces(1))[0].name == "Ada Lovelace"
    with pytest.raises(AlreadyEnrolledError, match="Emmy"):
        ours.rename("Ada Lovelace", "Emmy")
    ours.remove("Ada Lovelace")
    assert ours.identify(random_faces(1))[0].name is None
    with pytest.raises(UnknownPersonError, match="Ada"):
        ours.remove("Ada")
    ours.clear()
    with pytest.raises(EmptyGalleryError):
        ours.identify(random_faces(1))


@pytest.mark.parametrize("name", ["", "  \n ", None, 7, "x" * 10_000, "<b>Eve</b>", "Eve\x00", "Eve\ue000", "a>b"])
def test_names_that_are_none_are_refused_and_nothing_changes(name):
    ours = Gallery()
    with pytest.raises(NameRefusedError) as refused:
        ours.enrol(name, random_faces(1)[0], "picture")
    assert len(refused.value.message) < 200
    assert "<" not in refused.value.message
    assert len(ours) == 0


@pytest.mark.parametrize("name", ["Zoë", "李小龍", "Mary-Jane O'Neil", "🙂", "O. de la Cruz, Jr."])
def test_names_of_all_the_world_are_welcome(name):
    ours = Gallery()
    ours.enrol(f"  {name} ", random_faces(1)[0], "picture")
    assert ours.people[0].name == name


def test_one_face_of_one_picture_counts_once_and_for_one_person():
    ours, [one] = Gallery(), random_faces(1)
    assert ours.enrol("Ada", one, "picture")
    assert not ours.enrol("Ada", one, "picture")
    assert ours.encodings == 1
    with pytest.raises(AlreadyEnrolledError, match="Ada"):
        ours.enrol("Emmy", one, "picture")
    assert [person.name for person in ours.people] == ["Ada"]


def test_two_contracts_never_meet():
    ours = Gallery()
    stranger = face(np.ones(512), encoder_spec("vggface2").contract)
    with pytest.raises(ContractError, match="vggface2"):
        ours.enrol("Ada", stranger, "picture")
    ours.enrol("Ada", random_faces(1)[0], "picture")
    with pytest.raises(ContractError, match="clear the gallery"):
        ours.identify([stranger])


def test_a_full_gallery_says_so(monkeypatch):
    monkeypatch.setattr(members, "MAX_ENCODINGS", 2)
    ours = Gallery()
    one, two, three = random_faces(3)
    ours.enrol("Ada", one, "1")
    ours.enrol("Ada", two, "2")
    with pytest.raises(GalleryFullError, match="2 encodings"):
        ours.enrol("Ada", three, "3")


@pytest.mark.parametrize("threshold", [float("nan"), -1, 5, "1"])
def test_a_threshold_that_makes_no_sense_is_refused(threshold):
    ours = Gallery()
    ours.enrol("Ada", random_faces(1)[0], "picture")
    with pytest.raises(OptionError, match="threshold"):
        ours.identify(random_faces(1), threshold)


def test_a_copy_is_independent():
    ours = Gallery()
    ours.enrol("Ada", random_faces(1)[0], "picture")
    other = copy.deepcopy(ours)
    other.clear()
    assert len(ours) == 1


def test_a_hundred_threads_that_enrol_and_identify_lose_and_mix_nothing():
    ours, faces, wrong = Gallery(), random_faces(1000), []

    def work(number: int) -> None:
        for own in range(number * 10, number * 10 + 10):
            ours.enrol(f"person {own}", faces[own], f"picture {own}")
            if ours.identify([faces[own]])[0].name != f"person {own}":
                wrong.append(own)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(ours) == ours.encodings == 1000


def of_three() -> Gallery:
    ours = Gallery()
    for name, one in zip(("Ada", "Emmy", "Ada"), random_faces(3), strict=True):
        ours.enrol(name, one, f"{one.encoding[0]}")
    return ours


def state(ours: Gallery) -> list:
    return [(person.name, [one.number for one in person.enrolled]) for person in ours.people]


def test_two_names_become_one_person_with_the_pictures_of_both():
    ours = of_three()
    ours.merge("Emmy", "Ada")
    assert state(ours) == [("Ada", [1, 2, 3])]
    assert [answer.name for answer in ours.identify(random_faces(3))] == ["Ada"] * 3
    with pytest.raises(OptionError, match="choose two people"):
        ours.merge("Ada", "Ada")
    with pytest.raises(UnknownPersonError, match="Emmy"):
        ours.merge("Emmy", "Ada")


def test_one_picture_is_removed_and_the_person_goes_with_their_last():
    ours = of_three()
    ours.remove_picture("Ada", 1)
    assert state(ours) == [("Ada", [2]), ("Emmy", [1])]
    assert [answer.name for answer in ours.identify(random_faces(3))] == [None, "Emmy", "Ada"]
    for number in (1, True, None, "2"):
        with pytest.raises(OptionError, match="choose one of 2"):
            ours.remove_picture("Ada", number)
    ours.remove_picture("Ada", 2)
    assert state(ours) == [("Emmy", [1])]


@pytest.mark.parametrize(
    "removal", [lambda ours: ours.remove("Ada"), lambda ours: ours.remove_picture("Ada", 2), Gallery.clear]
)
def test_the_last_removal_is_undone_once(removal):
    ours = of_three()
    before = sorted(state(ours))
    removal(ours)
    assert ours.can_undo
    assert "Ada" in ours.undo()
    assert sorted(state(ours)) == before
    assert [answer.name for answer in ours.identify(random_faces(3))] == ["Ada", "Emmy", "Ada"]
    assert (ours.can_undo, ours.undo()) == (False, ())


def test_undo_after_the_name_is_taken_again_counts_no_picture_twice():
    ours = of_three()
    ours.clear()
    ours.enrol("Ada", random_faces(1)[0], f"{random_faces(1)[0].encoding[0]}")
    ours.undo()
    assert sorted(state(ours)) == [("Ada", [1, 2]), ("Emmy", [1])]


def test_clearing_twice_leaves_nothing_to_undo():
    ours = of_three()
    ours.clear()
    ours.clear()
    assert ours.undo() == ()
    assert (len(ours), ours.encodings) == (0, 0)


def test_people_from_another_gallery_join():
    ours, theirs = of_three(), Gallery()
    new, *_ = random_faces(1, seed=9)
    theirs.enrol("Ada", new, "new")
    theirs.enrol("Kurt", random_faces(1)[0], f"{random_faces(1)[0].encoding[0]}")  # known here, as Ada
    assert ours.absorb(theirs.contents()) == ("Ada",)
    assert state(ours) == [("Ada", [1, 2, 3]), ("Emmy", [1])]
    full = Gallery(limit=1)
    full.enrol("Emmy", random_faces(1, seed=5)[0], "emmy")
    with pytest.raises(GalleryFullError, match="1 encodings"):
        full.absorb(theirs.contents())
    assert state(full) == [("Emmy", [1])]
    with pytest.raises(ContractError, match="vggface2"):
        ours.absorb(Gallery("vggface2").contents())


def test_undo_parts_people_who_were_merged_wherever_their_pictures_are_by_then():
    ours = gallery_of(6)  # three people of two pictures each
    before = {person.name: [one.source for one in person.enrolled] for person in ours.people}
    first, second, third = before
    ours.remove_picture(first, 1)
    ours.merge(first, second)
    ours.rename(second, "Both")
    assert ours.undo() == (first,)
    after = {person.name: [one.source for one in person.enrolled] for person in ours.people}
    assert after == {"Both": before[second], third: before[third], first: before[first][1:]}
    assert [one.number for person in ours.people for one in person.enrolled if person.name == first] == [2]
    assert not ours.can_undo


@pytest.mark.parametrize(
    ("filename", "is_one"),
    [
        ("Ada_Lovelace_0003.jpg", True), ("ann.jpg", True), ("Sam.jpg", True), ("April_03.jpg", True),
        ("李雷.jpg", True), ("Malcolm X.jpg", True), ("Ada2.jpg", True), ("IMG_1234.JPG", False),
        ("IMG_E1234.jpg", False),
        ("DSC0001.jpg", False), ("_DSC1234.jpg", False), ("P1000123.JPG", False), ("photo (1).png", False),
        ("2024-05-01.jpg", False), ("3 April 2021.jpg", False), ("20240501_123456.jpg", False),
        ("IMG-20230101-WA0003.jpg", False), ("WhatsApp Image 2020-01-01 at 10.10.10 AM.jpeg", False),
        ("9F86D081-884C-4D63-A4C7-1F2E3D4C5B6A.jpg", False), ("微信图片_20230101.jpg", False), ("", False),
    ],
)  # fmt: skip
def test_file_names_of_cameras_dates_and_codes_are_no_names(filename, is_one):
    assert says_a_name(filename) is is_one


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("Ada_Lovelace_0003.jpg", "Ada Lovelace"),
        ("/tmp/x/emmy-noether.png", "Emmy Noether"),
        ("obama2.jpg", "Obama"),
        ("C:\\pictures\\Alan Turing (2).jpeg", "Alan Turing"),
        ("007.jpg", "007"),
        ("<script>.png", "Script"),
        ("...", "Somebody"),
    ],
)
def test_file_names_suggest_names(filename, name):
    assert name_from_file(filename) == name
