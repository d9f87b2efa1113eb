"""What does the page of a plan's facts say? What is on record, and what is assumed without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import (
    Account,
    Assumptions,
    Firm,
    FirmAssumptions,
    FixedWithdrawal,
    Goal,
    Household,
    Income,
    Limits,
    Spending,
    TaxProfile,
)
from planning.engine.projection.death import HEIRS_RATE
from planning.engine.rmd.balance import DEFAULT_GROWTH
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.facts.assumed import Assumption, Whose, assumed_for
from planning.wording import spoken_money, spoken_percent

ASSETS = {"stocks": lazy("Stocks"), "bonds": lazy("Bonds"), "cash": lazy("Cash")}
WHOSE = {
    Whose.HOUSEHOLD: lazy("the household’s own"),
    Whose.FIRM: lazy("the firm’s"),
    Whose.OURS: lazy("of this site"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact in words; None where nothing is said."""

    text: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedLine:
    """One assumption, and whose it is."""

    text: str
    value: str
    whose: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is on record to happen on a day, and where it is typed."""

    on: date
    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """Everything the page shows."""

    spending: Spending | None
    spent: Sequence[Line]
    goals: Sequence[Goal]
    events: Sequence[Event]
    limits: Limits | None
    kept_to: Sequence[Line]
    fixed: Sequence[FixedWithdrawal]
    assumed: Sequence[AssumedLine]
    default_growth: str
    growing_by_default: int  # accounts whose holdings are not on record


def read_plan_page(household: Household, today: date) -> PlanPage:
    """Arrange what is on record, in a constant number of queries."""
    spending = spending_of(household)
    limits = limits_of(household)
    accounts = list(household.accounts.select_related("custodian", "owner"))
    fixed = household.fixed_withdrawals.filter(withdrawn_at=None)
    by_year = fixed.select_related("account__custodian").order_by("year", "position")
    return PlanPage(
        spending=spending,
        spent=list(_spent(spending)) if spending else [],
        goals=list(household.goals.filter(withdrawn_at=None).order_by("year", "position")),
        events=sorted(_events(household, accounts, today), key=lambda event: event.on),
        limits=limits,
        kept_to=list(kept_to(limits, {row.key: str(row) for row in accounts})) if limits else [],
        fixed=list(by_year),
        assumed=list(_assumed(household)),
        default_growth=spoken_percent(DEFAULT_GROWTH),
        growing_by_default=sum(
            1 for account in accounts if account.archived_at is None and not account.allocation
        ),
    )


def spending_of(household: Household) -> Spending | None:
    return Spending.objects.filter(household=household).first()


def limits_of(household: Household) -> Limits | None:
    return Limits.objects.filter(household=household).first()


def assumptions_of(household: Household) -> Assumptions | None:
    return Assumptions.objects.filter(household=household).first()


def firm_assumptions_of(firm: Firm) -> FirmAssumptions:
    """Return what a firm assumes; before it says anything, nothing at revision 0."""
    stated = FirmAssumptions.objects.filter(firm=firm).first()
    return stated or FirmAssumptions(firm=firm, revision=0)


def _spent(row: Spending) -> Iterator[Line]:
    yield Line(text=_("In a year, taxes and Medicare premiums apart"), value=_money(row.annual))
    yield Line(text=_("How it moves with age"), value=row.get_profile_display())
    yield Line(
        text=_("What a survivor spends of it"), value=_percent(row.survivor_share) or _("all of it")
    )
    yield Line(text=_("What of it cannot be cut"), value=_percent(row.essential_share))


def kept_to(row: Limits, accounts: Mapping[str, str]) -> Iterator[Line]:
    """Yield the limits that are said, by the names of accounts; no limit is no line."""
    tier = row.max_irmaa_tier
    stated = (
        (_("The estate is at least"), _money(row.estate_floor)),
        (_("Cash kept at all times"), _money(row.minimum_cash)),
        (_("Highest federal rate reached"), _percent(row.max_bracket)),
        (_("Medicare surcharge"), None if tier is None else irmaa_words(tier)),
        (
            _("Premium tax credit"),
            _("income stays under its limit") if row.under_aca_cliff else None,
        ),
        (_("Roth conversions"), _years(row.conversions_from, row.conversions_to)),
        (_("Converted in a year at most"), _money(row.max_conversion)),
        (
            _("Never sold"),
            ", ".join(accounts.get(name, name) for name in row.never_sell) or None,
        ),
    )
    for text, value in stated:
        if value is not None:
            yield Line(text=text, value=value)


def irmaa_words(tier: int) -> str:
    return _("none") if tier == 0 else _("up to tier {tier}").format(tier=tier)


def _years(first: int | None, last: int | None) -> str | None:
    if first and last:
        return _("from {first} to {last}").format(first=first, last=last)
    if first:
        return _("from {first} on").format(first=first)
    return _("until {last}").format(last=last) if last else None


def _events(household: Household, accounts: Iterable[Account], today: date) -> Iterator[Event]:
    """Yield what lies ahead and is a fact already: who stops working, and who moves."""
    members = household.people.filter(archived_at=None, is_member=True, retired_on__gte=today)
    for person in members:
        text = _("{name} retires").format(name=person.name)
        yield _event(person.retired_on, text, "edit_person", person.pk)
    wages = household.incomes.filter(
        withdrawn_at=None, kind=Income.Kind.WAGES, to_on__gte=today
    ).select_related("person")
    for income in wages:
        text = _("Wages of {name} end").format(name=income.person.name)
        yield _event(income.to_on, text, "edit_income", income.pk)
    for account in accounts:
        left = account.separated_on
        if left is not None and left >= today and account.archived_at is None:
            text = _("{name} leaves the employer of {account}")
            said = text.format(name=account.owner.name, account=account)
            yield _event(left, said, "edit_account", account.pk)
    profile = TaxProfile.objects.filter(household=household).first()
    for move in profile.moves if profile else []:
        on = date.fromisoformat(move["on"])
        if on >= today:
            text = _("The household moves to {state}").format(state=move["state"])
            yield _event(on, text, "tax_facts", household.pk)


def _event(on: date | None, text: str, page: str, row: Any) -> Event:
    return Event(on=on or date.max, text=text, address=reverse(f"planning:{page}", args=[row]))


def _assumed(household: Household) -> Iterator[AssumedLine]:
    holds = assumed_for(household)
    inflation = holds.inflation.value
    prices = DEFAULT_INDEXING.rate if inflation is None else inflation
    yield _line(_("Inflation"), _percent(prices), holds.inflation)
    yield _line(_("Returns of a year"), _returns(holds.returns.value), holds.returns)
    indexing = holds.bracket_indexing
    same = _("as inflation, {rate}").format(rate=_percent(prices))
    rate = same if indexing.value is None else _percent(indexing.value)
    yield _line(_("Tax brackets not yet published rise by"), rate, indexing)
    heirs, seed = holds.heirs_tax_rate, holds.seed
    rate = _percent(Decimal(str(HEIRS_RATE)) if heirs.value is None else heirs.value)
    yield _line(_("Tax of heirs on pre-tax money"), rate, heirs)
    number = None if seed.value is None else str(seed.value)
    yield _line(_("Seed of simulations"), number, seed)
    wanted = holds.bequest_floor
    if wanted.value is not None:
        yield _line(_("Least estate wanted"), _money(wanted.value), wanted)


def _line(text: str, value: str | None, assumed: Assumption) -> AssumedLine:
    return AssumedLine(
        text=text,
        value=value or _("not said"),
        whose=str(WHOSE[assumed.whose]) if value else "",
        is_own=assumed.whose is Whose.HOUSEHOLD,
    )


def _returns(stated: Mapping[str, Decimal] | None) -> str:
    if not stated:
        return _("{rate} for every account").format(rate=_percent(DEFAULT_GROWTH))
    parts = (f"{ASSETS[asset]} {_percent(rate)}" for asset, rate in stated.items())
    return ", ".join(parts)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else spoken_money(amount)


def _percent(rate: Decimal | None) -> str | None:
    return None if rate is None else spoken_percent(rate)
