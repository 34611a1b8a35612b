"""The tab Film: the film and the style on the left, the painted film on the right."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from facestyle.images import MAX_BYTES
from facestyle.ui.film import events, opening, request, words
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_path, photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.wall import wall
from facestyle.ui.shared.wiring import wire

ID = "film"


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session = page.session
    form = Form(request.OPTIONS, "film", words.LABELS, words.CHOICES, words.INFOS)
    gr.Markdown(words.intro(request.LONGEST, MAX_BYTES >> 20), elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=320, elem_id="film-controls"):
            film, style, note, run, cancel = _given(session, form)
        with gr.Column(scale=6, min_width=320, elem_id="film-output"):
            outputs = _outputs()
    _more(form)
    asked = {"film": film, "style": style, **form.inputs()}
    result = page.result(outputs["stage"], asked.values(), words.RUN, beside=(outputs["film"], outputs["download"]))
    opening.fill(page, result, style)
    wire(
        session,
        run.click,
        events.film,
        asked,
        outputs,
        "film",
        result=result,
        queue="style",
        public=True,
        progress=False,
        job=events.JOB,
        waiting=TURNS.waiting_message,
    )
    wire(session, cancel.click, events.cancel, [], [], "cancel_film", public=True)
    wire(session, cancel.click, events.taken_back, [], [result.area], "film_taken_back", progress=False)
    part = [film, *form.inputs("start", "end").values()]
    of_note = page.result(note, part, at_once=tuple(part))
    looks = partial(gr.on, [one.change for one in part])
    wire(
        session, looks, events.chosen, part, [note], "film_chosen",
        result=of_note, progress=False, quiet=True, trigger_mode="always_last",
    )  # fmt: skip


def _given(session: gr.State, form: Form) -> tuple[gr.Video, gr.Image, gr.HTML, gr.Button, gr.Button]:
    """The film, the style, what is known of the film, and the buttons."""
    styles = samples.styles()
    with gr.Row(elem_classes="fs-inputs"):
        film = as_path(
            gr.Video(
                opening.example(), label=words.FILM, sources=["upload"], height=190, elem_id="film-film", buttons=[]
            )
        )
        style = photo(words.STYLE, "film-style", samples.hung_style(), 190, sources=["upload", "clipboard"])
    note = gr.HTML(label="note", elem_id="film-note")
    with gr.Row(elem_classes="fs-tight fs-buttons"):
        run = gr.Button(words.RUN, variant="primary", size="lg", scale=3, min_width=90, elem_id="film-run")
        cancel = gr.Button(words.CANCEL, size="lg", scale=1, min_width=80, elem_id="film-cancel")
    hung = wall(words.WALL, "film-wall", samples.style_thumbnails())
    with gr.Row(elem_classes="fs-tight"):
        form.widget("strength", step=0.05)
        form.widget("size", step=64)
        form.widget("steadiness", step=0.05)

    def hang(_session: Session, selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    wire(session, hung.select, hang, [], [style], "film_hang", progress=False)
    return film, style, note, run, cancel


def _outputs() -> dict[str, Any]:
    """Where the film is shown, by the names that `view.FilmView` has for it."""
    return {
        "data": gr.JSON(visible=False, label="progress"),
        "stage": gr.HTML(html.empty(words.OPENS), label="stage", elem_id="film-stage", js_on_load=opening.SCRIPT),
        "film": gr.Video(label=words.RESULT, visible=False, interactive=False, elem_id="film-result", buttons=[]),
        "download": gr.DownloadButton(words.DOWNLOAD, visible=False, scale=0, min_width=140, elem_id="film-download"),
    }


def _more(form: Form) -> None:
    with gr.Accordion(words.MORE, open=False), gr.Row():
        form.widget("keep_colors")
        form.widget("rate", step=1)
        form.widget("start")
        form.widget("end")
