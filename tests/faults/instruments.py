"""What a site under test has that no other has: shorter waits, and points at which it dies.

Every wait that counts minutes in production counts seconds here. Nothing else of the way of a
mail is changed, so that what holds here holds there.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig

from clients.mail.points import Point

if TYPE_CHECKING:
    from clients.models import Mail

LEASE = timedelta(seconds=float(os.environ.get("FAULTS_LEASE", "10")))
TOKENS = os.environ.get("FAULTS_TOKENS", "")
SHARE = 0.3  # of the times a point is reached that a process dies there, while there are tokens
RARE = (Point.PLANNED, Point.GATHERED, Point.BEFORE_DOORBELL)  # once a round, not once a mail
SECOND = timedelta(seconds=1)

dice = random.Random(f"{os.environ.get('FAULTS_SEED')}-{os.getpid()}")


class Instruments(AppConfig):
    name, label = "tests.faults", "faults"

    def ready(self) -> None:
        from clients.mail import claiming, doubt, outcomes, sending, smtp

        for module in (claiming, sending):
            vars(module)["LEASE"] = LEASE
        sending.PATIENCE_WITH_A_MESSAGE = 2 * SECOND
        sending.TURN = 2.0
        outcomes.FIRST_DELAY, outcomes.LONGEST_DELAY = SECOND / 4, 2 * SECOND
        doubt.ASK_AGAIN_AFTER = SECOND
        smtp.LONGEST_TALK = 4.0
        vars(sending)["claim"] = _poisoned(claiming.claim)


def _poisoned(claim: Callable[..., Mail | None]) -> Callable[..., Mail | None]:
    """Let whoever takes up a mail to `poison` die of it."""

    def claim_and_perhaps_die(mail_id: UUID | None = None) -> Mail | None:
        mail = claim(mail_id)
        if mail is not None and mail.to.startswith("poison."):
            os.kill(os.getpid(), signal.SIGKILL)
        return mail

    return claim_and_perhaps_die


def die(point: Point) -> None:
    """End this process at once where a token says so; a token is taken once by whoever is first."""
    if dice.random() > SHARE and point not in RARE:
        return
    for token in Path(TOKENS).glob(f"{point}.*"):
        try:
            token.unlink()
        except FileNotFoundError:
            continue
        os.kill(os.getpid(), signal.SIGKILL)


def deal_tokens(folder: Path, of_each: int) -> None:
    """Put down how often each point is to kill."""
    for point in Point:
        for number in range(of_each):
            (folder / f"{point}.{number}").touch()
