"""Where does the money of a lifetime come from, and where does it go, to the cent?

What there is at the beginning, what comes in and what it earns beyond prices are all spent, paid
in taxes or left: an identity of the walk itself, in dollars of the as-of day.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planning.engine.projection.result import Projection
from planning.engine.tax.arrays import Dollars

ZERO = Decimal("0.00")

SOURCES = (
    "opening",
    "growth",
    "social_security",
    "pensions",
    "wages",
    "other_income",
    "inflows",
    "unpaid",
)
USES = (
    "spending",
    "estate",
    "federal",
    "federal_survivor",
    "state",
    "irmaa",
    "heirs_tax",
    "health",
    "goals",
    "gifts",
    "held",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The money of all years by where it comes from and where it goes."""

    sources: dict[str, Decimal]
    uses: dict[str, Decimal]

    def less(self, other: Money) -> Money:
        """Return how much more each is than another's."""
        return Money(
            sources={name: self.sources[name] - other.sources[name] for name in self.sources},
            uses={name: self.uses[name] - other.uses[name] for name in self.uses},
        )


def money_of(walk: Projection) -> Money:
    """Return the money of a walk of one path.

    Guarantees: the sources come to the uses, to the cent. What a cent is rounded to is kept with
    the growth; `growth_of` works it out by itself.
    """
    figures, ledger, prices = walk.figures, walk.ledger, walk.outlook.prices[0]

    def real(name: str) -> float:
        return float((getattr(figures, name)[0] / prices).sum())

    is_alone = walk.is_alive[0].sum(axis=1) < len(walk.outlook.lives.people)
    income_tax = figures.federal + figures.niit + figures.early_distribution + figures.payroll
    # What was paid of a first year before the plan begins is no use of what is here.
    federal = (income_tax - figures.taxes_paid_before)[0] / prices
    left = ledger.left[0].sum(axis=1) / prices
    estate = real("estate")
    uses = {
        "spending": real("spending"),
        "estate": estate,
        "federal": float(federal[~is_alone].sum()),
        "federal_survivor": float(federal[is_alone].sum()),
        "state": real("state"),
        "irmaa": real("irmaa"),
        "heirs_tax": float(left.sum()) - estate,
        "health": real("medicare_premiums")
        - real("irmaa")
        + real("medical")
        + real("aca_premium")
        - real("aca_credit"),
        "goals": real("goals"),
        "gifts": float((ledger.given[0].sum(axis=1) / prices).sum()),
        "held": float(ledger.closing[0, -1].sum() / prices[-1]),
    }
    sources = {
        "opening": float(ledger.opening[0, 0].sum() / prices[0]),
        "growth": 0.0,
        "social_security": real("social_security"),
        "pensions": real("pensions"),
        "wages": real("wages"),
        "other_income": real("other_income"),
        "inflows": real("inflows"),
        "unpaid": real("unpaid"),
    }
    came = {name: _cents(amount) for name, amount in sources.items()}
    went = {name: _cents(amount) for name, amount in uses.items()}
    came["growth"] = sum(went.values(), ZERO) - sum(came.values(), ZERO)
    return Money(sources=came, uses=went)


def growth_of(walk: Projection) -> float:
    """Return what the accounts earn beyond prices: growth, less what prices take of what stays."""
    ledger, prices = walk.ledger, walk.outlook.prices[0]
    grown = (ledger.grown[0].sum(axis=1) / prices).sum()
    closing: Dollars = ledger.closing[0, :-1].sum(axis=1)
    taken = closing * (1 / prices[:-1] - 1 / prices[1:])
    return float(grown - taken.sum())


def _cents(amount: float) -> Decimal:
    return Decimal(f"{amount:.2f}") + ZERO
