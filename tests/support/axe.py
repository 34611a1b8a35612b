"""What axe finds of ours on the page."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
#: Violations of Gradio's own markup, by rule and a part of the selector, each with its reason.
GRADIOS: dict[tuple[str, str], str] = {}
RUN = """([within, rules]) => axe.run(within || document, { resultTypes: ["violations"], preload: false, ...rules })
    .then(({ violations }) => violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
        .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => [id, target.join(" "), html.slice(0, 160)])))"""


def prepare(page: Page) -> None:
    page.evaluate(AXE)
    page.add_style_tag(content="* { transition: none !important; }")  # no colour is on its way to another


def violations(page: Page, within: str = "") -> list[list[str]]:
    """What axe finds that is ours, in a part of the page if one is named; in dark, only colours can differ."""
    found = page.evaluate(RUN, [within, {}])
    page.evaluate("document.body.classList.toggle('dark')")
    found += page.evaluate(RUN, [within, {"runOnly": ["color-contrast"]}])
    page.evaluate("document.body.classList.toggle('dark')")
    return [one for one in found if not any(one[0] == rule and part in one[1] for rule, part in GRADIOS)]
