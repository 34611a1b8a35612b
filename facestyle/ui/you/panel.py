"""The panel 'You as a painting': a photograph on the left, its four paintings on the right."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from facestyle.style import portraits
from facestyle.ui.shared import html, opening, samples
from facestyle.ui.shared.inputs import as_given, as_path, photo, radio
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.wiring import wire
from facestyle.ui.you import events, view, words


def build(page: Page) -> None:
    """Lay out the panel and wire its events."""
    session, usual = page.session, portraits.PORTRAIT
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=3, min_width=260, elem_id="you-controls"):
            face = next((one for one in samples.contents() if Path(one).stem == "astronaut"), None)
            picture = photo(words.PHOTO, "you-photo", face, 300)
            with gr.Row(elem_classes="fs-tight fs-buttons"):
                run = gr.Button(words.RUN, variant="primary", size="lg", elem_id="you-run")
                cancel = gr.Button(words.CANCEL, size="lg", elem_id="you-cancel")
            likeness = radio(words.LIKENESS, "you-likeness", words.LIKENESSES, usual.likeness, words.LIKENESS_INFO)
            with gr.Accordion(words.MORE, open=False):
                titled = [(title, Path(path).stem) for path, title in samples.styles()]
                styles = as_given(
                    gr.CheckboxGroup(
                        titled,
                        value=list(events.USUAL),
                        label=words.STYLES,
                        info=words.STYLES_INFO,
                        elem_id="you-styles",
                    )
                )
                steps = as_given(
                    gr.Slider(
                        1, 300, usual.steps, step=1, label=words.STEPS, info=words.STEPS_INFO, elem_id="you-steps"
                    )
                )
        with gr.Column(scale=8, min_width=320, elem_id="you-output"):
            area = gr.HTML(html.empty(words.EMPTY), label="portraits", elem_id="you-portraits")
            sheet = as_path(gr.DownloadButton(words.DOWNLOAD, elem_id="you-sheet", visible=False, scale=0))
    asked = {"photo": picture, "likeness": likeness, "steps": steps, "styles": styles}
    result = page.result(area, asked.values(), words.RUN, beside=(sheet,))
    shipped = opening.kept("you")
    if shipped is not None and opening.holds(picture, shipped["photo"]):
        opening.put(page, result, view.opening(shipped), words.RUN)
    wire(
        session,
        run.click,
        events.still_you,
        asked,
        {"data": gr.JSON(visible=False, label="distances"), "area": area, "sheet": sheet},
        "still_you",
        result=result,
        queue="style",
        public=True,
        progress=False,
        job=events.JOB,
        waiting=TURNS.waiting_message,
    )
    wire(session, cancel.click, events.cancel, [], [], "cancel_still_you", public=True)
    wire(session, cancel.click, events.taken_back, [], [area], "you_taken_back", progress=False)
