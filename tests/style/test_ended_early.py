"""A restyling that ends before its time: cancelled or gone wrong at any stage, or its process killed."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from support.places import HOUSE

from facestyle import images
from facestyle.cli.main import main
from facestyle.errors import BudgetError
from facestyle.style import transfer
from facestyle.style.costs import kept_grams
from facestyle.style.descent import sizes
from facestyle.style.transfer import StyleOptions, stylize

MOSAIC = HOUSE / "assets" / "styles" / "mosaic.jpg"
#: At half the size in the first five steps.
OPTIONS = StyleOptions(size=96, steps=10)


@pytest.fixture
def pictures(sample, monkeypatch):
    monkeypatch.setattr(sizes, "FIRST", 48)
    both = sample("china"), images.load(MOSAIC)
    assert sizes.sizes(both[0], [both[1]], OPTIONS) == [48] * 5 + [96] * 6
    return both


def live_tensors() -> dict[int, int]:
    """Bytes of every tensor that can be reached, by its id."""
    gc.collect()
    return {
        id(one): _bytes(one)
        for one in gc.get_objects()
        if issubclass(type(one), torch.Tensor) and one.device.type != "meta"
    }


def _bytes(one: torch.Tensor) -> int:
    # The weights of an encoder that another test has loaded may lie in oneDNN's own order, which has no storage.
    return one.untyped_storage().nbytes() if one.layout is torch.strided else one.numel() * one.element_size()


def held_since(before: dict[int, int]) -> int:
    kept_grams._kept.clear()  # Gram matrices of styles stay for the next run, within a bound of their own
    return sum(size for number, size in live_tensors().items() if number not in before)


@pytest.mark.parametrize(
    ("iterations", "optimizer", "in_strips"),
    [
        (1, "lbfgs", False),
        (5, "lbfgs", False),
        (6, "lbfgs", False),
        (11, "lbfgs", False),
        (5, "adam", False),
        (5, "lbfgs", True),
    ],
)
def test_cancelled_at_any_stage_every_tensor_goes(pictures, monkeypatch, iterations, optimizer, in_strips):
    # After five iterations the targets of the full size are there, after six the small run is gone.
    monkeypatch.setattr(transfer.memory_needed, "blocks_in_strips", lambda *_: 2 * in_strips)
    options = replace(OPTIONS, optimizer=optimizer)
    next(stylize(*pictures, options))  # networks are loaded, and stay
    before = live_tensors()
    steps = stylize(*pictures, options)
    for _ in range(iterations):
        next(steps)
    assert held_since(before) > 500_000 or iterations > OPTIONS.steps
    steps.close()
    assert held_since(before) < 1000
    assert transfer.lock.acquire(blocking=False)
    transfer.lock.release()


def test_a_run_that_goes_wrong_half_way_leaves_no_tensor_either(pictures, monkeypatch):
    next(stylize(*pictures, OPTIONS))
    before = live_tensors()
    picture, calls = transfer.Descent.advance, []

    def fails(run) -> None:
        calls.append(1)
        if len(calls) == 4:
            raise MemoryError
        picture(run)

    monkeypatch.setattr(transfer.Descent, "advance", fails)
    with pytest.raises(MemoryError):
        list(stylize(*pictures, OPTIONS))
    assert held_since(before) < 1000
    assert transfer.lock.acquire(blocking=False)
    transfer.lock.release()


def test_where_memory_runs_out_half_way_the_error_says_what_to_lower_and_the_next_run_works(pictures, monkeypatch):
    next(stylize(*pictures, OPTIONS))
    before = live_tensors()
    with monkeypatch.context() as patched:
        advance, calls = transfer.Descent.advance, []

        def runs_out(run) -> None:
            calls.append(1)
            if len(calls) == 6:  # the targets of the full size are there too
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
            advance(run)

        patched.setattr(transfer.Descent, "advance", runs_out)
        with pytest.raises(BudgetError, match="memory ran out at size 96; choose a smaller size") as caught:
            list(stylize(*pictures, OPTIONS))
    assert len(calls) == 6
    # The error still lives, and its traceback holds the latest preview: 8 bits a number, where G has 32.
    assert held_since(before) <= 96 * 64 * 3
    assert caught.value.__context__ is None
    assert list(stylize(*pictures, OPTIONS))[-1].last


def test_other_errors_of_torch_are_not_taken_for_too_little_memory(pictures, monkeypatch):
    def fails(_run) -> None:
        raise RuntimeError("expected scalar type Float but found Half")

    monkeypatch.setattr(transfer.Descent, "advance", fails)
    with pytest.raises(RuntimeError, match="expected scalar type"):
        list(stylize(*pictures, OPTIONS))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_command_leaves_the_older_picture_and_no_scrap_and_the_next_one_works(
    sample_path, tmp_path, monkeypatch
):
    output, scratch = tmp_path / "out" / "g.png", tmp_path / "scratch"
    output.parent.mkdir()
    scratch.mkdir()
    Image.new("RGB", (8, 8), (1, 2, 3)).save(output)
    older = output.read_bytes()
    environment = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(HOUSE), "FACESTYLE_FORMAT": "float32"}
    command = [sys.executable, "-m", "facestyle", "stylize", str(sample_path("china")), str(MOSAIC), "-o", str(output)]
    command += ["--size", "64", "--timelapse", str(output.with_suffix(".mp4")), "--steps"]

    running = subprocess.Popen([*command, "1000"], env=environment, stderr=subprocess.PIPE)
    assert running.stderr is not None
    told = b""
    while b"3/1000" not in told:  # steps have been done
        more = os.read(running.stderr.fileno(), 4096)
        assert more, told
        told += more
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    running.stderr.close()
    assert output.read_bytes() == older
    assert list(output.parent.iterdir()) == [output]
    assert not list(scratch.iterdir())

    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with pytest.raises(SystemExit) as ended:
        main([*command[3:], "2"])
    assert ended.value.code == 0
    with Image.open(output) as made:
        assert np.asarray(made).shape == (43, 64, 3)
    assert {path.name for path in output.parent.iterdir()} == {"g.png", "g.mp4"}
    assert not list(scratch.iterdir())
