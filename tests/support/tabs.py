"""Going to a tab, wherever the page has put it, and what a tab says of the result that it opens with."""

from __future__ import annotations

from facestyle.ui.shared import words

#: Said of a result that a tab opens with, until its button is pressed.
SHIPPED = words.SHIPPED.partition(",")[0]


def show_tab(page, tabs: str, name: str):
    """Click a tab, where it has room, or in the menu of those that have none."""
    shown = page.locator(f"{tabs} [role=tab]:text-is('{name}'):visible")
    hidden = page.locator(f"{tabs} .overflow-dropdown button:text-is('{name}')")
    shown.or_(hidden).first.wait_for(state="attached")
    if not shown.count():
        page.locator(f"{tabs} button[aria-label='More tabs']:visible").first.click()
    shown.or_(hidden).first.click()
