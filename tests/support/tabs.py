"""Going to a tab, wherever the page has put it."""

from __future__ import annotations


def show_tab(page, tabs: str, name: str):
    """Click a tab, where it has room, or in the menu of those that have none."""
    shown = page.locator(f"{tabs} [role=tab]:text-is('{name}'):visible")
    hidden = page.locator(f"{tabs} .overflow-dropdown button:text-is('{name}')")
    shown.or_(hidden).first.wait_for(state="attached")
    if not shown.count():
        page.locator(f"{tabs} button[aria-label='More tabs']:visible").first.click()
    shown.or_(hidden).first.click()
