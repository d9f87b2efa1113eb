"""The way back from a backup: looked through first, then put in place in one go."""

from __future__ import annotations

import hashlib
import tarfile
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from advisorsite.backup import BackupError, databases, manifest
from advisorsite.backup.manifest import Manifest
from advisorsite.backup.seal import opened
from advisorsite.backup.taking import FILES
from clients.models import Firm, User

BLOCK = 1 << 20


@dataclass
class Unpacked:
    """A backup that was found whole, laid out in a folder."""

    manifest: Manifest
    folder: Path
    warnings: list[str] = field(default_factory=list)


def unpack(source: Path, folder: Path, *, passphrase: Path | None) -> Unpacked:
    """Lay a backup out in an empty folder and compare every byte with its manifest.

    Raises: BackupError, where it cannot be opened, is damaged or is not one.
    """
    if not source.is_file():
        raise BackupError(f"There is no backup {source}.")
    if source.suffix == ".gpg" and passphrase is None:
        raise BackupError(f"{source.name} is sealed; give --passphrase-file.")
    sealed_with = passphrase if source.suffix == ".gpg" else None
    found: dict[str, dict[str, object]] = {}
    try:
        with (
            opened(source, sealed_with) as stream,
            tarfile.open(fileobj=stream, mode="r|") as archive,
        ):
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or not _is_safe(member.name):
                    raise BackupError(f"{source.name} is no backup: it has {member.name!r}.")
                found[member.name] = _copy(content, folder / member.name)
        description = Manifest.read((folder / manifest.NAME).read_bytes())
    except (OSError, EOFError, ValueError, TypeError, tarfile.TarError) as error:
        raise BackupError(
            f"{source.name} is damaged or no backup ({type(error).__name__})."
        ) from error
    del found[manifest.NAME]
    if found != description.members:
        expected = description.members
        wrong = [n for n in sorted({*found, *expected}) if found.get(n) != expected.get(n)]
        raise BackupError(f"{source.name} is damaged: {', '.join(wrong[:5])}.")
    return Unpacked(description, folder, _warnings(description))


def refuse_what_does_not_fit(backup: Unpacked, *, replace: bool) -> None:
    """Raise BackupError where this site cannot or should not take the backup."""
    if backup.manifest.database != connection.vendor:
        raise BackupError(
            f"The backup is of {backup.manifest.database}; this site's database is "
            f"{connection.vendor}."
        )
    if unknown := set(backup.manifest.migrations) - manifest.known_migrations():
        raise BackupError(
            "The backup was taken by a newer version of the site; install that first. "
            f"Unknown here: {', '.join(sorted(unknown)[:5])}."
        )
    if not replace and _something_is_on_record():
        raise BackupError(
            "There is something on record here, which would be lost. Take a backup of it, then "
            "add --replace."
        )
    if others := databases.others_connected():
        raise BackupError(
            f"{others} other programs use the database; stop web, worker and beat first."
        )


def put_in_place(backup: Unpacked) -> uuid.UUID:
    """Replace database and files by those of the backup, and return the epoch that begins.

    The database comes back in one transaction, with nobody signed in and the new epoch in it.
    """
    epoch = uuid.uuid4()
    databases.load(
        backup.folder / databases.file_name(), then=_new_epoch(epoch, backup.manifest.taken_at)
    )
    files, root = backup.folder / FILES, settings.PRIVATE_FILES_DIR
    files.mkdir(mode=0o700, exist_ok=True)
    if root.exists():
        root.rename(root.with_name(f"{root.name}-before-{timezone.now():%Y%m%dT%H%M%S%f}"))
    files.rename(root)
    return epoch


def _new_epoch(epoch: uuid.UUID, taken_at: str) -> list[str]:
    """Return SQL that both databases understand, so that it runs in the dump's transaction.

    Sessions that were ended since the backup must not live again, and no worker was heard of.
    """
    taken_at = datetime.fromisoformat(taken_at).isoformat(" ")  # a moment and nothing else
    return [
        "DELETE FROM django_session",
        "DELETE FROM clients_heartbeat",
        "DELETE FROM clients_instance",
        "INSERT INTO clients_instance (id, epoch, since, restored_from, is_reconciled) VALUES"
        f" (1, '{epoch.hex}', CURRENT_TIMESTAMP, '{taken_at}', false)",  # nosec B608
    ]


def _something_is_on_record() -> bool:
    tables = connection.introspection.table_names()
    if User._meta.db_table in tables and User.objects.exists():
        return True
    if Firm._meta.db_table in tables and Firm.objects.exists():
        return True
    root = settings.PRIVATE_FILES_DIR
    return root.exists() and any(path.is_file() for path in root.rglob("*"))


def _warnings(description: Manifest) -> list[str]:
    ours = manifest.keys_of_this_site()
    consequences = [
        ("SECRET_KEY", "the ends of the audit log cannot be verified"),
        ("SECOND_FACTOR_KEYS", "nobody's second factor can be read"),
    ]
    return [
        f"{name} is not the one the backup was taken with: {what}."
        for name, what in consequences
        if description.keys[name][0] not in ours[name]
    ]


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _copy(content: IO[bytes], target: Path) -> dict[str, object]:
    """Write a member's content where it belongs and return its size and hash."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        target.chmod(0o600)
        while block := content.read(BLOCK):
            digest.update(block)
            size += file.write(block)
    return {"size": size, "sha256": digest.hexdigest()}
