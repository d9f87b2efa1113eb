"""The sentences of a plan that its parts have not got, by code. Numbers: `planning.wording`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PROGRESS: dict[str, Any] = {
    "required": _("Working out what is required"),
    "tax": _("Working out the year’s tax"),
    "roadmap": _("Looking for the best roadmap"),
    "roadmap_polished": _("Polishing the roadmap"),
    "roadmap_proved": _("Proving how good the roadmap is"),
    "mishap": _("Asking what could go wrong"),
    "scenario": _("Planning a scenario"),
    "arranged": _("Putting the plan together"),
}

# Why there is no roadmap, by the fact it waits for.
UNPLANNED: dict[str, Any] = {
    "nobody_lives": _("Nobody of the household lives; a plan needs a living member."),
    "born_on": _("The day of birth of {person} is not on record."),
    "inherited": _("Who inherited {account} is not on record; its owner has died."),
    "year_end_balances": _("The value of {account} is not on record."),
    "annual": _("What the household spends in a year is not on record."),
    "fact": _("A fact of the household is missing or cannot be used: {field}."),
}

# title, what is asked
MISHAPS: dict[str, tuple[Any, Any]] = {
    "early_death": (
        _("An early death"),
        _("{person} dies at the end of {year} instead of {instead}."),
    ),
    "lower_returns": (
        _("Lower returns"),
        _("Every investment earns {points:%} a year less than assumed, in all years."),
    ),
    "longer_life": (
        _("A longer life"),
        _("{person} lives to the end of {year} instead of {instead}."),
    ),
    "large_cost": (
        _("One large cost"),
        _("{amount:$0} have to be paid in {year}, in today’s dollars, beside all other spending."),
    ),
}

DESIGNATIONS: dict[str, Any] = {
    "nobody_named": _("Nobody is named: the account would follow its own terms or the will."),
    "shares_not_whole": _("The shares do not come to the whole."),
    "beneficiary_died": _("{person} has died."),
    "former_spouse": _("{person} is a former spouse: ask whether this is still meant."),
    "nobody_second": _("Nobody is named for the case that the first named does not live."),
}

# what is assumed, how it is said
ASSUMPTIONS: dict[str, tuple[Any, Any]] = {
    "lives_to": (_("Life of {person}"), _("to the end of {year}, at age {age}")),
    "return_stocks": (_("Return of stocks"), _("{rate:%} a year")),
    "return_bonds": (_("Return of bonds"), _("{rate:%} a year")),
    "return_cash": (_("Return of cash"), _("{rate:%} a year")),
    "return_otherwise": (
        _("Return of accounts of which it is not known how they are invested"),
        _("{rate:%} a year"),
    ),
    "inflation": (_("Rise of prices"), _("{rate:%} a year")),
    "bracket_indexing": (
        _("Rise of the tax law’s amounts not yet published"),
        _("{rate:%} a year"),
    ),
    "heirs_tax_rate": (_("Tax of the heirs on money never taxed"), _("{rate:%} of it")),
    "spending": (_("Spending"), _("{amount:$0} a year in today’s dollars")),
    "profile_level": (_("Spending over the years"), _("the same in today’s dollars every year")),
    "profile_smile": (
        _("Spending over the years"),
        _("falling slowly after retirement and rising again late in life"),
    ),
    "survivor_share": (_("Spending of a survivor"), _("{rate:%} of what both spend")),
    "goal_expense": (_("{name}"), _("{amount:$0} in {year}, in today’s dollars")),
    "goal_gift": (_("{name}, a gift"), _("{amount:$0} in {year}, in today’s dollars")),
    "goal_inflow": (_("{name}, coming in"), _("{amount:$0} in {year}, in today’s dollars")),
    "estate_floor": (_("To be left at least"), _("{amount:$0} in today’s dollars")),
    "max_bracket": (_("Highest tax bracket"), _("{rate:%}")),
    "max_irmaa_tier": (_("Highest tier of Medicare’s surcharge"), _("tier {tier}")),
    "under_aca_cliff": (_("Marketplace credit"), _("income stays below its end")),
    "conversions_from": (_("First year of conversions"), _("{year}")),
    "conversions_to": (_("Last year of conversions"), _("{year}")),
    "max_conversion": (_("Conversions"), _("at most {amount:$0} a year")),
    "minimum_cash": (_("Kept in cash"), _("at least {amount:$0}")),
    "never_sell": (_("Not to be sold"), _("{name}")),
    "fixed_withdrawal": (_("Decided already"), _("{amount:$0} from {account} in {year}")),
    "state": (_("State of residence"), _("{state}")),
}
NO_STATE = _("none on record; state income tax is not in the plan")
UNNAMED_GOAL = _("A goal")
