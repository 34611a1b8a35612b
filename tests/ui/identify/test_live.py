"""Names while the camera runs: by the visit's gallery, with a face enrolled from it, and nothing kept."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.errors import MissingInputError, OptionError
from facestyle.faces.live.names import LiveNames
from facestyle.ui.identify import live
from facestyle.ui.live.places import Places
from facestyle.ui.shared import html
from facestyle.ui.shared.session import Session

ME = "a" * 32


@pytest.fixture
def places(monkeypatch) -> Places:
    ours = Places(1, LiveNames)
    monkeypatch.setattr(live, "places", lambda: ours)
    return ours


@pytest.fixture(scope="module")
def picture(sample):
    """What a camera of 640 x 480 sends of two samples."""
    row = Image.new("RGB", (640, 480), "grey")
    for place, name in enumerate(("obama2", "astronaut")):
        tile = sample(name).image()
        row.paste(tile.crop((0, 0, tile.width, round(tile.width * 1.2))).resize((320, 384)), (320 * place, 48))
    LiveNames().see(images.load(row), Session().gallery)  # the first pass takes longer than a silence
    return html.data_uri(np.asarray(row), 640, 92)


def said(**data) -> SimpleNamespace:
    return SimpleNamespace(_data=data)


def whom(answer) -> list[tuple[int, str, bool]]:
    return [(one["number"], one["who"], one["known"]) for one in answer["faces"]]


def test_faces_are_named_by_the_visits_gallery_and_who_is_unknown_is_enrolled(places, picture):
    session = Session()
    assert live.frame({"visitor": ME, "frame": picture})["size"] == 640  # whose gallery is not known yet
    live.begun(session, said(visitor=ME))
    assert whom(live.frame({"visitor": ME, "frame": picture})) == [
        (1, "Barack Obama", True), (2, "Who is this?", False)
    ]  # fmt: skip
    people, *_, note = live.named(session, said(visitor=ME, number=2, who="Eileen Collins"))
    assert (people[-1]["name"], "from the camera" in note) == ("Eileen Collins", True)
    answer = live.frame({"visitor": ME, "frame": picture})
    assert whom(answer)[1] == (2, "Eileen Collins", True)
    left, top, right, bottom = answer["faces"][1]["box"]
    assert 0.5 < left < right < 1
    assert 0 < top < bottom < 1
    with pytest.raises(OptionError, match="not in front of the camera"):
        live.named(session, said(visitor=ME, number=9, who="Ann"))
    with pytest.raises(OptionError, match="not in front of the camera"):
        live.named(Session(), said(visitor=ME, number=2, who="Ann"))  # of another visit
    live.leave(ME)
    assert (len(places), dict(live._VISITS)) == (0, {})


def test_who_comes_second_waits_and_what_is_no_picture_ends_the_stream(places, picture):
    session = Session()
    live.begun(session, said(visitor=ME))
    assert "said" in live.frame({"visitor": ME, "frame": ""})
    assert live.frame({"visitor": "b" * 32, "frame": ""})["place"] == 1
    assert live.frame({"visitor": ME, "frame": "data:text/plain,words"})["ended"]
    assert live.frame({"visitor": None})["ended"]
    with pytest.raises(MissingInputError):
        live.begun(session, said())
