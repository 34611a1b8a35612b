"""Steering a restyling through the API: regions, first looks, going on, cancelling, waiting and going away."""

from __future__ import annotations

import gc
import io
import time
import weakref
from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError
from PIL import Image
from support.places import STYLES

from facestyle.style import options, transfer
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.style import painting

PATIENCE = 120


@pytest.fixture
def ask(sample_path):
    """Start a restyling, small and short unless told otherwise."""

    def submit(client, api_name="/stylize", **more):
        values = {
            "content": handle_file(str(sample_path("china"))),
            "style": handle_file(str(STYLES / "mosaic.jpg")),
            "size": 64,
            "steps": 4,
            **more,
        }
        return client.submit(**values, api_name=api_name)

    return submit


@pytest.fixture
def drawn(tmp_path):
    """A picture of so many pixels, white in part of it, as a file."""

    def draw(width=96, height=64, white=0.5, name="mask.png"):
        pixels = np.zeros((height, width), np.uint8)
        pixels[:, : round(width * white)] = 255
        Image.fromarray(pixels).save(tmp_path / name)
        return handle_file(str(tmp_path / name))

    return draw


def value_of(output):
    return output.get("value") if isinstance(output, dict) and output.get("__type__") == "update" else output


def done(job):
    return [value_of(output) for output in job.result(timeout=PATIENCE)]


