"""The page: the tabs over the engine."""

from __future__ import annotations

# spaces has to be imported before torch, which everything else brings along
import facestyle.ui.server.gpu as gpu  # isort: skip

import io
import logging
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import gradio as gr

from facestyle.compute.device import device
from facestyle.errors import OptionError
from facestyle.ui import address, document, languages, programs, returning, serving
from facestyle.ui.film import tab as film
from facestyle.ui.identify import tab as identify
from facestyle.ui.inside import tab as inside
from facestyle.ui.live import tab as live
from facestyle.ui.server import logs, quick, stopping, visits
from facestyle.ui.server.settings import settings, variable
from facestyle.ui.shared import opening, results, theme, words
from facestyle.ui.shared.page import Page, Tab
from facestyle.ui.shared.session import Session
from facestyle.ui.signals import tab as signals
from facestyle.ui.style import tab as style
from facestyle.ui.tour import panel as tour
from facestyle.ui.train import tab as train
from facestyle.ui.verify import tab as verify

#: From left to right. A tab may use what one before it offers.
TABS: tuple[Tab, ...] = (verify, identify, style, live, film, inside, signals, train)


def build() -> gr.Blocks:
    """Lay out the page and wire its events: in English at `/`, and in each other language at its own address."""
    visits.keep_little()
    with quick.building(), opening.remembering():
        blocks = gr.Blocks(title=words.TITLE, analytics_enabled=False, delete_cache=serving.uploads_kept()).queue(
            max_size=settings().waiting
        )
        with blocks:
            _lay_out(blocks)
            programs.offer()
        for language in languages.others():
            with languages.using(language), blocks.route(words.LANGUAGE, f"/{language}", show_in_navbar=False):
                _lay_out(blocks)
    return blocks


def _lay_out(blocks: gr.Blocks) -> None:
    session: gr.State = gr.State(Session(), time_to_live=60 * settings().visit_minutes)
    gr.HTML(f"<h1>{words.TITLE}</h1><p>{words.TAGLINE}</p>{tour.button()}{document.switch()}", elem_id="fs-header")
    arrived = returning.arrive(blocks, session).then
    above = tour.place()
    with gr.Tabs(elem_id="tabs") as tabs:
        page = Page(blocks, session, tabs, arrived=arrived)
        shown: dict[str, gr.Tab] = {}
        for tab in TABS:
            with gr.Tab(tab.words.TAB, id=tab.ID) as shown[tab.ID]:
                tab.build(replace(page, tab=shown[tab.ID]))
    tour.build(page, above)
    results.watch(page)
    address.watch(blocks, tabs, shown)
    gr.HTML(f"<p>{words.PRIVACY}</p>", elem_id="fs-footer")


def launch(page: gr.Blocks) -> str:
    """Begin to serve the page, and return its address.

    Raises:
        OptionError: the page can't listen there.
    """
    try:
        return _launch(page)
    except OSError as problem:  # all that Gradio says of an address that is taken, or not of this machine
        raise OptionError(
            f"The page can't listen on {_where()}; another program may, or the address is not "
            f"this machine's. Set {variable('host')} and {variable('port')}."
        ) from problem


def _where() -> str:
    return f"{settings().host}, port {settings().port or 'from 7860 to 7959'}"


def _launch(page: gr.Blocks) -> str:
    # Quiet, since Gradio would name an option of its own that nobody can give here, and events that are no tools.
    with redirect_stdout(io.StringIO()), warnings.catch_warnings(), quick.remembering_signatures():
        warnings.filterwarnings("ignore", "This MCP server includes a tool that has a gr.State input", UserWarning)
        _, url, _ = page.launch(
            theme=theme.theme(),
            quiet=True,
            prevent_thread_lock=True,
            mcp_server=programs.over_mcp(),
            **serving.launch_options(),
        )
    programs.only_tools(page)
    return url


def serve(gallery: Path | None = None, encoders: Sequence[Path] = ()) -> None:
    """Fetch what is absent, serve, and warm the networks up while the first visitor looks around. It ends the process.

    Args:
        gallery: a gallery file with the people that every visit starts with; None takes that of the settings.
        encoders: ONNX files of face encoders to offer beside those of the package; where none are given, those of the
            settings.

    Raises:
        FacestyleError: a setting, the gallery file or an encoder's file can't be used; or the cluster or the store
            can't be reached.
    """
    chosen = settings()
    device()
    logs.configure(chosen)
    serving.trust_proxies()
    serving.reach()
    serving.offer(encoders)
    serving.start_from(gallery)
    serving.private_temporary_folder()
    stopping.on_signals(at_once=serving.remove_uploads)
    serving.fetch()
    if gpu.on_zero_gpu():
        serving.warm_up(in_background=False)
    page = build()
    url = launch(page)
    # Not before: on busy cores Gradio's own look at the page would come too late, and end the start.
    if not gpu.on_zero_gpu():
        serving.warm_up(in_background=True)
    if programs.over_mcp():
        print(f"Tools over MCP: {url}gradio_api/mcp/", flush=True)
    logs.take_over()
    print(f"Running on local URL: {url}  (Ctrl-C ends it)", flush=True)
    logs.say(logging.INFO, "serving")
    ended = stopping.until_stopped(page, chosen.stop_seconds)
    logs.say(logging.INFO, "stopped", ended="all" if ended else "not all")
    stopping.leave(serving.leave_nothing)
