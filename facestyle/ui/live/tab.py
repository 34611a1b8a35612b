"""The tab Live: the camera's picture on the left, painted while it moves; the styles on the right."""

from __future__ import annotations

import gradio as gr

from facestyle import fields
from facestyle.style.instant.live import LiveOptions
from facestyle.ui.live import events, view, words
from facestyle.ui.shared import samples
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wall import wall
from facestyle.ui.shared.wiring import wire

ID = "live"


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session, styles = page.session, samples.styles()
    form = Form(fields.of(LiveOptions), "live", words.LABELS, infos=words.INFOS)
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=6, min_width=320):
            stage = view.stage(events.frame, events.leave)
        with gr.Column(scale=5, min_width=320):
            hung = wall(words.WALL, "live-wall", samples.style_thumbnails())
            form.widget("strength", step=0.05)
            with gr.Accordion(words.MORE, open=False):
                style = photo(words.STYLE, "live-style", samples.hung_style(), 190, sources=["upload", "clipboard"])
                form.widget("largest", step=64)
            problem = gr.HTML("", label="note", elem_id="live-problem")

    def hang(_session: Session, selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    wire(session, hung.select, hang, [], [style], "live_hang", progress=False)
    wire(session, style.change, events.style, [style], [stage, problem], "live_style", error=problem, progress=False)
