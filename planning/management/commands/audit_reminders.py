"""Work out anew who should have been told of what, and say where the outbox differs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from planning.reminders.rounds import audit_all


class Command(BaseCommand):
    help = "Compare the reminders with what the facts say, by another way than the planner's."

    def handle(self, **options: Any) -> None:
        if found := audit_all(is_forced=True):
            raise CommandError(f"Differences: {found}; the log names them.")
        self.stdout.write("Differences: 0.")
