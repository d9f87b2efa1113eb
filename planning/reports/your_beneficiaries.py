"""Who inherits which account, as clients are asked to look at it."""

from __future__ import annotations

from typing import Any

from clients.models import Account, Household


def read_your_beneficiaries(household: Household) -> list[dict[str, Any]]:
    """Return each account in use with the lines of its designation, in words and percents."""
    accounts = Account.objects.filter(household=household, archived_at=None)
    accounts = accounts.select_related("owner", "custodian")
    return [
        {
            "account": str(account),
            "owner": account.owner.name,
            "lines": [
                {
                    "name": line.person.name if line.person else line.entity,
                    "share": f"{(line.share * 100).normalize():f}%",
                    "is_contingent": line.is_contingent,
                }
                for line in account.beneficiaries.all()
                if line.withdrawn_at is None and line.to_on is None
            ],
        }
        for account in accounts.prefetch_related("beneficiaries__person")
    ]
