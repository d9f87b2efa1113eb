"""What holds for every household, path and baseline; households are drawn from numbered seeds."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from planning.engine.projection.outlook import Variation
from planning.engine.projection.policies import baselines
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import project
from tests.engine.projection.households import account, outlook, walked

SEEDS = range(3)
CENT = 0.005
KINDS = ("traditional_ira", "401k", "roth_ira", "taxable", "cash", "hsa", "nonqualified_annuity")


def drawn(seed: int) -> dict[str, Any]:
    """Return a household: one person or a couple, some of them not yet 59½, and their accounts."""
    some = Random(seed)
    people = [
        {"id": id_, "name": id_, "born_on": f"{some.randint(1944, 1975)}-0{some.randint(1, 9)}-15"}
        for id_ in "ab"[: some.randint(1, 2)]
    ]
    accounts = [
        account(
            f"{kind}{place}",
            kind,
            some.randint(5, 900) * 1_000,
            owner=some.choice(people)["id"],
            basis=some.choice([0, 4_000, 30_000]),
            allocation={"stocks": 0.6, "bonds": 0.4},
            plan={"separated_on": "2020-05-01"} if kind == "401k" else None,
            **({"first_funded": 2023} if kind == "roth_ira" else {}),
        )
        for place, kind in enumerate(some.sample(KINDS, 5))
    ]
    incomes = [
        {
            "person": person["id"],
            "kind": "social_security",
            "monthly_at_fra": some.randint(8, 35) * 100,
            "start_on": f"{int(person['born_on'][:4]) + some.randint(62, 70)}-10-01",
        }
        for person in people
    ]
    return {
        "schema": "household/1",
        "as_of": f"2026-{some.randint(1, 9):02}-20",
        "state": some.choice(["PA", "MN", None]),
        "people": [one | {"plan_to_age": some.randint(84, 92)} for one in people],
        "marriages": [{"people": ["a", "b"]}] if len(people) == 2 else [],
        "accounts": accounts,
        "incomes": incomes,
        "prior_magi": {"2024": 90_000, "2025": 150_000},
        "yields": {"dividends": 0.02, "qualified_share": 0.9, "interest": 0.03},
        "health": {"aca_benchmark_annual": some.choice([None, 9_000]), "other_medical": 1_200},
        "spending": {"annual": some.randint(25, 110) * 1_000, "survivor_share": 0.7},
        "goals": [{"year": 2030, "amount": 20_000}],
        "assumptions": {
            "inflation": 0.025,
            "returns": {"stocks": 0.06, "bonds": 0.04, "cash": 0.03},
        },
    }


@cache
def of_seed(seed: int) -> tuple[Projection, ...]:
    """Return a drawn household under every baseline, on three paths of growth and life."""
    some = np.random.default_rng(seed)
    document = drawn(seed)
    alone = outlook(document, Variation())
    years, accounts = len(alone.years), len(alone.accounts.ids)
    person = document["people"][0]["id"]
    ends = np.minimum([2030, 2040, 2100], alone.years[-1])
    growth = some.normal(0.05, 0.1, (3, years, accounts))
    seen = outlook(document, Variation(paths=3, growth=growth, last_years={person: ends}))
    return tuple(project(seen, policy) for policy in baselines())


@pytest.mark.parametrize("seed", SEEDS)
def test_every_account_and_year_adds_up_to_the_cent(seed):
    for projection in of_seed(seed):
        assert np.abs(projection.ledger.residual).max() < CENT, projection.policy
        assert (projection.ledger.closing >= -CENT).all()
        opening, closing = projection.ledger.opening[:, 1:], projection.ledger.closing[:, :-1]
        assert np.array_equal(opening, closing)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_years_cash_adds_up_to_the_cent(seed):
    for projection in of_seed(seed):
        assert np.abs(projection.cash_residual).max() < CENT, projection.policy


@pytest.mark.parametrize("seed", SEEDS)
def test_no_less_leaves_a_pool_than_the_law_requires(seed):
    for projection in of_seed(seed):
        ledger = projection.ledger
        pools = np.array(projection.outlook.required.pools)
        for pool in np.unique(pools):
            members = pools == pool
            out = (ledger.withdrawn + ledger.given)[..., members].sum(axis=2)
            assert (out >= ledger.required[..., members].sum(axis=2) - CENT).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_left_over_while_something_is_taken_at_will(seed):
    """Cash beyond what is required is taken to the cent; nobody sells to save."""
    for projection in of_seed(seed):
        if projection.policy.startswith("fill"):
            continue  # what is drawn is converted, and its tax is paid
        ledger = projection.ledger
        at_will = (ledger.withdrawn - ledger.required).sum(axis=2) > 1
        assert (projection.figures.deposit[at_will] <= CENT).all()
        short = projection.figures.shortfall > CENT
        assert (projection.figures.deposit[short] <= CENT).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_path_alone_is_what_it_is_among_others(seed):
    document, together = drawn(seed), of_seed(seed)
    person, path = document["people"][0]["id"], seed % 3
    growth = together[0].outlook.growth[[path]].copy()
    part = together[0].outlook.opening.year_left
    growth[:, 0] = (1 + growth[:, 0]) ** (1 / part) - 1
    last = int(together[0].outlook.lives.last_years[path, 0])
    years = max(last, int(together[0].outlook.lives.last_years[path].max())) - 2026 + 1
    lives = {person: last}
    alone = outlook(document, Variation(growth=growth[:, :years], last_years=lives))
    for whole, policy in zip(together, baselines(), strict=True):
        one = project(alone, policy)
        among = whole.ledger.closing[path, :years]
        assert one.ledger.closing[0] == pytest.approx(among, abs=0.01), policy.name


@pytest.mark.parametrize("seed", [0])
def test_the_order_of_accounts_and_people_changes_nothing(seed):
    document = drawn(seed)
    turned = document | {
        "people": document["people"][::-1],
        "accounts": document["accounts"][::-1],
        "incomes": document["incomes"][::-1],
    }
    for policy in baselines()[:3]:
        here, there = (walked(one, policy, Variation()) for one in (document, turned))
        for id_ in here.outlook.accounts.ids:
            assert here.ledger.closing[0, :, here.outlook.accounts.ids.index(id_)] == pytest.approx(
                there.ledger.closing[0, :, there.outlook.accounts.ids.index(id_)], abs=0.01
            ), (policy.name, id_)


@pytest.mark.parametrize("seed", SEEDS)
def test_more_money_never_lowers_what_is_left(seed):
    document = drawn(seed)
    richer = document | {
        "accounts": [
            *document["accounts"],
            account("more", "roth_ira", 200_000, first_funded=2000, basis=200_000),
        ]
    }
    for policy in baselines()[:2]:
        here, there = (walked(one, policy, Variation()) for one in (document, richer))
        assert there.lifetime.estate_after_tax[0] >= here.lifetime.estate_after_tax[0] - CENT
        assert there.lifetime.spending_present_value[0] >= (
            here.lifetime.spending_present_value[0] - CENT
        )
