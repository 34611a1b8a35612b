"""One accent colour, system fonts (none is fetched), generous space; the rest is in assets/facestyle.css."""

from __future__ import annotations

import gradio as gr

from facestyle import folders

CSS = folders.assets() / "facestyle.css"
#: Sheets of one part of the page each.
TAB_CSS = [folders.assets() / "identify.css", folders.assets() / "tour.css"]
ICON = folders.assets() / "icon.svg"

_ACCENT = gr.themes.Color(
    name="plum",
    c50="#fbf4fa",
    c100="#f5e6f3",
    c200="#eacde6",
    c300="#d9a7d2",
    c400="#c177b7",
    c500="#a3539a",
    c600="#86407e",
    c700="#6e3467",
    c800="#572a52",
    c900="#43213f",
    c950="#2a1328",
)
_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]


def theme() -> gr.themes.Base:
    """The page's theme, in light and dark."""
    return gr.themes.Base(
        primary_hue=_ACCENT, secondary_hue=_ACCENT, neutral_hue="stone", font=_FONTS, font_mono=_MONO
    ).set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#171514",
        # 5.4:1 on the page (WCAG AA); the theme's own has 2.4:1
        body_text_color_subdued="#6b6560",
        input_placeholder_color="#6b6560",
        block_background_fill="#ffffff",
        block_background_fill_dark="#211e1d",
        block_radius="12px",
        button_large_radius="10px",
        block_border_width="1px",
        block_label_background_fill="#ffffffcc",
        block_label_background_fill_dark="#211e1dcc",
        block_shadow="none",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_text_color="#ffffff",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_500",
    )
