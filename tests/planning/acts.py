"""Acts of people at random: each does one verb of the services to some household of a firm.

An act returns whether it did anything: what a verb refuses is no act.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from clients import services
from clients.firms import remove_holiday, save_setting
from clients.models import (
    Account,
    Beneficiary,
    Custodian,
    Firm,
    Holiday,
    Household,
    Payment,
    Person,
    Team,
    User,
    YearEndBalance,
)
from planning.facts import import_household

Row = TypeVar("Row", bound=Model)
Act = Callable[[Firm, Random], object]
COUPLE = Path(__file__).parents[1] / "examples" / "couple.json"


def some(rows: QuerySet[Row], dice: Random) -> Row:
    return dice.choice(list(rows.order_by("pk")))


def household(firm: Firm, dice: Random) -> Household:
    return some(Household.objects.filter(firm=firm, archived_at=None), dice)


def account(firm: Firm, dice: Random) -> Account:
    return some(Account.objects.filter(firm=firm, archived_at=None), dice)


def amount(dice: Random) -> Decimal:
    return Decimal(dice.randint(100, 9_000_000)).scaleb(-2)


def record_payment(firm: Firm, dice: Random) -> object:
    return services.record_payment(
        actor=None,
        account=account(firm, dice),
        paid_on=date(2026, dice.randint(1, 11), dice.randint(1, 20)),
        amount=amount(dice),
        kind=dice.choice(["cash", "qcd", "conversion"]),
        evidence=dice.choice(["", "confirmation"]),
    )


def undo_payment(firm: Firm, dice: Random) -> object:
    paid = some(Payment.objects.filter(firm=firm, undone_at=None), dice)
    return services.undo_payment(actor=None, payment=paid, because="Entered twice")


def change_payment(firm: Firm, dice: Random) -> object:
    paid = some(Payment.objects.filter(firm=firm, undone_at=None), dice)
    return services.change_payment(
        actor=None, payment=paid, revision=paid.revision, evidence=f"line {dice.randint(1, 99)}"
    )


def record_balance(firm: Firm, dice: Random) -> object:
    return services.record_balance(
        actor=None,
        account=account(firm, dice),
        year=2025,
        amount=amount(dice),
        source=dice.choice(["form_5498", "feed", "csv"]),
    )


def withdraw_balance(firm: Firm, dice: Random) -> object:
    balance = some(YearEndBalance.objects.filter(firm=firm, withdrawn_at=None), dice)
    return services.withdraw_balance(actor=None, balance=balance, because="Another account's")


def correct_balance(firm: Firm, dice: Random) -> object:
    balance = some(YearEndBalance.objects.filter(firm=firm, withdrawn_at=None), dice)
    return services.correct_balance(
        actor=None,
        balance=balance,
        revision=balance.revision,
        amount=amount(dice),
        because="A typing error",
    )


def record_adjustment(firm: Firm, dice: Random) -> object:
    return services.record_adjustment(
        actor=None, account=account(firm, dice), year=2025, outstanding_rollover=amount(dice)
    )


def die(firm: Firm, dice: Random) -> object:
    person = some(Person.objects.filter(firm=firm, died_on=None), dice)
    day = date(2026, dice.randint(1, 11), 15)
    return services.change_person(actor=None, person=person, revision=person.revision, died_on=day)


def correct_birth(firm: Firm, dice: Random) -> object:
    person = some(Person.objects.filter(firm=firm, died_on=None), dice)
    day = date(dice.randint(1935, 1965), dice.randint(1, 12), 5)
    return services.change_person(actor=None, person=person, revision=person.revision, born_on=day)


def add_account(firm: Firm, dice: Random) -> object:
    home = household(firm, dice)
    owner = some(home.people.all(), dice)
    kind = dice.choice(["traditional_ira", "401k", "403b", "roth_ira"])
    return services.add_account(actor=None, household=home, owner=owner, kind=kind)


def archive_account(firm: Firm, dice: Random) -> object:
    found = account(firm, dice)
    return services.archive_account(
        actor=None,
        account=found,
        revision=found.revision,
        became=dice.choice(Account.Archived.values),
        because="As the client wrote",
    )


def restore_account(firm: Firm, dice: Random) -> object:
    found = some(Account.objects.filter(firm=firm).exclude(archived_at=None), dice)
    return services.restore_account(actor=None, account=found, revision=found.revision)


def rename_household(firm: Firm, dice: Random) -> object:
    home = household(firm, dice)
    name = f"{home.name} {dice.randint(2, 99)}"
    return services.change_household(actor=None, household=home, revision=home.revision, name=name)


def archive_household(firm: Firm, dice: Random) -> object:
    home = household(firm, dice)
    return services.archive_household(
        actor=None, household=home, revision=home.revision, because="They left the firm"
    )


def restore_household(firm: Firm, dice: Random) -> object:
    home = some(Household.objects.filter(firm=firm).exclude(archived_at=None), dice)
    return services.restore_household(actor=None, household=home, revision=home.revision)


def withdraw_beneficiary(firm: Firm, dice: Random) -> object:
    line = some(Beneficiary.objects.filter(firm=firm, withdrawn_at=None), dice)
    return services.withdraw_beneficiary(
        actor=None, beneficiary=line, revision=line.revision, because="Never named"
    )


def archive_person(firm: Firm, dice: Random) -> object:
    person = some(Person.objects.filter(firm=firm, archived_at=None), dice)
    return services.archive_person(
        actor=None, person=person, revision=person.revision, because="Entered twice"
    )


def move_cutoff(firm: Firm, dice: Random) -> object:
    custodian = some(Custodian.objects.filter(firm=firm), dice)
    custodian.cutoff_day = dice.randint(1, 28)
    actor = User.objects.get(membership__firm=firm, membership__role="owner")
    save_setting(actor=actor, firm=firm, row=custodian, changed=["cutoff_day"])
    return custodian


def add_holiday(firm: Firm, dice: Random) -> object:
    row = Holiday(on=date(2026, 12, dice.randint(1, 28)), name="A day of our own")
    actor = User.objects.get(membership__firm=firm, membership__role="owner")
    save_setting(actor=actor, firm=firm, row=row, changed=["on", "name"])
    return row


def remove_a_holiday(firm: Firm, dice: Random) -> object:
    row = some(Holiday.objects.filter(firm=firm), dice)
    actor = User.objects.get(membership__firm=firm, membership__role="owner")
    remove_holiday(actor=actor, holiday=row)
    return row


def import_file(firm: Firm, dice: Random) -> object:
    team = some(Team.objects.filter(firm=firm), dice)
    return import_household(actor=None, team=team, text=COUPLE.read_bytes())


def _tried(act: Act) -> Act:
    def tried(firm: Firm, dice: Random) -> bool:
        try:
            act(firm, dice)
        except (ValidationError, services.EditConflict, IndexError):  # refused, or nothing there
            return False
        return True

    return tried


ACTS: dict[str, Any] = {
    act.__name__: _tried(act)
    for act in (
        record_payment,
        undo_payment,
        change_payment,
        record_balance,
        withdraw_balance,
        correct_balance,
        record_adjustment,
        die,
        correct_birth,
        add_account,
        archive_account,
        restore_account,
        rename_household,
        archive_household,
        restore_household,
        withdraw_beneficiary,
        archive_person,
        move_cutoff,
        add_holiday,
        remove_a_holiday,
        import_file,
    )
}
