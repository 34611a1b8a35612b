"""The tab Style: C and S on the left, G forming on the right."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.style.options import PRESETS
from facestyle.ui.shared import charts, html, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_path, examples, photo, radio, wall
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.wiring import wire
from facestyle.ui.style import controls, events, words

ID, TITLE = "style", words.TAB


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session, form = page.session, controls.form()
    gr.Markdown(words.STYLE_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=320, elem_id="style-controls"):
            content, style, buttons = _pictures(session, form)
        with gr.Column(scale=6, min_width=320, elem_id="style-output"):
            outputs = _outputs()
    stage = outputs["stage"]
    controls.more(form)
    canvas, region, style_mask = controls.paint()
    wire(session, canvas.input, events.painted, [], [region], "painted", error=stage, progress=False)
    added, earlier = controls.second()
    wire(session, earlier.upload, events.settings_of, [earlier], form.inputs(), "settings_of", error=stage, public=True)
    asked = {"content": content, "style": style, **form.inputs(), "region": region, **added, "style_mask": style_mask}
    beside = [one for name, one in outputs.items() if name not in ("data", "stage")]
    _wire_runs(page, buttons, outputs, asked, page.result(stage, asked.values(), words.RUN, beside=tuple(beside)))


def _pictures(session: gr.State, form: Form) -> tuple[gr.Image, gr.Image, tuple[gr.Button, gr.Button, gr.Button]]:
    """C, S, the buttons that restyle, look first and cancel, our own styles, and the two weights."""
    contents, styles = samples.contents(), samples.styles()
    with gr.Row(elem_classes="fs-inputs"):
        content = photo(words.CONTENT, "style-content", contents[0] if contents else None, 190)
        style = photo(words.STYLE, "style-style", samples.hung_style(), 190, sources=["upload", "clipboard"])
    with gr.Row(elem_classes="fs-tight fs-buttons"):
        run = gr.Button(words.RUN, variant="primary", size="lg", scale=3, min_width=90, elem_id="style-run")
        look = gr.Button(words.LOOK_BUTTON, size="lg", scale=2, min_width=90, elem_id="style-look")
        cancel = gr.Button(words.CANCEL, size="lg", scale=1, min_width=80, elem_id="style-cancel")
    hung = wall(words.WALL, "style-wall", styles)
    presets = radio(words.PRESETS, "style-preset", list(PRESETS), "balanced", words.PRESET_HELP)
    with gr.Row(elem_classes="fs-tight"):
        weights = [form.widget("alpha"), form.widget("beta")]
    if contents:
        examples(content, contents, words.CONTENTS, "style-contents", "style_example")

    def hang(_session: Any, selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    wire(session, hung.select, hang, [], [style], "choose_style")
    wire(session, presets.input, events.preset, [presets], weights, "preset", public=True)
    return content, style, (run, look, cancel)


def _outputs() -> dict[str, Any]:
    """Where G is shown, by the names that `view.RunView` has for it."""
    stage = gr.HTML(html.empty(words.STYLE_EMPTY), label="stage", elem_id="style-stage")
    before_after = gr.ImageSlider(
        label=words.RESULT,
        format="png",
        visible=False,
        elem_id="style-result",
        buttons=["fullscreen"],
        max_height=520,
    )
    with gr.Row():
        download = as_path(gr.DownloadButton(words.DOWNLOAD, visible=False, elem_id="style-download"))
        tiff = gr.DownloadButton(words.DOWNLOAD_TIFF, visible=False, elem_id="style-tiff")
        film = gr.DownloadButton(words.FILM, visible=False, elem_id="style-film")
        go_on = gr.Button(words.GO_ON, visible=False, elem_id="style-go-on")
    plot = gr.HTML(charts.empty(), label="curves", elem_id="style-curves")
    formula = gr.Markdown(
        words.STYLE_FORMULA, elem_id="style-formula", elem_classes="fs-formula", latex_delimiters=shared_words.LATEX
    )
    return {
        "data": gr.JSON(visible=False, label="costs"),
        "stage": stage,
        "plot": plot,
        "download": download,
        "before_after": before_after,
        "formula": formula,
        "film": film,
        "go_on": go_on,
        "tiff": tiff,
    }


def _wire_runs(
    page: Page,
    buttons: tuple[gr.Button, gr.Button, gr.Button],
    outputs: dict[str, Any],
    asked: dict[str, Any],
    result: Result,
) -> None:
    (run, look, cancel), session = buttons, page.session

    def restyles(trigger: Any, handler: Any, inputs: dict[str, Any], shown: dict[str, Any], name: str) -> None:
        wire(
            session,
            trigger,
            handler,
            inputs,
            shown,
            name,
            result=result,
            queue="style",
            public=name != "go_on",
            progress=False,
            job=events.JOB,
            waiting=TURNS.waiting_message,
        )

    restyles(run.click, events.stylize, asked, outputs, "stylize")
    # The PNG that can be downloaded is the G to go on from, with the weights that the page shows.
    restyles(outputs["go_on"].click, events.stylize, asked | {"start": outputs["download"]}, outputs, "go_on")
    shown = {name: one for name, one in outputs.items() if name not in ("plot", "formula")}
    restyles(look.click, events.first_look, asked, shown, "first_look")
    wire(session, cancel.click, events.cancel, [], [], "cancel", public=True)
    wire(session, cancel.click, events.taken_back, [], [result.area], "style_taken_back", progress=False)
