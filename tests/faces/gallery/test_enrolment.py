"""A folder of people becomes a gallery: resumed, and with what was left out or kept aside and why."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from facestyle.faces import detection, distance
from facestyle.faces.gallery import enrolment
from facestyle.faces.gallery.enrolment import enrol_files, enrol_folder
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.notes import Notes
from facestyle.faces.gallery.settling import Outcome
from facestyle.faces.pipeline import encode_faces, encode_files
from facestyle.images import load


@pytest.fixture
def put(tmp_path, small_path):
    """Lay samples into a folder of people: `put("Ann/1.jpg", "obama")`, or side by side for a group."""

    def put(where: str, *samples: str) -> Path:
        path = tmp_path / where
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(samples) == 1:
            path.write_bytes(small_path(samples[0]).read_bytes())
            return tmp_path
        tiles = [Image.open(small_path(one)).convert("RGB").resize((240, 300)) for one in samples]
        row = Image.new("RGB", (240 * len(tiles), 300))
        for number, tile in enumerate(tiles):
            row.paste(tile, (240 * number, 0))
        row.save(path, quality=92)
        return tmp_path

    return put


def enrol(gallery: Gallery, folder: Path, notes: Notes | None = None, **how) -> dict[str, Outcome]:
    steps = list(enrol_folder(gallery, folder, notes, **how))
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total
    return {one.file.label: one for step in steps for one in step.outcomes}


def held(gallery: Gallery) -> dict[str, int]:
    return {person.name: person.pictures for person in gallery.people}


def who(gallery: Gallery, picture) -> list[str | None]:
    return [answer.name for answer in gallery.identify(encode_faces([picture])[0])]


def test_people_are_enrolled_and_the_rest_is_told_of(put, sample):
    for where, name in (
        ("Barack Obama/1.jpg", "obama"),
        ("Barack Obama/2.jpg", "obama2"),
        ("Joe Biden/1.jpg", "biden"),
    ):
        put(where, name)
    folder = put("A cup/coffee.jpg", "coffee")
    (folder / "Joe Biden" / "notes.txt").write_text("not a picture")
    ours = Gallery()
    outcomes = enrol(ours, folder)
    assert held(ours) == {"Barack Obama": 2, "Joe Biden": 1}
    problems = {label: one.problem for label, one in outcomes.items() if one.problem}
    assert set(problems) == {"A cup/coffee.jpg", "Joe Biden/notes.txt"}
    assert "A cup/coffee.jpg" in problems["A cup/coffee.jpg"]
    assert who(ours, sample("obama3")) == ["Barack Obama"]


def test_the_second_run_encodes_nothing_and_a_new_picture_alone(put, monkeypatch):
    put("Barack Obama/1.jpg", "obama")
    put("A cup/coffee.jpg", "coffee")
    folder, ours, notes = put("Carl/1.jpg", "biden", "astronaut"), Gallery(), Notes()
    (folder / "Carl" / "notes.txt").write_text("not a picture")
    first = enrol(ours, folder, notes)
    asked = []
    real = enrolment.faces_of_files
    monkeypatch.setattr(enrolment, "faces_of_files", lambda files, encoder: asked.extend(files) or real(files, encoder))
    again = enrol(ours, folder, notes)
    assert [name for _, name in asked] == ["Carl/notes.txt"], "what is no picture has no content to know it by"
    assert not any(one.added or one.encoded for one in again.values())
    assert {label: one.problem for label, one in again.items()} == {label: one.problem for label, one in first.items()}
    asked.clear()
    put("Barack Obama/3.jpg", "obama3")
    assert enrol(ours, folder, notes)["Barack Obama/3.jpg"].added
    assert {name for _, name in asked} == {"Barack Obama/3.jpg", "Carl/notes.txt"}
    assert held(ours) == {"Barack Obama": 2}


def test_of_two_pictures_that_differ_neither_is_believed_until_a_third_or_a_person_tells(put, sample):
    put("Ann/1.jpg", "obama")
    folder = put("Ann/2.jpg", "biden")
    ours, notes = Gallery(), Notes()
    outcomes = enrol(ours, folder, notes)
    assert len(ours) == 0
    for one in outcomes.values():
        assert one.aside
        assert "Ann/1.jpg" in one.problem
        assert "Ann/2.jpg" in one.problem
    accepting = Gallery()
    assert enrol(accepting, folder, accepted={"Ann/2.jpg": None})["Ann/1.jpg"].aside
    assert who(accepting, sample("biden")) == ["Ann"]
    put("Ann/3.jpg", "obama2")
    outcomes = enrol(ours, folder, notes)
    assert [outcomes[f"Ann/{number}.jpg"].aside for number in (1, 2, 3)] == [False, True, False]
    assert "far from 2 pictures of Ann" in outcomes["Ann/2.jpg"].problem
    assert who(ours, sample("obama3")) == ["Ann"]
    assert who(ours, sample("biden")) == [None]


def test_the_order_in_which_pictures_come_does_not_decide(put):
    """A stranger who came first is taken out again when the person's own pictures come."""
    ours, notes = Gallery(), Notes()
    enrol(ours, put("Ann/1.jpg", "biden"), notes)
    assert held(ours) == {"Ann": 1}
    outcomes = enrol(ours, put("Ann/2.jpg", "obama"), notes)
    assert (len(ours), outcomes["Ann/1.jpg"].removed) == (0, True)
    folder = put("Ann/3.jpg", "obama2")
    outcomes = enrol(ours, folder, notes)
    assert held(ours) == {"Ann": 2}
    assert outcomes["Ann/1.jpg"].aside
    at_once = Gallery()
    enrol(at_once, folder)
    assert {one.source for person in at_once.people for one in person.enrolled} == {
        one.source for person in ours.people for one in person.enrolled
    }


