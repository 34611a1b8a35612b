"""What a tab gets when it is built: the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol

import gradio as gr
from gradio.components import Component

from facestyle.ui.shared.results import Result


@dataclass(frozen=True)
class Page:
    """The page that a tab is built into.

    Attributes:
        blocks: the whole page, for its load event.
        session: the visitor's session.
        tabs: the row of tabs, to select one of them.
        offered: components that a tab offers to those built after it, by elem_id.
        results: the result areas of all tabs, and what each result is made from.
        tab: the tab that is built, for its select event; None where none is.
        arrived: triggers what shows the visit when the page opens: after a visitor has come back to theirs; None where
            nobody can.
    """

    blocks: gr.Blocks
    session: gr.State
    tabs: gr.Tabs
    offered: dict[str, Any] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    tab: gr.Tab | None = None
    arrived: Callable[..., Any] | None = None

    def offer(self, component: gr.components.Component) -> None:
        """Let the tabs built after this one reach a component."""
        self.offered[str(component.elem_id)] = component

    def result(self, area: gr.HTML, made_from: Iterable[Component], press: str = "", **more: Any) -> Result:
        """Declare a result area, and what its result is made from; for the arguments see `Result`."""
        result = Result(area, tuple(made_from), press, **more)
        self.results.append(result)
        return result


class Tab(Protocol):
    """A module that holds a tab, and its words; TAB of these is its title."""

    ID: str
    words: ModuleType

    def build(self, page: Page) -> None:
        """Lay out the tab and wire its events."""
