"""The tab '1-D and 3-D', laid out: the arithmetic of convolution, a heartbeat, learned filters, a volume, a texture."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.fields import limits
from facestyle.signals import beats, ecg, filters, texture, volume
from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.inputs import as_given
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import guarded, show_problem
from facestyle.ui.signals import view, words
from facestyle.ui.signals.events import (
    SHOWN,
    cut_volume,
    filter_volume,
    learn_beats,
    shapes,
    slide_filter,
    stop_signals,
    synthesise,
)

ID, TITLE = "signals", "1-D and 3-D"

SIGNALS: dict[str, Any] = {"concurrency_id": "signals", "concurrency_limit": 1}
QUIET: dict[str, Any] = {"show_progress": "hidden"}
ECG, SLIDE, BEATS = ecg.EcgOptions(), filters.SlideOptions(), beats.BeatsOptions()
VOLUME, TEXTURE = volume.VolumeOptions(), texture.TextureOptions()
#: The course's example.
SIDE, SIZE, FILTERS, FILTERS_2 = 14, 5, 16, 32


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session = page.session
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Tabs(elem_id="signals-tabs"):
        with gr.Tab("Arithmetic", id="signals-arithmetic"):
            _arithmetic(session)
        with gr.Tab("Heartbeat", id="signals-ecg"):
            _heartbeat(session)
        with gr.Tab("Learned filters", id="signals-beats"):
            _beats(session)
        with gr.Tab("Volume", id="signals-volume"):
            _volume(session)
        with gr.Tab("Texture", id="signals-texture"):
            _texture(session)


def _slider(
    name: str, label: str, low: float, high: float, value: float, step: float = 1, info: str | None = None
) -> gr.Slider:
    return as_given(
        gr.Slider(low, high, value, step=step, label=label, info=info, min_width=120, elem_id=f"signals-{name}")
    )


def _buttons(name: str, words_: str) -> tuple[gr.Button, gr.Button]:
    with gr.Row(elem_classes="fs-tight"):
        run = gr.Button(words_, variant="primary", size="lg", scale=3, elem_id=f"signals-{name}-run")
        stop = gr.Button("Cancel", size="lg", scale=1, min_width=90, elem_id=f"signals-{name}-cancel")
    return run, stop


def _run(session: gr.State, button: gr.Button, handler: Any, inputs: list[Any], area: gr.HTML, name: str) -> None:
    """A button that starts a generator of data and pictures."""
    data = gr.JSON(visible=False, label=f"{name} data")
    event = button.click(guarded(handler), [session, *inputs], [data, area], api_name=name, **QUIET, **SIGNALS)
    show_problem(event, session, area, f"{name}_problem")


def _arithmetic(session: gr.State) -> None:
    gr.Markdown(words.SHAPES_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            dimensions = as_given(
                gr.Radio(
                    [("1-D", 1), ("2-D", 2), ("3-D", 3)], value=1, label="Dimensions", elem_id="signals-dimensions"
                )
            )
            side = _slider("side", "n: positions on each axis", *SHOWN["side"], SIDE)
            size = _slider("size", "f: taps on each axis of the filter", *SHOWN["size"], SIZE)
            with gr.Accordion("More: filters, channels, stride, padding, a second layer", open=False):
                filters_ = _slider("filters", "Filters", *SHOWN["filters"], FILTERS)
                filters_2 = _slider(
                    "filters-2", "Filters of a second layer", 0, 64, FILTERS_2, info="0: no second layer."
                )
                channels = _slider("channels", "Channels of the input", *SHOWN["channels"], 1)
                stride = _slider("stride", "Stride s", *SHOWN["stride"], 1)
                padding = _slider("padding", "Padding p", *SHOWN["padding"], 0)
            button = gr.Button("Tell the shapes", variant="primary", elem_id="signals-shapes-run")
        with gr.Column(scale=6, min_width=300):
            start = shapes(Session(), 1, SIDE, SIZE, FILTERS, 1, 1, 0, FILTERS_2)
            area = gr.HTML(start[1], label="shapes", elem_id="signals-shapes")
            gr.Markdown(words.SHAPES_FORMULA, elem_classes="fs-formula", latex_delimiters=shared_words.LATEX)
    inputs: list[Any] = [dimensions, side, size, filters_, channels, stride, padding, filters_2]
    data = gr.JSON(visible=False, label="shapes data")
    event = button.click(guarded(shapes), [session, *inputs], [data, area], api_name="shapes", queue=False, **QUIET)
    show_problem(event, session, area, "shapes_problem")
    for number, one in enumerate(inputs):
        live = one.input(
            guarded(shapes),
            [session, *inputs],
            [data, area],
            api_name=f"shapes_live_{number}",
            api_visibility="private",
            queue=False,
            trigger_mode="always_last",
            **QUIET,
        )
        show_problem(live, session, area, f"shapes_live_problem_{number}")


def _heartbeat(session: gr.State) -> None:
    gr.Markdown(words.ECG_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=4, min_width=300):
            kind = as_given(gr.Radio(words.KIND_CHOICES, value=SLIDE.kind, label="Filter", elem_id="signals-kind"))
            taps = as_given(
                gr.Textbox(
                    "-1, -2, 0, 2, 1", label="My own taps", info="Used with 'my own taps'.", elem_id="signals-taps"
                )
            )
            run, stop = _buttons("ecg", "Slide")
            with gr.Accordion("More: your own recording, the simulation, the filter", open=False):
                files = gr.File(
                    label="CSV, or the .hea and .dat of a WFDB record",
                    file_types=[".csv", ".txt", ".hea", ".dat"],
                    file_count="multiple",
                    height=120,
                    elem_id="signals-files",
                )
                with gr.Row():
                    rate = as_given(gr.Number(250, label="Samples a second (CSV)", elem_id="signals-rate"))
                    column = as_given(gr.Number(0, label="Column or lead", info="0: the last.", precision=0))
                heart = _slider(
                    "heart-rate", "Heart rate, beats a minute", *limits(ecg.EcgOptions, "heart_rate"), ECG.heart_rate
                )
                noise = _slider("noise", "Noise, mV", *limits(ecg.EcgOptions, "noise"), ECG.noise, 0.01)
                odd = _slider(
                    "ectopic", "Share of ventricular-like beats", *limits(ecg.EcgOptions, "ectopic"), ECG.ectopic, 0.05
                )
                seed = as_given(gr.Number(ECG.seed, label="Seed", precision=0))
                width = _slider("width", "Width of smoothing, ms", 4, 400, SLIDE.width_ms, 4)
                pace = _slider("pace", "Samples a picture", 1, 200, SLIDE.samples_per_step, info="1: slowest.")
        with gr.Column(scale=6, min_width=300):
            area = gr.HTML(html.empty(words.ECG_EMPTY), label="slide", elem_id="signals-ecg-result")
    inputs = [files, kind, taps, heart, noise, odd, seed, width, rate, column, pace]
    _run(session, run, slide_filter, inputs, area, "slide_filter")
    stop.click(stop_signals, session, session, api_name="stop_signals", queue=False)


def _beats(session: gr.State) -> None:
    gr.Markdown(words.BEATS_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=3, min_width=260):
            low, high = limits(beats.BeatsOptions, "epochs")
            epochs = _slider("epochs", "Epochs", low, high, BEATS.epochs)
            noise = _slider("beats-noise", "Most noise, mV", *limits(beats.BeatsOptions, "noise"), BEATS.noise, 0.01)
            run, stop = _buttons("beats", "Train")
            seed = as_given(gr.Number(BEATS.seed, label="Seed", precision=0))
            chain = " → ".join(str(one) for one in beats.shapes())
            gr.HTML(view.note(f"Shapes: {chain}, the mean over positions, one logit. Pooling halves the second."))
        with gr.Column(scale=7, min_width=300):
            area = gr.HTML(html.empty(words.BEATS_EMPTY), label="beats", elem_id="signals-beats-result")
    _run(session, run, learn_beats, [epochs, noise, seed], area, "learn_beats")
    _stopping(session, stop, "beats")


def _volume(session: gr.State) -> None:
    gr.Markdown(words.VOLUME_INTRO, elem_classes="fs-intro")
    result: gr.State = gr.State(None, time_to_live=3600)
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=3, min_width=260):
            kind = as_given(
                gr.Radio(words.VOLUME_CHOICES, value=VOLUME.kind, label="Filter", elem_id="signals-volume-kind")
            )
            run = gr.Button("Filter", variant="primary", size="lg", elem_id="signals-volume-run")
            share = _slider("cut", "Where the planes cut", 0, 1, 0.5, 0.02, "0.5: through the middle.")
            with gr.Accordion("More: your own volume, σ, noise", open=False):
                file = gr.File(
                    label="NIfTI, .nii or .nii.gz", file_types=[".nii", ".gz"], height=120, elem_id="signals-nifti"
                )
                sigma = _slider(
                    "sigma",
                    "σ of blobs and smoothing, voxels",
                    *limits(volume.VolumeOptions, "sigma"),
                    VOLUME.sigma,
                    0.1,
                )
                noise = _slider(
                    "volume-noise", "Noise on the phantom", *limits(volume.VolumeOptions, "noise"), VOLUME.noise, 0.01
                )
        with gr.Column(scale=6, min_width=300):
            area = gr.HTML(html.empty(words.VOLUME_EMPTY), label="volume", elem_id="signals-volume-result")
    data = gr.JSON(visible=False, label="volume data")
    event = run.click(
        guarded(filter_volume),
        [session, file, kind, sigma, noise],
        [result, data, area, share],
        api_name="filter_volume",
        **QUIET,
        **SIGNALS,
    )
    show_problem(event, session, area, "filter_volume_problem")
    share.input(
        guarded(cut_volume),
        [session, result, share],
        area,
        api_name="cut_volume",
        api_visibility="private",
        queue=False,
        trigger_mode="always_last",
        **QUIET,
    )


def _texture(session: gr.State) -> None:
    gr.Markdown(words.TEXTURE_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=3, min_width=260):
            odd = _slider(
                "texture-ectopic", "Share of ventricular-like beats in S", *limits(ecg.EcgOptions, "ectopic"), 0, 0.05
            )
            low, high = limits(texture.TextureOptions, "steps")
            steps = _slider("texture-steps", "Steps", low, high, TEXTURE.steps)
            run, stop = _buttons("texture", "Synthesise")
            seed = as_given(gr.Number(TEXTURE.seed, label="Seed", precision=0))
        with gr.Column(scale=7, min_width=300):
            area = gr.HTML(html.empty(words.TEXTURE_EMPTY), label="texture", elem_id="signals-texture-result")
    _run(session, run, synthesise, [odd, steps, seed], area, "synthesise")
    _stopping(session, stop, "texture")


def _stopping(session: gr.State, button: gr.Button, name: str) -> None:
    button.click(stop_signals, session, session, api_name=f"stop_signals_{name}", api_visibility="private", queue=False)
