"""Markup in names, file names and texts of pictures: shown as text, wherever it is shown."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

MARKUP = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg/onload=alert(1)>',
    "'><b>x</b>",
    "</p></div><h1>x",
    "<a href=javascript:alert(1)>x</a>",
    "{{7*7}}<i>",
    "<!--",
    "]]><b>",
    "<style>*{display:none}</style>",
    "<iframe src=//a>",
]
TAGS = (
    "<img src=x",
    "<script",
    "<svg/onload",
    "<b>x",
    "<h1>",
    "<a href=javascript",
    "<i>",
    "<!--",
    "]]><b>",
    "<style",
    "<iframe",
)


def is_clean(shown: object) -> bool:
    return not any(one in str(shown) for one in TAGS)


@pytest.mark.parametrize("text", MARKUP)
def test_in_names(caller, obama, text):
    kind, shown = caller.call("enrol", [obama("obama3")], text)
    if kind == "complete":  # a name may hold what it likes; the markup of the page may not
        caller.call("undo")
        shown = shown[1:]
    assert is_clean(shown)
    for event, values in (
        ("rename", ("Joe Biden", text)),
        ("merge", (text, "Joe Biden")),
        ("remove", (text,)),
        ("accept", (text, text)),
    ):
        kind, shown = caller.call(event, *values)
        if kind == "complete":
            caller.call("undo")
            shown = shown[1:]
        assert is_clean(shown), event


@pytest.mark.parametrize("text", MARKUP)
def test_in_file_names(caller, photo, text):
    given = caller.upload("a.png", b"no picture")
    given["orig_name"] = text + ".png"
    for event, values in (
        ("verify", (given, photo, 1.1, "centre", 0, 0, "facenet-128", "distance")),
        ("enrol", ([given], "")),
        ("import_gallery", (given,)),
        ("use_model", (given,)),
        ("unknown_people", ([given],)),
    ):
        assert is_clean(caller.call(event, *values)[1]), event


@pytest.mark.parametrize("text", MARKUP)
def test_in_exif_and_the_texts_of_a_png(caller, photo, sample_path, text):
    info = PngImagePlugin.PngInfo()
    for name in ("facestyle", "Software", "Comment", "settings", text[:70].encode("latin-1").decode()):
        info.add_text(name, text)
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = text, text, text
    file = io.BytesIO()
    with Image.open(sample_path("obama")) as picture:
        picture.resize((200, 250)).save(file, "PNG", pnginfo=info, exif=exif)
    given = caller.upload("a.png", file.getvalue())
    for event, values in (
        ("settings_of", (given,)),
        ("tool_faces", (given,)),
    ):
        assert is_clean(caller.call(event, *values)[1]), event
