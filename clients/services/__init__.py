"""What is done with the records of a firm: the only writers of its households.

Each verb checks, writes, keeps the history and notes the act, all or nothing. Whether somebody
may do it is asked before, at the door (`clients.access`).
"""

from __future__ import annotations

from clients.services.accounts import (
    add_account,
    add_beneficiary,
    archive_account,
    change_account,
    change_beneficiary,
    restore_account,
    withdraw_beneficiary,
)
from clients.services.balances import (
    correct_balance,
    record_adjustment,
    record_balance,
    settle_balances,
    withdraw_balance,
)
from clients.services.balances_in_bulk import (
    BalancesRefusedError,
    NewBalance,
    record_balances,
)
from clients.services.documents import (
    DOCUMENT_ENDINGS,
    DOCUMENT_TYPES,
    LARGEST_DOCUMENT,
    add_document,
    attach_document,
    evidence_of,
    withdraw_document,
)
from clients.services.editing import EditConflict
from clients.services.households import (
    add_marriage,
    add_person,
    archive_household,
    archive_person,
    change_household,
    change_marriage,
    change_person,
    create_household,
    restore_household,
    restore_person,
    what_names,
    withdraw_marriage,
)
from clients.services.payments import change_payment, record_payment, undo_payment
from clients.services.plan_facts import (
    add_fixed_withdrawal,
    add_goal,
    change_fixed_withdrawal,
    change_goal,
    state_assumptions,
    state_limits,
    state_spending,
    withdraw_fixed_withdrawal,
    withdraw_goal,
)
from clients.services.taxes import (
    add_income,
    change_income,
    state_account_taxes,
    state_tax_facts,
    withdraw_income,
)

__all__ = [
    "DOCUMENT_ENDINGS",
    "DOCUMENT_TYPES",
    "LARGEST_DOCUMENT",
    "BalancesRefusedError",
    "EditConflict",
    "NewBalance",
    "add_account",
    "add_beneficiary",
    "add_document",
    "add_fixed_withdrawal",
    "add_goal",
    "add_income",
    "add_marriage",
    "add_person",
    "archive_account",
    "archive_household",
    "archive_person",
    "attach_document",
    "change_account",
    "change_beneficiary",
    "change_fixed_withdrawal",
    "change_goal",
    "change_household",
    "change_income",
    "change_marriage",
    "change_payment",
    "change_person",
    "correct_balance",
    "create_household",
    "evidence_of",
    "record_adjustment",
    "record_balance",
    "record_balances",
    "record_payment",
    "restore_account",
    "restore_household",
    "restore_person",
    "settle_balances",
    "state_account_taxes",
    "state_assumptions",
    "state_limits",
    "state_spending",
    "state_tax_facts",
    "undo_payment",
    "what_names",
    "withdraw_balance",
    "withdraw_beneficiary",
    "withdraw_document",
    "withdraw_fixed_withdrawal",
    "withdraw_goal",
    "withdraw_income",
    "withdraw_marriage",
]
