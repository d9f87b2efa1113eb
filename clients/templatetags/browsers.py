"""With which program, on which machine, did somebody sign in?

A program says of itself what it is, and may lie. Of its long sentence the two words are taken that
tell one's own devices apart; what is not known is said so.
"""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first mark found decides: nearly every browser also carries the marks of those further down.
BROWSERS = (
    (("Edg/", "EdgA/", "EdgiOS/"), "Edge"),
    (("OPR/", "OPT/"), "Opera"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/"), "Chrome"),
    (("Safari/",), "Safari"),
)
MACHINES = (
    (("iPhone",), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("Windows",), "Windows"),
    (("CrOS",), "ChromeOS"),
    (("Macintosh",), "Mac"),
    (("Linux",), "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """Name what a user agent says it is: Chrome on Windows."""
    program = _first(BROWSERS, user_agent)
    machine = _first(MACHINES, user_agent)
    if program and machine:
        return _("%(program)s on %(machine)s") % {"program": program, "machine": machine}
    return program or machine or _("An unknown program")


def _first(marks: tuple[tuple[tuple[str, ...], str], ...], text: str) -> str:
    return next((name for found, name in marks if any(mark in text for mark in found)), "")
