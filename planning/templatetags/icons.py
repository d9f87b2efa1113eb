"""The pictures beside words: vendored SVGs, drawn in the colour of the text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw an icon that says nothing a neighbouring word does not say."""
    found = finders.find(f"vendor/bootstrap-icons/{name}.svg")
    if not isinstance(found, str):
        raise template.TemplateSyntaxError(f"There is no icon {name} in static/vendor.")
    svg = Path(found).read_text(encoding="utf-8").strip()
    hidden = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return mark_safe(hidden)  # nosec B308 B703 # a file of ours, no data in it