def test_of_a_group_the_face_that_fits_is_taken_and_it_is_said(put, sample):
    put("Ann/1.jpg", "obama")
    folder = put("Ann/2.jpg", "biden", "astronaut", "obama2")
    ours = Gallery()
    [remark] = [one.remark for one in enrol(ours, folder).values() if one.remark]
    assert remark == "Ann/2.jpg shows 3 faces; face 3 from the left fits Ann's other pictures and is enrolled."
    assert held(ours) == {"Ann": 2}
    assert who(ours, sample("astronaut")) == [None]


def test_a_group_alone_tells_nothing_and_its_face_is_accepted_by_number(put, sample):
    folder = put("Ann/1.jpg", "biden", "obama")
    one = enrol(Gallery(), folder)["Ann/1.jpg"]
    assert one.problem.startswith("several-faces: Ann/1.jpg shows 2 faces, and no other picture tells which is Ann.")
    assert list(one.boxes) == [1, 2]
    for accepted, says in ((None, "accept one of them by its number"), (7, "Face 7 of Ann/1.jpg can't be enrolled")):
        assert says in enrol(Gallery(), folder, accepted={"Ann/1.jpg": accepted})["Ann/1.jpg"].problem
    ours = Gallery()
    assert enrol(ours, folder, accepted={"Ann/1.jpg": 2})["Ann/1.jpg"].added
    assert who(ours, sample("obama3")) == ["Ann"]
    assert all(one.accepted for person in ours.people for one in person.enrolled)


def test_one_group_under_two_names_swaps_nobody(put, sample):
    put("Ann/group.jpg", "biden", "obama")
    folder = put("Joe/group.jpg", "biden", "obama")
    assert all(one.aside for one in enrol(Gallery(), folder).values())
    put("Ann/1.jpg", "obama2")
    ours = Gallery()
    outcomes = enrol(ours, folder)
    assert (outcomes["Ann/group.jpg"].added, outcomes["Joe/group.jpg"].aside) == (True, True)
    assert who(ours, sample("obama3")) == ["Ann"]
    assert who(ours, sample("biden")) == [None]


def test_one_portrait_under_two_names_is_nobody_s_unless_others_tell(put, sample):
    put("Ann/1.jpg", "obama")
    folder = put("Ben/x.jpg", "obama")
    outcomes = enrol(Gallery(), folder)
    assert {one.problem.split(":")[0] for one in outcomes.values()} == {"doubtful"}
    assert "is also among the pictures of Ben" in outcomes["Ann/1.jpg"].problem
    put("Ben/2.jpg", "obama2")
    ours = Gallery()
    outcomes = enrol(ours, folder)
    assert held(ours) == {"Ben": 2}
    assert outcomes["Ann/1.jpg"].aside


