"""The tab '1-D and 3-D': the arithmetic of convolution, a heartbeat, learned filters, a volume, a texture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import gradio as gr

from facestyle.fields import Option
from facestyle.signals import beats
from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_given, files
from facestyle.ui.shared.opening import put
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import wire
from facestyle.ui.signals import events, opening, options, taps, words

ID = "signals"


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Tabs(elem_id="signals-tabs"):
        for name, part in (
            ("arithmetic", _arithmetic),
            ("ecg", _heartbeat),
            ("beats", _beats),
            ("volume", _volume),
            ("texture", _texture),
        ):
            with gr.Tab(words.PARTS[name], id=f"signals-{name}"):
                gr.Markdown(words.INTROS[name], elem_classes="fs-intro")
                with gr.Row(elem_classes="fs-main"):
                    part(page)


def _form(chosen: Iterable[Option], part: str, tab: str = "") -> Form:
    tab = tab or f"signals-{part}"
    return Form(chosen, tab, words.LABELS[part], words.CHOICES.get(part), words.INFOS, helped=False)


def _buttons(name: str) -> tuple[gr.Button, gr.Button]:
    with gr.Row(elem_classes="fs-tight"):
        run = gr.Button(words.RUN[name], variant="primary", size="lg", scale=3, elem_id=f"signals-{name}-run")
        stop = gr.Button(words.CANCEL, size="lg", scale=1, min_width=90, elem_id=f"signals-{name}-cancel")
    return run, stop


def _area(name: str, label: str = "") -> gr.HTML:
    return gr.HTML(html.empty(words.EMPTY[name]), label=label or name, elem_id=f"signals-{name}-result")


def _run(
    page: Page, buttons: tuple[gr.Button, gr.Button], handler: Any, inputs: Mapping[str, Any], area: gr.HTML
) -> Result:
    """Wire a button that starts a generator of data and pictures, and a button that ends it; returns its result."""
    name, session = handler.__name__, page.session
    run, stop = buttons
    result = page.result(area, inputs.values(), str(run.value))
    outputs = [gr.JSON(visible=False, label=f"{name} data"), area]
    wire(session, run.click, handler, inputs, outputs, name, result=result, queue="signals", public=True,
         progress=False, job=events.JOB)  # fmt: skip
    first = handler is events.slide_filter  # programs need only one event to end whatever the visitor runs
    wire(session, stop.click, events.stop_signals, [], [], "stop_signals" if first else f"stop_{name}", public=first)
    return result


def _arithmetic(page: Page) -> None:
    form = _form(options.SHAPES, "shapes", "signals")
    with gr.Column(scale=4, min_width=300):
        for name in ("dimensions", "side", "size"):
            form.widget(name)
        with gr.Accordion(words.MORE["shapes"], open=False):
            for name in ("filters", "filters_2", "channels", "stride", "padding"):
                form.widget(name)
        button = gr.Button(words.RUN["shapes"], variant="primary", elem_id="signals-shapes-run")
    with gr.Column(scale=6, min_width=300):
        _, start = events.shapes(Session())
        area = gr.HTML(start, label="shapes", elem_id="signals-shapes")
        gr.Markdown(words.SHAPES_FORMULA, elem_classes="fs-formula", latex_delimiters=shared_words.LATEX)
    inputs, outputs = form.inputs(), [gr.JSON(visible=False, label="shapes data"), area]
    session = page.session
    result = page.result(area, inputs.values(), at_once=tuple(inputs.values()))
    shown: dict[str, Any] = {"result": result, "progress": False}
    wire(session, button.click, events.shapes, inputs, outputs, "shapes", public=True, **shown)
    for number, one in enumerate(inputs.values()):
        live = f"shapes_live_{number}"
        wire(session, one.input, events.shapes, inputs, outputs, live, trigger_mode="always_last", **shown)


def _heartbeat(page: Page) -> None:
    form = _form([*options.SLIDE, *options.ECG, *options.READ], "ecg", "signals")
    with gr.Column(scale=4, min_width=300):
        form.widget("kind")
        own_taps = as_given(
            gr.Textbox("-1, -2, 0, 2, 1", label=words.TAPS, info=words.TAPS_INFO, elem_id="signals-taps")
        )
        buttons = _buttons("ecg")
        with gr.Accordion(words.MORE["ecg"], open=False):
            recording = files(words.FILES, "signals-files", [], 120, many=True)
            with gr.Row():
                form.widget("start")
                form.widget("end")
            with gr.Row():
                form.widget("rate")
                form.widget("column")
            form.widget("decimal")
            form.widget("heart_rate", step=1)
            form.widget("noise", step=0.01)
            form.widget("ectopic", step=0.05)
            form.widget("seed")
            form.widget("width_ms", maximum=400, step=4)
            form.widget("samples_per_step", maximum=200)
    with gr.Column(scale=6, min_width=300):
        area = _area("ecg", "slide")
        if (shipped := opening.recording()) is not None:
            with gr.Accordion(words.TOUCH_TITLE, open=False, elem_id="signals-how"):
                gr.HTML(taps.picture(shipped), elem_id="signals-touch")
    inputs = {
        "files": recording,
        **form.inputs("kind"),
        "taps": own_taps,
        **form.inputs("heart_rate", "noise", "ectopic", "seed", "width_ms", "rate", "column", "samples_per_step"),
        **form.inputs("start", "end", "decimal"),
    }
    result = _run(page, buttons, events.slide_filter, inputs, area)
    if filtered := opening.heartbeat():
        put(page, result, filtered, words.RUN["ecg"])


def _beats(page: Page) -> None:
    form = _form(options.BEATS, "beats")
    with gr.Column(scale=3, min_width=260):
        form.widget("epochs")
        form.widget("noise", step=0.01)
        buttons = _buttons("beats")
        form.widget("seed")
        gr.HTML(html.note(words.network(beats.shapes())))
    with gr.Column(scale=7, min_width=300):
        area = _area("beats")
    _run(page, buttons, events.learn_beats, form.inputs(), area)


def _volume(page: Page) -> None:
    form = _form(options.VOLUME, "volume")
    shipped, planes = opening.phantom()
    result: gr.State = gr.State(shipped, time_to_live=3600)
    with gr.Column(scale=3, min_width=260):
        form.widget("kind")
        run = gr.Button(words.RUN["volume"], variant="primary", size="lg", elem_id="signals-volume-run")
        share = as_given(
            gr.Slider(0, 1, 0.5, step=0.02, label=words.CUT, info=words.CUT_INFO, min_width=120, elem_id="signals-cut")
        )
        with gr.Accordion(words.MORE["volume"], open=False):
            chosen = files(words.NIFTI, "signals-nifti", [".nii", ".gz", ".hdr", ".img"], 120, many=True)
            form.widget("sigma")
            form.widget("noise", step=0.01)
    with gr.Column(scale=6, min_width=300):
        area = _area("volume")
    outputs = [result, gr.JSON(visible=False, label="volume data"), area, share]
    inputs = {"files": chosen, **form.inputs()}
    filtered = page.result(area, inputs.values(), words.RUN["volume"])
    put(page, filtered, planes, words.RUN["volume"])
    wire(page.session, run.click, events.filter_volume, inputs, outputs, "filter_volume", result=filtered,
         queue="signals", public=True, progress=False)  # fmt: skip
    wire(page.session, share.input, events.cut_volume, [result, share], [area], "cut_volume", shows=filtered,
         progress=False, trigger_mode="always_last")  # fmt: skip


def _texture(page: Page) -> None:
    form = _form([options.ECTOPIC, *options.TEXTURE], "texture")
    with gr.Column(scale=3, min_width=260):
        form.widget("ectopic", step=0.05)
        form.widget("steps")
        buttons = _buttons("texture")
        form.widget("seed")
    with gr.Column(scale=7, min_width=300):
        area = _area("texture")
    _run(page, buttons, events.synthesise, form.inputs(), area)
