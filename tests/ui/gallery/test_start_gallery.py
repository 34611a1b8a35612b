"""The people that every visit starts with."""

from __future__ import annotations

import pytest

from facestyle.cli.main import main
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.pipeline import encode_faces
from facestyle.ui import serving
from facestyle.ui.shared import session


@pytest.fixture
def fresh(setting):
    session._opened.cache_clear()
    setting("FACESTYLE_GALLERY", "")
    yield
    session._opened.cache_clear()


def test_a_gallery_file_is_what_every_visit_starts_with(fresh, tmp_path, sample):
    ours, picture = Gallery(), sample("astronaut")
    ours.enrol("Eileen Collins", encode_faces([picture])[0][0], picture.digest)
    gallery_file.write_gallery(gallery_file.Stored(ours.contents()), tmp_path / "crew.facestyle")
    serving.start_from(tmp_path / "crew.facestyle")
    one, other = session.Session(), session.Session()
    assert [person.name for person in one.gallery.people] == ["Eileen Collins"]
    one.gallery.clear()
    assert len(other.gallery) == 1


@pytest.mark.parametrize("told", ["argument", "environment"])
def test_a_bad_gallery_file_ends_the_start_with_a_sentence(fresh, tmp_path, capsys, setting, told):
    file = tmp_path / "x.facestyle"
    file.write_text("words")
    if told == "environment":
        setting("FACESTYLE_GALLERY", str(file))
    with pytest.raises(SystemExit) as ended:
        main(["serve", *(["--gallery", str(file)] if told == "argument" else [])])
    assert ended.value.code == 2
    assert "error: bad-gallery-file: x.facestyle is not a gallery" in capsys.readouterr().err
