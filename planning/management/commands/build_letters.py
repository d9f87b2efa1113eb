"""Make the letters that wait and delete the expired ones, as worker and beat do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from planning import services


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = services.sweep_letters()
        for letter_id in waiting:
            services.build_letter(letter_id)
        self.stdout.write(f"{len(waiting)} letters taken up.")
