from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the rules of the household file down to whoever writes records."""
        from clients.services import editing
        from planning.facts.checking import no_new_contradiction

        if no_new_contradiction not in editing.guards:
            editing.guards.append(no_new_contradiction)
