"""The accordions of the tab Style: what can be turned, painted and added; one line of help each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle import fields
from facestyle.style.options import KIND_GAMMA, StyleOptions
from facestyle.ui.shared.inputs import as_given, photo
from facestyle.ui.style import painting, words

DEFAULTS = StyleOptions()


@dataclass(frozen=True)
class Second:
    """What is added: a second style and its share, an earlier picture's settings, a G to go on from."""

    style: gr.Image
    share: gr.Slider
    earlier: gr.File
    start: gr.Image


def slider(name: str, label: str, info: str | None, value: float, step: float = 0.1) -> gr.Slider:
    """A slider over the limits of an option."""
    low, high = fields.limits(StyleOptions, name)
    made = gr.Slider(low, high, value, step=step, label=label, info=info, min_width=140, elem_id=f"style-{name}")
    return as_given(made)


def more() -> list[Any]:
    """Lay out 'More'; its inputs in the order of `stylize`, from size to identity."""
    with gr.Accordion(words.MORE_TITLE, open=False):
        size, steps, seed = _work()
        init, optimizer, network, content_layer = _descent()
        gr.Markdown(words.LAMBDAS)
        with gr.Row():
            lambdas = [
                as_given(gr.Slider(0.0, 1.0, weight, step=0.01, label=f"λ {layer}", min_width=120))
                for layer, weight in zip(DEFAULTS.style_layers, DEFAULTS.layer_weights, strict=True)
            ]
        strokes = _strokes()
        gr.Markdown(words.KIND)
        faces = _faces()
    for choice in (seed, init, optimizer, network, content_layer):
        as_given(choice)
    return [size, steps, init, optimizer, content_layer, seed, network, *lambdas, *strokes, *faces]


def _work() -> tuple[gr.Slider, gr.Slider, gr.Number]:
    with gr.Row():
        size = slider("size", "Size", "Long side of G in pixels. Twice the size takes four times as long.",
                      DEFAULTS.size, step=16)  # fmt: skip
        steps = slider("steps", "Steps", "How often G is improved. After some 150 little changes.",
                       DEFAULTS.steps, step=1)  # fmt: skip
        seed = gr.Number(DEFAULTS.seed, label="Seed", info="Another number, another noise to begin with.", precision=0)
    return size, steps, seed


def _descent() -> tuple[gr.Radio, gr.Radio, gr.Radio, gr.Dropdown]:
    with gr.Row():
        init = gr.Radio(
            words.INIT_CHOICES,
            value=DEFAULTS.init,
            label="G starts from",
            info="From noise S rules more freely; from C the forms stay and fewer steps do.",
        )
        optimizer = gr.Radio(
            [("L-BFGS", "lbfgs"), ("Adam", "adam")],
            value=DEFAULTS.optimizer,
            label="Optimiser",
            info="How G is improved. L-BFGS needs fewer steps.",
        )
        network = gr.Radio(
            list(fields.declared(StyleOptions)["network"].choices),
            value=DEFAULTS.network,
            label="Network",
            info="What looks at the pictures. vgg19 is larger, and downloaded on first use.",
        )
        content_layer = gr.Dropdown(
            ["relu2_2", "relu3_2", "relu4_2", "relu5_2"],
            value=DEFAULTS.content_layer,
            label="Content layer l",
            info="Where C and G are compared. Shallow keeps every pixel, deep only the shapes.",
            allow_custom_value=True,
        )
    return init, optimizer, network, content_layer


def _strokes() -> tuple[gr.Radio, gr.Slider, gr.Slider, gr.Radio]:
    gr.Markdown("**Strokes and colours.**")
    with gr.Row():
        keep_colors = gr.Radio(
            words.COLOR_CHOICES,
            value=DEFAULTS.keep_colors,
            label="Colours of C",
            info="Kept by painting only light and dark, or by giving S the colours of C first.",
            elem_id="style-colors",
        )
        pooling = gr.Radio(
            list(fields.declared(StyleOptions)["pooling"].choices),
            value=DEFAULTS.pooling,
            label="Pooling",
            info="How the network reduces pictures. Average gives smoother strokes.",
        )
        style_scale = slider(
            "style_scale", "Size of S", "As a share of G's: smaller means finer strokes.", DEFAULTS.style_scale, 0.05
        )
        total_variation = slider(
            "total_variation", "Smoothness", "Weight of the total variation: more takes grain out of G.",
            DEFAULTS.total_variation,
        )  # fmt: skip
    as_given(keep_colors)
    as_given(pooling)
    return pooling, total_variation, style_scale, keep_colors


def _faces() -> tuple[gr.Slider, gr.Slider]:
    with gr.Row():
        identity = slider(
            "identity",
            "Keep people recognisable γ",
            f"Weight of ‖f(C) − f(G)‖² for each face, and of it being found; try {KIND_GAMMA:g}.",
            DEFAULTS.identity,
            step=1,
        )
        protect_faces = slider(
            "protect_faces",
            "Protect faces",
            "How much more the content counts in faces; try 5.",
            DEFAULTS.protect_faces,
            0.5,
        )
    return protect_faces, identity


def paint() -> tuple[gr.HTML, gr.Image]:
    """Lay out the canvas over C, and the region that comes of it."""
    with gr.Accordion(words.PAINT_TITLE, open=False, elem_id="style-paint-part"):
        gr.Markdown(words.PAINT_HELP)
        with gr.Row():
            with gr.Column(scale=5, min_width=300):
                canvas = painting.canvas()
            with gr.Column(scale=2, min_width=200):
                region = photo("Region: white where the style goes", "style-region", None, 220, sources=["upload"])
                gr.Markdown("What you painted; or drop a black and white picture of the shape of C here.",
                            elem_classes="fs-intro")  # fmt: skip
    return canvas, region


def second() -> Second:
    """Lay out what is added from other pictures."""
    with gr.Accordion(words.SECOND_TITLE, open=False, elem_id="style-second"):
        with gr.Row():
            style = photo("Second style", "style-style-2", None, 160, sources=["upload", "clipboard"])
            start = photo("A G to go on from", "style-start", None, 160, sources=["upload"])
            earlier = gr.File(
                label="A PNG made here: takes its settings", file_types=[".png"], height=160, elem_id="style-earlier"
            )
        share = as_given(
            gr.Slider(
                0.0,
                1.0,
                0.5,
                step=0.05,
                label="Share of the second style",
                info="0: only S. 1: only the second style.",
                elem_id="style-share",
            )
        )
    return Second(style, share, earlier, start)
