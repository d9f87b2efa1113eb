"""Who: firms and the people who work there, their households, accounts and what is on record."""

from __future__ import annotations

from clients.models.account import NOT_FOR_RETIREMENT, Account, AccountType, Beneficiary
from clients.models.audit import AuditAct, AuditEvent, AuditHead
from clients.models.firm import (
    Custodian,
    Firm,
    FirmRow,
    Holiday,
    Invitation,
    Membership,
    Role,
    SecondFactorReset,
    Team,
)
from clients.models.household import (
    Archivable,
    Fact,
    Household,
    Marriage,
    Person,
    PortalGrant,
    Withdrawable,
)
from clients.models.imports import BalanceFile, ColumnMapping, KnownNumber
from clients.models.instance import Heartbeat, Instance
from clients.models.language import Language
from clients.models.mail import Mail, MailQuerySet, MailStep, MailSwitch
from clients.models.money import MoneyField
from clients.models.plan_facts import (
    Assumptions,
    FirmAssumptions,
    FixedWithdrawal,
    Goal,
    Limits,
    Spending,
)
from clients.models.records import Document, Payment, YearEndAdjustment, YearEndBalance
from clients.models.sent_form import SentForm
from clients.models.taxes import Income, TaxProfile
from clients.models.user import AddressChange, User, UserManager

__all__ = [
    "NOT_FOR_RETIREMENT",
    "Account",
    "AccountType",
    "AddressChange",
    "Archivable",
    "Assumptions",
    "AuditAct",
    "AuditEvent",
    "AuditHead",
    "BalanceFile",
    "Beneficiary",
    "ColumnMapping",
    "Custodian",
    "Document",
    "Fact",
    "Firm",
    "FirmAssumptions",
    "FirmRow",
    "FixedWithdrawal",
    "Goal",
    "Heartbeat",
    "Holiday",
    "Household",
    "Income",
    "Instance",
    "Invitation",
    "KnownNumber",
    "Language",
    "Limits",
    "Mail",
    "MailQuerySet",
    "MailStep",
    "MailSwitch",
    "Marriage",
    "Membership",
    "MoneyField",
    "Payment",
    "Person",
    "PortalGrant",
    "Role",
    "SecondFactorReset",
    "SentForm",
    "Spending",
    "TaxProfile",
    "Team",
    "User",
    "UserManager",
    "Withdrawable",
    "YearEndAdjustment",
    "YearEndBalance",
]