def pixels_of(path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(float)


def until(true) -> None:
    """Wait for a moment that comes by itself."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def begun(job) -> None:
    """Wait until a run has taken a step."""
    until(lambda: any("total_cost" in output[0] for output in job.outputs()))


def test_the_style_goes_where_the_region_is_white(client, ask, drawn, sample):
    costs, line, _, png, *_ = done(ask(client, region=drawn()))
    assert costs["region"] == pytest.approx(0.5, abs=0.02)
    assert "The region is 50 % of C" in line
    g = pixels_of(png)
    c = np.asarray(sample("china").image().resize(g.shape[1::-1], Image.Resampling.LANCZOS)).astype(float)
    assert np.abs(g - c)[:, 36:].mean() < 2
    assert np.abs(g - c)[:, :28].mean() > 20


def test_with_a_second_style_the_rest_takes_that_one(visitor, ask, drawn, tmp_path):
    client = visitor()
    for name, colour in (("red", (200, 20, 20)), ("blue", (20, 20, 200))):
        noise = np.random.default_rng(0).integers(-20, 20, (80, 80, 3)) + np.array(colour)
        Image.fromarray(noise.clip(0, 255).astype(np.uint8)).save(tmp_path / f"{name}.png")
    red, blue = (handle_file(str(tmp_path / f"{name}.png")) for name in ("red", "blue"))
    both = {"style": red, "style_2": blue, "alpha": 0, "beta": 100, "steps": 30}
    _, _, _, png, *_ = done(ask(client, region=drawn(), **both))
    left, right = pixels_of(png)[:, :28].mean((0, 1)), pixels_of(png)[:, 36:].mean((0, 1))
    assert left[0] - left[2] > 5
    assert right[0] - right[2] < -5
    with pytest.raises(AppError, match="leave nothing for the last style"):
        ask(client, region=drawn(white=1.0), **both).result(timeout=PATIENCE)


def test_a_mask_without_white_is_no_mask_and_that_is_said(client, ask, drawn):
    costs, line, *_ = done(ask(client, region=drawn(white=0.0), steps=1))
    assert costs["region"] == 0
    assert "Nothing is white in the region, so the style went everywhere" in line


@pytest.mark.parametrize("name", ["region", "start"])
def test_masks_and_starts_that_are_none_are_named(client, ask, drawn, tmp_path, name):
    said = {"region": "The region", "start": "The picture to go on from"}[name]
    (tmp_path / "words.png").write_bytes(b"no picture at all")
    with pytest.raises(AppError, match=f"{said} is not a picture"):
        ask(client, **{name: handle_file(str(tmp_path / "words.png"))}).result(timeout=PATIENCE)
    with pytest.raises(AppError, match=f"{said} is 64 x 96 pixels and C is"):
        ask(client, **{name: drawn(64, 96)}).result(timeout=PATIENCE)
    Image.new("1", (9000, 9000)).save(tmp_path / "huge.png")
    with pytest.raises(AppError, match=rf"{said} is too large \(9000 x 9000"):
        ask(client, **{name: handle_file(str(tmp_path / "huge.png"))}).result(timeout=PATIENCE)
    assert done(ask(client, steps=1))[0]["iteration"] == 1


def test_what_the_canvas_sends_is_checked_like_any_picture(uploads):
    from facestyle.errors import FacestyleError

    for nothing in (None, ""):
        assert painting.as_file(nothing) is None
    too_long = painting._START + "A" * painting.MAX_CHARACTERS
    for bad in ("/etc/passwd", {"path": "/etc/passwd"}, 7, "data:image/png;base64,*", "data:image/png;base64,QUJD",
                "data:image/svg+xml;base64,QUJD", too_long):  # fmt: skip
        with pytest.raises(FacestyleError):
            painting.as_file(bad)
    stream = io.BytesIO()
    Image.new("L", (60, 40), 255).save(stream, "PNG")
    import base64

    path = painting.as_file(painting._START + base64.b64encode(stream.getvalue()).decode())
    assert Path(path).read_bytes() == stream.getvalue()
    assert Path(path).is_relative_to(uploads)


def test_a_first_look_is_small_and_says_that_it_is_one(client, ask, monkeypatch):
    monkeypatch.setattr(options, "LOOK_STEPS", 8)
    job = ask(client, "/first_look", size=256, steps=150)
    costs, stage, png, *_ = done(job)
    assert costs["steps"] < 150
    assert costs["iteration"] == costs["steps"]
    assert max(pixels_of(png).shape) < 256
    assert "A first look" in stage
    assert "Restyle paints 256 px, in about" in stage
    again = done(ask(client, "/first_look", size=256, steps=150))
    assert np.array_equal(pixels_of(again[2]), pixels_of(png))  # the same settings, the same look
    with pytest.raises(AppError, match="beta is -1"):
        ask(client, "/first_look", beta=-1).result(timeout=PATIENCE)


def test_a_run_goes_on_from_an_earlier_g_with_other_weights(client, ask):
    first = done(ask(client, steps=12))
    more = done(ask(client, steps=6, alpha=10, beta=1, start=handle_file(first[3])))
    fresh = done(ask(client, steps=6, alpha=10, beta=1))
    assert more[0]["content_cost"] < 10 * first[0]["content_cost"]  # both times alpha
    near, far = (np.abs(pixels_of(png) - pixels_of(first[3])).mean() for png in (more[3], fresh[3]))
    assert near < far


def test_the_time_is_told_before_a_run_begins(client, ask):
    done(ask(client, steps=8))
    job = ask(client, steps=8)
    job.result(timeout=PATIENCE)
    assert "8 steps at 64 px: about" in value_of(job.outputs()[0][1])


@pytest.mark.parametrize("stage", ["before the first step", "while it is small", "at full size"])
def test_cancelled_at_any_stage_it_ends_and_keeps_what_there_is(client, ask, stage):
    holding = stage == "before the first step"
    # At 384 px the first eighty steps are at 256 px.
    job = ask(client, size=96 if stage == "at full size" else 384, steps=900)
    if not holding:
        begun(job)
    else:
        until(lambda: job.outputs())
    client.predict(api_name="/cancel")
    costs, line, _, png, slider, *_ = done(job)
    assert costs["iteration"] < 80 or stage == "at full size"
    if not costs["iteration"]:
        assert "nothing was painted" in line
    else:
        assert "stopped after step" in line
        assert max(pixels_of(png).shape) == {"at full size": 96}.get(stage, 256)
        assert slider
        assert ("px so far, of 384" in line) == (stage == "while it is small")
    assert done(ask(client, steps=1))[0]["iteration"] == 1  # an old wish to stop does not end the next run


def test_a_restyling_whose_time_is_over_ends_with_its_picture_and_says_why(client, ask, run_seconds):
    done(ask(client, steps=1))  # the networks are there
    run_seconds(3)
    costs, line, _, png, slider, *_ = done(ask(client, steps=1000, size=96))
    assert 0 < costs["iteration"] < 1000
    assert "stopped after step" in line
    assert "on this server one run may take 3 s" in line
    assert max(pixels_of(png).shape) == 96
    assert slider
    run_seconds(900)
    _, line, *_ = done(ask(client, steps=1))
    assert "one run may take" not in line


def test_two_visitors_at_once_both_get_their_pictures(visitor, ask):
    one, other = visitor(), visitor()
    first = ask(one, size=96, steps=30)
    begun(first)
    assert "Another restyling or film is running" in TURNS.waiting_message()
    second = ask(other, steps=2)
    assert done(first)[0]["iteration"] == 30
    assert done(second)[0]["iteration"] == 2
    until(lambda: TURNS.waiting_message() == "")


def test_who_goes_away_half_way_leaves_nothing_running_and_no_file(address, sample_path, uploads, monkeypatch):
    runs = []
    make = transfer.Descent

    def noted(*values, **named):
        run = make(*values, **named)
        runs.append(weakref.ref(run))
        return run

    monkeypatch.setattr(transfer, "Descent", noted)
    pngs = set(uploads.rglob("facestyle.*"))
    with httpx.Client(base_url=address.rstrip("/") + "/gradio_api", timeout=PATIENCE) as http:

        def upload(path):
            answer = http.post("/upload", files={"files": (path.name, path.read_bytes())})
            return {"path": answer.json()[0], "meta": {"_type": "gradio.FileData"}}

        body = [
            upload(sample_path("china")), upload(STYLES / "mosaic.jpg"), 1, 10, 96, 900, "noise", "lbfgs", "relu4_2",
            0, "vgg16", 0.2, 0.2, 0.2, 0.2, 0.2, "max", 0, 1, "no", 0, 0, "portrait", "fastest", 0.2, "kept", False,
            None, None, None, 0.5, None, None,
        ]  # fmt: skip
        event = http.post("/call/stylize", json={"data": body, "session_hash": "leaver"}).json()["event_id"]
        with http.stream("GET", f"/call/stylize/{event}") as lines:
            for line in lines.iter_lines():
                if "total_cost" in line:
                    break  # the tab is closed here
    until(lambda: TURNS.waiting_message() == "")
    until(lambda: all(run() is None for run in runs) or gc.collect() < 0)
    assert runs
    assert transfer.lock.acquire(timeout=PATIENCE)
    transfer.lock.release()
    assert set(uploads.rglob("facestyle.*")) == pngs
