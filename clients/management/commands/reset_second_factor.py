"""The emergency: somebody lost the second factor and no other owner can ask for its reset."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.models import User, UserManager
from clients.second_factor_resets import reset_now


class Command(BaseCommand):
    help = (
        "Take somebody's second factor at once, without the day in which it can be cancelled. "
        "Make sure who asks. Their sessions end, they and the owners are told by mail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *, email: str, **options: Any) -> None:
        user = User.objects.filter(email=UserManager.normalize_email(email)).first()
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        reset_now(user=user)
        self.stdout.write(f"{user.email} sets up another second factor at the next sign-in.")
