"""The words of scenarios, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, Any] = {
    "returns": _("Returns"),
    "inflation": _("Inflation"),
    "dies": _("How long they live"),
    "retires": _("Retirement"),
    "claims": _("Social Security claimed"),
    "move": _("Move"),
    "cost": _("Large cost"),
    "spending": _("Spending"),
    "conversions": _("Roth conversions"),
    "objective": _("Sought"),
}
AS_ON_RECORD = _("as on record")
OBJECTIVES: dict[str, Any] = {
    "spending": _("the highest spending"),
    "bequest": _("the largest estate"),
    "tax": _("the least lifetime tax"),
}
SAYS: dict[str, Any] = {
    "returns_higher": _("all {rate:%} a year higher"),
    "returns_lower": _("all {rate:%} a year lower"),
    "returns_each": _("stocks {stocks:%}, bonds {bonds:%}, cash {cash:%}"),
    "inflation": _("{rate:%} a year"),
    "dies": _("{person} to {year}"),
    "retires": _("{person} on {on:d}"),
    "claims": _("{person} in {month}"),
    "move": _("to {state} on {on:d}"),
    "cost": _("{amount:$0} in {year}"),
    "spending": _("{amount:$0} a year"),
    "conversions_none": _("none"),
    "conversions_years": _("{from} to {to}"),
    "conversions_from": _("from {from} on"),
    "conversions_to": _("until {to}"),
    "conversions_most": _("at most {most:$0} a year"),
}
OUTCOMES: dict[str, Any] = {
    "spending": _("Spending a year"),
    "tax": _("Lifetime tax and surcharges"),
    "irmaa": _("Of it Medicare surcharges"),
    "estate": _("Estate after the heirs’ tax"),
    "years": _("Years of the plan"),
    "certificate": _("How good it is"),
}
CHARTS: dict[str, Any] = {
    "spending": _("Spending"),
    "balances": _("Balances"),
    "tax": _("Taxes and surcharges"),
}
ACTIONS: dict[str, Any] = {
    "withdraw": _("Take {amount:$0} from {account}"),
    "convert": _("Convert {amount:$0} of {account}"),
    "qcd": _("Give {amount:$0} from {account}"),
    "deposit": _("Put {amount:$0} into {account}"),
    "realize_gain": _("Realise {amount:$0} of gains in {account}"),
}
# The causes of a difference; the signs of uses other than these two are turned round.
CAUSES: dict[str, Any] = {
    "opening": _("What there is at the beginning"),
    "growth": _("Growth beyond prices"),
    "social_security": _("Social Security"),
    "pensions": _("Pensions"),
    "wages": _("Wages"),
    "other_income": _("Other income"),
    "inflows": _("Money that comes in once"),
    "unpaid": _("Needs that are not paid"),
    "federal": _("Federal tax while all live"),
    "federal_survivor": _("Federal tax of the survivor"),
    "state": _("State tax"),
    "irmaa": _("Medicare surcharges"),
    "heirs_tax": _("Tax of the heirs"),
    "health": _("Health costs and premiums"),
    "goals": _("Goals and large costs"),
    "gifts": _("Gifts from IRAs"),
    "held": _("What is left at the end"),
}
ENJOYED = ("spending", "estate")
