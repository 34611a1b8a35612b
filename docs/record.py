"""Record the pictures of the page at work: `python docs/record.py [ADDRESS]`, while the page is served there.

It opens the page in Chromium, uses the examples that are in place, and writes pictures/demo.webp, which moves, and
pictures/page.jpg. Waiting is cut: the film has one picture for each that the page shows while G forms.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from facestyle.ui.shared import words

PICTURES = Path(__file__).parent / "pictures"
#: Said of a result that a tab opens with.
SHIPPED = words.SHIPPED.partition(",")[0]
#: The window, the width of the moving picture, and the most bytes that it may have.
WINDOW = (1280, 800)
WIDTH = 720
MOST_BYTES = 900_000
#: Milliseconds that a result stands, and that one stage of G does.
LONG, SHORT = 2600, 240

Frame = tuple[Image.Image, int]


def main(address: str) -> None:
    """Record all tabs that are shown, then write both pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]}, color_scheme="light")
        page.set_default_timeout(180_000)
        expect.set_options(timeout=180_000)
        page.goto(f"{address}?__theme=light")
        verify, style = list(_verify(page)), list(_style(page))
        identify, inside = list(_identify(page)), list(_inside(page))
        browser.close()
    write_film([*verify, *identify, *style, *inside], PICTURES / "demo.webp")
    _write_page(style[-1][0], verify[-1][0], identify[-1][0], PICTURES / "page.jpg")


def _shot(page: Page, milliseconds: int) -> Frame:
    page.mouse.move(2, 2)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB"), milliseconds


def _open(page: Page, tab: str, button: str) -> None:
    page.get_by_role("tab", name=tab).click()
    page.wait_for_selector(button, state="visible")
    page.wait_for_timeout(1500)  # pictures and the scale fade in


def _live(page: Page, area: str) -> None:
    """Wait until the result that the tab opened with has given way."""
    expect(page.locator(area)).not_to_contain_text(SHIPPED)
    page.wait_for_timeout(1500)


def _verify(page: Page) -> Iterator[Frame]:
    page.wait_for_selector("#verify-run")
    page.locator("#verify-examples .fs-hung").nth(2).click()
    _live(page, "#verify-result")
    yield _shot(page, LONG)


def _identify(page: Page) -> Iterator[Frame]:
    _open(page, "Identify", "#identify-run")
    page.wait_for_selector("#identify-gallery .fs-person")
    page.click("#identify-run")
    _live(page, "#identify-result")
    yield _shot(page, LONG)


def _style(page: Page) -> Iterator[Frame]:
    _open(page, "Style", "#style-run")
    page.click("#style-run")
    seen = ""
    while True:
        page.wait_for_function(
            "seen => document.querySelector('#style-stage .fs-done') ||"
            " (document.querySelector('#style-stage .fs-running img')?.alt ?? seen) !== seen",
            arg=seen,
        )
        if page.locator("#style-stage .fs-done").count():
            break
        seen = page.locator("#style-stage .fs-running img").get_attribute("alt") or ""
        yield _shot(page, SHORT)
    page.wait_for_timeout(2000)
    yield _shot(page, LONG)


def _inside(page: Page) -> Iterator[Frame]:
    _open(page, "Inside the network", "#inside-run")
    page.click("#inside-run")
    _live(page, "#inside-stage")
    page.locator("#inside-wall .fs-hung").first.click()
    page.wait_for_selector("#inside-unit .fs-unit-done")
    page.wait_for_timeout(1500)
    yield _shot(page, LONG)


def write_film(frames: list[Frame], path: Path, width: int = WIDTH, most_bytes: int = MOST_BYTES) -> None:
    """As animated WebP, in the best quality that keeps within so many bytes."""
    pictures = [
        shot.resize((width, round(width * shot.height / shot.width)), Image.Resampling.LANCZOS) for shot, _ in frames
    ]
    times = [milliseconds for _, milliseconds in frames]
    for quality in (80, 70, 60, 50, 40, 30):
        pictures[0].save(
            path, save_all=True, append_images=pictures[1:], duration=times, loop=0, quality=quality, method=6
        )
        if path.stat().st_size <= most_bytes:
            print(f"{path.name}: {len(frames)} pictures, quality {quality}, {path.stat().st_size:,} bytes")
            return
    raise SystemExit(f"{path.name} has {path.stat().st_size:,} bytes; show fewer pictures")


def _write_page(large: Image.Image, left: Image.Image, right: Image.Image, path: Path) -> None:
    """One tab in full width, two others below it side by side."""
    gap, (width, height) = 16, WINDOW
    half = (width - gap) // 2
    sheet = Image.new("RGB", (width, height + gap + round(half * height / width)), "white")
    sheet.paste(large, (0, 0))
    for number, shot in enumerate((left, right)):
        small = shot.resize((half, round(half * height / width)), Image.Resampling.LANCZOS)
        sheet.paste(small, (number * (half + gap), height + gap))
    sheet.save(path, quality=86, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7860")
