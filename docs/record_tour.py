"""Record the tour: `python docs/record_tour.py [ADDRESS]`, while the page is served there.

It walks through the tour in Chromium on the samples, with a dot for the pointer, and writes pictures/tour.webp, which
moves. Waiting is cut.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from record import PICTURES, Frame, write_film

#: The window, the width of the moving picture, and the most bytes that it may have.
WINDOW = (1280, 760)
WIDTH = 960
MOST_BYTES = 2_500_000
#: Milliseconds that a result stands, that the pointer rests before it presses, and that a step on the way does.
LONG, REST, SHORT = 3400, 750, 900
#: Styles that are clicked, by their places on the wall.
STYLES = (2, 8)

POINTER = """() => {
  const dot = document.createElement("div");
  dot.id = "pointer";
  Object.assign(dot.style, { position: "fixed", zIndex: 9999, width: "22px", height: "22px", marginLeft: "-11px",
    marginTop: "-11px", borderRadius: "50%", background: "#a3539a66", border: "2px solid #86407e",
    pointerEvents: "none" });
  document.body.append(dot);
  document.addEventListener("mousemove", ({ clientX, clientY }) => {
    dot.style.left = `${clientX}px`;
    dot.style.top = `${clientY}px`;
  });
}"""


def main(address: str) -> None:
    """Walk through the tour once, and write the film."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": WINDOW[0], "height": WINDOW[1]}, color_scheme="light", locale="en-US"
        )
        page.set_default_timeout(120_000)
        page.goto(f"{address}?__theme=light")
        frames = list(_walked(page))
        browser.close()
    write_film(frames, PICTURES / "tour.webp", WIDTH, MOST_BYTES)


def _walked(page: Page) -> Iterator[Frame]:
    page.wait_for_selector("#verify-result .fs-verdict")
    page.evaluate(POINTER)
    yield from _pressed(page, "#fs-tour")
    yield _shot(page, "#tour-recognise .fs-verdict", LONG)
    yield from _pressed(page, _next(1))
    yield _shot(page, "#tour-paint .fs-tour-painting img", LONG)
    for style in STYLES:
        title = page.locator("#tour-wall button").nth(style).get_attribute("title") or ""
        yield from _pressed(page, f"#tour-wall button >> nth={style}")
        yield _shot(page, f"#tour-paint .fs-made:not([data-old]) figcaption:has-text('{title}')", 2 * SHORT)
    yield from _pressed(page, _next(2))
    for number in range(4):
        yield _shot(page, f"#tour-you figure:not(.fs-you-c) >> nth={number}", SHORT, settle=150)
    yield _shot(page, "#tour-you .fs-done", LONG)
    yield from _pressed(page, _next(3))
    yield _shot(page, "#tour-inside figure >> nth=3", LONG)
    yield from _pressed(page, _next(4))
    page.wait_for_selector("#tour", state="detached")
    yield _shot(page, "#verify-result .fs-verdict", SHORT)


def _next(step: int) -> str:
    return f"#tour-foot [data-of-step='{step}'] .fs-primary"


def _pressed(page: Page, selector: str) -> Iterator[Frame]:
    """The pointer on its way, and then the press."""
    page.locator(selector).hover()
    yield _shot(page, selector, REST, settle=250)
    page.click(selector)


def _shot(page: Page, selector: str, milliseconds: int, settle: int = 1200) -> Frame:
    page.wait_for_selector(selector)
    page.wait_for_timeout(settle)  # pictures and colours fade in
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB"), milliseconds


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7860")
