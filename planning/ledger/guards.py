"""What was verified or signed off does not change behind the back of whoever signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import FirmRow, Household, Payment
from clients.today import day_of
from planning.models import Verification, YearClosing

# What becomes known of a gift only after it was issued, and so after somebody may have verified it.
LATER_KNOWN = {"payee", "delivered_on", "cleared_on", "acknowledgement_id"}


@contextmanager
def nothing_signed_off_changes(household: Household, row: FirmRow) -> Iterator[None]:
    """Refuse a payment that would change what somebody verified or a year that is closed.

    A payment that never was can always be undone with a reason; the ledger re-opens the year
    first (`planning.ledger.verification.reverse_payment`).

    Raises: ValidationError.
    """
    if isinstance(row, Payment):
        # Whoever closes the year meanwhile waits, and then reads this payment too.
        list(Household.objects.select_for_update().filter(pk=household.pk).values_list("pk"))
        stored = Payment.objects.filter(pk=row.pk).first()
        if stored is not None:
            _is_not_verified(stored, row)
        closing = closing_that_stands(row)
        if closing is not None:
            text = _("%(year)s of %(person)s is closed. Re-open it with a reason first.")
            said = {"year": closing.year, "person": closing.person.name}
            raise ValidationError({NON_FIELD_ERRORS: text % said})
    yield


def closing_that_stands(payment: Payment) -> YearClosing | None:
    """Return the closed year that a payment, recorded or about to be, has to do with.

    One that was signed off, even if it was paid in the year after; else one of a closed year.
    """
    closings = YearClosing.objects.filter(
        person=payment.account.owner_id, reopened_at__isnull=True
    ).select_related("person")
    day = payment.cleared_on or payment.paid_on
    for closing in closings:
        signed_off = {paid["id"] for paid in closing.document["payments"]}
        if str(payment.pk) in signed_off or closing.year in (day.year, payment.makes_up_for):
            return closing
    return None


def _is_not_verified(stored: Payment, row: Payment) -> None:
    if row.undone_at is not None or _only_follows_a_gift(stored, row):
        return
    verification = Verification.objects.filter(payment=stored).select_related("verified_by").first()
    if verification is not None:
        said = {
            "who": verification.verified_by.get_full_name(),
            "day": date_format(day_of(verification.created_at, row.firm)),
        }
        text = _("%(who)s verified this payment on %(day)s. Undo it with a reason, then record it.")
        raise ValidationError({NON_FIELD_ERRORS: text % said})


def _only_follows_a_gift(stored: Payment, row: Payment) -> bool:
    """Whether a change adds to a gift what was not known, and leaves it in its year."""
    names = {field.attname for field in Payment._meta.concrete_fields} - {"revision"}
    changed = {name for name in names if getattr(stored, name) != getattr(row, name)}
    stays = row.cleared_on is None or row.cleared_on.year == stored.paid_on.year
    is_new = not any(getattr(stored, name) for name in changed)
    return stored.kind == Payment.Kind.QCD and changed <= LATER_KNOWN and is_new and stays
