"""The way back from a backup."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from advisorsite.backup import BackupError
from advisorsite.backup.restoring import Unpacked, put_in_place, refuse_what_does_not_fit, unpack
from clients import audit
from clients.instance import this_instance
from clients.models import AuditAct, Firm

AFTERWARDS = """\
Everybody signs in again. What happened after the backup is gone: look at the staff page for people
who left since, and for invitations that were revoked since. No mail leaves before
`manage.py reconcile` was told what becomes of those that may have been sent already."""


class Command(BaseCommand):
    help = (
        "Put a backup in the place of database and private files. It is opened and compared with "
        "its hashes before anything is touched. Stop web, worker and beat first."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_argument("--from", type=Path, required=True, help="the backup")
        source.dest = "source"
        parser.add_argument("--passphrase-file", type=Path, help="its first line is the passphrase")
        parser.add_argument(
            "--replace", action="store_true", help="replace what is on record here, which is lost"
        )
        parser.add_argument(
            "--only-look", action="store_true", help="open it, compare the hashes, and stop there"
        )

    def handle(
        self,
        *,
        source: Path,
        passphrase_file: Path | None,
        replace: bool,
        only_look: bool,
        **options: Any,
    ) -> None:
        # Among the site's own files, so that what is unpacked can be moved into its place.
        with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.VAR_DIR) as folder:
            try:
                backup = unpack(source, Path(folder), passphrase=passphrase_file)
                self._describe(source, backup)
                if only_look:
                    return
                refuse_what_does_not_fit(backup, replace=replace)
                epoch = put_in_place(backup)
            except BackupError as error:
                raise CommandError(str(error)) from error
        self._finish(backup, epoch)

    def _describe(self, source: Path, backup: Unpacked) -> None:
        members = backup.manifest.members
        self.stdout.write(
            f"{source.name}: taken at {backup.manifest.taken_at}, the database and "
            f"{len(members) - 1} files, {sum(m['size'] for m in members.values()):,} bytes; "
            "every hash is right."
        )
        for warning in backup.warnings:
            self.stdout.write(f"Warning: {warning}")

    def _finish(self, backup: Unpacked, epoch: UUID) -> None:
        self.stdout.write(f"Database and files are those of the backup; epoch {epoch} begins.")
        call_command("migrate", verbosity=0, stdout=self.stdout)
        audit.record(
            AuditAct.SECURITY,
            actor=None,
            firm=None,
            subject=this_instance(),
            detail={"changed": "restored", "backup_of": backup.manifest.taken_at},
        )
        self.stdout.write(AFTERWARDS)
        call_command("verify_audit", stdout=self.stdout)
        for firm in [None, *Firm.objects.all()]:
            noted = [
                (head["sequence"], head["hash"])
                for head in backup.manifest.audit_heads
                if head["chain"] == audit.name_of(firm)
            ]
            if problems := audit.verify_heads(firm, noted):
                raise CommandError(f"{audit.name_of(firm)}: {problems[0]}")
        self.stdout.write("The audit log goes on where the backup left it.")
