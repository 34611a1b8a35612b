"""A folder of people becomes a gallery: resumed, and with what was left out and why."""

from __future__ import annotations

import pytest
from PIL import Image

from facestyle.errors import EmptyGalleryError, FileMissingError
from facestyle.faces import detection, distance
from facestyle.faces.gallery import enrolment
from facestyle.faces.gallery.enrolment import enrol_folder
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.pipeline import encode_faces, encode_files
from facestyle.images import load


@pytest.fixture
def folder(tmp_path, sample_path):
    for name, photos in {"Barack Obama": ("obama", "obama2"), "Joe Biden": ("biden",), "A cup": ("coffee",)}.items():
        (tmp_path / name).mkdir()
        for photo in photos:
            (tmp_path / name / f"{photo}.jpg").write_bytes(sample_path(photo).read_bytes())
    (tmp_path / "Joe Biden" / "notes.txt").write_text("not a picture")
    (tmp_path / "Joe Biden" / ".hidden").write_text("of no interest")
    return tmp_path


def test_people_are_enrolled_and_the_rest_is_told_of(folder, sample):
    ours, refused = Gallery(), {}
    steps = list(enrol_folder(ours, folder, refused))
    assert [(step.done, step.total) for step in steps] == [(number, 5) for number in range(1, 6)]
    assert {person.name: person.pictures for person in ours.people} == {"Barack Obama": 2, "Joe Biden": 1}
    problems = {step.path.name: step.problem for step in steps if step.problem}
    assert set(problems) == {"coffee.jpg", "notes.txt"}
    assert "A cup/coffee.jpg" in problems["coffee.jpg"]
    [answer] = ours.identify(encode_faces([sample("obama3")])[0])
    assert answer.name == "Barack Obama"


def test_the_second_run_encodes_nothing_and_a_new_picture_alone(folder, sample_path, monkeypatch):
    ours, refused = Gallery(), {}
    list(enrol_folder(ours, folder, refused))
    asked = []
    real = enrolment.main_faces_of_files
    monkeypatch.setattr(
        enrolment, "main_faces_of_files", lambda paths, encoder: asked.append(list(paths)) or real(paths, encoder)
    )
    again = list(enrol_folder(ours, folder, refused))
    assert [path.name for path in asked.pop()] == ["notes.txt"], "what is no picture has no content to know it by"
    assert not any(step.added or step.encoded for step in again)
    assert sum("No face" in step.problem for step in again) == 1
    (folder / "Barack Obama" / "third.jpg").write_bytes(sample_path("obama3").read_bytes())
    assert sum(step.added for step in enrol_folder(ours, folder, refused)) == 1
    assert ours.encodings == 4


def test_a_picture_in_two_folders_belongs_to_the_first(folder, sample_path):
    (folder / "Somebody").mkdir()
    (folder / "Somebody" / "same.jpg").write_bytes(sample_path("biden").read_bytes())
    ours = Gallery()
    for _ in range(2):
        problems = [step.problem for step in enrol_folder(ours, folder) if "Joe Biden" in step.problem]
        assert any("already" in problem for problem in problems)
    assert [person.name for person in ours.people] == ["Barack Obama", "Joe Biden"]


def test_a_folder_without_people_says_so(tmp_path):
    with pytest.raises(EmptyGalleryError, match=r"NAME/\*\.jpg"):
        list(enrol_folder(Gallery(), tmp_path))
    with pytest.raises(FileMissingError):
        list(enrol_folder(Gallery(), tmp_path / "none"))


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
    paths = sorted((shared / "lfw" / "images").glob("*/*"))[::350] + sorted((shared / "photos").glob("*.jpg"))
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
