"""Where people stand with what they must take: the book, kept so that it opens at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.account_names import account_name
from clients.models import FirmRow, Household, Person
from clients.models.money import MoneyField
from planning.anchors import pool_anchor
from planning.catalogue import KINDS, POOLS, STATUSES
from planning.catalogue.beneficiaries import NUMBERED_POOL
from planning.engine.rmd.pools import parts_of

# The most pressing first: how a row looks, and where it stands among the others.
TONES = ("bad", "open", "unsure", "good", "quiet")

# How sure the balances behind a row are, the least sure first.
CONFIDENCES = {
    "conflict": lazy("Two figures"),
    "missing": lazy("Missing"),
    "estimate": lazy("Estimate"),
    "unstated": lazy("Source not stated"),
    "recorded": lazy("On record"),
    "": "\N{EN DASH}",
}

NEXT_STEPS = {
    "take_at_once": lazy("Take it at once; Form 5329"),
    "enter_balance": lazy("Enter the balance of December 31, {year}"),
    "find_missing": lazy("See what is missing"),
    "settle_figures": lazy("Settle which figure is right"),
    "add_evidence": lazy("Add the evidence"),
    "confirm_balance": lazy("Confirm the balance, then pay"),
    "ask_custodian": lazy("Ask the custodian"),
    "arrange_payment": lazy("Arrange the payment"),
    "correct_records": lazy("Correct the records"),
    "name_heirs": lazy("Record who inherited it"),
    "ask_if_taken": lazy("Ask whether it was taken elsewhere"),
    "": "",
}

COMMON_WORDS = {"the", "family", "household"}  # in a household's name, that tell it from no other


def pool_text(
    account: str,
    account_kind: str,
    custodian: str | None,
    last4: str | None,
    pool: str = "",
    decedent: str = "",
) -> str:
    """Name a pool as the case does; one of a single account, and an account, by the account."""
    name = account_name(account, str(KINDS[account_kind]), custodian, last4)
    parts = parts_of(pool)
    if parts.kind not in POOLS:
        return name
    text = str(POOLS[parts.kind]).format(plan=name, decedent=decedent)
    if parts.number == 1:
        return text
    return str(NUMBERED_POOL).format(pool=text, number=parts.number)


class Standing(FirmRow):
    """Where one person stands with one pool, as a row of the book of a year.

    Worked out from the facts and never edited: `planning.standings` replaces the rows of a
    household whenever its facts are newer. The amounts are None where they cannot be decided.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="standings")
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    book_year = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()  # among the rows of the household
    words = models.TextField()  # what a search looks into, and the alphabet orders by

    person = models.CharField(max_length=64)  # the owner's key
    person_name = models.CharField(max_length=150)
    pool = models.CharField(max_length=100)
    account_name = models.CharField(max_length=150, blank=True)  # of the pool's first account
    account_kind = models.CharField(max_length=30)
    account_custodian = models.CharField(max_length=100, blank=True)
    account_last4 = models.CharField(max_length=4, blank=True)
    decedent_name = models.CharField(max_length=150, blank=True)  # from whom it was inherited
    year = models.PositiveSmallIntegerField()  # for which it must be taken

    status = models.CharField(max_length=20)
    urgency = models.PositiveSmallIntegerField()  # the place of its tone
    required = MoneyField(null=True)
    taken = MoneyField(null=True)
    remaining = MoneyField(null=True)
    unproven = MoneyField(default=0)  # taken, without evidence
    uncleared = MoneyField(default=0)  # given to charity by cheques that nobody saw cleared
    due_on = models.DateField(null=True)
    cutoff_on = models.DateField(null=True)
    deadline = models.DateField(null=True)  # the custodian's day where it is before the law's
    no_tax_until = models.DateField(null=True)  # what heirs may still take after the due date
    confidence = models.CharField(max_length=10, blank=True)
    next_step = models.CharField(max_length=20, blank=True)
    problem = models.TextField(blank=True)  # why the records of the household are refused
    is_first_put_off = models.BooleanField(default=False)
    begins_in = models.PositiveSmallIntegerField(null=True)  # of accounts that owe nothing yet
    is_death_year = models.BooleanField(default=False)
    # Held after somebody's death, or to be passed on.
    is_inherited = models.BooleanField(default=False)
    is_last_year = models.BooleanField(default=False)  # all that is left of it is due
    is_unsettled = models.BooleanField(default=False)  # there is another reading of the law
    shortfall = MoneyField(default=0)  # what was missed, made up for since or not
    excise_tax = MoneyField(default=0)  # at the full rate
    window_ends_on = models.DateField(null=True)  # until then the lower rate can be reached
    # An earlier year of which no payment is on record: a question of the desk, no row of the book.
    is_asked_only = models.BooleanField(default=False)

    # The day the row is looked at, which the reader says.
    as_of: date | None = None

    class Meta:
        verbose_name = lazy("row of the book")
        verbose_name_plural = lazy("rows of the book")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "book_year", "person", "pool", "year"],
                name="one_row_of_a_pool_and_year",
            )
        ]
        indexes = [
            models.Index(
                fields=["firm", "book_year", "urgency", "deadline"], name="standing_by_urgency"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name}, {self.pool_text}, {self.year}"

    @property
    def tone(self) -> str:
        return TONES[self.urgency]

    @property
    def pool_text(self) -> str:
        """What it is to be taken from, as the case names it; or why nothing is known."""
        if self.problem:
            return _("Cannot be worked out: {problem}").format(problem=self.problem)
        return pool_text(
            self.account_name,
            self.account_kind,
            self.account_custodian,
            self.account_last4,
            self.pool,
            self.decedent_name,
        )

    @property
    def household_text(self) -> str:
        """The household's name, where it is more than the family name that stands beside it."""
        said = set(self.person_name.casefold().split()) | COMMON_WORDS
        if set(self.household.name.casefold().split()) <= said:
            return _("Household")
        return self.household.name

    @property
    def status_text(self) -> str:
        return str(STATUSES[self.status])

    @property
    def confidence_text(self) -> str:
        return str(CONFIDENCES[self.confidence])

    @property
    def next_action(self) -> str:
        """What the firm should do about it."""
        return str(NEXT_STEPS[self.next_step]).format(year=self.year - 1)

    @property
    def anchor(self) -> str:
        """Where the page of the case has it."""
        if self.problem:
            return ""
        return pool_anchor(self.person, self.pool, self.year)

    @property
    def days_left(self) -> int | None:
        """How many days there are until the due date, seen from `as_of`."""
        if self.due_on is None or self.as_of is None:
            return None
        return (self.due_on - self.as_of).days

    @property
    def days_past(self) -> int:
        """How long ago the due date was."""
        return -(self.days_left or 0)

    @property
    def is_past_cutoff(self) -> bool:
        """Whether the custodian takes no more requests for what is still owed."""
        if self.tone != "open" or self.cutoff_on is None or self.as_of is None:
            return False
        return self.cutoff_on < self.as_of

    def facts(self) -> dict[str, date | Decimal | str | int | None]:
        """Return everything that was worked out, for comparing two rows."""
        return {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in ("id", "created_at")
        }


class StandingStamp(FirmRow):
    """From what the rows of a household were worked out, and until when they are good.

    They are good while the household's count of facts, the rules and the span of days are these.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="standing_stamps")
    year = models.PositiveSmallIntegerField()
    facts_revision = models.PositiveIntegerField()
    rules = models.CharField(max_length=64)
    worked_out_on = models.DateField()
    good_until = models.DateField()  # the first day on which time alone may change them

    class Meta:
        verbose_name = lazy("stamp of rows of the book")
        verbose_name_plural = lazy("stamps of rows of the book")
        constraints = [
            models.UniqueConstraint(fields=["household", "year"], name="one_stamp_of_a_year"),
            models.CheckConstraint(
                name="rows_are_good_for_a_day",
                condition=models.Q(good_until__gt=F("worked_out_on")),
            ),
        ]

    def __str__(self) -> str:
        return _("{household}, {year}").format(household=self.household, year=self.year)
