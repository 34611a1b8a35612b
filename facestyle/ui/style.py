"""The tab Style: C and S on the left, G forming on the right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import images, options
from facestyle.errors import MissingInputError
from facestyle.style import recipe
from facestyle.style.features import POOLINGS, STYLE_NETWORKS
from facestyle.style.transfer import LIMITS, PRESETS, StyleOptions
from facestyle.ui import curves, render, samples, text
from facestyle.ui.session import Session
from facestyle.ui.style_view import RunView
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
    pooling: str,
    total_variation: float,
    style_scale: float,
    keep_colors: str,
    protect_faces: float,
    identity: float,
) -> Iterator[tuple[Any, ...]]:
    """Paint the content picture in the manner of the style picture, by gradient descent on the pixels of G.

    Parameters:
        content: C, the picture whose content is kept.
        style: S, the picture whose strokes and colours are taken.
        alpha: weight of the content cost.
        beta: weight of the style cost.
        size: long side of G in pixels; C's aspect ratio is kept.
        steps: optimiser steps.
        init: noise, style-noise (in the colours of S) or content: what G starts from.
        optimizer: lbfgs or adam.
        content_layer: the layer l at which contents are compared, such as relu4_2.
        seed: of the random noise.
        network: vgg16 or vgg19.
        lambda_1: weight of relu1_1 in the style cost.
        lambda_2: weight of relu2_1.
        lambda_3: weight of relu3_1.
        lambda_4: weight of relu4_1.
        lambda_5: weight of relu5_1.
        pooling: max or average, between the blocks of VGG.
        total_variation: weight of the differences between neighbouring pixels, 0 to 10: more is smoother.
        style_scale: long side of S as a share of G's, 0.25 to 2: smaller is finer.
        keep_colors: no, luminance or matched: whether G keeps the colours of C.
        protect_faces: how much more the content counts in faces, 0 to 20.
        identity: gamma, the weight of keeping people recognisable, 0 to 100.
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
        pooling=pooling,  # type: ignore[arg-type]
        total_variation=total_variation,
        style_scale=style_scale,
        style_weights=(1.0 - session.second_share, session.second_share) if session.second_style else (),
        keep_colors=keep_colors,  # type: ignore[arg-type]
        protect_faces=protect_faces,
        identity=identity,
    )
    picture_c = images.load(content, name="The content picture C", detail=2 * chosen.size)
    picture_s = images.load(style, name="The style picture S", detail=2 * chosen.size)
    pictures_s = [picture_s]
    if session.second_style:
        pictures_s.append(images.load(session.second_style, name="The second style picture", detail=2 * chosen.size))
    session.stop = False
    run = RunView(chosen)
    yield run.shown(session, started=False)
    work = restyle(picture_c, pictures_s, chosen)
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


def second_style(session: Session, style_2: str | None, share: float) -> Session:
    """Mix a second style into the restylings of your visit, or none.

    Parameters:
        style_2: the second style picture; empty for none.
        share: of the second style, 0 to 1.
    """
    session.second_share = options.number("share", share, 0.0, 1.0)
    session.second_style = style_2 or ""
    return session


