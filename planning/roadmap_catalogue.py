"""The sentences of a roadmap, by code. How their numbers are written: `planning.wording`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WHY = {
    "required": _("The law requires {amount:$} out of this account; nothing more is taken."),
    "required_and_needed": _(
        "The law requires {required:$} out of this account; {more:$} more pays for the year."
    ),
    "needed": _("Pays for the year: {amount:$} of what spending and taxes need beyond income."),
    "gift": _("Goes straight to charity and is no income."),
    "left_over": _("Income and required payments are more than the year needs; the rest is kept."),
    "fills_bracket": _("Fills the {number:%} bracket to {at:$}."),
    "fills_irmaa_tier": _(
        "Stops at {at:$}, where tier {number} of Medicare’s surcharge begins two years later."
    ),
    "fills_niit": _("Stops at {at:$}, where the tax on net investment income begins."),
    "fills_gains_15": _("Stops at {at:$}, up to which long-term gains are not taxed."),
    "fills_gains_20": _("Stops at {at:$}, up to which long-term gains are taxed with 15%."),
    "within_bracket": _(
        "Taxed within the {number:%} bracket, which ends at {at:$}: {room:$} of it stay free. "
        "Taxed now, it is not taxed at the rates of later years."
    ),
    "top_bracket": _("Taxed in the top bracket, which later years would reach too."),
}

NEXT_DOLLAR = {
    "untaxed": _("The next dollar is not taxed."),
    "bracket": _("The next dollar is taxed at {bracket:%}."),
    "with_benefits": _(
        "The next dollar is taxed at {bracket:%} and {cents} cents of Social Security join it, "
        "{rate:%} in all."
    ),
    "in_all": _(
        "The next dollar is in the {bracket:%} bracket and costs {rate:%} in all, with what it "
        "makes of benefits, gains and other taxes."
    ),
}

REJECTED = {
    "from_another": _("Take up to {amount:$} of it from {other} instead."),
    "no_conversion": _("Convert nothing."),
    "to_bracket": _("Convert {amount:$}, to {at:$}, the top of the {number:%} bracket."),
    "convert_all": _("Convert {amount:$}, all that may be converted."),
}

NOTES = {
    "age_assumed": _("No age to plan to is on record for {name}: {age} is assumed."),
    "inflation_assumed": _("No inflation is on record: {rate:%} a year is assumed."),
    "heirs_rate_assumed": _(
        "No tax rate of heirs is on record: {rate:%} of money that was never taxed is assumed."
    ),
    "growth_assumed": _(
        "An account has no allocation, or its assets no returns: growth of {rate:%} a year is "
        "assumed."
    ),
    "unvested": _("{amount:$} of a plan is not vested and is left out, even once it vests."),
    "divorce_divides_nothing": _(
        "A divorce divides no account and no spending here, and benefits of a divorced spouse are "
        "not in the plan."
    ),
    "entity_as_its_keeper": _(
        "An account held for {entity} is taken as belonging to who looks after it, taxes included."
    ),
    "education_left": _(
        "An education account is not drawn on: it grows and stays until it is left to heirs."
    ),
    "contract_as_account": _(
        "An annuity contract inside an account is taken as money like the rest of it; what it pays "
        "in years to come is counted as far as it is on record."
    ),
    "charity_like_heirs": _(
        "What a charity receives of an account is counted after the tax of heirs, though a charity "
        "pays none."
    ),
    "employer_stock_all_taxed": _(
        "Employer stock of a lump sum is taxed in full; its gain may be taxed later and lower."
    ),
    "accounts_held_alone": _(
        "Taxable accounts are taken as held by one owner alone: all of their cost is stepped up at "
        "that owner’s death and none at the other’s."
    ),
    "account_of_nonmember": _("An account of somebody outside the household is left out."),
    "annuity_all_taxable": _(
        "Annuities are taken as taxed in full where the tax-free part of a year is not on record."
    ),
    "annuity_early_not_taxed": _(
        "The additional tax on annuity payments before 59½ is not modelled."
    ),
    "defined_benefit_no_balance": _(
        "A defined benefit plan has no balance to draw on; enter what it pays as a pension."
    ),
    "drug_plan_not_priced": _(
        "The price of a drug plan or a supplement to Medicare is not in the plan; put it into "
        "spending."
    ),
    "early_exceptions": _(
        "Early payments are taken to bear the additional tax, but for death, age, disability, "
        "terminal illness and leaving an employer at 55."
    ),
    "horizon_cut": _("The plan ends with {year}: there is no law to project beyond it."),
    "lots_averaged": _("Lots are sold at their average cost; choosing lots may lower the tax."),
    "marketplace_premium_without_age": _(
        "Marketplace premiums grow with the cost of health, not with age."
    ),
    "no_state": _("No state is on record: state income tax is not in the plan."),
    "opening_estimated": _(
        "An account’s value is its last known one, grown to the day the plan begins."
    ),
    "projected_law": _(
        "Tax figures of years not yet published are projected by the indexing of the law."
    ),
    "spouse_benefit_not_claimed": _(
        "A spouse without a benefit of their own may have one as a spouse; it is not in the plan."
    ),
    "spouse_receives_all": _(
        "No beneficiary is on record for an account: the spouse is taken to receive all of it."
    ),
    "state_grade": _("The tax of {state} is carried with less certainty than the federal one."),
    "survivor_spends_as_much": _(
        "No survivor’s share of spending is on record: the survivor spends as much as both did."
    ),
    "tax_free_for_life": _(
        "The tax-free part of a pension or annuity is taken to go on for life: the investment in "
        "the contract, at which it ends, is not on record."
    ),
    "taxes_so_far_taken_as_paid": _(
        "Taxes on income of the year that has already come in are taken as paid."
    ),
    "state_weighed_like_an_ira": _(
        "The optimiser weighs the state’s tax as if all income came from an IRA; what is charged "
        "is the state’s own."
    ),
    "no_model": _(
        "More than one return is filed: the roadmap is the best of the usual ways, without proof."
    ),
    "model_has_no_plan": _(
        "The optimiser’s model has no plan for this household: the roadmap is the best of the "
        "usual ways, without proof."
    ),
    "value_above_model": _(
        "The whole law allows more here than the optimiser’s model knows of, so that its bound "
        "proves nothing: the plan is the best found."
    ),
    "limit_passed_bracket": _(
        "In {years} what is required alone is taxed above the highest bracket set; those years "
        "stay within the lowest bracket that holds it."
    ),
    "limit_passed_irmaa_tier": _(
        "In {years} what is required alone leads to a higher tier of Medicare’s surcharge than "
        "set; those years stay within the lowest tier that holds it."
    ),
    "limit_passed_aca_cliff": _(
        "In {years} what is required alone ends the marketplace credit; the limit has nothing to "
        "keep there."
    ),
    "less_cash_than_wanted": _(
        "{wanted:$} are to be kept in cash and taxable accounts, which hold {held:$}: no more than "
        "that is kept."
    ),
    "never_sell_unknown": _(
        "Neither an account nor a lot on record is called {name}: nothing is held back for it."
    ),
}

MISSING = {
    "allocation": _(
        "How the account is invested is not on record; it is taken to pay nothing out."
    ),
    "basis": _("What the account cost is not on record."),
    "benefit_amount": _("How much Social Security pays is not on record; it is left out."),
    "benefit_start": _("When Social Security begins is not on record; it is left out."),
    "income_amount": _("An income has no amount; it is left out."),
    "own_prior_magi": _(
        "The income of a person’s own return of {year} is not on record: no Medicare surcharge "
        "follows from it."
    ),
    "prior_magi": _(
        "The income of {year} is not on record: no Medicare surcharge follows from it."
    ),
    "yield_dividends": _("What stocks pay out is not on record; they are taken to pay nothing."),
    "yield_interest": _("What bonds and cash pay is not on record; it is taken to be nothing."),
    "spending": _("What the household spends in a year is not on record."),
    "roth_basis": _("What was paid into the Roth IRA is not on record."),
}

REFUSALS = {
    "spending": _("In {year} nothing is left to pay for what is wanted: {short_by:$} are missing."),
    "limits": _(
        "The limits on income leave {short_by:$} of what {year} needs unpaid; without them it is "
        "paid. Raise the limits, or spend less."
    ),
    "estate": _("The estate asked for cannot be left: {short_by:$} are missing."),
}

NEW_ACCOUNT = _("{kind} of {owner}, to be opened")

ACTIONS = {
    "withdraw": _("Withdraw"),
    "convert": _("Convert to Roth"),
    "qcd": _("Give to charity"),
    "realize_gain": _("Sell at a gain"),
    "deposit": _("Put aside"),
}

THRESHOLDS_MET = {
    "bracket": _("the {number:%} bracket ends at {at:$}"),
    "irmaa_tier": _("tier {number} of Medicare’s surcharge begins at {at:$}"),
    "niit": _("the tax on investment income begins at {at:$}"),
    "gains_15": _("gains are untaxed up to {at:$}"),
    "gains_20": _("gains are taxed with 15% up to {at:$}"),
}

INCOMES = {
    "wages": _("Wages"),
    "pensions": _("Pensions"),
    "other": _("Other income"),
    "social_security": _("Social Security"),
    "rmd": _("RMDs"),
    "withdrawals": _("More withdrawals"),
    "inflows": _("Inflows"),
}

TAXES = {
    "federal": _("Federal income tax"),
    "state": _("State income tax"),
    "niit": _("Tax on investment income"),
    "payroll": _("Payroll tax"),
    "early_distribution": _("Additional tax on early payments"),
}

BESIDES = {
    "medicare_premiums": _("Medicare premiums"),
    "aca_premium": _("Marketplace premiums"),
    "aca_credit": _("less premium tax credit"),
    "medical": _("Other medical costs"),
    "goals": _("Goals"),
    "kept": _("Put aside"),
}

SHELTERS = {
    "pretax": _("Pre-tax"),
    "roth": _("Roth"),
    "taxable": _("Taxable and cash"),
    "other": _("HSA and other"),
}

WAYS = {
    "roadmap": _("Roadmap"),
    "taxable_first": _("Taxable accounts first"),
    "proportional": _("From all accounts in proportion"),
    "fill_bracket_12": _("Convert up to the 12% bracket"),
    "fill_bracket_22": _("Convert up to the 22% bracket"),
    "rmd_only": _("Only what is required from pre-tax accounts"),
    "no_conversion": _("Even out the brackets, without conversions"),
}

# text, how the number is written, how it comes about
LIFETIME = {
    "tax_present_value": (
        _("Lifetime tax"),
        "$",
        _(
            "Income taxes, additional taxes on early payments and Medicare surcharges of all "
            "years, each by the whole law of its year, in dollars of today."
        ),
    ),
    "estate_after_tax": (
        _("Estate, after the heirs’ tax"),
        "$",
        _(
            "What every death leaves, less the tax heirs are assumed to pay on pre-tax money, in "
            "dollars of today."
        ),
    ),
    "spending_present_value": (
        _("Spent over the years"),
        "$",
        _("All spending of the plan, each year’s in dollars of today; costs named apart not."),
    ),
    "irmaa": (
        _("Medicare surcharges"),
        "$",
        _("What income of two years before adds to Medicare premiums, in dollars of today."),
    ),
    "average_rate": (
        _("Average tax rate"),
        "%",
        _("Income taxes of all years over all income, untaxed Social Security included."),
    ),
}
