"""For a timer of the system, which needs neither worker nor broker: is anybody silent?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from planning.reminders.watch import alarms


class Command(BaseCommand):
    help = "Say what is wrong with the reminders, and end with 1 if anything is; run it by cron."

    def handle(self, **options: Any) -> None:
        found = alarms()
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"Things to look at: {len(found)}.")
        self.stdout.write("All is well.")
