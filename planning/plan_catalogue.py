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
    "unknown_year": _("The tax law of a year this plan needs is not at hand."),
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

# What is to be decided this year: what is done of it, and why where it is done several times.
DECISIONS: dict[str, Any] = {
    "required": _("Take what the law requires"),
    "withdraw": _("Take out"),
    "convert": _("Convert to Roth"),
    "qcd": _("Give to charity, straight from the IRA"),
    "realize_gain": _("Sell at a gain"),
    "deposit": _("Put aside"),
}
WHY_EACH: dict[str, Any] = {
    "required": _("The law requires these amounts; nothing more is taken from these accounts."),
    "required_and_needed": _("The law requires part of it; the rest pays for the year."),
    "needed": _("Pays for what spending and taxes need beyond income."),
    "gift": _("Goes straight to charity and is no income."),
}

SECTIONS: dict[str, Any] = {
    "required": _("Your required distributions"),
    "years": _("The roadmap, year by year"),
    "pictures": _("The years in pictures"),
    "ways": _("Compared with usual ways"),
    "scenarios": _("Other ways the years could go"),
    "mishaps": _("What could go wrong"),
    "tax": _("Your tax return, as things stand"),
    "beneficiaries": _("Who inherits"),
    "assumptions": _("What is assumed"),
    "remarks": _("What to keep in mind"),
    "sources": _("Law and sources"),
    "disclosures": _("Disclosures"),
    "glossary": _("Words used here"),
}

GLOSSARY: tuple[tuple[Any, Any], ...] = (
    (
        _("After the heirs’ tax"),
        _("What an estate comes to once heirs paid tax on money that was never taxed."),
    ),
    (
        _("Bracket"),
        _("A span of taxable income that is taxed at one rate; only the part within it is."),
    ),
    (
        _("Convert to Roth"),
        _(
            "Move money from a pre-tax account to a Roth account. It is income of the year; later "
            "growth is untaxed if the law’s conditions are met. A conversion never counts as a "
            "required distribution."
        ),
    ),
    (
        _("Divisor"),
        _("The number of a Treasury table by which a balance is divided to find what is required."),
    ),
    (
        _("Medicare surcharge (IRMAA)"),
        _("What is added to Medicare premiums where income of two years before was high."),
    ),
    (
        _("Pool"),
        _("Accounts that share one requirement: it may be taken from any of them."),
    ),
    (
        _("Pre-tax account"),
        _("An account whose money was never taxed: it is income when it comes out."),
    ),
    (
        _("Projected"),
        _("Not published yet; carried on by the law’s own indexing, or by an assumed return."),
    ),
    (
        _("Qualified charitable distribution (QCD)"),
        _("A gift paid by an IRA straight to a charity: it counts as required and is no income."),
    ),
    (
        _("Required distribution (RMD)"),
        _("What the law requires to be taken out of an account in a year, from a certain age on."),
    ),
    (
        _("Today’s dollars"),
        _("Dollars of the day the facts speak from: what prices will add is taken out."),
    ),
)
