"""Which payments are planned for each pool of a case, and where does each stand?"""

from __future__ import annotations

from dataclasses import replace

from clients.models import Household
from planning.models import PlannedPayment
from planning.reports.context import Case, PoolCase


def with_plans(case: Case, household: Household) -> Case:
    """Return the case with what is planned, ordered or withdrawn of each of its pools."""
    rows = PlannedPayment.objects.open().filter(household=household)
    planned = list(rows.select_related("account__custodian", "planned_by"))
    # What was withdrawn stands below what is to come.
    planned.sort(key=lambda row: row.withdrawn_at is not None)
    pools = tuple(replace(pool, planned=_of_pool(pool, planned)) for pool in case.pools)
    return replace(case, pools=pools)


def _of_pool(pool: PoolCase, planned: list[PlannedPayment]) -> tuple[PlannedPayment, ...]:
    accounts = {line.amount["account"] for line in pool.lines}
    year = pool.obligation["distribution_year"]
    return tuple(row for row in planned if row.account.key in accounts and row.year == year)
