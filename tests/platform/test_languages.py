"""A language is offered only where its words are."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def test_every_language_but_our_own_has_a_catalogue() -> None:
    offered = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    found = [
        path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES")
    ]
    assert offered == {path.parent.name for path in found}
