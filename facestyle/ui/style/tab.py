"""The tab Style: C and S on the left, G forming on the right. What its events do is in style_events.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle.style.transfer import PRESETS
from facestyle.ui.shared import charts, html, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.inputs import as_given, as_path, photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import STYLE, guarded, show_problem
from facestyle.ui.style import controls as style_controls
from facestyle.ui.style import words
from facestyle.ui.style.controls import DEFAULTS, slider
from facestyle.ui.style.events import (
    clicked,
    first_look,
    painted,
    preset,
    second_style,
    settings_of,
    stop,
    stylize,
    taken_back,
)

ID, TITLE = "style", "Style"


@dataclass(frozen=True)
class _Controls:
    """What is chosen and pressed."""

    content: gr.Image
    style: gr.Image
    alpha: gr.Slider
    beta: gr.Slider
    presets: gr.Radio
    wall: gr.Gallery
    run: gr.Button
    look: gr.Button
    cancel: gr.Button


@dataclass(frozen=True)
class _Outputs:
    """Where G is shown."""

    stage: gr.HTML
    slider: gr.ImageSlider
    download: gr.DownloadButton
    film: gr.DownloadButton
    go_on: gr.Button
    plot: gr.HTML
    formula: gr.Markdown


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session = page.session
    styles = samples.styles()
    gr.Markdown(words.STYLE_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        controls = _controls(styles)
        outputs = _outputs()
    more = style_controls.more()
    canvas, region = style_controls.paint()
    second = style_controls.second()
    inputs = [
        session, controls.content, controls.style, controls.alpha, controls.beta, *more, region, second.start,
    ]  # fmt: skip
    _wire_runs(session, controls, outputs, inputs)
    _wire_choices(session, controls, outputs, inputs, second)

    event = canvas.input(
        guarded(painted), session, region, api_name="painted", api_visibility="private", queue=False,
        show_progress="hidden",
    )  # fmt: skip
    show_problem(event, session, outputs.stage, "painted_problem")

    def hang(selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    controls.wall.select(hang, None, controls.style, api_name="choose_style", api_visibility="private", queue=False)


def _controls(styles: list[tuple[str, str]]) -> _Controls:
    contents = samples.contents()
    hung = next((path for path, title in styles if title == "Swirling strokes"), None)
    with gr.Column(scale=5, min_width=320, elem_id="style-controls"):
        with gr.Row(elem_classes="fs-inputs"):
            content = photo("Content C", "style-content", contents[0] if contents else None, 190)
            style = photo("Style S", "style-style", hung, 190, sources=["upload", "clipboard"])
        with gr.Row(elem_classes="fs-tight fs-buttons"):
            run = gr.Button("Restyle", variant="primary", size="lg", scale=3, min_width=90, elem_id="style-run")
            look = gr.Button("First look", size="lg", scale=2, min_width=90, elem_id="style-look")
            cancel = gr.Button("Cancel", size="lg", scale=1, min_width=80, elem_id="style-cancel")
        wall = gr.Gallery(
            styles,
            label="Styles of our own: click one",
            columns=5,
            height="auto",
            allow_preview=False,
            interactive=False,
            object_fit="cover",
            buttons=[],
            elem_id="style-wall",
            elem_classes="fs-wall",
        )
        presets = gr.Radio(
            list(PRESETS),
            value="balanced",
            label="How strong",
            info=words.PRESET_HELP,
            elem_id="style-preset",
        )
        with gr.Row(elem_classes="fs-tight"):
            alpha = slider("alpha", "Content weight α", "More keeps C recognisable.", DEFAULTS.alpha)
            beta = slider("beta", "Style weight β", "More brings the strokes of S.", DEFAULTS.beta)
        if contents:
            gr.Examples(
                [[path] for path in contents],
                [content],
                label="Content pictures: click one (credits in the README)",
                elem_id="style-contents",
                api_name="style_example",
            )
    as_given(presets)
    return _Controls(content, style, alpha, beta, presets, wall, run, look, cancel)


def _outputs() -> _Outputs:
    with gr.Column(scale=6, min_width=320, elem_id="style-output"):
        stage = gr.HTML(html.empty(words.STYLE_EMPTY), label="stage", elem_id="style-stage")
        before_after = gr.ImageSlider(
            label="C and G",
            format="png",
            visible=False,
            elem_id="style-result",
            buttons=["fullscreen"],
            max_height=520,
        )
        with gr.Row():
            download = as_path(gr.DownloadButton("Download PNG", visible=False, elem_id="style-download"))
            film = gr.DownloadButton("Timelapse, MP4", visible=False, elem_id="style-film")
            go_on = gr.Button("Go on from this G", visible=False, elem_id="style-go-on")
        plot = gr.HTML(charts.empty(), label="curves", elem_id="style-curves")
        formula = gr.Markdown(
            words.STYLE_FORMULA, elem_id="style-formula", elem_classes="fs-formula", latex_delimiters=shared_words.LATEX
        )
    return _Outputs(stage, before_after, download, film, go_on, plot, formula)


def _wire_runs(session: gr.State, controls: _Controls, outputs: _Outputs, inputs: list[Any]) -> None:
    data = gr.JSON(visible=False, label="costs")
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    presses = [controls.run.click, controls.look.click, outputs.go_on.click]
    gr.on(presses, guarded(clicked), session, [session, outputs.stage], api_name="style_clicked", **quick)

    shown = [
        data, outputs.stage, outputs.plot, outputs.download, outputs.slider, outputs.formula, outputs.film,
        outputs.go_on, session,
    ]  # fmt: skip
    event = controls.run.click(guarded(stylize), inputs, shown, api_name="stylize", show_progress="hidden", **STYLE)
    show_problem(event, session, outputs.stage, "stylize_problem")
    # The PNG that can be downloaded is the G to go on from, with whatever weights stand on the page now.
    event = outputs.go_on.click(
        guarded(stylize),
        [*inputs[:-1], outputs.download],
        shown,
        api_name="go_on",
        api_visibility="private",
        show_progress="hidden",
        **STYLE,
    )
    show_problem(event, session, outputs.stage, "go_on_problem")
    event = controls.look.click(
        guarded(first_look),
        inputs,
        [data, outputs.stage, outputs.download, outputs.slider, outputs.film, outputs.go_on, session],
        api_name="first_look",
        show_progress="hidden",
        **STYLE,
    )
    show_problem(event, session, outputs.stage, "first_look_problem")
    controls.cancel.click(stop, session, session, api_name="cancel", queue=False)
    controls.cancel.click(guarded(taken_back), session, outputs.stage, api_name="style_taken_back", **quick)


def _wire_choices(
    session: gr.State, controls: _Controls, outputs: _Outputs, inputs: list[Any], second: style_controls.Second
) -> None:
    weights = [controls.alpha, controls.beta]
    controls.presets.input(guarded(preset), [session, controls.presets], weights, api_name="preset", queue=False)
    mixed: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    given = [session, second.style, second.share]
    events = [second.style.upload(guarded(second_style), given, session, api_name="second_style", **mixed)]
    for name, trigger in (("second_style_gone", second.style.clear), ("second_style_share", second.share.release)):
        events.append(trigger(guarded(second_style), given, session, api_name=name, api_visibility="private", **mixed))
    events.append(
        second.earlier.upload(
            guarded(settings_of), [session, second.earlier], inputs[3:-2], api_name="settings_of", queue=False
        )
    )
    for number, one in enumerate(events):
        show_problem(one, session, outputs.stage, f"style_problem_{number}")
