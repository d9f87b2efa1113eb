from __future__ import annotations

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every form speak in the words of this project."""
        from clients.forms.sentences import say_what_to_do

        say_what_to_do()
