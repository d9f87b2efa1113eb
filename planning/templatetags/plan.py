"""How a plan points from a figure to its source: small numbers that are links."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"  # so that the numbers never stand alone on a line


@register.simple_tag(takes_context=True)
def refs(context: Any, citation: str) -> SafeString | str:
    """Return links to the sources of a citation, each once; nothing for our own pages."""
    numbers = context["plan"].numbers
    named = dict.fromkeys(citation.split("; "))
    found = sorted(numbers[name] for name in named if name in numbers)
    if not found:
        return ""
    links = format_html_join(
        ", ", '<a href="#source-{}" aria-label="{}">{}</a>', ((n, _said(n), n) for n in found)
    )
    return format_html('<span class="refs">{}[{}]</span>', NO_BREAK, links)


def _said(number: int) -> str:
    return _("source {number}").format(number=number)
