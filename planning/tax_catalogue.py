"""The sentences of a tax return, by code. How their numbers are written: `planning.wording`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CAVEATS = {
    "projected_law": _("Federal figures of {years} are projected, not published."),
    "spouse_left_out": _(
        "Rows that describe a spouse whom their filing status does not put on the return: {rows}; "
        "age and blindness of that spouse were left out."
    ),
    "spouse_without_age": _(
        "Joint returns with a spouse’s age of 0: {rows}; that spouse counts as under 65."
    ),
    "without_case_id": _(
        "Rows without a case_id: {rows}; their results stand in the order of the input."
    ),
    "state_grade": _(
        "The table of {state} is verified with grade {grade}: within 100 dollars or 3% for "
        "{share:%} of the households tried."
    ),
    "state_year": _(
        "The tax of {state} is that of its table of {table_year}, also in other years."
    ),
    "credits": _(
        "Credits are not in the figures: those for dependents, foreign tax, care and energy "
        "would lower the tax."
    ),
    "self_employment": _(
        "Self-employment tax, the deduction for qualified business income, income left out abroad "
        "and the smaller deduction of somebody else's dependent are not modelled."
    ),
    "gains_as_typed": _(
        "Gains and losses are taken as they are on record: wash sales, sales by installments and "
        "small business stock are not looked into."
    ),
    "lump_sum_benefits": _(
        "The election to tax a lump sum of Social Security of earlier years as if it had come"
        " then is not modelled; it can only lower the tax."
    ),
    "other_items": _(
        "Gifts carried on from other years, casualty losses and investment interest are not in the "
        "itemized deduction."
    ),
    "senior_number": _(
        "The senior deduction takes it that everybody 65 has a Social Security number."
    ),
    "niit_expenses": _(
        "Expenses that reduce net investment income, such as the state tax on it, are not "
        "modelled; they would lower the tax."
    ),
    "minimum_tax_credit": _(
        "The credit for minimum tax of earlier years is not modelled, nor that the minimum tax "
        "leaves aside the reduction of itemized deductions; both would lower the tax."
    ),
    "separate_minimum_tax": _(
        "The addition to a separate filer's minimum taxable income past the exemption is not "
        "modelled; it would raise the tax."
    ),
    "state_itemized": _(
        "State itemized deductions, local taxes and refundable credits are not in the state "
        "figures."
    ),
    "hold_harmless": _(
        "The limit on the rise of the standard Part B premium for most people with benefits "
        "is not modelled."
    ),
    "part_of_the_credit": _(
        "The health insurance credit is that of a whole year at the benchmark: months covered in "
        "part, a cheaper plan, the exceptions for separate returns and, before 2026, the caps on "
        "paying it back are not modelled."
    ),
}

STEPS = {
    "wages_head": _("Wages"),
    "wages_spouse": _("Wages of the spouse"),
    "pension_head": _("Pension"),
    "pension_spouse": _("Pension of the spouse"),
    "plan_head": _("Taxable distributions of workplace plans"),
    "plan_spouse": _("Taxable distributions of the spouse's workplace plans"),
    "ira_head": _("Taxable distributions of IRAs"),
    "ira_spouse": _("Taxable distributions of the spouse's IRAs"),
    "roth_conversion": _("Converted to Roth"),
    "annuity": _("Taxable part of annuities"),
    "rental": _("Net rents"),
    "other_income": _("Other income"),
    "taxable_interest": _("Taxable interest"),
    "qualified_dividends": _("Qualified dividends"),
    "nonqualified_dividends": _("Other dividends"),
    "gains": _("Gains and losses: short-term {short:$}, long-term {long:$}"),
    "adjustments": _("Adjustments to income"),
    "taxable_social_security": _(
        "Taxable part of benefits of {benefits:$}, at a combined income of {combined:$}"
    ),
    "adjusted_gross_income": _("Adjusted gross income"),
    "medical": _("Medical expenses of {paid:$} over {floor:$}"),
    "state_and_local": _("State and local taxes, at most {limit:$}"),
    "mortgage": _("Mortgage interest"),
    "charity": _("Gifts to charity over {floor:$}, within their limits"),
    "itemized_reduction": _("Reduction of itemized deductions over the top bracket"),
    "deduction_itemized": _("Itemized deduction, the better choice"),
    "standard_deduction": _(
        "Standard deduction: {basic:$}, and {addition:$} for each condition of age or blindness"
    ),
    "charity_without_itemizing": _("Cash given to charity, without itemizing"),
    "senior_deduction": _(
        "Deduction of {each:$} for each senior, falling with income over {start:$}"
    ),
    "taxable_income": _("Taxable income"),
    "gains_by_rate": _(
        "Gains and qualified dividends: {at_zero:$} at {low:%}, {at_middle:$} at "
        "{middle:%}, {at_top:$} at {top:%}"
    ),
    "gains_at_special_rates": _(
        "Long-term gains besides: {at_1250:$} of real estate at {first:%} at most, "
        "{at_collectibles:$} of collectibles at {second:%} at most"
    ),
    "regular_tax": _("Tax by the rate schedule on {ordinary:$}"),
    "regular_tax_with_gains": _(
        "Tax by the rate schedule on {ordinary:$}, and on gains by their own rates"
    ),
    "alternative_minimum_tax": _("Alternative minimum tax, from an income of {income:$}"),
    "net_investment_income_tax": _(
        "{rate:%} of investment income of {investment:$}, or of {over:$} over the "
        "threshold if that is less"
    ),
    "early_distribution_tax": _("Additional tax on early distributions"),
    "total_tax": _("Federal tax"),
}

THRESHOLDS = {
    "social_security_begins": _("Social Security begins to be taxed"),
    "social_security_all_taxed": _("85% of Social Security is taxed"),
    "deduction_used_up": _("the deduction is used up"),
    "loss_within_limit": _("the loss is within what a year may deduct"),
    "loss_used_up": _("gains have used up the loss"),
    "gains_15": _("gains begin to bear 15%"),
    "gains_all_15": _("all gains bear 15% or more"),
    "gains_20": _("gains begin to bear 20%"),
    "gains_all_20": _("all gains bear 20%"),
    "senior_deduction_falls": _("the senior deduction begins to fall"),
    "senior_deduction_gone": _("the senior deduction is gone"),
    "net_investment_income_tax": _("the tax on investment income begins"),
    "net_investment_income_all_taxed": _("all investment income bears its tax"),
    "state_and_local_limit_falls": _("the limit of state and local taxes begins to fall"),
    "state_and_local_limit_lowest": _("the limit of state and local taxes is at its lowest"),
    "state_and_local_limit_reached": _("state and local taxes reach their limit"),
    "deduction_choice": _("the other deduction becomes the better one"),
    "medical_floor": _("medical expenses are all under their floor"),
    "charity_limit": _("gifts to charity are all within their limit"),
    "charity_floor": _("gifts to charity are all under their floor"),
    "itemized_reduction": _("itemized deductions begin to be reduced over the top bracket"),
    "itemized_deduction": _("a limit of itemized deductions changes"),
    "alternative_minimum_tax": _("the minimum tax changes"),
    "amt_exemption_falls": _("the exemption from the minimum tax begins to fall"),
    "amt_exemption_gone": _("the exemption from the minimum tax is gone"),
    "social_security_half_taxed": _("half of Social Security is taxed"),
    "social_security_85": _("each further dollar makes 85 cents of Social Security taxed"),
    "social_security": _("the taxed part of Social Security changes"),
    "gain_rates": _("gains move to another rate"),
    "premium_credit_begins": _("the health insurance credit begins, at the poverty guideline"),
    "premium_credit_share": _("the health insurance credit begins to fall at another speed"),
    "premium_credit_used_up": _("nothing is left of the health insurance credit"),
    "premium_credit_cliff": _(
        "the health insurance credit is lost, over four times the poverty guideline"
    ),
    "state_tax_begins": _("the state’s tax begins"),
    "state_bracket": _("another bracket of the state begins"),
    "state_income": _("what the state leaves out of income changes"),
    "state_deduction": _("a deduction or exemption of the state changes"),
    "state_rule": _("a credit of the state, or an addition to its tax, changes"),
    "bracket_10": _("the 10% bracket begins"),
    "bracket_12": _("the 12% bracket begins"),
    "bracket_22": _("the 22% bracket begins"),
    "bracket_24": _("the 24% bracket begins"),
    "bracket_32": _("the 32% bracket begins"),
    "bracket_35": _("the 35% bracket begins"),
    "bracket_37": _("the 37% bracket begins"),
    "irmaa_tier_1": _("Medicare surcharges of tier 1 begin"),
    "irmaa_tier_2": _("Medicare surcharges of tier 2 begin"),
    "irmaa_tier_3": _("Medicare surcharges of tier 3 begin"),
    "irmaa_tier_4": _("Medicare surcharges of tier 4 begin"),
    "irmaa_tier_5": _("Medicare surcharges of tier 5 begin"),
}

# What a source of income is called; what of it is taken, still required or tried is said beside it.
SOURCES = {
    "wages": _("Wages"),
    "social_security": _("Social Security"),
    "pension": _("Pension"),
    "annuity": _("Annuity"),
    "rental": _("Rent"),
    "other": _("Other income"),
    "ira_taken": _("Taken from IRAs"),
    "ira_required": _("Still required from IRAs"),
    "ira_more": _("More from IRAs"),
    "plan_taken": _("Taken from a workplace plan"),
    "plan_required": _("Still required from a workplace plan"),
    "plan_more": _("More from a workplace plan"),
    "conversion": _("Converted to Roth"),
    "conversion_more": _("Converted to Roth besides"),
    "gift": _("Given to charity from an IRA"),
    "early": _("Of that before 59½"),
    "qualified_dividends": _("Qualified dividends"),
    "nonqualified_dividends": _("Other dividends"),
    "taxable_interest": _("Interest"),
    "tax_exempt_interest": _("Tax-exempt interest"),
    "annuity_contract": _("Out of an annuity contract"),
    "roth": _("Taken from Roth IRAs"),
    "gain_short": _("Short-term gains less losses"),
    "gain_long": _("Long-term gains less losses"),
    "employer_stock": _("Appreciation of employer stock taken in kind, not income now"),
    "gain_more": _("Long-term gain realized besides"),
}

STANDINGS = {
    "recorded": _("on record"),
    "expected": _("still to come"),
    "estimated": _("estimated"),
    "what_if": _("tried here"),
}

MISSING = {
    "nobody_files": _("No member of the household lived in this year."),
    "no_marriage": _("{person}: the marriage, which a joint return needs."),
    "birth_date": _("{person}: the birth date."),
    "income_amount": _("{person}: the amount of an income."),
    "benefit_start": _("{person}: since when Social Security is paid."),
    "benefit_amount": _("{person}: the amount of Social Security."),
    "requirement": _("{account}: what it must pay out cannot be decided."),
    "no_ira": _("{person} has no IRA on record to try this with."),
    "account_value": _("{account}: its value at the last year’s end."),
    "allocation": _("{account}: how it is invested."),
    "yield_dividends": _("What the stocks of taxable accounts pay in dividends."),
    "yield_interest": _("What bonds and cash pay in interest."),
    "annuity_basis": _("{account}: its value and what was paid into it."),
    "employer_stock": _("The payment of the plan in which the employer stock was taken."),
    "roth_clock": _("{account}: the year of the first contribution to any Roth IRA."),
    "roth_basis": _("{account}: the contributions still in it."),
    "own_prior_magi": _(
        "{person}: income of the return of {year}, for this year’s Medicare premiums."
    ),
    "prior_magi": _("Income of the return of {year}, for this year’s Medicare premiums."),
}

NOTES = {
    "annuity_all_taxable": _(
        "Annuities are taken as taxed in full where the tax-free part of a year is not on record."
    ),
    "tax_free_for_life": _(
        "The tax-free part of a pension or annuity is taken to go on for life: the investment in "
        "the contract, at which it ends, is not on record."
    ),
    "incomes_moved": _(
        "Incomes are on record in dollars of {year}; other years’ are moved by their own growth or "
        "with prices."
    ),
    "survivor_benefit": _("A survivor has the larger of the two Social Security benefits."),
    "first_required_this_year": _(
        "A first required distribution is taken as paid in its own year; until April 1 of the next "
        "it may be put off, which would make two in that year."
    ),
    "more_than_held": _(
        "With this {amount:$} would leave IRAs that held {held:$} at the last year’s end on record."
    ),
    "lump_sum": _(
        "Only the cost of employer stock is income now if the whole balance was paid within one "
        "year after leaving the employer, 59½, disability or death. The appreciation is a "
        "long-term gain when the stock is sold."
    ),
    "gift_too_early": _("Nobody may give from an IRA before 70½: it is taken as a withdrawal."),
    "gift_over_limit": _("{amount:$} of the gift is over what may be left out, and is income."),
    "year_end_estimated": _(
        "What IRAs will hold at the year’s end is estimated, and with it the part that was taxed "
        "before."
    ),
    "early_exceptions": _(
        "The additional tax on money before 59½ knows of age, death and leaving the employer at "
        "55; other exceptions would lower it."
    ),
    "qualified_use": _(
        "What left a health savings account or a 529 plan is taken as spent on what it is for."
    ),
    "designated_roth": _("What left a Roth account in a plan is taken as free of tax."),
    "gains_not_on_record": _(
        "Gains and losses realized in taxable accounts are not on record: type them with the facts "
        "of the return."
    ),
    "status_derived": _("The filing status follows from the marriages on record."),
    "separate_apart": _(
        "This separate return is taken as that of somebody who lived apart all year: where that is "
        "not so, more of Social Security is taxed and Medicare surcharges are higher. The facts "
        "of the return say which."
    ),
    "medicare_begins": _(
        "{person} is 65 in {year}: Medicare premiums begin with that month, the figures of {year} "
        "are of twelve months."
    ),
    "event_death": _(
        "{person} died in {when}: with form SSA-44 the income of {year} may count for "
        "Medicare in place of that of two years before. The surcharges of {surcharges:$} would be "
        "{instead:$} by this return."
    ),
    "event_divorce": _(
        "{person} was divorced in {when}: with form SSA-44 the income of {year} may "
        "count for Medicare in place of that of two years before. The surcharges of "
        "{surcharges:$} would be {instead:$} by this return."
    ),
    "event_marriage": _(
        "{person} married in {when}: with form SSA-44 the income of {year} may count for "
        "Medicare in place of that of two years before. The surcharges of {surcharges:$} would be "
        "{instead:$} by this return."
    ),
    "event_work": _(
        "Wages of {person} end in {when}: with form SSA-44 the income of {year} may "
        "count for Medicare in place of that of two years before. The surcharges of "
        "{surcharges:$} would be {instead:$} by this return."
    ),
    "spouse_benefit": _(
        "Social Security of {person} holds the benefit as a spouse beside the own one, from when "
        "both have claimed."
    ),
    "spouse_not_known": _(
        "{person} has no Social Security on record, yet may have a benefit as a spouse: type it "
        "as an income to include it."
    ),
    "other_returns": _(
        "Returns of their own: {who}. The deductions and gains on record all stand on this one."
    ),
    "no_state": _("No state is on record: there is no state tax in the figures."),
    "part_years": _(
        "In a year of a move each state taxes its share of the days; what was earned on which day "
        "may matter."
    ),
}

FILING = {
    "single": _("single"),
    "married_joint": _("married, filing jointly"),
    "married_separate": _("married, filing separately"),
    "head_of_household": _("head of household"),
    "surviving_spouse": _("qualifying surviving spouse"),
}