def test_names_are_compared_as_they_are_tidied(put):
    """The second run does not refuse a person's own pictures, whatever the file system makes of the name."""
    for name in (unicodedata.normalize("NFD", "José"), "Bob ", "Ada  Lovelace"):
        folder = put(f"{name}/1.jpg", {"B": "obama", "A": "biden"}.get(name[0], "astronaut"))
    ours, notes = Gallery(), Notes()
    for _ in range(2):
        assert not any(one.problem for one in enrol(ours, folder, notes).values())
    assert held(ours) == {"Ada Lovelace": 1, "Bob": 1, "José": 1}


def test_a_name_that_can_t_be_used_is_told_before_anything_is_encoded(put):
    folder = put(f"{'x' * 100}/1.jpg", "obama")
    [one] = enrol(Gallery(), folder).values()
    assert one.problem.startswith("bad-name: ")
    assert not one.encoded


def test_a_copy_counts_once(put):
    put("Ann/1.jpg", "obama")
    put("Ann/2.jpg", "obama")
    ours = Gallery()
    outcomes = enrol(ours, put("Ann/3.jpg", "biden"))
    assert len(ours) == 0, "a copy of a picture is no second opinion"
    assert outcomes["Ann/2.jpg"].copy
    assert "is a copy" in outcomes["Ann/2.jpg"].remark


@pytest.mark.parametrize("name", ["obama", "biden", "astronaut", "coffee"])
def test_the_quick_way_to_one_face_agrees_with_the_thorough_one(sample, name):
    picture = sample(name)
    [quick] = detection.main_faces([picture])
    faces = detection.detect(picture)
    if not faces:
        assert quick is None
        return
    assert quick is not None
    slow = faces[detection.choose(faces, picture)]
    assert quick.box == pytest.approx(slow.box, abs=0.1 * slow.area**0.5)


@pytest.mark.shared
def test_the_quick_way_agrees_on_groups_and_on_photographs_of_lfw(shared):
    paths = sorted((shared / "lfw" / "images").glob("*/*"))[::700] + sorted((shared / "photos").glob("*.jpg"))
    quick = encode_files(paths)
    for path in paths:
        picture = load(path)
        [faces] = encode_faces([picture])
        assert (path in quick) == bool(faces)
        if faces:
            slow = faces[detection.choose([one.face for one in faces], picture)]
            assert distance.distance(quick[path], slow.encoding) < 0.1, path.name


def test_a_large_photograph_is_encoded_in_full_detail(sample_path, tmp_path):
    """A face that is small in a large photograph is not encoded from the reduced copy that it was found in."""
    face = Image.open(sample_path("obama")).convert("RGB").resize((400, 500))
    large = Image.new("RGB", (4000, 3000), (120, 130, 140))
    large.paste(face, (1800, 1250))
    large.save(tmp_path / "large.jpg", quality=95)
    face.save(tmp_path / "near.jpg", quality=95)
    far, near = encode_files([tmp_path / "large.jpg", tmp_path / "near.jpg"]).values()
    assert distance.distance(far, near) < 0.1


@pytest.mark.shared
def test_strangers_among_people_of_lfw_are_told(shared):
    """Twelve people of four pictures and one of somebody else: nearly every stranger is told, hardly anybody else."""
    several = [one for one in sorted((shared / "lfw" / "images").iterdir()) if len(list(one.iterdir())) >= 4][:12]
    files = []
    for number, person in enumerate(several):
        stranger = sorted(several[number - 1].iterdir())[-1]
        files += [
            enrolment.PersonFile(person.name, path, f"{person.name}/{path.name}")
            for path in sorted(person.iterdir())[:3]
        ]
        files.append(enrolment.PersonFile(person.name, stranger, f"{person.name}/stranger.jpg"))
    outcomes = [one for step in enrol_files(Gallery(), files) for one in step.outcomes]
    strangers = [one for one in outcomes if one.file.label.endswith("stranger.jpg")]
    assert sum(one.aside for one in strangers) >= 11
    assert sum(one.aside for one in outcomes) - sum(one.aside for one in strangers) <= 2
