"""The page is made from a list of tabs."""

from __future__ import annotations

from types import SimpleNamespace

import gradio as gr

from facestyle.ui import page
from facestyle.ui.shared.wiring import wire


def test_a_tab_is_one_more_module_in_the_list(monkeypatch):
    def greet(_session, name):
        return f"Hello, {name}"

    def build_first(ours):
        ours.offer(gr.Textbox(elem_id="first-name"))

    def build_second(ours):
        button, area = gr.Button("Greet"), gr.HTML()
        wire(ours.session, button.click, greet, [ours.offered["first-name"]], [area], "greet", public=True)

    tabs = [SimpleNamespace(ID=name, words=SimpleNamespace(TAB=name.title()), build=build)
            for name, build in (("first", build_first), ("second", build_second))]  # fmt: skip
    monkeypatch.setattr(page, "TABS", tabs)
    blocks = page.build()
    labels = [block.label for block in blocks.blocks.values() if isinstance(block, gr.Tab) and not block.page]
    assert labels == ["First", "Second"]
    assert "/greet" in blocks.get_api_info()["named_endpoints"]


def test_each_tab_has_a_name_of_its_own():
    assert len({tab.ID for tab in page.TABS}) == len({tab.words.TAB for tab in page.TABS}) == len(page.TABS)
