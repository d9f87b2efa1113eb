"""Which state of the law a page speaks from."""

from __future__ import annotations

from django import template

from planning.engine.law import load_law

register = template.Library()


@register.simple_tag
def law_version() -> str:
    """Name the state of the law files this site computes with."""
    return load_law().version
