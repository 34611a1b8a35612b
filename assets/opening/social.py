"""Draw the picture that stands beside a link to the page: `python assets/opening/social.py`.

Of our own styles and the title alone, 1200 x 630 pixels, as og:image asks for.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

WIDTH, HEIGHT = 1200, 630
STYLES = ("swirling-strokes", "mosaic", "stained-glass", "woodblock-waves", "op-art", "marbling")
PAPER, INK, FAINT, PLUM = "#171514", "#faf9f7", "#b5aea8", "#86407e"
FOLDER = Path(__file__).resolve().parents[1]


def draw() -> Image.Image:
    """Six styles side by side, slanting, over the title."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    wide = WIDTH // len(STYLES)
    for number, name in enumerate(STYLES):
        with Image.open(FOLDER / "styles" / f"{name}.jpg") as style:
            strip = ImageOps.fit(style, (wide - 6, 360), Image.Resampling.LANCZOS)
        picture.paste(strip, (number * wide + 3, 0))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 360, WIDTH, 366), fill=PLUM)
    pen.text((56, 400), "facestyle", fill=INK, font=ImageFont.load_default(96))
    told = "Recognise faces. Paint with the strokes of another picture.", "Look inside the networks that do it."
    for line, sentence in enumerate(told):
        pen.text((60, 520 + 42 * line), sentence, fill=FAINT, font=ImageFont.load_default(32))
    return picture


if __name__ == "__main__":
    draw().save(FOLDER / "opening" / "social.jpg", quality=86)