def settings_of(_session: Session, picture: str | None) -> tuple[Any, ...]:
    """Read the settings from a picture that was made here, to make another like it.

    Parameters:
        picture: a PNG, as it was downloaded.
    """
    if not picture:
        raise MissingInputError("No picture was given; choose a PNG that was made here.")
    found = recipe.read(Path(picture), "The picture")
    weights = dict(zip(found.style_layers, found.layer_weights, strict=True))
    lambdas = [weights.get(layer, 0.0) for layer in DEFAULTS.style_layers]
    return (
        *(getattr(found, name) for name in ("alpha", "beta", "size", "steps", "init", "optimizer")),
        *(getattr(found, name) for name in ("content_layer", "seed", "network")),
        *lambdas,
        *(getattr(found, name) for name in ("pooling", "total_variation", "style_scale")),
        *(getattr(found, name) for name in ("keep_colors", "protect_faces", "identity")),
    )


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
            with gr.Row():
                download = gr.DownloadButton("Download PNG", visible=False, elem_id="style-download")
                film = gr.DownloadButton("Timelapse, MP4", visible=False, elem_id="style-film")
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
                text.INIT_CHOICES,
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
        gr.Markdown("**Strokes and colours.**")
        with gr.Row():
            keep_colors = gr.Radio(
                text.COLOR_CHOICES,
                value=DEFAULTS.keep_colors,
                label="Colours of C",
                info="Kept in G by its brightness alone, or by giving S the colours of C first.",
                elem_id="style-colors",
            )
            pooling = gr.Radio(
                list(POOLINGS), value=DEFAULTS.pooling, label="Pooling", info="Average gives smoother strokes."
            )
            style_scale = _slider(
                "style_scale",
                "Size of S",
                "As a share of G's: smaller means finer strokes.",
                DEFAULTS.style_scale,
                0.05,
            )
            total_variation = _slider(
                "total_variation", "Smoothness", "Weight of the total variation.", DEFAULTS.total_variation
            )
        gr.Markdown(
            "**Kind to faces.** The people in C can stay recognisable: the encoder of Verify watches over them."
        )
        with gr.Row():
            identity = _slider(
                "identity",
                "Keep people recognisable γ",
                "Weight of ‖f(C) − f(G)‖² for each face; try 3.",
                DEFAULTS.identity,
                step=1,
            )
            protect_faces = _slider(
                "protect_faces", "Protect faces", "How much more the content counts there.", DEFAULTS.protect_faces, 0.5
            )
    title = "A second style, and settings of an earlier picture"
    with gr.Accordion(title, open=False, elem_id="style-second"), gr.Row():
        style_2 = photo("Second style", "style-style-2", None, 160, sources=["upload", "clipboard"])
        share = as_given(gr.Slider(0.0, 1.0, 0.5, step=0.05, label="Share of the second style", elem_id="style-share"))
        earlier = gr.File(
            label="A PNG made here: takes its settings", file_types=[".png"], height=160, elem_id="style-earlier"
        )
    for choice in (presets, keep_colors, pooling, seed, init, optimizer, network, content_layer):
        as_given(choice)
    data = gr.JSON(visible=False, label="costs")
    inputs = [
        session, content, style, alpha, beta, size, steps, init, optimizer, content_layer, seed, network, *lambdas,
        pooling, total_variation, style_scale, keep_colors, protect_faces, identity,
    ]  # fmt: skip
    event = button.click(
        guarded(stylize),
        inputs,
        [data, stage, plot, download, slider, formula, film, session],
        api_name="stylize",
        show_progress="hidden",
        **STYLE,
    )
    show_problem(event, session, stage, "stylize_problem")
    cancel.click(stop, session, session, api_name="cancel", queue=False)
    presets.input(guarded(preset), [session, presets], [alpha, beta], api_name="preset", queue=False)

    mixed: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    seconds = [session, style_2, share]
    events = [style_2.upload(guarded(second_style), seconds, session, api_name="second_style", **mixed)]
    for name, trigger in (("second_style_gone", style_2.clear), ("second_style_share", share.release)):
        events.append(
            trigger(guarded(second_style), seconds, session, api_name=name, api_visibility="private", **mixed)
        )
    events.append(
        earlier.upload(guarded(settings_of), [session, earlier], inputs[3:], api_name="settings_of", queue=False)
    )
    for number, one in enumerate(events):
        show_problem(one, session, stage, f"style_problem_{number}")

    def hang(selected: gr.SelectData) -> str:
        """Take a picture from the wall as S."""
        return styles[selected.index][0]

    wall.select(hang, None, style, api_name="choose_style", api_visibility="private", queue=False)


def _slider(name: str, label: str, info: str | None, value: float, step: float = 0.1) -> gr.Slider:
    low, high = LIMITS[name]
    slider = gr.Slider(low, high, value, step=step, label=label, info=info, min_width=140, elem_id=f"style-{name}")
    return as_given(slider)
