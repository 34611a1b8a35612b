"""The page: the tabs over the engine. `python app.py` serves it on 127.0.0.1:7860."""

# spaces has to be imported before torch, which everything else brings along
import facestyle.ui.gpu as gpu  # isort: skip

import gradio as gr

from facestyle.ui import identify, inside, serving, signals, style, text, theme, train, verify


def build() -> gr.Blocks:
    """Lay out the page and wire its events."""
    with gr.Blocks(title=text.TITLE, analytics_enabled=False, delete_cache=(600, 3600)) as page:
        session: gr.State = gr.State(None, time_to_live=3600)
        gr.HTML(f"<h1>{text.TITLE}</h1><p>{text.TAGLINE}</p>", elem_id="fs-header")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Verify", id="verify"):
                similarity = verify.build(session)
            with gr.Tab("Identify", id="identify"):
                identify.build(session, page)
            with gr.Tab("Style", id="style"):
                style.build(session)
            with gr.Tab("Inside the network", id="inside"):
                inside.build(session)
            with gr.Tab("1-D and 3-D", id="signals"):
                signals.build(session)
            with gr.Tab("Train", id="train"):
                train.build(session, similarity, tabs)
        gr.HTML(f"<p>{text.PRIVACY}</p>", elem_id="fs-footer")
    return page.queue(max_size=32)


def main() -> None:
    """Fetch what is absent, serve, and warm the networks up while the first visitor looks around."""
    serving.read_arguments()
    serving.private_temporary_folder()
    serving.fetch()
    page = build()
    serving.warm_up(in_background=not gpu.on_zero_gpu())
    page.launch(theme=theme.theme(), **serving.launch_options())


if __name__ == "__main__":
    main()
