"""The tab Style: C and S on the left, G forming on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle.style.options import PRESETS
from facestyle.ui.shared import charts, html, inputs, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_given, as_path, photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.wiring import wire
from facestyle.ui.style import controls as style_controls
from facestyle.ui.style import events, words

ID, TITLE = "style", words.TAB

Styles = list[tuple[str, str]]


@dataclass(frozen=True)
class _Controls:
    """What is chosen and pressed."""

    content: gr.Image
    style: gr.Image
    presets: gr.Radio
    wall: gr.Gallery
    run: gr.Button
    look: gr.Button
    cancel: gr.Button


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    styles, form = samples.styles(), style_controls.form()
    gr.Markdown(words.STYLE_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        controls = _controls(styles, form)
        outputs = _outputs()
    style_controls.more(form)
    canvas, region = style_controls.paint()
    second = style_controls.second()
    asked = {
        "content": controls.content,
        "style": controls.style,
        **form.inputs(),
        "region": region,
        "start": second.start,
        "style_2": second.style,
        "share": second.share,
    }
    _wire_runs(page.session, controls, outputs, asked)
    _wire_choices(page.session, controls, outputs, form, second)
    _wire_pictures(page.session, controls, outputs, canvas, region, styles)


def _controls(styles: Styles, form: Form) -> _Controls:
    contents = samples.contents()
    with gr.Column(scale=5, min_width=320, elem_id="style-controls"):
        with gr.Row(elem_classes="fs-inputs"):
            content = photo(words.CONTENT, "style-content", contents[0] if contents else None, 190)
            style = photo(words.STYLE, "style-style", samples.hung_style(), 190, sources=["upload", "clipboard"])
        with gr.Row(elem_classes="fs-tight fs-buttons"):
            run = gr.Button(words.RUN, variant="primary", size="lg", scale=3, min_width=90, elem_id="style-run")
            look = gr.Button(words.LOOK_BUTTON, size="lg", scale=2, min_width=90, elem_id="style-look")
            cancel = gr.Button(words.CANCEL, size="lg", scale=1, min_width=80, elem_id="style-cancel")
        wall = inputs.wall(words.WALL, "style-wall", styles)
        presets = as_given(
            gr.Radio(
                list(PRESETS), value="balanced", label=words.PRESETS, info=words.PRESET_HELP, elem_id="style-preset"
            )
        )
        with gr.Row(elem_classes="fs-tight"):
            form.widget("alpha")
            form.widget("beta")
        if contents:
            gr.Examples(
                [[path] for path in contents],
                [content],
                label=words.CONTENTS,
                elem_id="style-contents",
                api_name="style_example",
            )
    return _Controls(content, style, presets, wall, run, look, cancel)


def _outputs() -> dict[str, Any]:
    """Where G is shown, by the names that `view.RunView` has for it."""
    with gr.Column(scale=6, min_width=320, elem_id="style-output"):
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
    }


def _wire_runs(session: gr.State, controls: _Controls, outputs: dict[str, Any], asked: dict[str, Any]) -> None:
    stage = outputs["stage"]
    runs: dict[str, Any] = {
        "error": stage,
        "queue": "style",
        "progress": False,
        "job": events.JOB,
        "waiting": TURNS.waiting_message,
    }
    wire(session, controls.run.click, events.stylize, asked, outputs, "stylize", public=True, **runs)
    # The PNG that can be downloaded is the G to go on from, with whatever weights stand on the page now.
    again = asked | {"start": outputs["download"]}
    wire(session, outputs["go_on"].click, events.stylize, again, outputs, "go_on", **runs)
    shown = {name: one for name, one in outputs.items() if name not in ("plot", "formula")}
    wire(session, controls.look.click, events.first_look, asked, shown, "first_look", public=True, **runs)
    wire(session, controls.cancel.click, events.cancel, [], [], "cancel", public=True)
    wire(session, controls.cancel.click, events.taken_back, [], [stage], "style_taken_back", progress=False)


def _wire_choices(
    session: gr.State, controls: _Controls, outputs: dict[str, Any], form: Form, second: style_controls.Second
) -> None:
    weights = list(form.inputs("alpha", "beta").values())
    wire(session, controls.presets.input, events.preset, [controls.presets], weights, "preset", public=True)
    wire(session, second.earlier.upload, events.settings_of, [second.earlier], form.inputs(), "settings_of",
         error=outputs["stage"], public=True)  # fmt: skip


def _wire_pictures(
    session: gr.State, controls: _Controls, outputs: dict[str, Any], canvas: gr.HTML, region: gr.Image, styles: Styles
) -> None:
    stage = outputs["stage"]
    wire(session, canvas.input, events.painted, [], [region], "painted", error=stage, progress=False)

    def hang(_session: Any, selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    wire(session, controls.wall.select, hang, [], [controls.style], "choose_style")
