"""Letters of the desks: a text to copy, and the same text as a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Household
from planning.engine.money import ZERO
from planning.models import MissedCase
from planning.reports.letter import letter_assets
from planning.reports.letterhead import letterhead_of
from planning.reports.missed import Miss, MissedPage
from planning.reports.pdf import PdfError, render_pdf
from planning.templatetags.money import day, dollars

# A page is set in half a second; who asks while another is being set is asked to try again.
_setting = BoundedSemaphore(1)
LONGEST_WAIT = 20  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLetter:
    """A letter in the office's words, to be read before it is sent."""

    household: Household
    addressee: str
    title: str
    as_of: str
    paragraphs: tuple[str, ...]
    signature: str
    year: int

    @property
    def text(self) -> str:
        """The letter as text to copy."""
        return "\n\n".join((self.title, *self.paragraphs, self.signature))


def letter_pdf(letter: DeskLetter) -> bytes:
    """Return the letter as a PDF with the firm's letterhead.

    Raises: PdfError.
    """
    letterhead = letterhead_of(letter.household)
    context = {"letter": letter, "letterhead": letterhead, "document": {"as_of": letter.as_of}}
    html = render_to_string("reports/desk_letter.html", context)
    if not _setting.acquire(timeout=LONGEST_WAIT):
        raise PdfError(_("Others are having letters made. Try again in a minute."))
    try:
        return render_pdf(html, letter_assets() | letterhead.assets)
    finally:
        _setting.release()


def cause_letter(page: MissedPage, tax_year: int) -> DeskLetter | None:
    """Return the statement of reasonable cause for a tax year; None where nothing is taxed.

    It tells what is on record. What is not, stands in brackets to be written.
    """
    missed = page.of_tax_year(tax_year)
    tax = next((d.form.tax for d in page.forms if d.form.tax_year == tax_year), ZERO)
    if not missed:
        return None
    name = page.person.name
    short = dollars(sum((miss.owed.shortfall.taxable for miss in missed), ZERO))
    ask = _(
        "The shortfall was due to a reasonable error and reasonable steps are being taken to "
        "remedy it. I ask that the additional tax on {short} be waived under section 4974(d) of "
        "the Internal Revenue Code. Without the waiver the tax would be {tax}."
    )
    return DeskLetter(
        household=page.person.household,
        addressee=_("Internal Revenue Service"),
        title=_("Statement of reasonable cause, Form 5329 for {year}: {name}").format(
            year=tax_year, name=name
        ),
        as_of=page.as_of.isoformat(),
        paragraphs=(
            *(paragraph for miss in missed for paragraph in _facts(miss)),
            ask.format(short=short, tax=dollars(tax)),
        ),
        signature=_("Signed: {name}").format(
            name=_("the personal representative of {name}").format(name=name)
            if page.person.died_on
            else name
        ),
        year=tax_year,
    )


def _facts(miss: Miss) -> Iterator[str]:
    owed = miss.owed
    yield _(
        "For {year}, {required} had to be taken by {due}: {pool}. By then {taken} was taken, so "
        "{short} was missing."
    ).format(
        year=owed.distribution_year,
        required=dollars(owed.required),
        due=day(owed.due_on),
        pool=miss.pool_text,
        taken=dollars((owed.required or ZERO) - owed.shortfall.amount),
        short=dollars(owed.shortfall.amount),
    )
    if miss.case is not None:
        yield _("This was found on {day}.").format(day=day(_opened_on(miss.case)))
    yield miss.case.cause.strip() if miss.case and miss.case.cause else _("[Say what happened.]")
    for paid in miss.corrections:
        text = _("{amount} was taken on {day} to make up for it, from {account}.")
        yield text.format(amount=dollars(paid.amount), day=day(paid.on), account=paid.account)
    if owed.remaining:
        text = _("[Still to be taken before this is sent: {amount}.]")
        yield text.format(amount=dollars(owed.remaining))
    steps = miss.case.steps_taken.strip() if miss.case else ""
    yield steps or _("[Say what was done so that it does not happen again.]")


def _opened_on(case: MissedCase) -> str:
    return timezone.localtime(case.created_at).date().isoformat()
