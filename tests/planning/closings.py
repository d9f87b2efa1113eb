"""What tests of closed years share: a requirement that is taken and proven, and its closing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clients import services
from clients.models import Payment, Person, User
from planning.ledger.closing import close_year
from planning.ledger.reviewing import review_year
from planning.models import YearClosing
from tests.cast import Story

TODAY = date(2026, 11, 22)
NEW_YEAR = date(2026, 12, 31)


def prove(payment: Payment, actor: User) -> None:
    services.change_payment(
        actor=actor, payment=payment, revision=payment.revision, evidence="statement of March"
    )


def satisfy(story: Story, person: Person | None = None) -> list[Payment]:
    """Take and prove what a person of the story owes for 2026: 10,000."""
    advisor = story.users["advisor"]
    account = (person or story.person).accounts.get()
    first = account.payments.get()
    prove(first, advisor)
    second = services.record_payment(
        actor=advisor,
        account=account,
        paid_on=date(2026, 6, 1),
        amount=Decimal(7_500),
        evidence="confirmation 7",
    )
    return [first, second]


def closed(story: Story, actor: str = "advisor") -> YearClosing:
    """Return the closing of the person's satisfied year."""
    review = review_year(story.person, 2026, as_of=TODAY)
    return close_year(actor=story.users[actor], review=review)


def want_second_person(story: Story) -> None:
    story.firm.needs_second_person = True
    story.firm.save()
