"""What a tab gets when it is built: the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import gradio as gr


@dataclass(frozen=True)
class Page:
    """The page that a tab is built into.

    Attributes:
        blocks: the whole page, for its load event.
        session: the visitor's session.
        tabs: the row of tabs, to select one of them.
        offered: components that a tab offers to those built after it, by elem_id.
    """

    blocks: gr.Blocks
    session: gr.State
    tabs: gr.Tabs
    offered: dict[str, Any] = field(default_factory=dict)

    def offer(self, component: gr.components.Component) -> None:
        """Let the tabs built after this one reach a component."""
        self.offered[str(component.elem_id)] = component


class Tab(Protocol):
    """A module that holds a tab."""

    ID: str
    TITLE: str

    def build(self, page: Page) -> None:
        """Lay out the tab and wire its events."""
