"""What no browser would send: each is answered with a sentence, nothing else changes, and the next request works."""

from __future__ import annotations

import pytest
from support.caller import PNG, png_of
from support.places import STYLES


@pytest.fixture(autouse=True)
def the_next_request_works(request, caller, obama):
    """After each test: the gallery is untouched, and a verification answers."""
    before = caller.call("gallery")[1][0]
    yield
    assert caller.call("gallery")[1][0] == before
    kind, data = caller.call("verify", obama(), obama("obama2"), 1.1, "centre", 0, 0, "facenet-128", "distance")
    assert kind == "complete"
    assert data[0]["same"] is True


def verify(photo, obama):
    return "verify", photo, obama(), 1.1, "centre", 0, 0, "facenet-128", "distance"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.jpg", b"", "Photo A"),
        ("a.jpg", b"these are words, not pixels", "Photo A is not a picture"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Photo A"),
        ("a.png", PNG + b"\0" * 40, "Photo A"),
        ("a.png", png_of(5, 5), "Photo A"),
        ("a.png", png_of(600, 400), "No face was found in Photo A"),
    ],
)
def test_what_is_no_usable_picture_is_named(caller, obama, name, data, says):
    assert says in caller.problem(*verify(caller.upload(name, data), obama))


def test_a_bomb_is_refused_by_its_header(caller, obama):
    bomb = png_of(30_000, 30_000)
    assert len(bomb) < 200_000
    said = caller.problem(*verify(caller.upload("bomb.png", bomb), obama))
    assert "Photo A" in said
    assert "is too large (900 megapixels)" in said


def test_a_truncated_photograph_is_named(caller, obama, sample_path):
    half = sample_path("obama").read_bytes()[:60_000]
    assert "Photo A" in caller.problem(*verify(caller.upload("half.jpg", half), obama))


def test_nothing_given_is_said(caller, obama):
    assert "Photo A is missing" in caller.problem(*verify(None, obama))
    assert "photograph is missing" in caller.problem("identify", None, 1.0, 0.01)
    assert "content picture C is missing" in caller.problem("stylize", *stylize(None, None))
    assert "No photograph was given" in caller.problem("enrol", None, "Ada")


