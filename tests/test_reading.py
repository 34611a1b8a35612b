"""Bytes come from paths, from bytes and from open files, or a sentence says why not."""

from __future__ import annotations

import io
import os
import sys

import pytest
from PIL import Image
from support.rights import needs_rights

from facestyle import images
from facestyle.errors import (
    EmptyPictureError,
    FileMissingError,
    PictureTooLargeError,
    UnsupportedSourceError,
)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "red.png"
    Image.new("RGB", (20, 30), "red").save(file)
    return file


def test_every_way_in_gives_the_same_picture(path):
    data = path.read_bytes()
    buffer = io.BytesIO(data)
    with path.open("rb") as opened, path.open("rb", buffering=0) as unbuffered:
        sources = [path, str(path), data, bytearray(data), memoryview(data), buffer, opened, unbuffered]
        pictures = [images.load(source) for source in sources]
    assert {picture.digest for picture in pictures} == {images.load(path).digest}
    assert {picture.pixels.shape for picture in pictures} == {(30, 20, 3)}
    assert [picture.name for picture in pictures] == ["red.png"] * 2 + ["The picture"] * 4 + ["red.png"] * 2


def test_an_open_file_is_read_from_its_start_and_again(path):
    with path.open("rb") as opened:
        opened.read(5)
        assert images.load(opened).digest == images.load(opened).digest


def test_a_stream_that_only_reads_is_read():
    class Socket:
        def __init__(self, data):
            self._left = io.BytesIO(data)

        def read(self, most):
            return self._left.read(most)

    buffer = io.BytesIO()
    Image.new("RGB", (20, 30)).save(buffer, "PNG")
    assert images.load(Socket(buffer.getvalue())).width == 20


def test_a_stream_without_end_is_read_to_the_limit_only():
    class Endless:
        def read(self, most):
            return b"0" * most

    with pytest.raises(PictureTooLargeError, match="The picture is 48 MB; the limit is 48 MB"):
        images.load(Endless())


def test_what_is_no_file_says_what_to_give(path, tmp_path):
    opened = path.open("rb")
    opened.close()
    with pytest.raises(FileMissingError, match="open it again"):
        images.load(opened)
    with path.open("w+", encoding="utf-8") as text, pytest.raises(UnsupportedSourceError, match="mode 'rb'"):
        images.load(text)
    with pytest.raises(EmptyPictureError):
        images.load(io.BytesIO())
    for source in (7, 1.5, [path], {"path": path}, object()):
        with pytest.raises(UnsupportedSourceError, match=f"given as {type(source).__name__}; give a file"):
            images.load(source)


@pytest.mark.skipif(sys.platform == "win32", reason="its files have no bytes for names")
def test_a_name_that_is_not_utf_8_is_a_name(path):
    strange = os.path.join(os.fsencode(path.parent), b"Jos\xe9.png")  # noqa: PTH118 (a path of bytes)
    os.link(path, strange)
    assert images.load(os.fsdecode(strange)).digest == images.load(path).digest
    with pytest.raises(FileMissingError, match="was not found"):
        images.load(os.fsdecode(strange) + "x")


@needs_rights
def test_a_file_that_may_not_be_read_is_told(path):
    path.chmod(0)
    with pytest.raises(FileMissingError, match=r"red\.png can't be read; check the path and its rights"):
        images.load(path)
