"""The page: the tabs over the engine. `python app.py` serves it on 127.0.0.1:7860."""

# spaces has to be imported before torch, which everything else brings along
import facestyle.ui.shared.gpu as gpu  # isort: skip

import gradio as gr

from facestyle.ui.identify import tab as identify_tab
from facestyle.ui.inside import tab as inside_tab
from facestyle.ui.shared import serving, theme
from facestyle.ui.shared import words as shared_words
from facestyle.ui.signals import tab as signals_tab
from facestyle.ui.style import tab as style_tab
from facestyle.ui.train import tab as train_tab
from facestyle.ui.verify import tab as verify_tab


def build() -> gr.Blocks:
    """Lay out the page and wire its events."""
    with gr.Blocks(title=shared_words.TITLE, analytics_enabled=False, delete_cache=(600, 3600)) as page:
        session: gr.State = gr.State(None, time_to_live=3600)
        gr.HTML(f"<h1>{shared_words.TITLE}</h1><p>{shared_words.TAGLINE}</p>", elem_id="fs-header")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Verify", id="verify"):
                similarity = verify_tab.build(session)
            with gr.Tab("Identify", id="identify"):
                identify_tab.build(session, page)
            with gr.Tab("Style", id="style"):
                style_tab.build(session)
            with gr.Tab("Inside the network", id="inside"):
                inside_tab.build(session)
            with gr.Tab("1-D and 3-D", id="signals"):
                signals_tab.build(session)
            with gr.Tab("Train", id="train"):
                train_tab.build(session, similarity, tabs)
        gr.HTML(f"<p>{shared_words.PRIVACY}</p>", elem_id="fs-footer")
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
