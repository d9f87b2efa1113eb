"""Everything on record in one sealed file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advisorsite.backup import BackupError
from advisorsite.backup.taking import backups_in, take_backup


class Command(BaseCommand):
    help = (
        "Write database and private files into one file, sealed with a passphrase; the site may "
        "go on working. Keep the passphrase and the site's keys elsewhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, required=True, help="the folder of backups")
        seal = parser.add_mutually_exclusive_group(required=True)
        seal.add_argument("--passphrase-file", type=Path, help="its first line is the passphrase")
        seal.add_argument(
            "--unencrypted", action="store_true", help="anybody with the file may read it"
        )
        parser.add_argument("--keep", type=int, help="how many to keep; older ones are deleted")

    def handle(
        self, *, to: Path, passphrase_file: Path | None, keep: int | None, **options: Any
    ) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep takes a number from 1 on.")
        try:
            backup = take_backup(to, passphrase=passphrase_file, keep=keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}") from error
        self.stdout.write(
            f"{backup} ({backup.stat().st_size:,} bytes; {len(backups_in(to))} kept)."
        )
