"""`.env.example` tells the truth about what the settings read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ALL_SETTINGS = """
import json
from django.conf import settings
print(json.dumps({name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
"""


def settings_with(dotenv: str, tmp_path: Path) -> dict[str, str]:
    result = subprocess.run(
        [sys.executable, "-c", ALL_SETTINGS],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "advisorsite.settings",
            "DOTENV": dotenv,
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(result.stdout)
    return found


def test_it_names_every_variable_and_no_other() -> None:
    source = (ROOT / "advisorsite" / "settings.py").read_text()
    read = set(re.findall(r'env(?:iron)?(?:\.\w+)*\(\s*"([A-Z_]+)"', source, re.IGNORECASE))
    example = (ROOT / ".env.example").read_text()
    assert read == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert len(read) > 10


def test_copying_it_changes_nothing(tmp_path: Path) -> None:
    copied = settings_with(".env.example", tmp_path)
    assert copied == settings_with(os.devnull, tmp_path)
    assert copied["DEBUG"] == "True"
