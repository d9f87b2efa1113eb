"""The static files can be collected as production serves them: every file they name exists."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command


def test_every_static_file_gets_a_name_of_its_content(tmp_path: Path, settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
    assert list((tmp_path / "css").glob("base.*.css"))
