"""What the page's script calls, and what comes back: paintings, places in line, and sentences for all that is wrong."""

from __future__ import annotations

import base64
import io

import httpx
import numpy as np
import pytest
from PIL import Image
from support.places import STYLES

from facestyle.errors import MissingInputError, PictureTooSmallError
from facestyle.ui.live import events, words
from facestyle.ui.live.places import Places
from facestyle.ui.shared.session import Session


@pytest.fixture(autouse=True)
def places(monkeypatch):
    """One place, so that the second visitor waits."""
    ours = Places(1)
    monkeypatch.setattr(events, "places", lambda: ours)
    return ours


def sent(image: Image.Image, kind: str = "JPEG") -> str:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


@pytest.fixture(scope="module")
def camera(sample):
    return sent(sample("obama").image().resize((96, 128)))


@pytest.fixture
def asked(camera):
    def ask(visitor: str = "a", **more) -> dict:
        return events.frame({"visitor": visitor, "frame": camera, "largest": 128, **more})

    return ask


def opened(picture: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(picture.partition(",")[2])))


def test_a_picture_comes_back_painted_with_the_size_of_the_next(asked):
    answer = asked()
    assert opened(answer["picture"]).size == (96, 128)
    assert answer["size"] == 128


def test_the_style_is_sent_along_as_its_numbers(asked):
    shown, problem = events.style(Session(), str(STYLES / "ink-wash.jpg"))
    assert problem == ""
    assert opened(shown["example"]).size == (256, 192)
    hung, other = (np.asarray(opened(asked(numbers=one)["picture"]), float) for one in (None, shown["numbers"]))
    assert np.abs(hung - other).mean() > 20


def test_the_first_call_only_asks_for_the_place(asked, places):
    assert asked(frame="") == {"said": words.BEGINS, "size": 256}
    assert len(places) == 1


def test_the_second_visitor_waits_and_learns_the_place_until_the_first_stops(asked):
    asked("a")
    answer = asked("b", frame="")
    assert answer == {"said": words.waiting(1, 1), "place": 1}
    assert "You are next" in answer["said"]
    assert "number 2 in line" in asked("c")["said"]
    assert "picture" in asked("a")
    events.leave("a")
    assert "picture" in asked("b")


def test_two_pictures_of_a_visitor_are_never_painted_at_once(asked, places):
    turn = places.ask("a")
    with turn.busy:
        assert asked("a") == {}
    assert "picture" in asked("a")


def test_a_turn_that_is_over_makes_room(asked, places, monkeypatch):
    asked("a")
    monkeypatch.setattr(places, "over", lambda _turn: True)
    answer = asked("a")
    assert answer["ended"]
    assert "Your turn of 3 minutes is over" in answer["said"]
    assert len(places) == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"frame": "data:image/png;base64,AAAA"}, "did not arrive whole"),
        ({"frame": "/etc/passwd"}, "did not arrive whole"),
        ({"frame": 7}, "did not arrive whole"),
        ({"frame": "data:image/jpeg;base64,%%%"}, "did not arrive whole"),
        ({"frame": "data:image/jpeg;base64," + "A" * 2**21}, "did not arrive whole"),
        ({"frame": "data:image/jpeg;base64,AAAA"}, "The picture of the camera is not a picture"),
        ({"frame": sent(Image.new("RGB", (1, 1)))}, "1 x 1 pixels"),
        ({"frame": sent(Image.new("RGB", (2000, 16)))}, "too elongated"),
        ({"numbers": [0.5]}, "choose a style again"),
        ({"numbers": "all"}, "choose a style again"),
        ({"strength": float("nan")}, "strength"),
        ({"strength": None}, "strength"),
        ({"largest": 10**9}, "largest"),
    ],
)
def test_what_is_wrong_ends_the_stream_with_a_sentence_and_frees_the_place(asked, places, wrong, sentence):
    answer = asked(**wrong)
    assert answer["ended"]
    assert sentence in answer["said"]
    assert len(places) == 0
    assert "picture" in asked()


@pytest.mark.parametrize("given", [None, 7, [], {}, {"visitor": ""}, {"visitor": "x" * 65}, {"visitor": {"a": 1}}])
def test_a_call_without_a_name_holds_nothing(places, given):
    assert events.frame(given) == {"said": words.NO_VISITOR, "ended": True}
    assert len(places) == 0
    events.leave(given)


def test_a_style_that_is_none_is_refused(tmp_path):
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    with pytest.raises(PictureTooSmallError, match="1 x 1 pixels"):
        events.style(Session(), str(tmp_path / "dot.png"))
    with pytest.raises(MissingInputError, match="Choose a style"):
        events.style(Session(), None)


def test_a_stream_leaves_nothing_with_the_visit(page, address, camera, places):
    """Gradio keeps the last values of a visit's components for an hour; no picture of the camera is one of them."""
    stage = next(number for number, block in page.blocks.items() if block.elem_id == "live-stage")
    asked, seen = {"visitor": "a", "frame": camera, "largest": 128}, []
    with httpx.Client(base_url=address.rstrip("/") + "/gradio_api", timeout=60) as http:
        for name, data in (("frame", asked), ("frame", asked), ("leave", "a")):
            body = {"session_hash": "live", "component_id": stage, "fn_name": name, "data": data}
            answer = http.post("/component_server/", json=body)
            assert answer.status_code == 200
            seen.append((answer.json() or {}).get("picture"))
    assert len(places) == 0
    painted = seen[0]
    assert seen == [painted, painted, None]
    held = str(page.app.state_holder["live"].config_values)
    for picture in (camera, painted):
        assert picture[-80:] not in held
