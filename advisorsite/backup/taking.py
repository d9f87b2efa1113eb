"""Taking a backup."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings

from advisorsite.backup import databases, manifest
from advisorsite.backup.manifest import Manifest
from advisorsite.backup.seal import sealing

FILES = "files"
OURS = re.compile(r"advisorsite-\d{8}T\d{6}Z\.tar(\.gpg)?")


class HashingReader(io.RawIOBase):
    """Reads a file and hashes what passes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.hash.update(block)
        return block


def take_backup(folder: Path, *, passphrase: Path | None, keep: int | None = None) -> Path:
    """Write a backup into the folder and return its path; it has its name once it is whole.

    The database comes first: every file a row speaks of was there before the row was.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    description = Manifest.of_this_site()
    ending = "tar.gpg" if passphrase else "tar"
    target = folder / f"advisorsite-{description.moment:%Y%m%dT%H%M%SZ}.{ending}"
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with sealing(file, passphrase) as stream:
                _write_archive(stream, description)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    if keep:
        for old in backups_in(folder)[:-keep]:
            old.unlink()
    return target


def backups_in(folder: Path) -> list[Path]:
    """Return the backups of a folder, oldest first."""
    return sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name))


def _write_archive(stream: IO[bytes], description: Manifest) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="backup-", dir=settings.VAR_DIR) as workspace,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        dump = Path(workspace, databases.file_name())
        databases.dump(dump)
        _add(archive, dump.name, dump, description)
        root = settings.PRIVATE_FILES_DIR
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            try:
                _add(archive, f"{FILES}/{path.relative_to(root).as_posix()}", path, description)
            except FileNotFoundError:
                continue  # a letter that has just expired
        text = description.write()
        member = tarfile.TarInfo(manifest.NAME)
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))


def _add(archive: tarfile.TarFile, name: str, path: Path, description: Manifest) -> None:
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
        reader = HashingReader(file)
        archive.addfile(member, reader)
        description.members[name] = {"size": member.size, "sha256": reader.hash.hexdigest()}
