"""What must hold of every household's roadmap, whatever the household?"""

from __future__ import annotations

import pytest

from tests.engine.projection.households import COUPLE, account
from tests.engine.roadmap.household.test_limits import COVERED, ON_MEDICARE, planned

PEOPLE = [person | {"plan_to_age": 72} for person in COUPLE["people"]]
BOTH = COUPLE | {
    "people": PEOPLE,
    "accounts": [
        account("ira", "traditional_ira", 500_000),
        account("ira2", "traditional_ira", 300_000, owner="b"),
        account("tax", "taxable", 150_000, basis=150_000),
    ],
}


def test_the_order_of_accounts_and_people_changes_nothing() -> None:
    turned = BOTH | {"people": PEOPLE[::-1], "accounts": BOTH["accounts"][::-1]}
    one, other = planned(BOTH), planned(turned)
    assert other.best.value == pytest.approx(one.best.value, rel=1e-5)
    assert other.certificate.bound == pytest.approx(one.certificate.bound, rel=1e-6)


@pytest.mark.parametrize("document", [ON_MEDICARE, COVERED], ids=["on Medicare", "covered"])
@pytest.mark.parametrize("place", [0, 2], ids=["pre-tax", "Roth"])
def test_more_money_never_lowers_the_value(document, place) -> None:
    accounts = [*document["accounts"]]
    grown = {year: worth + 5_000 for year, worth in accounts[place]["year_end_balances"].items()}
    accounts[place] = accounts[place] | {"year_end_balances": grown}
    assert planned(document | {"accounts": accounts}).best.value > planned(document).best.value
