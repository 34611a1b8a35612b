"""A film through the page's API: painted with its sound, cancelled, waited for, and what is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError
from PIL import Image
from support import films
from support.places import STYLES

from facestyle.errors import FilmFileError
from facestyle.ui.film import events, request, words, work
from facestyle.ui.shared import samples
from facestyle.ui.shared.job import Job
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.turns import TURNS

PATIENCE = 120
STYLE = str(STYLES / "mosaic.jpg")


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Path:
    """A second of eight pictures, with a tone."""
    return films.write(tmp_path_factory.mktemp("film") / "short.mp4", films.textured(8, step=1), 8, sound="aac")


@pytest.fixture(scope="module")
def longer(tmp_path_factory) -> Path:
    """Three seconds of small pictures."""
    return films.write(tmp_path_factory.mktemp("film") / "longer.mp4", films.textured(36), 12)


def value_of(output):
    return output.get("value") if isinstance(output, dict) and output.get("__type__") == "update" else output


def asks(client, film, **more):
    given = {"film": handle_file(str(film)), "style": handle_file(STYLE), "size": 64, **more}
    return client.submit(**given, api_name="/film")


def done(job):
    return [value_of(output) for output in job.result(timeout=PATIENCE)]


def path_of(video) -> Path:
    return Path(video["video"] if isinstance(video, dict) else video)


def until(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_film_comes_back_painted_with_its_sound_and_its_length(client, short):
    data, stage, film, download = done(asks(client, short))
    assert (data["frame"], data["last"], data["sound"]) == (8, True, "copied")
    assert "1.0 s of 64 × 42 px, the sound as it was" in stage
    seen = films.read(path_of(film))
    assert seen.pixels.shape == (8, 42, 64, 3)
    assert seen.sound_seconds == pytest.approx(1, abs=0.1)
    assert path_of(download).read_bytes() == path_of(film).read_bytes()
    plain = films.read(short).pixels[:, :42, :64].astype(float)
    assert np.abs(seen.pixels - plain).mean() > 15


@pytest.fixture
def slow(monkeypatch):
    """Each step waits until the test lets it go on; it holds as many as were let go."""
    steps = {"let": 1}

    def paint(*given):
        for number, step in enumerate(work._paint_film(*given)):
            until(lambda number=number: number <= steps["let"])
            yield step

    monkeypatch.setattr(work, "paint", paint)
    monkeypatch.setattr(events, "APART", 0)
    return steps


def test_cancel_keeps_the_film_so_far(client, longer, slow):
    job = asks(client, longer)
    until(lambda: any(output[0].get("frame") for output in job.outputs()))
    shown = job.outputs()[-1][1]
    assert "picture 4 of 36" in shown
    assert "s left" in shown
    assert "data:image/jpeg" in shown
    assert "fs-running" in shown  # by which Cancel shows
    client.predict(api_name="/cancel_film")
    slow["let"] = 99
    data, stage, film, _ = done(job)
    assert data["last"] is False
    assert 4 <= data["frame"] < 36
    assert f"Cancelled after picture {data['frame']}. The film so far" in stage
    assert len(films.read(path_of(film)).pixels) == data["frame"]


def test_a_film_whose_time_is_over_ends_as_it_is_and_says_why(client, longer, slow, run_seconds):
    run_seconds(3)
    job = asks(client, longer)
    until(lambda: any(output[0].get("frame") for output in job.outputs()))
    time.sleep(3)
    slow["let"] = 99
    data, stage, film, _ = done(job)
    assert data["last"] is False
    assert 4 <= data["frame"] < 36
    assert f"Ended after picture {data['frame']}. The film so far" in stage
    assert "on this server one run may take 3 s" in stage
    assert len(films.read(path_of(film)).pixels) == data["frame"]


def test_the_next_visitor_waits(visitor, short, longer, slow):
    first, second = visitor(), visitor()
    job = asks(first, longer)
    until(lambda: any(output[0].get("frame") for output in job.outputs()))
    assert "Another restyling or film is running" in TURNS.waiting_message()
    other = asks(second, short)
    until(lambda: other.status().rank is not None)
    slow["let"] = 99
    assert done(job)[0]["frame"] == 36
    assert done(other)[0]["frame"] == 8
    assert TURNS.waiting_message() == ""


def test_a_film_that_is_cancelled_while_it_waits_never_begins(short):
    visit = Session()
    visit.job(events.JOB).ask("film")
    assert "nothing was painted" in events.taken_back(visit)
    events.cancel(visit)
    with visit.job(events.JOB).run("film") as run:
        [shown] = events.film(visit, run, str(short), STYLE, size=64)
    assert "nothing was painted" in shown["stage"]
    assert shown["data"] == {"frame": 0, "last": False}


def test_who_goes_away_leaves_no_file(uploads, short, monkeypatch):
    monkeypatch.setattr(events, "APART", 0)
    made = []
    monkeypatch.setattr(events, "new_file", lambda name: made.append(samples.new_file(name)) or made[-1])
    with Job().run() as run:
        steps = events.film(Session(), run, str(short), STYLE, size=64)
        while not next(steps).get("data", {}).get("frame"):
            pass
        steps.close()
    assert not made[0].parent.exists()
    assert TURNS.waiting_message() == ""


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.fixture
def wrong(tmp_path):
    """Files that are no film for the page, by name."""
    dot = tmp_path / "dot.png"
    Image.new("RGB", (1, 1)).save(dot)
    return {"dot": dot, "words": written(tmp_path / "words.mp4", b"no film at all"),
            "empty": written(tmp_path / "empty.mp4", b""), "picture": Path(STYLE)}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("words", "words.mp4 is not a film but a text"),
        ("empty", "empty.mp4 is empty"),
        ("picture", "mosaic.jpg is not a film"),
        ("dot", "dot.png is not a film"),
    ],
)
def test_what_is_no_film_is_named(client, wrong, name, says):
    with pytest.raises(AppError, match=says):
        done(asks(client, wrong[name]))


def test_what_is_no_style_or_no_option_is_named(client, wrong, short):
    with pytest.raises(AppError, match="Style S is 1 x 1 pixels"):
        done(asks(client, short, style=handle_file(str(wrong["dot"]))))
    with pytest.raises(AppError, match="Choose a style"):
        done(asks(client, short, style=None))
    with pytest.raises(AppError, match="Give a film"):
        client.predict(film=None, style=handle_file(STYLE), api_name="/film")
    for name, value in (("size", 1024), ("rate", 60), ("end", -1), ("steadiness", None)):
        with pytest.raises(AppError, match=f"{name} is "):
            done(asks(client, short, **{name: value}))
    with pytest.raises(AppError, match=r"end is 0\.5 s, which is not after start"):
        done(asks(client, short, start=0.5, end=0.5))


def test_a_strength_that_is_no_number_is_named(address, short):
    """The client would not send it, and other programs do."""
    with httpx.Client(base_url=address.rstrip("/") + "/gradio_api", timeout=PATIENCE) as http:
        sent = http.post("/upload", files={"files": (short.name, short.read_bytes())}).json()[0]
        file = {"path": sent, "meta": {"_type": "gradio.FileData"}}
        body = json.dumps({"data": [file, None, float("nan"), 64, 0.8, "no", 30, 0, None]})
        started = http.post("/call/film", content=body, headers={"content-type": "application/json"}).json()
        assert "strength is nan; give a number from 0 to 1." in http.get(f"/call/film/{started['event_id']}").text


def test_a_film_beyond_the_limits_is_refused_and_a_part_of_it_is_not(short, longer, monkeypatch):
    monkeypatch.setattr(request, "LONGEST", 1.0)
    with pytest.raises(FilmFileError, match=r"longer\.mp4 would be 3 s long; the limit on this page is 1 s\. Choose"):
        request.look(str(longer), request.options_of())
    assert request.look(str(longer), request.options_of(start=1, end=2)).seconds == 1
    monkeypatch.setattr(request, "MAX_BYTES", 1000)
    with pytest.raises(FilmFileError, match=r"short\.mp4 has 0 MB; the limit is 0 MB"):
        request.look(str(short), request.options_of())


def test_a_film_is_looked_into_as_soon_as_it_is_given(short, tmp_path):
    told = events.chosen(Session(), str(short), 0, None)
    assert "1.0 s, painted at 96 × 64 px, with sound" in told
    assert words.UNPLAYED not in told
    old = films.write(tmp_path / "old.avi", films.textured(8), 8, codec="mpeg4", options={})
    assert words.UNPLAYED in events.chosen(Session(), str(old), 0, None)
    assert events.chosen(Session(), None, 0, None) == ""
