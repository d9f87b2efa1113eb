"""Make the letters that wait and delete the expired ones, as worker and beat do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from planning import services


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        letters, of_clients = services.sweep_letters(), services.sweep_client_letters()
        batches = services.sweep_batches()
        for letter_id in letters:
            services.build_letter(letter_id)
        for letter_id in of_clients:
            services.build_client_letter(letter_id)
        for batch_id in batches:
            while services.work_on_batch(batch_id):
                pass
        self.stdout.write(f"{len(letters) + len(of_clients)} letters taken up.")
        if batches:
            self.stdout.write(f"{len(batches)} batches of letters taken up.")
