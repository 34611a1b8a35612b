"""Fixtures that all tests share: sample pictures, the development data where it lies beside the project, the page."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

# One format on every machine, and no time spent on finding a faster one; tests that are about formats ask for them.
os.environ.setdefault("FACESTYLE_FORMAT", "float32")
# Tests ask faster than any visitor; those of the limits set their own.
os.environ.setdefault("FACESTYLE_REQUESTS_A_MINUTE", "100000")
os.environ.setdefault("FACESTYLE_REQUESTS_A_MINUTE_BY_ADDRESS", "1000000")

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
import pytest
import torch
from support.places import SHARED

from facestyle import images
from facestyle.compute import device
from facestyle.errors import FacestyleError
from facestyle.faces import detection
from facestyle.faces.encoders import loading
from facestyle.images import Picture
from facestyle.style import features
from facestyle.weights import archives, sources
from facestyle.weights import cache as weights_cache


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked `gpu` where torch finds none."""
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if marked and not torch.cuda.is_available() and not torch.backends.mps.is_available():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason="torch finds no GPU here"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the development data does not lie beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def sample_path():
    """Path of a sample picture by name: obama, obama2, obama3, biden, astronaut, china, coffee, chelsea."""
    return weights_cache.sample


@pytest.fixture(scope="session")
def sample():
    """A sample picture by name, decoded."""

    def load(name: str) -> Picture:
        return images.load(weights_cache.sample(name))

    return load


@pytest.fixture(scope="session")
def small_path(tmp_path_factory):
    """Path of a sample picture by name, 320 pixels wide or high: for tests that need a face and no certain one."""
    folder = tmp_path_factory.mktemp("small")

    def path_of(name: str) -> Path:
        path = folder / f"{name}.jpg"
        if not path.is_file():
            image = images.load(weights_cache.sample(name)).image()
            ratio = 320 / min(image.size)
            size = (round(image.width * ratio), round(image.height * ratio))
            image.resize(size, reducing_gap=3.0).save(path, quality=92)
        return path

    return path_of


@pytest.fixture
def measured_formats(tmp_path, monkeypatch) -> Iterator[Path]:
    """Networks loaded in this test run in the format that is fastest here; the choice is kept in this folder."""
    folder = tmp_path / "cache"
    (folder / "samples").mkdir(parents=True)
    weights_cache.ensure()
    for name in sources.SOURCES:
        path = weights_cache.path_of(name)
        (folder / path.relative_to(weights_cache.cache_folder())).symlink_to(path.resolve())
    monkeypatch.setenv("FACESTYLE_CACHE", str(folder))
    monkeypatch.setenv("FACESTYLE_FORMAT", "measured")
    for cache in (loading._loaded, features._fastest, features._in):
        cache.cache_clear()
    yield folder
    for cache in (loading._loaded, features._fastest, features._in):
        cache.cache_clear()


@pytest.fixture(scope="session")
def close_up(sample):
    """A portrait's head and shoulders, so that a small G shows a face of some size."""
    picture = sample("obama")
    left, top, right, bottom = detection.detect(picture)[0].box
    side = 2.4 * (bottom - top)
    x, y = (left + right) / 2 - side / 2, (top + bottom) / 2 - side / 2
    image = picture.image().crop((round(x), max(0, round(y)), round(x + side), round(y + side)))
    return Picture("close-up", np.asarray(image), image.width, image.height, "close-up")


@pytest.fixture(scope="session")
def original():
    """The file that a network was published in, by name; kept beside the cache for these tests."""
    return _original


def _original(name: str) -> Path:
    source = sources.SOURCES[name]
    path = weights_cache.cache_folder() / "tests" / source.member.rsplit("/", 1)[-1]
    if not path.is_file():
        try:
            with archives.opened(source.archive) as tar:
                data = archives.member_bytes(tar, source.archive, source.member, source.sha256)
        except FacestyleError as problem:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"the original of {name} is neither kept nor within reach: {problem.message}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return path


@pytest.fixture(scope="session")
def uploads(tmp_path_factory) -> Iterator[Path]:
    """Where uploads go, as `serving.private_temporary_folder` would have it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("uploads")
        patch.setenv("GRADIO_TEMP_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def page(uploads):
    """The page's Blocks; a warning of Gradio's while it is laid out is a failure."""
    import app

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        return app.build()


@pytest.fixture(scope="session")
def address(page) -> Iterator[str]:
    """Address of the page, served once for all tests of it."""
    from facestyle.ui.page import launch

    url = launch(page)
    yield url
    page.close(verbose=False)
    # What a handler still computes ends, and nothing begins: a network at work would abort the end of the process.
    device.lock.acquire()


@pytest.fixture
def setting(monkeypatch) -> Iterator[Callable[[str, str], None]]:
    """Set a setting for this test, by its variable; an empty one counts as not set."""

    def put(variable: str, value: str) -> None:
        monkeypatch.setenv(variable, value)
        settings.cache_clear()

    from facestyle.ui.server.settings import settings

    yield put
    settings.cache_clear()
