"""Doubtful photographs on the page: they are part of the answer, and can be accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from facestyle.errors import NameRefusedError, OptionError
from facestyle.ui.gallery import events
from facestyle.ui.gallery.enrolment import accept_photo, enrol_photos
from facestyle.ui.gallery.state import GalleryState
from facestyle.ui.shared.session import Session


@pytest.fixture
def photo(tmp_path, sample_path):
    """A copy of a sample, or several samples side by side, as an upload."""

    def photo(*names: str) -> str:
        tiles = [Image.open(sample_path(name)).convert("RGB").resize((320, 400)) for name in names]
        row = Image.new("RGB", (320 * len(tiles), 400))
        for number, tile in enumerate(tiles):
            row.paste(tile, (320 * number, 0))
        path = tmp_path / f"{'-'.join(names)}.png"
        row.save(path)
        return str(path)

    return photo


def held(session: Session) -> dict[str, int]:
    return {person.name: person.pictures for person in session.gallery.people}


def keys(session: Session) -> list[str]:
    return [key for key, *_ in session.of(GalleryState).choices()]


def test_a_picture_far_from_those_enrolled_is_kept_aside_until_it_is_accepted(photo):
    session = Session()
    upload = photo("astronaut")
    result = enrol_photos(session, [upload], "Barack Obama")
    assert (result.added, result.aside, held(session)) == (0, 1, {"Barack Obama": 1, "Joe Biden": 1})
    assert "far from picture #1 in the gallery" in result.problems[0].message
    assert not Path(upload).exists()
    with pytest.raises(OptionError, match="No picture with the key 7"):
        accept_photo(session, "7")
    assert accept_photo(session, "1").added == 1
    assert (held(session)["Barack Obama"], keys(session)) == (2, [])


def test_the_face_of_a_group_that_fits_is_taken_and_otherwise_it_is_asked(photo):
    session = Session()
    result = enrol_photos(session, [photo("biden", "astronaut", "obama2")], "Barack Obama")
    assert result.remarks[0].startswith("biden-astronaut-obama2.png shows 3 faces; face 3 from the left fits")
    result = enrol_photos(session, [photo("astronaut", "biden")], "Eileen Collins")
    assert (result.problems[0].code, keys(session)) == ("several-faces", ["1#1", "1#2"])
    accept_photo(session, "1#1")
    assert held(session) == {"Barack Obama": 2, "Joe Biden": 1, "Eileen Collins": 1}


def test_of_two_that_differ_neither_is_enrolled_and_a_third_tells(photo):
    session = Session()
    assert enrol_photos(session, [photo("astronaut"), photo("obama2")], "Ann").aside == 2
    assert "Ann" not in held(session)
    result = enrol_photos(session, [photo("obama3")], "Ann")
    assert (result.added, result.aside, held(session)["Ann"]) == (2, 1, 2)
    assert enrol_photos(session, [photo("obama3")], "Ann").before == 1


def test_what_is_kept_aside_is_data_and_a_choice_and_goes_with_the_gallery_and_comes_back_with_it(photo):
    session = Session()
    *_, data, rows, _, _ = events.enrol(session, [photo("astronaut"), photo("obama2")], "Ann")
    assert [(one["key"], one["name"], one["photo"], one["faces"]) for one in data] == [
        ("1", "Ann", "astronaut.png", 1), ("2", "Ann", "obama2.png", 1)
    ]  # fmt: skip
    assert rows.count('data-do="accept"') == 2
    *_, data, _ = events.rename(session, "Joe Biden", "Ann")
    *_, data, _ = events.merge(session, "Ann", "Barack Obama")
    assert {one["name"] for one in data} == {"Barack Obama"}
    *_, data, _ = events.accept(session, "2")
    assert [one["key"] for one in data] == ["1"]
    *_, data, rows = events.clear(session)
    assert (data, rows) == ([], "")
    *_, data, _ = events.undo(session)
    assert ([one["key"] for one in data], len(session.gallery)) == (["1"], 1)
    *_, note, data, _ = events.leave_out(session, "1")
    assert ("astronaut.png is left out" in note, data) == (True, [])


def test_a_file_name_that_is_no_name_is_asked_for(photo, tmp_path):
    session, camera = Session(), tmp_path / "IMG_1234.png"
    camera.write_bytes(Path(photo("astronaut")).read_bytes())
    group = tmp_path / "photo (1).png"
    group.write_bytes(Path(photo("obama2", "biden")).read_bytes())
    *_, note, data, rows, _, _ = events.enrol(session, [str(camera), str(group)], "")
    assert "2 file names do not say who is shown" in note
    assert [(one["photo"], one["name"], one["face"]) for one in data] == [
        ("IMG_1234.png", "", 1), ("photo (1).png", "", 1), ("photo (1).png", "", 2)
    ]  # fmt: skip
    assert rows.count('name="to"') == 3
    assert held(session) == {"Barack Obama": 1, "Joe Biden": 1}
    with pytest.raises(NameRefusedError):
        events.accept(session, "1", " ")
    events.accept(session, "1", "Eileen  Collins")
    events.accept(session, "2#2", "Joe Biden")
    assert held(session) == {"Barack Obama": 1, "Joe Biden": 2, "Eileen Collins": 1}
    assert keys(session) == []


def test_an_asked_picture_that_does_not_fit_its_name_is_doubtful_like_any_other(photo, tmp_path):
    session, camera = Session(), tmp_path / "DSC0001.png"
    camera.write_bytes(Path(photo("astronaut")).read_bytes())
    events.enrol(session, [str(camera)], "")
    *_, note, data, rows = events.accept(session, "1", "Joe Biden")
    assert "1 is kept aside" in note
    assert [(one["key"], one["name"]) for one in data] == [("2", "Joe Biden")]
    assert note.count("far from") + rows.count("far from") == 1  # told once
