"""The accordions of the tab Style: more options, a painted region, a second style."""

from __future__ import annotations

import gradio as gr

from facestyle import outputs
from facestyle.ui.shared.form import Form
from facestyle.ui.shared.inputs import as_given, files, photo, radio
from facestyle.ui.style import painting, words
from facestyle.ui.style.request import INSTANT, OPTIONS, SHARE


def form() -> Form:
    """The options of a restyling, not yet placed."""
    return Form(OPTIONS, "style", words.LABELS, words.CHOICES, words.INFOS)


def instant_form() -> Form:
    """The options of one pass, not yet placed; colours are kept as in a restyling."""
    own = [one for one in INSTANT if one.name != "keep_colors"]
    return Form(own, "style-instant", words.INSTANT_LABELS, infos=words.INSTANT_INFOS)


def more(form: Form, instant: Form) -> tuple[gr.Button, gr.Radio]:
    """Lay out 'More'; return the button of the first look and the presets."""
    with gr.Accordion(words.MORE_TITLE, open=False):
        gr.Markdown(words.RUNS)
        with gr.Row():
            form.widget("size", step=16)
            form.widget("steps")
            form.widget("seed")
            instant.widget("size", step=64)
            instant.widget("check_faces", visible=False)
        with gr.Row():
            form.widget("init")
            form.widget("optimizer")
            form.widget("network")
            form.widget("number_format")
        look = gr.Button(words.LOOK_BUTTON, size="sm", elem_id="style-look")
        gr.Markdown(words.WEIGHTS)
        with gr.Row():
            presets = radio(words.PRESETS, "style-preset", words.PRESET_CHOICES, "balanced", words.PRESET_HELP)
            form.widget("alpha")
            form.widget("beta")
            form.widget("content_layer")
        gr.Markdown(words.LAMBDAS)
        with gr.Row():
            for number in range(1, 6):
                form.widget(f"lambda_{number}", step=0.01)
            form.widget("color_weight", step=0.01)
        gr.Markdown(words.STROKES)
        with gr.Row():
            form.widget("keep_colors")
            form.widget("pooling")
            form.widget("style_scale", step=0.05)
            form.widget("total_variation")
            form.widget("transparency")
            form.widget("seamless")
        gr.Markdown(words.FACES)
        with gr.Row():
            form.widget("identity", step=1)
            form.widget("likeness")
            form.widget("protect_faces", step=0.5)
    return look, presets


def paint() -> tuple[gr.HTML, gr.Image, gr.Image]:
    """Lay out the canvas over C, the region that is painted on it, and a mask on S."""
    with gr.Accordion(words.PAINT_TITLE, open=False, elem_id="style-paint-part"):
        gr.Markdown(words.PAINT_HELP)
        with gr.Row():
            with gr.Column(scale=5, min_width=300):
                canvas = painting.canvas()
            with gr.Column(scale=2, min_width=200):
                region = photo(words.REGION, "style-region", None, 220, sources=["upload"])
                gr.Markdown(words.REGION_HELP, elem_classes="fs-intro")
                style_mask = photo(words.STYLE_MASK, "style-mask", None, 160, sources=["upload"])
                gr.Markdown(words.STYLE_MASK_HELP, elem_classes="fs-intro")
    return canvas, region, style_mask


def second() -> tuple[dict[str, gr.components.Component], gr.File]:
    """Lay out a G to go on from, a second style and its share, as inputs; and an earlier picture with its settings."""
    with gr.Accordion(words.SECOND_TITLE, open=False, elem_id="style-second"):
        with gr.Row():
            style = photo(words.STYLE_2, "style-style-2", None, 160, sources=["upload", "clipboard"])
            style_mask = photo(words.STYLE_MASK_2, "style-mask-2", None, 160, sources=["upload"])
            start = photo(words.START, "style-start", None, 160, sources=["upload"])
            earlier = files(words.EARLIER, "style-earlier", list(outputs.FORMATS), 160)
        share = as_given(
            gr.Slider(0.0, 1.0, SHARE, step=0.05, label=words.SHARE, info=words.SHARE_INFO, elem_id="style-share")
        )
    return {"start": start, "style_2": style, "share": share, "style_mask_2": style_mask}, earlier
