"""How much memory work may fill: what is free, and no more than a share of the machine's or the container's."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pytest
import torch
from PIL import Image

from facestyle import images
from facestyle.compute import memory
from facestyle.errors import BudgetError
from facestyle.style.descent import memory_needed
from facestyle.style.options import StyleOptions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say how much memory there is")


@pytest.fixture(autouse=True)
def _on_cpu(monkeypatch):
    monkeypatch.setattr(memory, "device", lambda: torch.device("cpu"))
    yield
    memory.use_at_most(1.0)


@pytest.fixture
def container(tmp_path, monkeypatch) -> Path:
    """A control group with a limit of 6 GB, of which 1 GB is used, half of that by files that can go."""
    for name, told in (("memory.max", "6000000000"), ("memory.current", "1000000000"),
                       ("memory.stat", "active_file 300000000\ninactive_file 200000000\n")):  # fmt: skip
        (tmp_path / name).write_text(told)
    monkeypatch.setattr(memory, "_GROUPS", (tmp_path,))
    return tmp_path


def test_the_machine_says_its_memory_and_what_the_process_holds():
    everything, held, free = memory.total(), memory.resident(), memory.host_available()
    assert 0 < held < everything
    assert 0 < free < everything


def test_a_container_says_its_limit_and_one_without_a_limit_changes_nothing(container):
    assert memory.total() == min(6_000_000_000, *memory._of_system("MemTotal:"))
    (container / "memory.max").write_text("max")
    assert memory.total() == next(memory._of_system("MemTotal:"))


def test_work_may_fill_its_share_less_what_the_process_holds(container, monkeypatch):
    monkeypatch.setattr(memory, "_of_system", lambda _field: iter([20_000_000_000]))
    monkeypatch.setattr(memory, "resident", lambda: 2_000_000_000)
    assert memory.available() == 4_000_000_000
    memory.use_at_most(0.5)
    assert memory.available() == 1_000_000_000
    assert memory.host_available() == 5_500_000_000  # of which readiness speaks
    memory.use_at_most(0.1)
    assert memory.available() == 0
    (container / "memory.current").write_text("5900000000")
    memory.use_at_most(1.0)
    assert memory.available() == 600_000_000  # less is free than the share leaves


def test_a_restyling_beyond_the_share_is_refused_with_the_size_that_fits(container, monkeypatch):
    monkeypatch.setattr(memory, "_of_system", lambda _field: iter([20_000_000_000]))
    monkeypatch.setattr(memory, "resident", lambda: 1_200_000_000)
    file = BytesIO()
    Image.new("RGB", (64, 64), (90, 120, 30)).save(file, "PNG")
    picture = images.load(file.getvalue(), name="square")
    memory.use_at_most(0.85)
    memory_needed.check(picture, [picture], StyleOptions(size=1024))
    memory.use_at_most(0.3)
    with pytest.raises(BudgetError, match=r"and 0\.6 GB are free: choose size \d+ at most"):
        memory_needed.check(picture, [picture], StyleOptions(size=1024))


def test_a_trim_takes_nothing_from_a_run_that_holds_memory():
    memory.hold_memory()
    try:
        blocks = [torch.ones(250_000) for _ in range(120)]
        full = memory.resident()
        del blocks
        memory.trim()
        assert memory.resident() > full - 30_000_000
    finally:
        memory.let_memory_go()
    memory.trim()
    assert memory.resident() < full - 80_000_000
