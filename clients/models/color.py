"""Can text in a color be read, on light pages and on dark ones?"""

from __future__ import annotations

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

COLOR = r"^#[0-9a-fA-F]{6}\Z"
LIGHT = "#f6f5f1"  # --paper in static/css/tokens.css: the darkest ground of light pages
DARK = "#18201d"  # --surface there: the lightest ground of dark ones
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

is_color = RegexValidator(COLOR, gettext_lazy("Write a color as #rrggbb."))


def weak_on_light_pages(color: str) -> str:
    """Return what is wrong with a color there and what to do, or nothing."""
    return _weak(color, LIGHT, _("on light pages"), _("darker"))


def weak_on_dark_pages(color: str) -> str:
    return _weak(color, DARK, _("on dark pages"), _("lighter"))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, from 1 to 21.

    Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _weak(color: str, ground: str, where: str, better: str) -> str:
    if not re.match(COLOR, color) or (found := contrast(color, ground)) >= LEAST_CONTRAST:
        return ""
    # Cut, not rounded: 4.46 must not be told as 4.5.
    told = {"where": where, "better": better, "found": int(found * 10) / 10}
    return (
        _(
            "Text in this color is hard to read %(where)s: the contrast is %(found).1f to 1, and "
            "4.5 to 1 is needed. Take a %(better)s one."
        )
        % told
    )


def _luminance(color: str) -> float:
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
