"""The tab in the address of the page (`?tab=identify`), and the example in it (`&example=2`).

They are restored after a reload, by links and by the back button. The page's script (assets/address.js) reads and
writes them, and leaves other parameters alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import gradio as gr

from facestyle import folders
from facestyle.ui import languages

SCRIPT = folders.assets() / "address.js"


def watch(blocks: gr.Blocks, tabs: gr.Tabs, shown: Mapping[str, gr.Tab]) -> None:
    """Let the address follow the tabs, and the tabs the address.

    Args:
        blocks: the page.
        tabs: its row of tabs.
        shown: the tabs by their ids, from left to right.
    """
    back = gr.Button("", visible="hidden", elem_id="go-to-tab")

    def run(trigger: Any, name: str, js: str, outputs: list[Any]) -> None:
        trigger(
            None, None, outputs, js=js, api_name=languages.event_name(name), api_visibility="private",
            show_progress="hidden", queue=False,
        )  # fmt: skip

    goes = "() => ({ __type__: 'update', selected: window.facestyleAddress.%s })"
    run(blocks.load, "address_opened", goes % f"opened({json.dumps(list(shown))})", [tabs])
    run(back.click, "address_back", goes % "asked()", [tabs])
    for name, tab in shown.items():
        run(tab.select, f"address_{name}", f"() => window.facestyleAddress.went({json.dumps(name)})", [])
