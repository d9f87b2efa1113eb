"""A life of a few mails that say what they are told: the claim, the sender, the doubt."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db.models.functions import Now

from clients.mail.sources import Content, NotNeededError, NotNowError
from clients.models import Firm, Mail
from tests.faults.simulation import stage
from tests.faults.simulation.life import Life

WORDS = Content(subject="Due soon", text="..")


class Words:
    """Says what mails say; now and then nothing, or not yet."""

    def compose(self, mail: Mail) -> Content:
        life = stage.stage
        mood = 1.0 if life.is_calm else life.dice.random()
        if mood < 0.02:
            raise NotNeededError
        if mood < 0.05:
            raise NotNowError(life.now + timedelta(hours=life.dice.randint(1, 14)))
        return WORDS

    def settled(self, mail: Mail) -> None:
        """Nobody waits to be told."""


class Mails(Life):
    source = Words()

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        firm = Firm.objects.create(name="Firm")
        for number in range(self.dice.choice([1, 2, 2, 3])):
            mail = Mail.objects.create(
                kind=Mail.Kind.REMINDER,
                to="pat@played.example",
                firm=firm,
                message_id=f"<{number}@played.example>",
                good_until=Now() + timedelta(days=30),
            )
            self.ring(str(mail.pk))

    def states(self) -> Counter[str]:
        return Counter(Mail.objects.values_list("state", flat=True))

    def broken(self) -> list[str]:
        return []
