"""What a backup says of itself, in the last file of its archive."""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from advisorsite.backup import BackupError
from clients import audit
from clients.instance import this_instance
from clients.models import Firm

FORMAT = "advisorsite-backup/1"
NAME = "manifest.json"


@dataclass
class Manifest:
    taken_at: str
    database: str
    epoch: str
    migrations: list[str]
    keys: dict[str, list[str]]
    audit_heads: list[dict[str, Any]]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: str = FORMAT

    @classmethod
    def of_this_site(cls) -> Manifest:
        """Describe the site as it is now; what comes later than this may be in the backup too."""
        return cls(
            taken_at=timezone.now().isoformat(timespec="seconds"),
            database=connection.vendor,
            epoch=str(this_instance().epoch),
            migrations=applied_migrations(),
            keys=keys_of_this_site(),
            audit_heads=audit.heads([None, *Firm.objects.all()]),
        )

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        content = json.loads(text)
        if content.get("format") != FORMAT:
            raise BackupError(f"This version reads {FORMAT}, not {content.get('format')}.")
        return cls(**content)

    def write(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)


def applied_migrations() -> list[str]:
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def known_migrations() -> set[str]:
    loader = MigrationLoader(connection)
    replaced = {key for migration in loader.graph.nodes.values() for key in migration.replaces}
    return {".".join(key) for key in {*loader.disk_migrations, *replaced}}


def keys_of_this_site() -> dict[str, list[str]]:
    """Return marks of the keys that a restored site needs; they tell nothing about the keys."""
    return {
        "SECRET_KEY": _marks([settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]),
        "SECOND_FACTOR_KEYS": _marks(settings.SECOND_FACTOR_KEYS),
    }


def _marks(keys: list[str]) -> list[str]:
    return [hmac.digest(key.encode(), FORMAT.encode(), "sha256").hex()[:16] for key in keys]
