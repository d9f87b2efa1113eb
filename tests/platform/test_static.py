"""The static files can be collected as production serves them: every file they name exists."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def test_a_page_of_an_error_is_dark_where_the_system_is() -> None:
    def colours(sheet: str, rule: str) -> dict[str, str]:
        text = (settings.BASE_DIR / "static" / "css" / sheet).read_text(encoding="utf-8")
        return dict(re.findall(r"(--[\w-]+): (#\w+);", text.partition(rule)[2].partition("}")[0]))

    dark = colours("error.css", "prefers-color-scheme: dark")
    assert {"--paper", "--ink"} <= dark.keys()
    assert dark.items() <= colours("tokens.css", '[data-bs-theme="dark"]').items()
    for status in (400, 500):
        page = (settings.BASE_DIR / "templates" / f"{status}.html").read_text(encoding="utf-8")
        assert "/static/css/error.css" in page
        assert "data-bs-theme" not in page


def test_every_static_file_gets_a_name_of_its_content(tmp_path: Path, settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
    assert list((tmp_path / "css").glob("base.*.css"))