def test_an_address_in_place_of_a_file_is_refused(caller, obama):
    data = {"url": "data:image/png;base64,iVBORw0KGgo=", "meta": {"_type": "gradio.FileData"}}
    for forged in (data, {**data, "path": None}):
        assert "Photo A was given as a data: address; give a file instead" in caller.problem(*verify(forged, obama))
    caller.problem(*verify({**data, "path": ""}, obama))
    caller.problem(*verify({"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, obama))
    caller.problem(*verify("/etc/passwd", obama))
    caller.problem(*verify({"path": ["a"]}, obama))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, 4.5, "one", True, [1], {"a": 1}])
def test_a_threshold_that_is_none_is_refused(caller, obama, value):
    for event, values in (
        ("verify", (obama(), obama("biden"), value, "centre", 0, 0, "facenet-128", "distance")),
        ("identify", (obama(), value, 0.01)),
    ):
        assert "threshold is" in caller.problem(event, *values)
    assert "false positive identification rate is" in caller.problem("identify", obama(), None, value)
    assert "false match rate is" in caller.problem("verify_threshold_of", "facenet-128", value, "distance")


def test_choices_that_are_none_are_refused(caller, obama):
    a, b = obama(), obama("biden")
    assert "policy is" in caller.problem("verify", a, b, 1.1, "tallest", 0, 0, "facenet-128", "distance")
    assert "encoder is" in caller.problem("verify", a, b, 1.1, "centre", 0, 0, "arcface", "distance")
    assert "encoder is" in caller.problem("verify", a, b, 1.1, "centre", 0, 0, {"facenet-128": 1}, "distance")
    assert "Face 9 of Photo A" in caller.problem("verify", a, b, 1.1, "centre", 9, 0, "facenet-128", "distance")
    assert "face_a is" in caller.problem("verify", a, b, 1.1, "centre", "x" * 10_000, 0, "facenet-128", "distance")
    assert "face_a is -1" in caller.problem("verify", a, b, 1.1, "centre", -1, 0, "facenet-128", "distance")
    assert "preset is" in caller.problem("preset", ["bold"])
    assert "encoder is missing" in caller.problem("verify_threshold_of", None, None, "distance")
    caller.problem("verify")
    caller.problem("verify", *[None] * 40)


def stylize(content, style, alpha=1.0, beta=10.0, size=96, steps=3, init="noise", *more):
    rest = list(more) or ["lbfgs", "relu4_2", 0, "vgg16", 0.2, 0.2, 0.2, 0.2, 0.2, "max", 0, 1, "no", 0, 0]
    rest += ["good-likeness", "fastest", 0.2, "kept", False, None, None, None, 0.5, None, None]
    return content, style, alpha, beta, size, steps, init, *rest


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"alpha": float("nan")}, "alpha"),
        ({"alpha": 11}, "alpha is 11; give a number from 0 to 10"),
        ({"beta": -1}, "beta is -1"),
        ({"beta": None}, "beta is missing"),
        ({"beta": {"a": [1]}}, "beta is"),
        ({"size": 1e9}, "to 2048"),
        ({"size": 8}, "from 64"),
        ({"steps": 2.5}, "whole number"),
        ({"steps": float("inf")}, "steps"),
        ({"size": 1024, "steps": 1000}, "beyond the budget"),
        ({"init": "grey"}, "choose one of noise, coarse, style-noise, content"),
        ({"init": ["noise"]}, "choose one of noise, coarse, style-noise, content"),
    ],
)
def test_a_restyling_beyond_the_options_is_refused_before_it_starts(caller, obama, values, says):
    style = caller.upload("s.jpg", (STYLES / "mosaic.jpg").read_bytes())
    assert says in caller.problem("stylize", *stylize(obama(), style, **values))


@pytest.mark.parametrize("name", ["a" * 10_000, "<img src=x onerror=alert(1)>", "a\x00b", "\u202e" * 100])
def test_a_name_that_is_none_enrols_nobody(caller, obama, name):
    said = caller.problem("enrol", [obama("obama3")], name)
    assert "The name" in said
    assert "<img" not in said
    assert len(said) < 400


def test_names_for_nobody_change_nothing(caller):
    assert "Nobody named Ada" in caller.problem("rename", "Ada", "Grace")
    assert "Nobody named" in caller.problem("remove", "x" * 10_000)
    assert "in the gallery already" in caller.problem("rename", "Joe Biden", "Barack Obama")
    caller.problem("rename", ["Joe Biden"], {"name": 1})
    caller.problem("rename", None, None)
    assert "choose two people" in caller.problem("merge", "Joe Biden", "Joe Biden")
    assert "Nobody named" in caller.problem("merge", "Joe Biden", {"a": 1})
    assert "No picture was chosen" in caller.problem("remove_picture", "Joe Biden", None)
    for number in (0, 2.5, float("nan"), "1", [1], True):
        assert "has no picture" in caller.problem("remove_picture", "Joe Biden", number)


def test_files_that_are_no_galleries_or_no_pictures_change_nothing(caller, obama):
    assert "No gallery file was given" in caller.problem("import_gallery", None)
    for data in (b"", b"{}", png_of(20, 20), b"\xff" * 5000):
        assert "not a gallery" in caller.problem("import_gallery", caller.upload("x.facestyle", data))
    assert "No picture was given" in caller.problem("calibrate", None, "facenet-128")
    assert "None of 1 pictures" in caller.problem("calibrate", [caller.upload("a.png", png_of(50, 50))], "facenet-128")
    assert "arcface" in caller.problem("calibrate", [obama()], "arcface")
    assert "at least 10" in caller.problem("calibrate", [obama()], "facenet-128")


def test_a_file_whose_name_is_html_is_shown_as_text(caller, obama):
    photo = caller.upload("<script>x.txt", b"words")
    said = caller.problem("enrol", [photo], "")
    assert "<script" not in said
