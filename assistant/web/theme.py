"""Gradio's own components in the page's colours and type: they read the custom properties that `static/base.css` defines."""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils.fonts import Font

SANS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")


def reading_room() -> gr.themes.Base:
    """One theme for light and dark: every colour is a property of the page, so the two cannot drift apart."""
    theme = gr.themes.Base(font=[Font(name) for name in SANS], font_mono=[Font(name) for name in MONO])
    both = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--muted)",
        "background_fill_primary": "var(--sheet)",
        "background_fill_secondary": "var(--paper)",
        "block_background_fill": "transparent",
        "block_border_width": "0px",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--muted)",
        "block_title_text_color": "var(--muted)",
        "block_info_text_color": "var(--muted)",
        "border_color_primary": "var(--line-strong)",
        "border_color_accent": "var(--accent)",
        "color_accent_soft": "var(--tint)",
        "input_background_fill": "var(--sheet)",
        "input_border_color": "var(--line-strong)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--muted)",
        "input_shadow_focus": "none",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_secondary_background_fill": "transparent",
        "button_secondary_background_fill_hover": "var(--tint)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--line-strong)",
        "checkbox_background_color": "var(--sheet)",
        "checkbox_background_color_selected": "var(--accent)",
        "checkbox_border_color": "var(--line-strong)",
        "checkbox_label_background_fill": "transparent",
        "checkbox_label_background_fill_selected": "transparent",
        "checkbox_label_text_color": "var(--ink)",
        "checkbox_label_text_color_selected": "var(--ink)",
        "slider_color": "var(--accent)",
        "link_text_color": "var(--accent)",
        "error_background_fill": "var(--sheet)",
        "error_text_color": "var(--bad)",
        "error_border_color": "var(--bad)",
        "shadow_drop": "none",
        "block_shadow": "none",
    }
    dark = {f"{name}_dark": value for name, value in both.items() if hasattr(theme, f"{name}_dark")}
    return theme.set(**both, **dark)
