"""Memory that really runs out in an event: the visitor reads what to do, it goes back, and the next run works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import gradio as gr
import numpy as np
import pytest
import torch

from facestyle.compute.memory import ran_out
from facestyle.ui import languages
from facestyle.ui.server import observed
from facestyle.ui.server.observed import DONE
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import wire

SAYS = "The memory ran out, so this run was ended. Choose a smaller size"
ABSURD = 1 << 50


def by_numpy(_session: Session, count: int) -> str:
    return str(np.ones(int(count), np.uint8).sum())


def by_torch(_session: Session, count: int) -> Iterator[str]:
    yield "begun"
    yield str(int(torch.ones(int(count), dtype=torch.uint8).sum()))


def on_a_gpu(_session: Session, count: int) -> str:
    if count > 100:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
    return str(count)


HANDLERS = {one.__name__: one for one in (by_numpy, by_torch, on_a_gpu)}


def wired(language: str = languages.ENGLISH) -> dict:
    with languages.using(language), gr.Blocks() as page:
        session = gr.State(None)
        area, number, button = gr.HTML(), gr.Number(3), gr.Button()
        for name, handler in HANDLERS.items():
            wire(session, button.click, handler, [number], [area], name, error=area, queue="style")
    return {event.api_name: event for event in page.fns.values()}


def answer(event, visitor: Session, count: int) -> str:
    made = event.fn(visitor, count)
    made = list(made)[-1] if isinstance(made, Iterator) else made
    return made[0]


@pytest.mark.parametrize("name", HANDLERS)
def test_the_run_ends_with_what_to_lower_and_the_next_one_works(name, monkeypatch):
    told = []
    monkeypatch.setattr(observed.metrics, "count", lambda *values: told.append(values[:2]))
    events, visitor = wired(), Session()
    with pytest.raises(gr.Error, match=SAYS):
        answer(events[name], visitor, ABSURD)
    assert SAYS in events[f"{name}_problem"].fn(visitor)
    assert answer(events[name], visitor, 3) == "3"
    assert told[0] == (name, "over-budget")
    assert (name, DONE) in told


def test_it_is_said_in_the_language_of_the_page():
    with pytest.raises(gr.Error, match="内存不足，本次运行已终止"):
        answer(wired("zh")["zh_by_numpy"], Session(), ABSURD)


def test_other_errors_are_not_taken_for_it():
    assert not ran_out(RuntimeError("expected scalar type Float but found Half"))
    assert not ran_out(ValueError("photo.jpg"))
    assert ran_out(RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"))


PROGRAM = """
import resource
import gradio as gr, numpy as np
from facestyle.compute.memory import resident
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import wire

MB = 1 << 20

def fill(_session: Session, megabytes: int) -> str:
    held = []
    while len(held) < megabytes:
        held.append(np.ones(MB, np.uint8))
    return str(len(held))

with gr.Blocks() as page:
    session, area, number, button = gr.State(None), gr.HTML(), gr.Number(3), gr.Button()
    wire(session, button.click, fill, [number], [area], "fill", error=area)
run = {event.api_name: event for event in page.fns.values()}["fill"].fn
visitor = Session()
assert run(visitor, 100)[0] == "100"
before = resident()
pages = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (pages + 400 * MB, pages + 400 * MB))
for _ in range(3):
    try:
        run(visitor, 100_000)
    except gr.Error as problem:
        assert "The memory ran out" in problem.message, problem.message
        # While the error lives, too: a server may keep it.
        assert resident() - before < 60 * MB, (resident() - before) / MB
    else:
        raise SystemExit("it had enough")
    assert run(visitor, 100)[0] == "100"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit the memory of a process in other ways")
def test_a_process_that_is_full_gives_it_back_and_goes_on():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=240)
    assert run.returncode == 0, run.stderr
