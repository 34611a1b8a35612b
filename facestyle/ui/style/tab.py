"""The tab Style: C and S on the left, G forming on the right."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from facestyle.style.options import PRESETS
from facestyle.ui.shared import charts, html, inputs, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_path, examples, photo, radio
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.wiring import wire
from facestyle.ui.style import controls, events, instant, wall, words

ID = "style"


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session, form, instant_form = page.session, controls.form(), controls.instant_form()
    gr.Markdown(words.STYLE_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=320, elem_id="style-controls"):
            content, style, buttons, hung = _pictures(session, form)
        with gr.Column(scale=6, min_width=320, elem_id="style-output"):
            outputs = _outputs(instant_form)
    stage = outputs["stage"]
    controls.more(form, instant_form)
    canvas, region, style_mask = controls.paint()
    wire(session, canvas.input, events.painted, [], [region], "painted", error=stage, progress=False)
    added, earlier = controls.second()
    wire(session, earlier.upload, events.settings_of, [earlier], form.inputs(), "settings_of", error=stage, public=True)
    asked = {"content": content, "style": style, **form.inputs(), "region": region, **added, "style_mask": style_mask}
    instant_asked = _of_one_pass(asked) | instant_form.inputs()
    result = page.result(
        stage,
        dict.fromkeys([*asked.values(), *instant_asked.values()]),
        words.RUN,
        beside=tuple(one for name, one in outputs.items() if name not in ("data", "stage", "costs")),
        at_once=tuple(instant_asked.values()),
    )
    _wire_runs(page, buttons, outputs, asked, result)
    _wire_one_pass(page, outputs, asked, instant_asked, hung, result)


def _of_one_pass(asked: dict[str, Any]) -> dict[str, Any]:
    """The inputs of a restyling that one pass takes too."""
    return {name: asked[name] for name in ("content", "style", "region", "style_2", "share", "keep_colors")}


def _pictures(
    session: gr.State, form: Form
) -> tuple[gr.Image, gr.Image, tuple[gr.Button, gr.Button, gr.Button], gr.Gallery]:
    """C, S, the buttons that restyle, look first and cancel, our own styles, and the two weights."""
    contents, styles = samples.contents(), samples.styles()
    with gr.Row(elem_classes="fs-inputs"):
        content = photo(words.CONTENT, "style-content", contents[0] if contents else None, 190)
        style = photo(words.STYLE, "style-style", samples.hung_style(), 190, sources=["upload", "clipboard"])
    with gr.Row(elem_classes="fs-tight fs-buttons"):
        run = gr.Button(words.RUN, variant="primary", size="lg", scale=3, min_width=90, elem_id="style-run")
        look = gr.Button(words.LOOK_BUTTON, size="lg", scale=2, min_width=90, elem_id="style-look")
        cancel = gr.Button(words.CANCEL, size="lg", scale=1, min_width=80, elem_id="style-cancel")
    hung = inputs.wall(words.WALL, "style-wall", styles)
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
    return content, style, (run, look, cancel), hung


def _outputs(instant_form: Form) -> dict[str, Any]:
    """Where G is shown, by the names that `view.RunView` and `one_pass` have for it, and the strength of one pass."""
    stage = gr.HTML(html.empty(words.OPENS), label="stage", elem_id="style-stage")
    before_after = gr.ImageSlider(
        label=words.RESULT,
        format="png",
        visible=False,
        elem_id="style-result",
        buttons=["fullscreen"],
        max_height=430,
    )
    instant_form.widget("strength", step=0.05)
    costs = gr.HTML(label="costs of one pass", elem_id="style-costs")
    with gr.Row():
        narrow: dict[str, Any] = {"visible": False, "scale": 0, "min_width": 140, "size": "sm"}
        download = as_path(gr.DownloadButton(words.DOWNLOAD, elem_id="style-download", **narrow))
        tiff = gr.DownloadButton(words.DOWNLOAD_TIFF, elem_id="style-tiff", **narrow)
        film = gr.DownloadButton(words.FILM, elem_id="style-film", **narrow)
        go_on = gr.Button(words.GO_ON, elem_id="style-go-on", **narrow)
    plot = gr.HTML(charts.empty(), label="curves", elem_id="style-curves")
    formula = gr.Markdown(
        words.style_idea(), elem_id="style-formula", elem_classes="fs-formula", latex_delimiters=shared_words.LATEX
    )
    return {
        "data": gr.JSON(visible=False, label="costs"),
        "stage": stage,
        "costs": costs,
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
    costs = outputs["costs"]
    outputs = {name: one for name, one in outputs.items() if name != "costs"}

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

    for press in (run, look, outputs["go_on"]):
        left = f"{press.elem_id}-left".replace("-", "_")
        wire(session, press.click, instant.left, [], [costs], left, progress=False)
    restyles(run.click, events.stylize, asked, outputs, "stylize")
    # The PNG that can be downloaded is the G to go on from, with the weights that the page shows.
    restyles(outputs["go_on"].click, events.stylize, asked | {"start": outputs["download"]}, outputs, "go_on")
    shown = {name: one for name, one in outputs.items() if name not in ("plot", "formula")}
    restyles(look.click, events.first_look, asked, shown, "first_look")
    wire(session, cancel.click, events.cancel, [], [], "cancel", public=True)
    wire(session, cancel.click, events.taken_back, [], [result.area], "style_taken_back", progress=False)


def _wire_one_pass(
    page: Page,
    outputs: dict[str, Any],
    asked: dict[str, Any],
    instant_asked: dict[str, Any],
    hung: gr.Gallery,
    result: Result,
) -> None:
    """Paint in one pass after each change; then finer, then J. A newer change ends what is under way."""
    session, costs = page.session, outputs["costs"]
    shown = {name: one for name, one in outputs.items() if name not in ("data", "costs")}
    one_pass = {name: one for name, one in instant_asked.items() if name != "check_faces"}
    measured = {name: one for name, one in asked.items() if name != "start"} | {"strength": one_pass["strength"]}
    of_costs = page.result(costs, measured.values(), at_once=tuple(measured.values()))
    last: dict[str, Any] = {"progress": False, "quiet": True, "trigger_mode": "always_last"}

    def measures(trigger: Any, name: str) -> None:
        shows = {"costs": costs, "download": outputs["download"]}
        wire(session, trigger, instant.measured, measured, shows, name, result=of_costs, queue="own", **last)

    def paints(trigger: Any, handler: Any, name: str, walls: bool = False) -> None:
        first = wire(session, trigger, handler, one_pass, shown, name, result=result, **last)
        finer = wire(
            session, first.then, instant.finer, one_pass, shown, f"{name}_finer", result=result, queue="own", **last
        )
        if walls:
            wire(session, first.then, wall.repainted, [asked["content"]], [hung], f"{name}_wall", queue="own", **last)
        measures(finer.then, f"{name}_measured")

    pictures = ("content", "style")
    if page.tab is not None:
        paints(page.tab.select, instant.opened, "style_opened", walls=True)
    paints(asked["content"].change, instant.chosen, "content_chosen", walls=True)
    paints(asked["style"].change, instant.chosen, "style_chosen")
    others = [one.change for name, one in one_pass.items() if name not in pictures]
    paints(partial(gr.on, others), instant.followed, "one_pass_changed")
    weights = [one.change for name, one in measured.items() if name not in one_pass]
    measures(partial(gr.on, weights), "weights_measured")
    # Hidden, since only programs ask in this way.
    asks = gr.Button("", visible="hidden", elem_id="style-instant-run")
    answers = [gr.JSON(visible=False, label="one pass"), gr.File(visible=False, label=words.DOWNLOAD)]
    wire(session, asks.click, instant.instant, instant_asked, answers, "instant", queue="instant", public=True)
