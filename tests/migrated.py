"""What the migrations leave behind on SQLite, kept: no run of a few tests has to migrate again."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache"
NAME = "migrated-{}.sqlite3"


def lay_down() -> bool:
    """Begin with the database that was kept, if it is of these very migrations."""
    if connection.vendor != "sqlite" or not _kept().exists():
        return False
    shutil.copyfile(_kept(), connection.settings_dict["TEST"]["NAME"])
    return True


def put_away() -> None:
    """Keep the database of this process, which holds nothing yet but what the migrations made."""
    if connection.vendor != "sqlite" or not KEPT.exists():
        return
    for outdated in KEPT.glob(NAME.format("*")):
        outdated.unlink(missing_ok=True)
    mine = _kept().with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(mine)])
    mine.replace(_kept())  # of several processes that keep the same, the last one's stays


def _kept() -> Path:
    """Name it by all it depends on: our migrations, and whose others are installed."""
    sources = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.txt"]
    content = b"".join(str(path.relative_to(ROOT)).encode() + path.read_bytes() for path in sources)
    return KEPT / NAME.format(sha256(content).hexdigest()[:16])
