"""The tab Style: C and S on the left, G forming on the right."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder
from PIL import Image

from facestyle import images, options
from facestyle.style.features import STYLE_NETWORKS
from facestyle.style.transfer import LIMITS, PRESETS, Step, StyleOptions
from facestyle.ui import curves, render, samples, text
from facestyle.ui.session import Session
from facestyle.ui.widgets import STYLE, as_given, guarded, photo, show_problem
from facestyle.ui.work import restyle

DEFAULTS = StyleOptions()


def stylize(
    session: Session,
    content: str,
    style: str,
    alpha: float,
    beta: float,
    size: int,
    steps: int,
    init: str,
    optimizer: str,
    content_layer: str,
    seed: int,
    network: str,
    lambda_1: float,
    lambda_2: float,
    lambda_3: float,
    lambda_4: float,
    lambda_5: float,
) -> Iterator[tuple[Any, ...]]:
    """Paint the content picture in the manner of the style picture, by gradient descent on the pixels of G.

    Parameters:
        content: C, the picture whose content is kept.
        style: S, the picture whose strokes and colours are taken.
        alpha: weight of the content cost.
        beta: weight of the style cost.
        size: long side of G in pixels; C's aspect ratio is kept.
        steps: optimiser steps.
        init: noise or content: what G starts from.
        optimizer: lbfgs or adam.
        content_layer: the layer l at which contents are compared, such as relu4_2.
        seed: of the random noise.
        network: vgg16 or vgg19.
        lambda_1: weight of relu1_1 in the style cost.
        lambda_2: weight of relu2_1.
        lambda_3: weight of relu3_1.
        lambda_4: weight of relu4_1.
        lambda_5: weight of relu5_1.
    Returns:
        Costs so far as data, then what the page shows: among it, once done, the picture as a PNG file, and
        before/after.
    """
    chosen = StyleOptions(
        size=size,
        steps=steps,
        alpha=alpha,
        beta=beta,
        content_layer=content_layer,
        layer_weights=(lambda_1, lambda_2, lambda_3, lambda_4, lambda_5),
        init=init,  # type: ignore[arg-type]
        optimizer=optimizer,  # type: ignore[arg-type]
        seed=seed,
        network=network,  # type: ignore[arg-type]
    )
    picture_c = images.load(content, name="The content picture C", detail=2 * chosen.size)
    picture_s = images.load(style, name="The style picture S", detail=2 * chosen.size)
    session.stop = False
    run = _Run(chosen)
    yield run.shown(session, started=False)
    work = restyle(picture_c, picture_s, chosen)
    try:
        for step in work:
            run.add(step)
            if session.stop and run.picture is not None:
                break
            if step.picture is not None:
                yield run.shown(session)
    finally:
        work.close()
    yield run.finished(session, picture_c)


@dataclass
class _Run:
    """What has happened so far, and how the page shows it."""

    options: StyleOptions
    history: list[Step] = field(default_factory=list)
    picture: Any = None

    def add(self, step: Step) -> None:
        self.history.append(step)
        if step.picture is not None:
            self.picture = step.picture

    def data(self) -> dict[str, Any]:
        if not self.history:
            return {"iteration": 0, "steps": self.options.steps}
        last = self.history[-1]
        return {
            "iteration": last.iteration,
            "steps": self.options.steps,
            "content_cost": last.content_cost,
            "style_cost": last.style_cost,
            "style_costs": dict(last.style_costs),
            "total_cost": last.total_cost,
            "seconds": last.seconds,
        }

    def shown(self, session: Session, started: bool = True) -> tuple[Any, ...]:
        stage = self._stage() if started else render.empty("Reading C and S: features and Gram matrices, once …")
        return (
            self.data(),
            gr.HTML(stage, visible=True),
            self._curves(),
            gr.DownloadButton(visible=False),
            gr.ImageSlider(visible=False),
            gr.skip(),
            session,
        )

    def finished(self, session: Session, content: images.Picture) -> tuple[Any, ...]:
        result = Image.fromarray(self.picture)
        before = content.image().resize(result.size, Image.Resampling.LANCZOS)
        last = self.history[-1]
        stopped = "" if last.iteration == self.options.steps else f", stopped after step {last.iteration}"
        line = (
            f'<div class="fs-done" role="status">{render.icon("yes")}<span>Done in {last.seconds:.0f} s{stopped}. '
            f"J went from {self.history[0].total_cost:.3g} to {last.total_cost:.3g}. "
            "Drag the handle: C on the left, G on the right.</span></div>"
        )
        return (
            self.data(),
            gr.HTML(line, visible=True),
            self._curves(),
            gr.DownloadButton(value=_png(result), visible=True),
            gr.ImageSlider(value=(before, result), visible=True),
            text.style_formula(self.options, last.content_cost, last.style_cost),
            session,
        )

    def _stage(self) -> str:
        step = self.history[-1]
        left = "" if step.seconds_left is None else f" · {_duration(step.seconds_left)} left"
        share = 100 * step.iteration / self.options.steps
        return (
            f'<div class="fs-stage"><img alt="G after step {step.iteration}" '
            f'src="{render.data_uri(self.picture, 768)}">'
            f'<div class="fs-progress" role="progressbar" aria-valuenow="{share:.0f}" aria-valuemin="0" '
            f'aria-valuemax="100"><span style="width:{share:.1f}%"></span></div>'
            f"<p>step {step.iteration} of {self.options.steps}{left} · J = {step.total_cost:.3g}</p></div>"
        )

    def _curves(self) -> str:
        if len(self.history) < 2:
            return curves.empty()
        last = self.history[-1]
        lines = {
            "J": [step.total_cost for step in self.history],
            "α J content": [step.content_cost for step in self.history],
        }
        for layer in last.style_costs:
            lines[f"β λ J style, {layer}"] = [step.style_costs[layer] for step in self.history]
        note = text.STYLE_JUMP if self.options.init == "noise" and self.options.size >= 192 else ""
        return curves.draw([step.iteration for step in self.history], lines, self.options.steps, note)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _png(picture: Image.Image) -> str:
    """Write G where Gradio serves files from, and removes them within the hour."""
    folder = Path(tempfile.mkdtemp(dir=get_upload_folder()))
    path = folder / "facestyle.png"
    picture.save(path, "PNG")
    return str(path)


def stop(session: Session | None) -> Session | None:
    """End the restyling that is running for you after its present step; the picture so far is kept."""
    if session is not None:
        session.stop = True
    return session


def preset(_session: Session, name: str) -> tuple[float, float]:
    """Return alpha and beta of a preset.

    Parameters:
        name: gentle, balanced, bold or texture.
    """
    chosen = PRESETS[options.choice("preset", name, PRESETS)]
    return chosen["alpha"], chosen["beta"]


def build(session: gr.State) -> None:
    """Lay out the tab and wire its events."""
    contents, styles = samples.contents(), samples.styles()
    hung = next((path for path, title in styles if title == "Swirling strokes"), None)
    gr.Markdown(text.STYLE_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=320, elem_id="style-controls"):
            with gr.Row(elem_classes="fs-inputs"):
                content = photo("Content C", "style-content", contents[0] if contents else None, 190)
                style = photo("Style S", "style-style", hung, 190, sources=["upload", "clipboard"])
            with gr.Row(elem_classes="fs-tight"):
                button = gr.Button("Restyle", variant="primary", size="lg", scale=3, elem_id="style-run")
                cancel = gr.Button("Cancel", size="lg", scale=1, min_width=90, elem_id="style-cancel")
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
                label="How strong: α keeps C recognisable, β brings the strokes of S",
                elem_id="style-preset",
            )
            with gr.Row(elem_classes="fs-tight"):
                alpha = _slider("alpha", "Content weight α", None, DEFAULTS.alpha)
                beta = _slider("beta", "Style weight β", None, DEFAULTS.beta)
            if contents:
                gr.Examples(
                    [[path] for path in contents],
                    [content],
                    label="Content pictures: click one (credits in the README)",
                    elem_id="style-contents",
                    api_name="style_example",
                )
        with gr.Column(scale=6, min_width=320, elem_id="style-output"):
            stage = gr.HTML(render.empty(text.STYLE_EMPTY), label="stage", elem_id="style-stage")
            slider = gr.ImageSlider(
                label="C and G",
                format="png",
                visible=False,
                elem_id="style-result",
                buttons=["fullscreen"],
                max_height=520,
            )
            download = gr.DownloadButton("Download PNG", visible=False, elem_id="style-download")
            plot = gr.HTML(curves.empty(), label="curves", elem_id="style-curves")
            formula = gr.Markdown(
                text.STYLE_FORMULA, elem_id="style-formula", elem_classes="fs-formula", latex_delimiters=text.LATEX
            )
    with gr.Accordion("More: size, steps, start, optimiser, layers and their weights λ", open=False):
        with gr.Row():
            size = _slider("size", "Size", "Long side of G, in pixels.", DEFAULTS.size, step=16)
            steps = _slider("steps", "Steps", "Of the optimiser.", DEFAULTS.steps, step=1)
            seed = gr.Number(DEFAULTS.seed, label="Seed", info="Another number, another noise.", precision=0)
        with gr.Row():
            init = gr.Radio(
                [("random noise", "noise"), ("the content picture", "content")],
                value=DEFAULTS.init,
                label="G starts from",
                info="The course starts from noise; from C it settles sooner.",
            )
            optimizer = gr.Radio(
                [("L-BFGS", "lbfgs"), ("Adam", "adam")],
                value=DEFAULTS.optimizer,
                label="Optimiser",
                info="L-BFGS needs fewer steps.",
            )
            network = gr.Radio(
                list(STYLE_NETWORKS),
                value=DEFAULTS.network,
                label="Network",
                info="vgg19 is downloaded on first use.",
            )
            content_layer = gr.Dropdown(
                ["relu2_2", "relu3_2", "relu4_2", "relu5_2"],
                value=DEFAULTS.content_layer,
                label="Content layer l",
                info="Deeper: shapes count, pixels less.",
                allow_custom_value=True,
            )
        gr.Markdown("**λ: how much each layer's style counts.** Shallow layers hold colour and grain, deep ones forms.")
        with gr.Row():
            lambdas = [
                as_given(gr.Slider(0.0, 1.0, weight, step=0.01, label=f"λ {layer}", min_width=120))
                for layer, weight in zip(DEFAULTS.style_layers, DEFAULTS.layer_weights, strict=True)
            ]
    for choice in (presets, seed, init, optimizer, network, content_layer):
        as_given(choice)
    data = gr.JSON(visible=False, label="costs")
    inputs = [
        session, content, style, alpha, beta, size, steps, init, optimizer, content_layer, seed, network, *lambdas,
    ]  # fmt: skip
    event = button.click(
        guarded(stylize),
        inputs,
        [data, stage, plot, download, slider, formula, session],
        api_name="stylize",
        show_progress="hidden",
        **STYLE,
    )
    show_problem(event, session, stage, "stylize_problem")
    cancel.click(stop, session, session, api_name="cancel", queue=False)
    presets.input(guarded(preset), [session, presets], [alpha, beta], api_name="preset", queue=False)

    def hang(selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    wall.select(hang, None, style, api_name="choose_style", api_visibility="private", queue=False)


def _slider(name: str, label: str, info: str | None, value: float, step: float = 0.1) -> gr.Slider:
    low, high = LIMITS[name]
    slider = gr.Slider(low, high, value, step=step, label=label, info=info, min_width=140, elem_id=f"style-{name}")
    return as_given(slider)
