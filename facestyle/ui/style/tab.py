"""The tab Style: C and S on the left, G forming on the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle.style.options import BALANCED
from facestyle.ui.shared import charts, html, inputs, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.inputs import as_path, photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.wall import wall as hang
from facestyle.ui.shared.wiring import wire
from facestyle.ui.style import controls, estimate, events, gram, instant, link, opening, wall, words
from facestyle.ui.you import panel
from facestyle.ui.you import words as you_words

ID = "style"


def build(page: Page) -> None:
    """Lay out the tab, a part for any picture and one for portraits, and wire its events."""
    with gr.Tabs(elem_id="style-tabs"):
        with gr.Tab(words.ANY_PICTURE, id="any"):
            _build_any(page)
        with gr.Tab(you_words.TAB, id="you"):
            panel.build(page)


def _build_any(page: Page) -> None:
    """C and S on the left, G on the right."""
    session, form, instant_form = page.session, controls.form(), controls.instant_form()
    gr.Markdown(words.STYLE_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=320, elem_id="style-controls"):
            content, style, hung = _pictures(session)
            run, cancel, note = _buttons()
            strength = instant_form.widget("strength", value=BALANCED, step=0.05)
        with gr.Column(scale=6, min_width=320, elem_id="style-output"):
            outputs = _outputs()
    stage = outputs["stage"]
    look, presets = controls.more(form, instant_form)
    weights = _wire_weights(session, strength, presets, [form.widgets["alpha"], form.widgets["beta"]])
    canvas, region, style_mask = controls.paint()
    # Each counts, in its order: Clear, too, while a stroke is on its way.
    every: dict[str, Any] = {"progress": False, "trigger_mode": "multiple", "queue": "own"}
    wire(session, canvas.input, events.painted, [], [region], "painted", error=stage, **every)
    added, earlier = controls.second()
    with gr.Accordion(words.GRAM_TITLE, open=False, elem_id="style-how"):
        gr.HTML(gram.picture(), elem_id="style-gram")
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
    finished = opening.put(page, result, outputs, content, style)
    _wire_runs(page, (run, look, cancel), outputs, asked, result)
    _wire_one_pass(page, outputs, asked, instant_asked, hung, result, finished, weights)
    _wire_estimate(page, asked, note)
    # Hidden: what the address holds beside the name of the tab.
    query = gr.Textbox(visible="hidden", elem_id="style-query")
    opened = {"content": content, "style": style, "strength": strength, **form.inputs()}
    search = "(session, query) => [session, window.location.search]"
    wire(session, page.blocks.load, link.opened, [query], opened, "style_link", error=stage, progress=False, js=search)


def _of_one_pass(asked: dict[str, Any]) -> dict[str, Any]:
    """The inputs of a restyling that one pass takes too."""
    return {name: asked[name] for name in ("content", "style", "region", "style_2", "share", "keep_colors")}


def _pictures(session: gr.State) -> tuple[gr.Image, gr.Image, gr.HTML]:
    """C and S, with pictures to choose below each."""
    contents, styles = samples.contents(), samples.styles()
    with gr.Row(elem_classes="fs-inputs"):
        with gr.Column(min_width=130):
            content = photo(words.CONTENT, "style-content", contents[0] if contents else None, 190)
            if contents:
                titled = [(path, words.CONTENT_TITLES.get(Path(path).stem, Path(path).stem)) for path in contents]
                shown = hang(words.CONTENTS, "style-contents", titled, columns=2)
        with gr.Column(min_width=130):
            sources: list[inputs.Source] = ["upload", "clipboard"]
            style = photo(words.STYLE, "style-style", samples.hung_style(), 190, sources=sources)
            hung = hang(words.WALL, "style-wall", styles, columns=3)

    def choose(_session: Any, selected: gr.SelectData) -> str:
        """Take one of our pictures as C."""
        return contents[selected.index]

    def take(_session: Any, selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    if contents:
        wire(session, shown.select, choose, [], [content], "choose_content", progress=False)
    wire(session, hung.select, take, [], [style], "choose_style", progress=False)
    return content, style, hung


def _buttons() -> tuple[gr.Button, gr.Button, gr.HTML]:
    """Restyle, Cancel in its place while a run is under way (see the style sheet), and what a run will take."""
    with gr.Row(elem_classes="fs-tight fs-buttons"):
        run = gr.Button(words.RUN, variant="primary", size="lg", min_width=90, elem_id="style-run")
        cancel = gr.Button(words.CANCEL, size="lg", min_width=90, elem_id="style-cancel")
    return run, cancel, gr.HTML(label="estimate", elem_id="style-estimate")


def _wire_weights(session: gr.State, strength: Any, presets: Any, weights: list[Any]) -> list[Any]:
    """One strength: a slider, a preset, or alpha and beta; each sets the others. Return what sets the strength."""
    more: dict[str, Any] = {"progress": False, "trigger_mode": "always_last"}
    wire(session, strength.input, events.strength, [strength], [*weights, presets], "strength", **more)
    chosen = wire(session, presets.input, events.preset, [presets], [*weights, strength], "preset", public=True, **more)
    changed = partial(gr.on, [one.input for one in weights])
    return [chosen, wire(session, changed, events.ratio, weights, [strength, presets], "ratio", **more)]


def _wire_estimate(page: Page, asked: dict[str, Any], note: gr.HTML) -> None:
    """Propose a size that this machine paints soon, once; say what a run will take, after each change."""
    last: dict[str, Any] = {"progress": False, "quiet": True, "trigger_mode": "always_last"}
    of_run = {name: asked[name] for name in ("content", "style", *estimate.COUNTING)}
    if page.tab is not None:
        wire(page.session, page.tab.select, estimate.proposed, of_run, [asked["size"], note], "style_size", **last)
    changes = partial(gr.on, [one.change for one in of_run.values()])
    wire(page.session, changes, estimate.told, of_run, [note], "style_estimated", **last)


def _outputs() -> dict[str, Any]:
    """Where G is shown, by the names that `view.RunView` and `one_pass` have for it."""
    stage = gr.HTML(html.empty(words.OPENS), label="stage", elem_id="style-stage")
    before_after = gr.ImageSlider(
        label=words.RESULT,
        format="png",
        visible=False,
        elem_id="style-result",
        buttons=["fullscreen"],
        max_height=430,
        slider_position=8,
    )
    costs = gr.HTML(label="costs of one pass", elem_id="style-costs")
    with gr.Row():
        narrow: dict[str, Any] = {"visible": False, "scale": 0, "min_width": 140, "size": "sm"}
        download = as_path(gr.DownloadButton(words.DOWNLOAD, elem_id="style-download", **narrow))
        tiff = gr.DownloadButton(words.DOWNLOAD_TIFF, elem_id="style-tiff", **narrow)
        film = gr.DownloadButton(words.FILM, elem_id="style-film", **narrow)
        card = gr.DownloadButton(words.CARD, elem_id="style-card", **narrow)
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
        "card": card,
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
        event = wire(
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
        wire(session, event.then, instant.tidied, [], [costs], f"{name}_tidied", progress=False)

    for press in (run, look, outputs["go_on"]):
        left = f"{press.elem_id}-left".replace("-", "_")
        wire(session, press.click, instant.left, [asked["content"], asked["style"]], [costs], left, progress=False)
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
    hung: gr.HTML,
    result: Result,
    finished: bool,
    set_strength: list[Any],
) -> None:
    """Paint in one pass after each change; then finer, then J. A newer change ends what is under way.

    When the tab is opened only the wall is painted, if the stage has a finished result then.
    """
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
    if page.tab is not None and finished:
        wire(session, page.tab.select, wall.repainted, [asked["content"]], [hung], "style_opened", queue="own", **last)
    elif page.tab is not None:
        paints(page.tab.select, instant.opened, "style_opened", walls=True)
    paints(asked["content"].change, instant.chosen, "content_chosen", walls=True)
    paints(asked["style"].change, instant.chosen, "style_chosen")
    others = [one.input if name == "strength" else one.change for name, one in one_pass.items() if name not in pictures]
    for number, event in enumerate(set_strength):
        paints(event.then, instant.weighted, f"weighted_{number}")
    paints(partial(gr.on, others), instant.followed, "one_pass_changed")
    weights = [one.change for name, one in measured.items() if name not in one_pass]
    measures(partial(gr.on, weights), "weights_measured")
    # Hidden, since only programs ask in this way.
    asks = gr.Button("", visible="hidden", elem_id="style-instant-run")
    answers = [gr.JSON(visible=False, label="one pass"), gr.File(visible=False, label=words.DOWNLOAD)]
    wire(session, asks.click, instant.instant, instant_asked, answers, "instant", queue="instant", public=True)
