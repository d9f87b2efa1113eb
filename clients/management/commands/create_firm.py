"""A new firm, and the link by which its first owner comes in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from clients.firms import create_firm
from clients.invitations import InvitationError


class Command(BaseCommand):
    help = "Create a firm with its first team, and print the link for its first owner, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name of the firm")
        parser.add_argument("--owner", required=True, help="the e-mail address of its first owner")

    def handle(self, *, name: str, owner: str, **options: Any) -> None:
        try:
            firm, address = create_firm(name=name, owner_email=owner)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except InvitationError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{firm.name} is there. Its owner comes in here, once, within 72 hours:")
        self.stdout.write(address)
