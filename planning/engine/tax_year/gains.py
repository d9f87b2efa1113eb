"""What of a year's sales, and of employer stock taken out of a plan, is on the return?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from planning.engine.money import ZERO
from planning.engine.tax.basis import net_unrealized_appreciation
from planning.engine.tax_facts import TaxFacts, YearGains
from planning.engine.tax_year.results import Filing, Found, Missing, Note, Source

NOTHING = YearGains()
# What has a place of its own on the return beside the two net amounts.
BESIDE = {
    "unrecaptured_section_1250": "unrecaptured_section_1250_gain",
    "collectibles": "collectibles_gain",
    "short_loss_carried": "short_loss_carryover",
    "long_loss_carried": "long_loss_carryover",
}


def gains_of(facts: TaxFacts, filing: Filing, year: int, withdrawn: Found) -> Found:
    """Return the net gains of a year, and what employer stock takes out of a plan's income.

    `withdrawn` is what left the accounts, the plan's lump sum among it.

    Source: 26 U.S.C. § 1222, 402(e)(4)(B); tax.md § 6, 8.
    Not modelled: whether a payment is a lump sum that allows this; which spouse sold.
    """
    sold = facts.gains.get(year, NOTHING)
    found = Found(sources=tuple(_net(sold, filing)))
    appreciation = _appreciation(sold)
    if not appreciation:
        return found
    paid = next(
        (
            source
            for source in withdrawn.sources
            if source.code == "plan_taken" and source.gross >= (sold.employer_stock_value or ZERO)
        ),
        None,
    )
    if paid is None:
        missing = Missing(code="employer_stock", fact="distributions")
        return found + Found(missing=(missing,))
    early = (source for source in withdrawn.sources if source.code == "early")
    of_whom = (source for source in early if source.account == paid.account)
    left_out = [
        Source(
            code="employer_stock" if source is paid else "early",
            gross=-appreciation,
            taxable=-min(appreciation, source.taxable),
            field=source.field,
            person=source.person,
            account=source.account,
        )
        for source in (paid, *of_whom)
    ]
    note = Note(code="lump_sum", citation="26 U.S.C. § 402(e)(4)(B), (D)")
    return found + Found(sources=tuple(left_out), notes=(note,))


def _net(sold: YearGains, filing: Filing) -> Iterator[Source]:
    for kind in ("short", "long"):
        gain, loss = getattr(sold, f"{kind}_gain"), getattr(sold, f"{kind}_loss")
        if gain or loss:
            net = (gain or ZERO) - (loss or ZERO)
            yield Source(
                code=f"gain_{kind}",
                gross=net,
                taxable=net,
                field=f"net_{kind}_gain",
                person=filing.head.id,
            )


def _appreciation(sold: YearGains) -> Decimal:
    stock = net_unrealized_appreciation(
        *(
            np.array(float(amount or 0))
            for amount in (sold.employer_stock_value, sold.employer_stock_cost)
        )
    )
    return Decimal(repr(float(stock.unrealized_appreciation)))


def beside_net_gains(facts: TaxFacts, year: int) -> dict[str, float]:
    """Return what a year's gains have on the return besides their net amounts."""
    sold = facts.gains.get(year, NOTHING)
    return {line: float(getattr(sold, name) or ZERO) for name, line in BESIDE.items()}
