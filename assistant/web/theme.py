"""Gradio's own components in the page's colours and type: they read the custom properties that `static/base.css` defines."""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils.fonts import Font

SANS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")


def reading_room() -> gr.themes.Base:
    """One theme for light and dark: every colour is a property of the page, so the two cannot drift apart."""
    theme = gr.themes.Base(font=[Font(name) for name in SANS], font_mono=[Font(name) for name in MONO])
    used = {
        "var(--paper)": "body_background_fill background_fill_secondary",
        "var(--ink)": (
            "body_text_color button_secondary_text_color checkbox_label_text_color checkbox_label_text_color_selected"
        ),
        "var(--muted)": (
            "body_text_color_subdued block_label_text_color block_title_text_color block_info_text_color "
            "input_placeholder_color"
        ),
        "var(--sheet)": "background_fill_primary input_background_fill checkbox_background_color error_background_fill",
        "transparent": (
            "block_background_fill block_label_background_fill button_secondary_background_fill "
            "checkbox_label_background_fill checkbox_label_background_fill_selected"
        ),
        "0px": "block_border_width",
        "var(--line-strong)": "border_color_primary input_border_color button_secondary_border_color checkbox_border_color",
        "var(--accent)": (
            "border_color_accent input_border_color_focus button_primary_background_fill "
            "checkbox_background_color_selected slider_color link_text_color"
        ),
        "var(--tint)": "color_accent_soft button_secondary_background_fill_hover",
        "none": "input_shadow_focus shadow_drop block_shadow",
        "var(--accent-strong)": "button_primary_background_fill_hover",
        "var(--on-accent)": "button_primary_text_color",
        "var(--bad)": "error_text_color error_border_color",
    }
    both = {name: value for value, names in used.items() for name in names.split()}
    dark = {f"{name}_dark": value for name, value in both.items() if hasattr(theme, f"{name}_dark")}
    return theme.set(**both, **dark)
