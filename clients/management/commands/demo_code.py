"""How to sign in to the demo, and the code that its second factor shows now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clients.demo_sign_in import sign_ins


class Command(BaseCommand):
    help = "Print how to sign in to the demo, with the current code."

    def handle(self, **options: Any) -> None:
        self.stdout.write("\n".join(sign_ins() or ["There is no demo to sign in to here."]))
